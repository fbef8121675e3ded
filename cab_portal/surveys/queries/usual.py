"""How long a survey usually takes, of the times that its pages were open."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Uuid, bindparam, cast, func, select, union_all

from cab_portal.core import clock
from cab_portal.database.statements import table_of
from cab_portal.surveys.models import PageTime, Response
from cab_portal.surveys.rules import FEWEST_TIMES

_KEPT_FOR = timedelta(minutes=1)
_MOST_KEPT = 256
# Of so many who finished last: enough to know, however many there are.
_MOST_TIMES = 1_000


class UsualTimes:
    """The usual times of surveys in seconds as they were up to a minute ago: members read them in whole minutes."""

    def __init__(self) -> None:
        self._kept: dict[UUID, tuple[datetime, float]] = {}

    def get(self, survey_id: UUID) -> float | None:
        """What is kept of a survey; None where nothing is, or where it is too old."""
        at, seconds = self._kept.get(survey_id, (None, None))
        return seconds if at is not None and at <= clock.now() < at + _KEPT_FOR else None

    def keep(self, survey_id: UUID, seconds: float | None) -> None:
        """Keep what was read now; where too few have finished, it is read again."""
        if seconds is None:
            return
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[survey_id] = (clock.now(), seconds)


usual_times = UsualTimes()


def usual_milliseconds() -> ColumnElement[float]:
    """The median over the last who finished the survey with the ``id`` of a statement; null where they are too few."""
    times, responses = table_of(PageTime), table_of(Response)
    last = (
        select(responses.c.id, responses.c.milliseconds)
        .where(responses.c.survey_id == bindparam("id", type_=Uuid()), responses.c.submitted_at.is_not(None))
        .order_by(responses.c.submitted_at.desc())
        .limit(_MOST_TIMES)
        .cte("last")
    )
    page_by_page = (
        select(func.sum(times.c.milliseconds).label("time"))
        .join_from(last, times, times.c.response_id == last.c.id)
        .group_by(last.c.id)
    )
    on_one_page = select(last.c.milliseconds).where(last.c.milliseconds.is_not(None))
    taken = union_all(page_by_page, on_one_page).subquery()
    ranked = select(
        taken.c.time,
        func.row_number().over(order_by=taken.c.time).label("place"),
        func.count().over().label("people"),
    ).subquery()
    middle = (2 * ranked.c.place).between(ranked.c.people, ranked.c.people + 2)
    return cast(select(func.avg(ranked.c.time)).where(middle, ranked.c.people >= FEWEST_TIMES).scalar_subquery(), Float)
