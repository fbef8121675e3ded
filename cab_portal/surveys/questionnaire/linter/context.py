"""Rules on a question that only make sense in its survey: who is asked, and what its results are compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cab_portal.surveys.questionnaire.linter.finding import Finding, Severity
from cab_portal.surveys.questionnaire.linter.fixes import SetRequired
from cab_portal.surveys.questionnaire.linter.privacy import is_identifying, is_sensitive
from cab_portal.surveys.questionnaire.linter.question import LintQuestion, Panel
from cab_portal.surveys.questionnaire.linter.ranges import range_of, table
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, whole
from cab_portal.surveys.questionnaire.linter.scales import scale_of
from cab_portal.surveys.questionnaire.linter.words import span
from cab_portal.surveys.questionnaire.wording import Sentence

MOST_ITEMS = 5
FEWEST_TO_SHUFFLE = 5
_MOST_SECONDS = 7_889_400.0  # 3 months
_PROMOTERS = 11


@dataclass(frozen=True)
class ContextRule:
    """A rule on a question in its survey."""

    id: str
    severity: Severity
    find: Callable[[Reading], Iterator[Hit]]
    message: Sentence
    why: Sentence
    sources: tuple[str, ...]
    suggestion: Sentence


def findings(question: LintQuestion, panel: Panel) -> Iterator[Finding]:
    """What these rules find. Raises `KeyError` for a language without word lists."""
    reading = Reading(question, panel)
    for rule in CONTEXT_RULES.values():
        for hit in rule.find(reading):
            yield Finding(
                rule=rule.id,
                severity=rule.severity,
                question_id=question.id,
                span=hit.span,
                message=hit.message or rule.message,
                why=rule.why,
                sources=rule.sources,
                suggestion=rule.suggestion,
                option=hit.option,
                fix=next(iter(hit.fixes), None),
                is_certain=hit.is_certain,
            )


def is_private(question: LintQuestion, panel: Panel) -> bool:
    """Whether a question asks for what is private, as far as the word lists of its language can tell."""
    try:
        return is_sensitive(Reading(question, panel))
    except KeyError:
        return False


def _required_sensitive(reading: Reading) -> Iterator[Hit]:
    if reading.question.required and is_sensitive(reading):
        yield Hit(whole(reading.question.text), fixes=(SetRequired(required=False),))


def _identifying(reading: Reading) -> Iterator[Hit]:
    if reading.panel.is_anonymous:
        place = is_identifying(reading)
        if place is not None:
            yield Hit(place, is_certain=True)


def _long_battery(reading: Reading) -> Iterator[Hit]:
    if len(reading.question.items) > MOST_ITEMS:
        yield Hit(whole(reading.question.text))


def _list_order(reading: Reading) -> Iterator[Hit]:
    """Names in an order of no meaning: the first are chosen more often. "Other" belongs to the end."""
    question = reading.question
    if question.type not in {"single_choice", "multi_choice", "ranking"}:
        return
    for place, label in enumerate(reading.labels[:-1]):
        is_other = label.is_other and not label.is_yes_or_no
        if is_other and not any(later.is_other or later.is_opt_out for later in reading.labels[place + 1 :]):
            yield Hit(whole(label.text), place, Sentence("“%(label)s” stands before other answers.", label=label.text))
            return
    names = [label for label in reading.substantive if not label.is_other]
    if question.is_shuffled or len(names) < FEWEST_TO_SHUFFLE or scale_of(reading) is not None:
        return
    ordered = sum(range_of(label.text, reading.words) is not None or label.is_whole("closed_sets") for label in names)
    if ordered == 0 and [n.text for n in names] != sorted((n.text for n in names), key=str.casefold):
        yield Hit(whole(question.text))


def _standard_wording(reading: Reading) -> Iterator[Hit]:
    """The words of the 0 to 10 question by which results are compared with those of others."""
    question = reading.question
    if question.type != "nps" and question.instrument != "nps":
        return
    words, lows = reading.words, {token.low for token in reading.stem.words}
    asks, whom, ends = (words.entries(name) for name in ("standard_asks", "standard_whom", "standard_ends"))
    if not asks:
        return  # no standard wording is known in this language
    has_words = lows.issuperset(asks) and not lows.isdisjoint(whom)
    if not has_words or (question.options and len(question.options) != _PROMOTERS):
        yield Hit(whole(question.text))
    elif question.ends is not None and not all(any(word in end.lower() for word in ends) for end in question.ends):
        yield Hit(whole(question.text), message=Sentence("The ends of the scale have other words than the standard."))


def _long_recall(reading: Reading) -> Iterator[Hit]:
    """A period further back than people remember: "in the last 6 months", "last year"."""
    tokens, words = reading.stem.said, reading.words
    seconds, numbers = table(words.entries("units")), table(words.entries("numbers"))
    for place, token in enumerate(tokens[:-1]):
        if token.low not in words["past_openers"]:
            continue
        near = [later.low for later in tokens[place + 1 : place + 3]]
        unit = next((low for low in near if low in seconds), "")
        number = next(
            (float(low) if low.isdigit() else numbers[low] for low in near if low.isdigit() or low in numbers), 1.0
        )
        compares = any(low in words["comparing_openers"] for low in reading.asked[:1])
        if unit and number * seconds[unit] > _MOST_SECONDS and not compares:
            yield Hit(span(tokens, place, place + 1 + near.index(unit) + 1))
            return


def _unlabeled_ends(reading: Reading) -> Iterator[Hit]:
    """A scale of bare numbers says nothing about what its ends mean."""
    labels = reading.question.options
    if reading.question.type == "rating" and labels and labels[0].strip().isdigit() and labels[-1].strip().isdigit():
        yield Hit(whole(reading.question.text))


CONTEXT_RULES: dict[str, ContextRule] = {
    rule.id: rule
    for rule in (
        ContextRule(
            "required_sensitive", Severity.WARNING, _required_sensitive,
            Sentence("This is private and must be answered."),
            Sentence("Who will not say has only the choice between a lie and leaving."),
            ("CP", "QAS"),
            Sentence("Make it optional."),
        ),
        ContextRule(
            "identifying_question", Severity.ERROR, _identifying,
            Sentence("This tells who answered, and the survey promises that nobody can."),
            Sentence("A promise of anonymity that a question breaks is broken for the whole survey."),
            ("CP", "GDPR"),
            Sentence("Leave it out, or do not call the survey anonymous."),
        ),
        ContextRule(
            "long_battery", Severity.WARNING, _long_battery,
            Sentence("The battery has more than 5 items."),
            Sentence("In long batteries people mark one column from top to bottom."),
            ("KP", "D"),
            Sentence("Keep at most 5 items."),
        ),
        ContextRule(
            "list_order", Severity.INFO, _list_order,
            Sentence("The order of the answers can decide which are chosen."),
            Sentence("In a list without an order of its own, the first answers are chosen more often."),
            ("KP", "D"),
            Sentence("Shuffle the answers for each member, and keep “Other” last."),
        ),
        ContextRule(
            "standard_wording", Severity.WARNING, _standard_wording,
            Sentence("The standard 0 to 10 question has other words."),
            Sentence("With other words the score cannot be compared with earlier ones or those of others."),
            ("J",),
            Sentence("Ask “How likely are you to recommend us to a friend or colleague?”, with its ends in words."),
        ),
        ContextRule(
            "long_recall", Severity.WARNING, _long_recall,
            Sentence("People must remember more than 3 months."),
            Sentence("What is longer ago is forgotten or placed at the wrong time."),
            ("QAS", "D"),
            Sentence("Ask about the last 3 months or less, or about the last time."),
        ),
        ContextRule(
            "unlabeled_ends", Severity.INFO, _unlabeled_ends,
            Sentence("The ends of the scale have no words."),
            Sentence("A bare number means good to one reader and bad to another."),
            ("KP", "D"),
            Sentence("Write a word at each end, better at each point."),
        ),
    )
}  # fmt: skip
"""These rules by their ids."""
