"""The counts of every question, as far as the reader may know them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cab_portal.surveys.queries.results.group import Group
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.statistics import Ranked, ranking
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.surveys.questionnaire.types import Ranking


@dataclass(frozen=True)
class QuestionResult:
    """A question, or an item of a battery as a rating, and its answers, counted.

    ``ranked`` are the options of a ranking, the best first. ``is_hidden`` where so few answered that nothing may be
    said of them.
    """

    number: int
    question: Question
    summary: Summary
    ranked: tuple[Ranked, ...] = ()
    is_hidden: bool = False


def results_in(group: Group, questionnaire: Questionnaire, fewest: int = 0) -> list[QuestionResult]:
    """The counts of a group's answers, in the order of the questions; no statement.

    Of a question that fewer than ``fewest`` people answered, neither the counts nor their number are told.
    """
    found = [
        _result(group, number, part)
        for number, question in enumerate(questionnaire.questions, start=1)
        for part in question.parts()
    ]
    return [_without(result) if result.summary.answered < fewest else result for result in found]


def _result(group: Group, number: int, part: Question) -> QuestionResult:
    counts = group.counts(part.id, firsts=part.counts_firsts)
    summary = part.tally(counts, group.answered(part.id))
    return QuestionResult(number, part, summary, tuple(_ranked(group, part)))


def _ranked(group: Group, part: Question) -> Iterator[Ranked]:
    if isinstance(part, Ranking):
        yield from ranking({code: group.places(part.id, code, part.length) for code in part.labels})


def _without(result: QuestionResult) -> QuestionResult:
    return replace(result, summary=result.question.tally({}, 0), ranked=(), is_hidden=True)
