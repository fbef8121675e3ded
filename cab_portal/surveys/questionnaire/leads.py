"""The answer that a heading speaks of, with how many gave it: what intervals and segments are then asked about."""

from dataclasses import dataclass

from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.summary import Count, Summary
from cab_portal.surveys.questionnaire.wording import Sentence, listed, quoted


@dataclass(frozen=True)
class Lead:
    """Who gave one of the answers `codes`: `count` people of `answered`; `label` is the answer in words."""

    codes: frozenset[str]
    label: str
    count: int
    answered: int


def scale_sides(summary: Summary) -> tuple[tuple[Count, ...], tuple[Count, ...]]:
    """The lower and the upper side of a scale: its last two points each, or one of up to three points."""
    width = 2 if len(summary.counts) >= 4 else 1
    return summary.counts[:width], summary.counts[-width:]


def lead_of(question: Question, summary: Summary) -> Lead | None:
    """What the finding of a question is about; None without answers, or where no answer leads.

    Of a choice the answer given most; of a scale the side to which more lean; of a 0 to 10 scale 9 and 10.
    """
    if summary.answered == 0 or not summary.counts:
        return None
    if question.type == "nps":
        return _lead(summary, summary.counts[9:])
    if question.type == "rating":
        lower, upper = scale_sides(summary)
        return _lead(summary, max((upper, lower), key=lambda side: sum(entry.count for entry in side)))
    if question.type in {"single_choice", "multi_choice", "ranking"}:
        most = max(entry.count for entry in summary.counts)
        leaders = [entry for entry in summary.counts if entry.count == most]
        return _lead(summary, tuple(leaders)) if len(leaders) == 1 else None
    return None


def _lead(summary: Summary, entries: tuple[Count, ...]) -> Lead:
    return Lead(
        frozenset(entry.code for entry in entries),
        listed([quoted(entry.label) for entry in entries], "or"),
        sum(entry.count for entry in entries),
        summary.answered,
    )


@dataclass(frozen=True)
class ItemAgreement:
    """One item of a battery: how many of `answered` chose the upper side of its scale."""

    label: str
    count: int
    answered: int


def of_items(items: list[ItemAgreement]) -> Sentence:
    """Which item of a battery most people put on the upper side, and which the fewest."""
    asked = [item for item in items if item.answered]
    if not asked:
        return Sentence("No answers yet")
    ranked = sorted(asked, key=lambda item: (-item.count / item.answered, item.label))
    first, last = ranked[0], ranked[-1]
    if len(asked) == 1 or first.count * last.answered == last.count * first.answered:
        return Sentence(
            "All alike: %(count)s of %(answered)s on the upper side of “%(label)s”",
            count=first.count,
            answered=first.answered,
            label=first.label,
        )
    return Sentence(
        "Best is “%(first)s” with %(high)s of %(answered)s, weakest “%(last)s” with %(low)s of %(others)s",
        first=first.label,
        high=first.count,
        answered=first.answered,
        last=last.label,
        low=last.count,
        others=last.answered,
    )
