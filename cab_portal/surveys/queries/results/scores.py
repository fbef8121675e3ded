"""Scores of instruments that need several answers of one person: SUS, UMUX-Lite and Kano."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from cab_portal.database import session
from cab_portal.surveys.models import Answer, Response, Survey
from cab_portal.surveys.queries.questionnaires import sent_questionnaire_of
from cab_portal.surveys.queries.results.state import ResultsState
from cab_portal.surveys.questionnaire.instruments import INSTRUMENTS, measured
from cab_portal.surveys.questionnaire.statistics import Kano, kano, umux_lite, usability_score

_KEPT = 32
_PORTION = 1_000
_OF_ONE_PERSON = frozenset({"sus", "umux_lite", "kano"})


@dataclass(frozen=True)
class InstrumentScore:
    """What whoever answered every item of an instrument scored.

    ``points`` are the scores from 0 to 100 in ascending order, or ``kinds`` how many people see a feature how.
    ``group`` tells several uses of one instrument apart.
    """

    instrument: str
    group: str
    points: tuple[Fraction, ...] = ()
    kinds: tuple[tuple[Kano, int], ...] = ()

    @property
    def people(self) -> int:
        """How many answered every item."""
        return len(self.points) + sum(count for _kind, count in self.kinds)


def scores_of(survey: Survey, state: ResultsState, answered: int) -> tuple[InstrumentScore, ...]:
    """The scores of a survey's instruments; one statement, none where there are no such instruments.

    Kept for the state in which the results are.
    """
    items = tuple(
        (part.id, measure.instrument, measure.group, measure.item)
        for measure, part in measured(sent_questionnaire_of(survey).questions)
        if measure.instrument in _OF_ONE_PERSON
    )
    if not items or not answered:
        return ()
    return _kept(survey.id, items, state.token)


Items = tuple[tuple[str, str, str, str], ...]
"""Row id, instrument, group and item of each answer that counts."""


@lru_cache(maxsize=_KEPT)
def _kept(survey_id: UUID, items: Items, _state: str) -> tuple[InstrumentScore, ...]:
    places = {row_id: ((instrument, group), item) for row_id, instrument, group, item in items}
    given: dict[tuple[str, str], dict[UUID, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = session.execute(
        select(Answer.response_id, Answer.question_id, Answer.code)
        .join(Response, Response.id == Answer.response_id)
        .where(
            Response.survey_id == survey_id, Response.submitted_at.is_not(None), Answer.question_id.in_(sorted(places))
        ),
        execution_options={"yield_per": _PORTION},
    )
    for response_id, row_id, code in rows:
        if code is not None and code.isdigit():
            key, item = places[row_id]
            given[key][response_id][item] = int(code)
    return tuple(_score(*key, list(people.values())) for key, people in given.items())


def _score(instrument: str, group: str, people: list[dict[str, int]]) -> InstrumentScore:
    wanted = INSTRUMENTS[instrument].items
    whole = [[answers[item] for item in wanted] for answers in people if len(answers) == len(wanted)]
    if instrument == "kano":
        counts = Counter(kano(*answers) for answers in whole)
        return InstrumentScore(instrument, group, kinds=tuple((kind, counts[kind]) for kind in Kano if counts[kind]))
    points = sorted(usability_score(answers) if instrument == "sus" else umux_lite(*answers) for answers in whole)
    return InstrumentScore(instrument, group, tuple(points))
