"""How long a questionnaire takes, and what is fair pay for that time.

One question takes `words / 4 + 5 + 2 * (decisions - 1) + extra` seconds on a computer (parameters and their
sources: `effort_table`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import ceil, exp, log, prod

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
    """The time that one question takes on a computer; a statement is only read."""
    choices = table.further_decision * (max(question.decisions(), 1.0) - 1)
    answering = table.question + choices + question.extra_seconds(table) if question.answerable else 0.0
    return question.words() / table.words_per_second + answering


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
    if any(question.least_cells(named.get(question.id, ())) > BUDGET for question in questionnaire.questions):
        return None
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


def calibrated(estimated: float, medians: Sequence[float], table: EffortTable = TABLE) -> float:
    """The expected seconds once people have answered: exp((n ln m + 8 ln e) / (n + 8)) for n times with the median m
    and the estimate e. With few of them the estimate counts, with many the median; no one time moves it far.

    `medians` are the times of complete responses in seconds, gaps left out. Raises `ValueError` unless all are above 0.
    """
    if any(seconds <= 0 for seconds in medians):
        raise ValueError("times are above 0")
    # Only where times were observed: it takes longer to start than an estimate does
    from statistics import median

    return calibrated_by(estimated, median(medians), len(medians), table) if medians else estimated


def calibrated_by(estimated: float, middle: float, count: int, table: EffortTable = TABLE) -> float:
    """The same for the median of so many times."""
    if estimated <= 0 or middle <= 0:
        raise ValueError("times are above 0")
    prior = table.prior_weight
    return exp((count * log(middle) + prior * log(estimated)) / (count + prior))


@dataclass(frozen=True)
class CrossCheck:
    """Seconds that all questions take on a computer by three rules: ours, the field formula of market research, and
    the points of the Pew Research Center (85 points are 15 minutes).

    `differs` names the rules from which ours differs by more than 40 % of theirs; that says nothing of which is right.
    """

    model: float
    field_formula: float
    pew_points: float
    differs: tuple[str, ...]


FAR_OFF = 0.4
PEW_SECONDS = 15 * 60 / 85


def cross_check(questionnaire: Questionnaire, table: EffortTable = TABLE) -> CrossCheck:
    """The time by other rules: W / 5 + 5 Q + 2 (D - Q) + 15 T for W words, Q questions, D decisions and T open texts; a
    point a question and an item of a battery half of one, two for an open text (the last two are judgements).
    """
    model = sum(seconds_for(question, table) for question in questionnaire.questions)
    asked = [question for question in questionnaire.questions if question.answerable]
    words = sum(question.words() for question in questionnaire.questions)
    decisions = sum(question.decisions() for question in asked)
    texts = sum(question.written for question in asked)
    field = words / 5 + 5 * len(asked) + 2 * (decisions - len(asked)) + 15 * texts
    pew = PEW_SECONDS * sum(_points(question) for question in asked)
    rules = {"field_formula": field, "pew_points": pew}
    differs = tuple(name for name, seconds in rules.items() if abs(model - seconds) > FAR_OFF * seconds)
    return CrossCheck(model, field, pew, differs)


def _points(question: Question) -> float:
    if question.written:
        return 2.0
    return 0.5 * len(question.parts()) if len(question.parts()) > 1 else 1.0


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
