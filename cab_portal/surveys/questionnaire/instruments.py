"""Validated instruments: which items and scale each has, and its score.

A question or an item of a battery declares by its `measure` which item it is. Wording stays the author's to enter
as published; what can be checked is that each item is there once and has the scale that the score rests on.

- `nps`: Net Promoter Score (Reichheld 2003), 0 to 10.
- `csat`: satisfaction on 5 points, the share of the best two.
- `ces2`: Customer Effort Score 2.0, agreement on 7 points that it was made easy.
- `sus`: System Usability Scale (Brooke 1986), ten items on 5 points of agreement.
- `umux_lite`: UMUX-Lite (Lewis, Utesch and Maher 2013), two items on 7 points of agreement.
- `kano`: a functional and a dysfunctional question for each feature, five answers each (Kano 1984).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

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


@dataclass(frozen=True)
class TopShare:
    """How many of `answered` chose one of the best points, and the mean of all points; None without answers."""

    count: int
    answered: int
    mean: Fraction | None

    @property
    def share(self) -> Fraction | None:
        """0 to 1; None without answers."""
        return Fraction(self.count, self.answered) if self.answered else None


def csat(answers: Sequence[int]) -> TopShare:
    """Satisfied are the best two of 5 points; the base is all valid answers."""
    return _top(answers, INSTRUMENTS["csat"].points, 4)


def ces2(answers: Sequence[int]) -> TopShare:
    """Easy are the points 5 to 7 of 7; the score of Customer Effort 2.0 is the mean."""
    return _top(answers, INSTRUMENTS["ces2"].points, 5)


def _top(answers: Sequence[int], points: range, least: int) -> TopShare:
    _ensure(answers, points)
    mean = Fraction(sum(answers), len(answers)) if answers else None
    return TopShare(sum(answer >= least for answer in answers), len(answers), mean)


def sus(answers: Sequence[int]) -> float:
    """One person's SUS, 0 to 100, of the ten answers 1 to 5 in the order of the items: ((sum of odd items - 5) +
    (25 - sum of even items)) * 2.5 (Brooke 1986). Raises `ValueError` where an answer is missing or off the scale.
    """
    if len(answers) != len(INSTRUMENTS["sus"].items):
        raise ValueError("SUS has ten items")
    _ensure(answers, INSTRUMENTS["sus"].points)
    return ((sum(answers[0::2]) - 5) + (25 - sum(answers[1::2]))) * 2.5


def umux_lite(capable: int, easy: int) -> float:
    """One person's UMUX-Lite, 0 to 100, of two answers 1 to 7: (a + b - 2) * 100 / 12, without the regression onto
    SUS that its authors no longer recommend. Raises `ValueError` for an answer off the scale.
    """
    _ensure((capable, easy), INSTRUMENTS["umux_lite"].points)
    return (capable + easy - 2) * 100 / 12


class Kano(StrEnum):
    """What a feature is to one person."""

    ATTRACTIVE = "attractive"
    ONE_DIMENSIONAL = "one_dimensional"
    MUST_BE = "must_be"
    INDIFFERENT = "indifferent"
    REVERSE = "reverse"
    QUESTIONABLE = "questionable"


def kano(functional: int, dysfunctional: int) -> Kano:
    """What a feature is to one person, by the table of Kano (1984): how it is to have it, and how not to.

    Answers are 1 (like) to 5 (dislike). Raises `ValueError` for another.
    """
    _ensure((functional, dysfunctional), INSTRUMENTS["kano"].points)
    likes, dislikes = 1, 5
    if functional == dysfunctional and functional in {likes, dislikes}:
        return Kano.QUESTIONABLE
    if functional == dislikes or dysfunctional == likes:
        return Kano.REVERSE
    if functional == likes:
        return Kano.ONE_DIMENSIONAL if dysfunctional == dislikes else Kano.ATTRACTIVE
    return Kano.MUST_BE if dysfunctional == dislikes else Kano.INDIFFERENT


@dataclass(frozen=True)
class KanoBalance:
    """How much more satisfied people are with a feature (0 to 1), and how much less without it (-1 to 0)."""

    better: Fraction
    worse: Fraction


def kano_balance(counts: Mapping[Kano, int]) -> KanoBalance | None:
    """better = (A + O) / (A + O + M + I), worse = -(O + M) / (A + O + M + I), of counts of people (Berger 1993); None
    where nobody is in these four.
    """
    attractive, one = counts.get(Kano.ATTRACTIVE, 0), counts.get(Kano.ONE_DIMENSIONAL, 0)
    must, indifferent = counts.get(Kano.MUST_BE, 0), counts.get(Kano.INDIFFERENT, 0)
    base = attractive + one + must + indifferent
    if base == 0:
        return None
    return KanoBalance(Fraction(attractive + one, base), -Fraction(one + must, base))


def _ensure(answers: Iterable[int], points: range) -> None:
    for answer in answers:
        if answer not in points:
            raise ValueError(f"{answer} is not on the scale from {points[0]} to {points[-1]}")
