"""The finding of a closed question in one sentence made from its counts, as the heading of its chart.

People are counted, never given as a percentage: boards are small, and "13 of 18" cannot be misread.
"""

from collections.abc import Sequence

from cab_portal.surveys.questionnaire.summary import Count, Summary
from cab_portal.surveys.questionnaire.wording import Sentence, listed, quoted

NO_ANSWERS = Sentence("No answers yet")


def _leaders(summary: Summary) -> tuple[int, list[Count]]:
    most = max((entry.count for entry in summary.counts), default=0)
    return most, [entry for entry in summary.counts if entry.count == most]


def _labels(entries: Sequence[Count], conjunction: str = "and") -> str:
    return listed([quoted(entry.label) for entry in entries], conjunction)


def of_single_choice(summary: Summary) -> Sentence:
    """Which one answer most people gave."""
    most, leaders = _leaders(summary)
    if most == 0:
        return NO_ANSWERS
    if summary.answered == 1:
        return Sentence("The only answer is %(answer)s", answer=_labels(leaders))
    if most == summary.answered:
        return Sentence("All %(answered)s chose %(answer)s", answered=most, answer=_labels(leaders))
    if len(leaders) == 1:
        return Sentence(
            "%(count)s of %(answered)s chose %(answer)s",
            count=most,
            answered=summary.answered,
            answer=_labels(leaders),
        )
    if len(leaders) == 2:
        return Sentence(
            "%(answers)s are level, with %(count)s of %(answered)s each",
            answers=_labels(leaders),
            count=most,
            answered=summary.answered,
        )
    return Sentence(
        "No answer leads: %(leaders)s answers are level, with %(count)s of %(answered)s each",
        leaders=len(leaders),
        count=most,
        answered=summary.answered,
    )


def of_multi_choice(summary: Summary) -> Sentence:
    """Which of several possible answers was chosen by most people."""
    most, leaders = _leaders(summary)
    if most == 0:
        return NO_ANSWERS
    if summary.answered == 1:
        return Sentence("The only answer is %(answer)s", answer=_labels(leaders))
    if most == summary.answered and len(leaders) <= 2:
        return Sentence("All %(answered)s chose %(answer)s", answered=most, answer=_labels(leaders))
    if len(leaders) == 1:
        return Sentence(
            "%(answer)s was chosen most, by %(count)s of %(answered)s",
            answer=_labels(leaders),
            count=most,
            answered=summary.answered,
        )
    if len(leaders) == 2:
        return Sentence(
            "%(answers)s were chosen most, by %(count)s of %(answered)s each",
            answers=_labels(leaders),
            count=most,
            answered=summary.answered,
        )
    return Sentence(
        "No answer leads: %(leaders)s answers were chosen by %(count)s of %(answered)s each",
        leaders=len(leaders),
        count=most,
        answered=summary.answered,
    )


def of_scale(summary: Summary) -> Sentence:
    """To which end of a labelled scale people lean: its last two points, or one of up to three points."""
    if summary.answered == 0:
        return NO_ANSWERS
    width = 2 if len(summary.counts) >= 4 else 1
    lower, upper = summary.counts[:width], summary.counts[-width:]
    low, high = sum(entry.count for entry in lower), sum(entry.count for entry in upper)
    middle = summary.answered - low - high
    if middle > max(low, high):
        between = summary.counts[width:-width]
        return _chosen(between, middle, summary.answered)
    if low == high:
        return Sentence(
            "Split: %(count)s of %(answered)s chose %(upper)s, and as many %(lower)s",
            count=high,
            answered=summary.answered,
            upper=_labels(upper, "or"),
            lower=_labels(lower, "or"),
        )
    return _chosen(upper, high, summary.answered) if high > low else _chosen(lower, low, summary.answered)


def _chosen(entries: Sequence[Count], count: int, answered: int) -> Sentence:
    given = [entry for entry in entries if entry.count]
    if answered == 1:
        return Sentence("The only answer is %(answer)s", answer=_labels(given))
    if count == answered:
        return Sentence("All %(answered)s chose %(answer)s", answered=answered, answer=_labels(given, "or"))
    return Sentence(
        "%(count)s of %(answered)s chose %(answer)s",
        count=count,
        answered=answered,
        answer=_labels(entries, "or"),
    )


def of_recommendation(summary: Summary, promoters: int, detractors: int) -> Sentence:
    """How many would recommend (9 or 10) and how many would not (0 to 6), out of all who answered."""
    answered = summary.answered
    if answered == 0:
        return NO_ANSWERS
    if answered == 1:
        (score,) = (entry.label for entry in summary.counts if entry.count)
        return Sentence("The only answer is %(score)s, on a scale of 0 to 10", score=score)
    if promoters == answered:
        return Sentence("All %(answered)s would recommend", answered=answered)
    if detractors == answered:
        return Sentence("None of %(answered)s would recommend", answered=answered)
    if promoters == 0 and detractors == 0:
        return Sentence("All %(answered)s are undecided about recommending", answered=answered)
    if promoters == 0:
        return Sentence(
            "None of %(answered)s would recommend: %(detractors)s would not, the others are undecided",
            answered=answered,
            detractors=detractors,
        )
    if detractors == 0:
        return Sentence(
            "%(promoters)s of %(answered)s would recommend, the others are undecided",
            promoters=promoters,
            answered=answered,
        )
    return Sentence(
        "%(promoters)s of %(answered)s would recommend, %(detractors)s would not",
        promoters=promoters,
        answered=answered,
        detractors=detractors,
    )


def of_ordered(summary: Summary) -> Sentence:
    """Between which of the numbers or days given the answers lie, and the middle one (the lower of two)."""
    given = [entry for entry in summary.counts if entry.count]
    if not given:
        return NO_ANSWERS
    if summary.answered == 1:
        return Sentence("The only answer is %(answer)s", answer=given[0].label)
    if len(given) == 1:
        return Sentence("All %(answered)s answered %(answer)s", answered=summary.answered, answer=given[0].label)
    return Sentence(
        "The middle answer is %(middle)s; all %(answered)s lie between %(first)s and %(last)s",
        middle=_middle(given).label,
        answered=sum(entry.count for entry in given),
        first=given[0].label,
        last=given[-1].label,
    )


def _middle(given: Sequence[Count]) -> Count:
    half = (sum(entry.count for entry in given) + 1) // 2
    passed = 0
    for entry in given:
        passed += entry.count
        if passed >= half:
            return entry
    return given[-1]


def of_ranking(summary: Summary) -> Sentence:
    """Which option was put first by most; the counts are of first places."""
    most, leaders = _leaders(summary)
    if most == 0:
        return NO_ANSWERS
    if len(leaders) > 1:
        return Sentence(
            "%(answers)s were put first by %(count)s of %(answered)s each",
            answers=_labels(leaders),
            count=most,
            answered=summary.answered,
        )
    return Sentence(
        "%(answer)s was put first by %(count)s of %(answered)s",
        answer=_labels(leaders),
        count=most,
        answered=summary.answered,
    )
