"""Validated instruments: which items and which scale each has. Their scores are in `statistics`.

A question or an item of a battery declares by its `measure` which item it is. Wording stays the author's to enter
as published; what can be checked is that each item is there once and has the scale that the score rests on.

- `nps`: Net Promoter Score (Reichheld 2003), 0 to 10.
- `csat`: satisfaction on 5 points, the share of the best two.
- `ces2`: Customer Effort Score 2.0, agreement on 7 points that it was made easy.
- `sus`: System Usability Scale (Brooke 1986), ten items on 5 points of agreement.
- `umux_lite`: UMUX-Lite (Lewis, Utesch and Maher 2013), two items on 7 points of agreement.
- `kano`: a functional and a dysfunctional question for each feature, five answers each (Kano 1984).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cab_portal.surveys.questionnaire.problems import DefinitionProblem
from cab_portal.surveys.questionnaire.question import Measure, Question
from cab_portal.surveys.questionnaire.wording import Sentence


@dataclass(frozen=True)
class InstrumentScale:
    """The ids of the items in order, and the numbers of the points that the answers to each must have."""

    name: str
    items: tuple[str, ...]
    points: range


INSTRUMENTS = {
    "nps": InstrumentScale("Net Promoter Score", ("1",), range(11)),
    "csat": InstrumentScale("CSAT", ("1",), range(1, 6)),
    "ces2": InstrumentScale("CES 2.0", ("1",), range(1, 8)),
    "sus": InstrumentScale("System Usability Scale", tuple(str(item) for item in range(1, 11)), range(1, 6)),
    "umux_lite": InstrumentScale("UMUX-Lite", ("1", "2"), range(1, 8)),
    "kano": InstrumentScale("Kano pair", ("functional", "dysfunctional"), range(1, 6)),
}
"""For the five answers to a Kano question: 1 I like it, 2 I expect it, 3 I do not mind, 4 I can live with it,
5 I dislike it."""


def measured(questions: Iterable[Question]) -> Iterator[tuple[Measure, Question]]:
    """Every question, and every item of a battery, that is part of an instrument, in order."""
    for question in questions:
        for part in question.parts():
            if part.measure is not None:
                yield part.measure, part


def measure_problems(questions: Sequence[Question]) -> Iterator[DefinitionProblem]:
    """Items that the instrument does not have, that are there twice, or whose scale is another."""
    seen: set[Measure] = set()
    numbers = {question.id: number for number, question in enumerate(questions, start=1)}
    for measure, part in measured(questions):
        question_id = part.id.partition(".")[0]
        scale = INSTRUMENTS[measure.instrument]
        if measure.item not in scale.items:
            sentence = Sentence("The %(name)s has no item “%(item)s”.", name=scale.name, item=measure.item)
            yield DefinitionProblem("measure_item", sentence, numbers[question_id], question_id, ("measure",))
        elif measure in seen:
            sentence = Sentence("Item “%(item)s” of the %(name)s is there twice.", name=scale.name, item=measure.item)
            yield DefinitionProblem("measure_twice", sentence, numbers[question_id], question_id, ("measure",))
        elif tuple(value for value in part.values() if isinstance(value, int)) != tuple(scale.points):
            sentence = Sentence(
                "The %(name)s is answered on points from %(low)s to %(high)s.",
                name=scale.name,
                low=scale.points[0],
                high=scale.points[-1],
            )
            yield DefinitionProblem("measure_scale", sentence, numbers[question_id], question_id, ("measure",))
        seen.add(measure)


def missing_items(questions: Iterable[Question]) -> list[tuple[Measure, tuple[str, ...]]]:
    """The instruments begun and not complete, each with the items that its score still lacks."""
    found: dict[tuple[str, str], set[str]] = {}
    firsts: dict[tuple[str, str], Measure] = {}
    for measure, _ in measured(questions):
        key = (measure.instrument, measure.group)
        firsts.setdefault(key, measure)
        found.setdefault(key, set()).add(measure.item)
    lacking = (
        (firsts[key], tuple(item for item in INSTRUMENTS[key[0]].items if item not in items))
        for key, items in found.items()
    )
    return [(measure, items) for measure, items in lacking if items]
