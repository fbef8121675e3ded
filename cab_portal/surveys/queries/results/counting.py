"""The statement that counts what results rest on: some portions of the responses, and who was asked.

Every row tells of one part, so that each part can be kept and counted anew by itself.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    distinct,
    extract,
    false,
    func,
    literal,
    null,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.surveys.models import Answer, PageTime, Response
from cab_portal.surveys.questionnaire.quality import Doubts
from cab_portal.surveys.rules import ASKED, PORTIONS

HOUR = 3_600
SECONDS_APART = 10
LONG_TEXT = 20
"""Two people may well write the same few words; a text of so many characters is rarely their own twice."""
_NO_TEXT = cast(null(), String)
_NO_NUMBER = cast(null(), Integer)

ReminderHours: TypeAlias = "Callable[[UUID], Select[int]] | None"
"""Makes a statement of full hours, since 1970, at which something was done for a request; None: nothing."""

Branch: TypeAlias = "Select[Any]"
"""Rows of part, kind, row id, code, number, segment, count."""


@dataclass(frozen=True)
class Subject:
    """What is counted: a survey and its request, what stands out in its answers, and of how many questions that
    everybody is asked half make a partial response.
    """

    survey_id: UUID
    request_id: UUID | None
    doubts: Doubts
    asked: int
    reminders: ReminderHours = None


def statement(subject: Subject, parts: Collection[int]) -> "tuple[Branch, dict[str, list[int]]]":
    """Counts everything about these parts of a survey: a statement, and what to run it with."""
    portions = sorted(part for part in parts if part < PORTIONS)
    is_all = len(portions) == PORTIONS
    given = {"portions": portions} if portions and not is_all else {}
    return _statement(subject, bool(portions), is_all, ASKED in parts), given


@lru_cache(maxsize=32)
def _statement(subject: Subject, responses: bool, is_all: bool, asked: bool) -> Branch:
    """Built once for each survey: that takes longer than counting a portion with it."""
    found: list[Branch] = []
    if responses:
        found += _of_responses(subject, is_all=is_all)
    if asked:
        found += _of_asked(subject)
    return select(union_all(*found).subquery())


def _row(
    part: Any,
    kind: str,
    count: Any,
    *,
    row_id: Any = _NO_TEXT,
    code: Any = _NO_TEXT,
    number: Any = _NO_NUMBER,
    segment: Any = _NO_TEXT,
) -> Branch:
    return select(
        part.label("part"),
        literal(kind).label("kind"),
        row_id.label("row_id"),
        code.label("code"),
        number.label("number"),
        segment.label("segment"),
        count.label("count"),
    )


def _of_responses(subject: Subject, *, is_all: bool) -> Iterator[Branch]:
    told = _told(subject, is_all=is_all)
    sent = told.c.hour.is_not(None)
    count = func.count()
    yield (
        _row(
            told.c.portion,
            "answer",
            count,
            row_id=Answer.question_id,
            code=Answer.code,
            number=Answer.ordinal,
            segment=told.c.segment,
        )
        .select_from(told)
        .join(Answer, Answer.response_id == told.c.id)
        .where(sent)
        .group_by(told.c.portion, Answer.question_id, Answer.code, Answer.ordinal, told.c.segment)
    )
    people = _row(told.c.portion, "person", count, segment=told.c.segment).where(sent)
    yield people.group_by(told.c.portion, told.c.segment)
    yield _row(told.c.portion, "hour", count, number=told.c.hour).where(sent).group_by(told.c.portion, told.c.hour)
    begun = _row(told.c.portion, "begun", count, number=told.c.unopened)
    yield begun.group_by(told.c.portion, told.c.unopened)
    yield _partial(told, subject.asked)
    yield _times(told, subject.doubts)
    if subject.doubts.batteries:
        yield _flat(told, subject.doubts)
    yield (
        _row(
            told.c.portion,
            "text",
            cast(literal(1), Integer),
            row_id=Answer.question_id,
            code=Answer.words,
            segment=cast(told.c.id, String),
        )
        .select_from(told)
        .join(Answer, Answer.response_id == told.c.id)
        .where(sent, func.length(Answer.words) >= LONG_TEXT)
    )


def _told(subject: Subject, *, is_all: bool) -> CTE:
    """The responses of some ``portions``: ``hour`` in which one was sent, if it was; the segment that was kept with it,
    else that of the seat that it was asked on; whether its invitation stays ``unopened``, as 1 or 0.
    """
    unopened = (
        select(Assignment.id)
        .where(
            Assignment.id == Response.assignment_id, Assignment.invited_at.is_not(None), Assignment.opened_at.is_(None)
        )
        .correlate(Response)
    )
    segments = _segments(subject, is_all=is_all)
    found = (
        select(
            Response.id,
            Response.portion,
            (whole(Response.submitted_at) // HOUR).label("hour"),
            case((unopened.exists(), 1), else_=0).label("unopened"),
            Response.milliseconds,
            func.coalesce(Response.segment, segments.c.name).label("segment"),
        )
        .outerjoin(segments, segments.c.assignment_id == Response.assignment_id)
        .where(Response.survey_id == subject.survey_id)
    )
    # Else SQLite would look all of it up again for everything that is counted.
    return (found if is_all else found.where(_in_portions())).cte("told").prefix_with("MATERIALIZED")


def _segments(subject: Subject, *, is_all: bool) -> Subquery:
    """The names of the segments in which people were asked, by assignment: of a request, or of some portions alone."""
    found = (
        select(Assignment.id.label("assignment_id"), Segment.name)
        .select_from(Segment)
        .join(Seat, Seat.segment_id == Segment.id)
        .join(Assignment, Assignment.seat_id == Seat.id)
        .where(Assignment.request_id == subject.request_id)
    )
    if is_all:
        return found.subquery()
    own = found.join(Response, Response.assignment_id == Assignment.id)
    return own.where(Response.survey_id == subject.survey_id, _in_portions()).subquery()


def _in_portions() -> ColumnElement[bool]:
    return Response.portion.in_(bindparam("portions", expanding=True))


def _partial(told: CTE, asked: int) -> Branch:
    begun = (
        select(told.c.portion, told.c.id)
        .join(Answer, Answer.response_id == told.c.id)
        .where(told.c.hour.is_(None))
        .group_by(told.c.portion, told.c.id)
        .having(2 * func.count(distinct(Answer.question_id)) >= asked)
        .subquery()
    )
    return _row(begun.c.portion, "partial", func.count()).group_by(begun.c.portion)


def _times(told: CTE, doubts: Doubts) -> Branch:
    """How many took how long; those who left most pages, or the one page, before they could be read have a code."""
    page_by_page = (
        select(told.c.portion, _seconds(func.sum(PageTime.milliseconds)), _quick(left_most_pages(doubts)))
        .join(PageTime, PageTime.response_id == told.c.id)
        .where(told.c.hour.is_not(None))
        .group_by(told.c.portion, told.c.id)
    )
    on_one_page = select(
        told.c.portion, _seconds(told.c.milliseconds), _quick(told.c.milliseconds < doubts.limit_in_all)
    ).where(told.c.hour.is_not(None), told.c.milliseconds.is_not(None))
    timed = union_all(page_by_page, on_one_page).subquery()
    counted = _row(timed.c.portion, "time", func.count(), code=timed.c.quick, number=timed.c.seconds)
    return counted.group_by(timed.c.portion, timed.c.quick, timed.c.seconds)


def _seconds(milliseconds: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(milliseconds // (1000 * SECONDS_APART), Integer).label("seconds")


def _quick(is_quick: ColumnElement[bool]) -> ColumnElement[str]:
    return case((is_quick, "quick"), else_=_NO_TEXT).label("quick")


def left_most_pages(doubts: Doubts) -> ColumnElement[bool]:
    """Whether most pages of a response were left before they could be read; over its rows of times."""
    if not doubts.limits:
        return false()
    is_quick = PageTime.milliseconds < case(dict(doubts.limits), value=PageTime.page, else_=0)
    return 2 * func.sum(case((is_quick, 1), else_=0)) > func.count()


def _flat(told: CTE, doubts: Doubts) -> Branch:
    """The responses that gave every item of a battery the same answer."""
    found = union(
        *(
            select(told.c.portion, told.c.id)
            .join(Answer, Answer.response_id == told.c.id)
            .where(told.c.hour.is_not(None), Answer.question_id.in_(items))
            .group_by(told.c.portion, told.c.id)
            .having(func.count() == len(items), func.count(distinct(Answer.code)) == 1)
            for items in doubts.batteries
        )
    ).subquery()
    return _row(found.c.portion, "flat", func.count()).group_by(found.c.portion)


def _of_asked(subject: Subject) -> Iterator[Branch]:
    """The board that was asked, who was invited and opened the invitation, when it was sent again, and reminders."""
    part = cast(literal(ASKED), Integer)
    count = func.count()
    of_request = Assignment.request_id == subject.request_id
    unopened = case((Assignment.opened_at.is_(None), 1), else_=0)
    invited = _row(part, "invited", count, number=unopened).where(of_request, Assignment.invited_at.is_not(None))
    yield invited.group_by(unopened)
    again = (
        select((whole(Assignment.resent_at) // HOUR).label("hour"))
        .where(of_request, Assignment.resent_at.is_not(None))
        .subquery()
    )
    yield _row(part, "again", count, number=again.c.hour).group_by(again.c.hour)
    board = select(Board.name).join(ReviewRequest, ReviewRequest.board_id == Board.id)
    name = board.where(ReviewRequest.id == subject.request_id).scalar_subquery()
    yield _row(part, "board", cast(literal(1), Integer), code=name)
    if subject.request_id is not None and subject.reminders is not None:
        hours = subject.reminders(subject.request_id).subquery()
        yield _row(part, "reminder", count, number=hours.c.hour).group_by(hours.c.hour)


def whole(instant: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[int]:
    """An instant as whole seconds since 1970, on either database."""
    return cast(extract("epoch", instant), Integer)
