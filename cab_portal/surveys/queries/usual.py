"""How long a survey usually takes, of the times that its pages were open."""

from sqlalchemy import ColumnElement, Float, Uuid, bindparam, cast, func, select

from cab_portal.database.statements import table_of
from cab_portal.surveys.models import PageTime, Response
from cab_portal.surveys.rules import FEWEST_TIMES


def usual_milliseconds() -> ColumnElement[float]:
    """The median over all who finished the survey with the ``id`` of a statement; null where they are too few."""
    times, responses = table_of(PageTime).c, table_of(Response).c
    taken = (
        select(func.sum(times.milliseconds).label("time"))
        .join_from(table_of(PageTime), table_of(Response), responses.id == times.response_id)
        .where(responses.survey_id == bindparam("id", type_=Uuid()), responses.submitted_at.is_not(None))
        .group_by(responses.id)
        .subquery()
    )
    ranked = select(
        taken.c.time,
        func.row_number().over(order_by=taken.c.time).label("place"),
        func.count().over().label("people"),
    ).subquery()
    middle = (2 * ranked.c.place).between(ranked.c.people, ranked.c.people + 2)
    return cast(select(func.avg(ranked.c.time)).where(middle, ranked.c.people >= FEWEST_TIMES).scalar_subquery(), Float)
