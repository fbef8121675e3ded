"""How many responses are worth a second look, counted by the database as part of the statement of all counts."""

from collections.abc import Iterator
from typing import TypeAlias

from sqlalchemy import CTE, Integer, Select, String, Subquery, case, cast, distinct, func, literal, null, select, union

from cab_portal.surveys.models import Answer, PageTime
from cab_portal.surveys.questionnaire.quality import Doubts
from cab_portal.surveys.rules import WHOLE_PAGE

Branch: TypeAlias = "Select[str, str, str, int, str, int]"
KIND = "doubt"
_LONG_TEXT = 20
"""Two people may well write the same few words; a text of so many characters is rarely their own twice."""


def branches(sent: CTE, doubts: Doubts) -> Iterator[Branch]:
    """Counts of responses: ``timed`` at all, ``quick``, ``flat`` and ``repeated``, as rows beside the tallies."""
    timed = _timed(sent, doubts)
    yield _row("timed", select(func.count()).select_from(timed))
    yield _row("quick", select(func.count()).select_from(timed).where(2 * timed.c.quick > timed.c.pages))
    if doubts.batteries:
        flat = union(*(_flat(sent, items) for items in doubts.batteries)).subquery()
        yield _row("flat", select(func.count()).select_from(flat))
    yield _row("repeated", select(func.count(distinct(_repeated(sent).c.response_id))))


def _row(name: str, count: "Select[int]") -> Branch:
    nothing, number = cast(null(), String), cast(null(), Integer)
    return select(literal(KIND), literal(name), nothing, number, nothing, count.scalar_subquery())


def _timed(sent: CTE, doubts: Doubts) -> Subquery:
    """Each response with a time: how many pages, and how many of them were left before they could be read."""
    limits = {**dict(doubts.limits), WHOLE_PAGE: doubts.limit_in_all}
    is_quick = PageTime.milliseconds < case(limits, value=PageTime.page, else_=0)
    return (
        select(
            PageTime.response_id,
            func.count().label("pages"),
            func.sum(case((is_quick, 1), else_=0)).label("quick"),
        )
        .join(sent, sent.c.id == PageTime.response_id)
        .group_by(PageTime.response_id)
        .subquery()
    )


def _flat(sent: CTE, items: tuple[str, ...]) -> "Select[object]":
    """The responses that gave every item of a battery the same answer."""
    return (
        select(Answer.response_id)
        .join(sent, sent.c.id == Answer.response_id)
        .where(Answer.question_id.in_(items))
        .group_by(Answer.response_id)
        .having(func.count() == len(items), func.count(distinct(Answer.code)) == 1)
    )


def _repeated(sent: CTE) -> Subquery:
    """The responses with a longer text that another one has word for word."""
    words = func.lower(Answer.words)
    among = func.count().over(partition_by=(Answer.question_id, words)).label("people")
    texts = (
        select(Answer.response_id, among)
        .join(sent, sent.c.id == Answer.response_id)
        .where(func.length(Answer.words) >= _LONG_TEXT)
        .subquery()
    )
    return select(texts.c.response_id).where(texts.c.people > 1).subquery()
