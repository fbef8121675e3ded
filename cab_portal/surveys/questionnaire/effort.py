"""How long a questionnaire takes, and what is fair pay for that time.

One question takes `words / 4 + 5 + 2 * (decisions - 1) + extra` seconds on a computer (parameters and their
sources: `effort_table`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import ceil, prod

from cab_portal.surveys.questionnaire.answers import Answer
from cab_portal.surveys.questionnaire.conditions import evaluate, leaves, questions_read, values_read
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.effort_table import TABLE, EffortTable
from cab_portal.surveys.questionnaire.question import Cell, Question

BUDGET = 20_000
"""How many steps of the search over paths are taken before the estimate falls back on its bounds."""


@dataclass(frozen=True)
class Estimate:
    """Seconds over the paths through a questionnaire: the shortest, the expected and the longest.

    `low` and `high` bound the expected time in the way to show it: as a range, never as one figure.
    `is_exact` is False if there were too many paths to follow; then `shortest` counts the questions shown
    always, `longest` all, `expected` is their mean.
    """

    shortest: float
    expected: float
    longest: float
    low: float
    high: float
    is_exact: bool = True


@dataclass
class _Totals:
    shortest: float
    longest: float
    weight: float
    weighted: float

    def merge(self, other: "_Totals") -> None:
        self.shortest = min(self.shortest, other.shortest)
        self.longest = max(self.longest, other.longest)
        self.weight += other.weight
        self.weighted += other.weighted

    def after(self, seconds: float, share: float) -> "_Totals":
        return _Totals(
            self.shortest + seconds,
            self.longest + seconds,
            self.weight * share,
            (self.weighted + self.weight * seconds) * share,
        )


_State = tuple[tuple[str, Answer], ...]


def seconds_for(question: Question, table: EffortTable = TABLE) -> float:
    """The time that one question takes on a computer."""
    choices = table.further_decision * (max(question.decisions(), 1.0) - 1)
    return question.words() / table.words_per_second + table.question + choices + question.extra_seconds(table)


def estimate(questionnaire: Questionnaire, table: EffortTable = TABLE) -> Estimate:
    """The time over all paths, for the expected mix of devices.

    The expected time takes every option of a question to be equally likely, every option of several as likely
    chosen as not, and an optional question to be left empty by one in ten.
    """
    seconds = {question.id: seconds_for(question, table) for question in questionnaire.questions}
    totals = _over_paths(questionnaire, seconds, table)
    if totals is None:
        shortest = sum(seconds[question.id] for question in questionnaire.questions if question.show_if is None)
        longest = sum(seconds.values())
        found = (shortest, (shortest + longest) / 2, longest)
    else:
        found = (totals.shortest, totals.weighted / totals.weight, totals.longest)
    least, expected, most = (time * table.device_factor for time in found)
    low, high = expected * table.band_low, expected * table.band_high
    return Estimate(least, expected, most, low, high, is_exact=totals is not None)


def _over_paths(questionnaire: Questionnaire, seconds: Mapping[str, float], table: EffortTable) -> _Totals | None:
    """Walk all paths together; a state is the answers that later conditions still read. None over budget."""
    last_read, named = _readings(questionnaire)
    states: dict[_State, _Totals] = {(): _Totals(0.0, 0.0, 1.0, 0.0)}
    steps = 0
    for place, question in enumerate(questionnaire.questions):
        variables = _variables(question, last_read, named, table)
        following: dict[_State, _Totals] = {}
        for state, totals in states.items():
            is_shown = question.show_if is None or evaluate(question.show_if, dict(state))
            time = seconds[question.id] if is_shown else 0.0
            for answers, weight in _combined(variables if is_shown else ()):
                steps += 1
                if steps > BUDGET:
                    return None
                kept = tuple(entry for entry in (*state, *answers) if last_read[entry[0]] > place)
                added = totals.after(time, weight)
                if kept in following:
                    following[kept].merge(added)
                else:
                    following[kept] = added
        states = following
    return states[()]


def _readings(questionnaire: Questionnaire) -> tuple[dict[str, int], dict[str, set[int | float | str]]]:
    """For each question that conditions read: the last place, and the values it is compared with."""
    last_read: dict[str, int] = {}
    named: dict[str, set[int | float | str]] = defaultdict(set)
    for place, question in enumerate(questionnaire.questions):
        if question.show_if is not None:
            last_read.update(dict.fromkeys(questions_read(question.show_if), place))
            for leaf in leaves(question.show_if):
                named[leaf.question].update(values_read(leaf))
    return last_read, named


def _variables(
    question: Question,
    last_read: Mapping[str, int],
    named: Mapping[str, Collection[int | float | str]],
    table: EffortTable,
) -> list[tuple[str, list[Cell]]]:
    """What later conditions read of a question, itself or items of it, each with the cells of its answers."""
    read = {part.id: part for part in (question, *question.parts()) if part.id in last_read}
    return [(part_id, _cells(part, named[part_id], table)) for part_id, part in read.items()]


def _combined(variables: Sequence[tuple[str, list[Cell]]]) -> Iterator[tuple[_State, float]]:
    for cells in product(*(cells for _, cells in variables)):
        pairs = zip(variables, cells, strict=True)
        answers = tuple((part_id, cell.answer) for (part_id, _), cell in pairs if cell.answer is not None)
        yield answers, prod(cell.weight for cell in cells)


def _cells(question: Question, named: Collection[int | float | str], table: EffortTable) -> list[Cell]:
    cells = list(islice(question.partition(named), BUDGET + 1))
    if question.required:
        return cells
    answered = 1 - table.left_empty
    return [Cell(None, table.left_empty), *(Cell(cell.answer, cell.weight * answered) for cell in cells)]


def fair_pay(seconds: float, hourly_rate_minor: int, token_minimum_minor: int, step_minor: int = 1) -> int:
    """The fair pay in minor units of a currency: the hourly rate for the time, at least the token minimum,
    rounded up to a step.

    `seconds` is the time within which three in four people finish; before any are observed, `Estimate.high`.
    Raises `ValueError` for a negative time, rate or minimum, or a step below 1.
    """
    if seconds < 0 or hourly_rate_minor < 0 or token_minimum_minor < 0 or step_minor < 1:
        raise ValueError("time, rate and minimum are not negative, and the step is at least 1")
    earned = -(-ceil(seconds) * hourly_rate_minor // 3600)
    return -(-max(earned, token_minimum_minor) // step_minor) * step_minor
