"""All that is counted about the responses sent: one grouped statement, never a loaded response."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
    cast,
    extract,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from cab_portal.boards.models import Seat, Segment
from cab_portal.database import session
from cab_portal.reviews.models import Assignment
from cab_portal.surveys.models import Answer, PageTime, Response, Survey
from cab_portal.surveys.queries.questionnaires import sent_questionnaire_of
from cab_portal.surveys.queries.results import doubtful
from cab_portal.surveys.queries.results.contacts import Contacts, board_name, contact_counts, contacts_in, contacts_of
from cab_portal.surveys.questionnaire.quality import Doubts, doubts_in
from cab_portal.surveys.rules import SurveyStatus

_HOUR = 3_600
_SECONDS_APART = 10
_KEPT = 32
_NO_TEXT = cast(null(), String)
_NO_NUMBER = cast(null(), Integer)

Marks: TypeAlias = "Callable[[UUID], Select[int]] | None"
"""Makes a statement of full hours, since 1970, at which something was done for a request; None: nothing."""

Branch: TypeAlias = "Select[str, str, str, int, str, int]"


@dataclass
class Group:
    """The answers of one group of people: how many there are, and by row id and code how many at which ordinal."""

    people: int = 0
    codes: dict[str, dict[str | None, Counter[int]]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, row_id: str, code: str | None, ordinal: int, count: int) -> None:
        self.codes[row_id].setdefault(code, Counter())[ordinal] += count

    def answered(self, row_id: str) -> int:
        """How many people answered: everybody's first row."""
        return sum(ordinals[0] for ordinals in self.codes.get(row_id, {}).values())

    def counts(self, row_id: str, *, firsts: bool = False) -> dict[str, int]:
        """How many people gave each code; with ``firsts`` only those who put it first."""
        found = {code: ordinals[0] if firsts else ordinals.total() for code, ordinals in self._coded(row_id)}
        return {code: count for code, count in found.items() if count}

    def places(self, row_id: str, code: str, length: int) -> tuple[int, ...]:
        """How many people put a code at each of the first ``length`` places."""
        ordinals = self.codes.get(row_id, {}).get(code, Counter())
        return tuple(ordinals[place] for place in range(length))

    def _coded(self, row_id: str) -> Iterable[tuple[str, Counter[int]]]:
        return ((code, ordinals) for code, ordinals in self.codes.get(row_id, {}).items() if code is not None)


@dataclass
class Tallies:
    """Everybody's answers, those of each segment by its name, when they came, and how long they took.

    ``segments`` has those who are in no segment under an empty name. ``hours``, ``sent_again`` and ``reminded``
    are instants at full hours, ``seconds`` whole tens of seconds that answering took. ``doubtful`` counts
    responses that are worth a second look, as `doubtful.branches` names them.
    """

    all: Group = field(default_factory=Group)
    segments: dict[str, Group] = field(default_factory=dict)
    hours: dict[datetime, int] = field(default_factory=dict)
    sent_again: dict[datetime, int] = field(default_factory=dict)
    reminded: dict[datetime, int] = field(default_factory=dict)
    seconds: dict[int, int] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)
    board: str = ""
    doubtful: dict[str, int] = field(default_factory=dict)


def overview_of(survey: Survey, asked: int, *, is_open: bool, reminders: Marks = None) -> tuple[Contacts, Tallies]:
    """Who took part and what they answered, as `contacts_of` and `tallies_of`; one statement for both.

    ``reminders`` finds out when people were reminded, which is known further up in the house.

    Of a closed survey the tallies are kept, so that only the contacts are asked for again.
    """
    if survey.status is SurveyStatus.CLOSED or not is_open:
        contacts = contacts_of(survey, asked, is_open=is_open)
        return contacts, tallies_of(survey, contacts.answered, reminders)
    tallies = _counted(
        survey.id,
        doubts_in(sent_questionnaire_of(survey)),
        [*_of_contacts(survey, asked), *_of_reminders(survey.request_id, reminders)],
    )
    return contacts_in(tallies.board, tallies.contacts), tallies


def tallies_of(survey: Survey, answered: int, reminders: Marks = None) -> Tallies:
    """The tallies of a survey of which so many responses are sent; at most one statement.

    Those of a closed survey never change, so they are kept: nothing in them names a person. A survey that was
    extended and closed again has another closing date.
    """
    doubts = doubts_in(sent_questionnaire_of(survey))
    if survey.status is SurveyStatus.CLOSED and survey.request is not None:
        return _kept(survey.id, survey.request.id, survey.request.closes_at, answered, doubts, reminders)
    return _counted(survey.id, doubts, _of_reminders(survey.request_id, reminders))


@lru_cache(maxsize=_KEPT)
def _kept(
    survey_id: UUID, request_id: UUID, _closed_at: datetime, _answered: int, doubts: Doubts, reminders: Marks
) -> Tallies:
    return _counted(survey_id, doubts, _of_reminders(request_id, reminders))


def _counted(survey_id: UUID, doubts: Doubts, further: Sequence[Branch]) -> Tallies:
    tallies = Tallies()
    hours = {"hour": tallies.hours, "again": tallies.sent_again, "reminder": tallies.reminded}
    for kind, row_id, code, number, segment, count in session.execute(_statement(survey_id, doubts, further)):
        match kind:
            case "answer":
                tallies.all.add(row_id, code, number, count)
                tallies.segments.setdefault(segment or "", Group()).add(row_id, code, number, count)
            case "person":
                tallies.all.people += count
                tallies.segments.setdefault(segment or "", Group()).people += count
            case "board":
                tallies.board = code or ""
            case "contact":
                tallies.contacts[row_id] = count
            case doubtful.KIND:
                tallies.doubtful[row_id] = count
            case "seconds":
                tallies.seconds[number * _SECONDS_APART] = count
            case _:
                hours[kind][datetime.fromtimestamp(number * _HOUR, UTC)] = count
    return tallies


def _statement(
    survey_id: UUID, doubts: Doubts, further: Sequence[Branch]
) -> "Select[str, str, str | None, int, str | None, int]":
    sent = _sent(survey_id)
    nothing, number = _NO_TEXT, _NO_NUMBER
    answers = (
        select(
            literal("answer").label("kind"),
            Answer.question_id.label("row_id"),
            Answer.code.label("code"),
            Answer.ordinal.label("number"),
            sent.c.segment.label("segment"),
            func.count().label("count"),
        )
        .select_from(sent)
        .join(Answer, Answer.response_id == sent.c.id)
        .group_by(Answer.question_id, Answer.code, Answer.ordinal, sent.c.segment)
    )
    people = select(literal("person"), nothing, nothing, number, sent.c.segment, func.count()).group_by(sent.c.segment)
    hours = select(literal("hour"), nothing, nothing, sent.c.hour, nothing, func.count()).group_by(sent.c.hour)
    times = (
        select(literal("seconds"), nothing, nothing, sent.c.seconds, nothing, func.count())
        .where(sent.c.seconds.is_not(None))
        .group_by(sent.c.seconds)
    )
    resent = _resent(survey_id)
    again = select(literal("again"), nothing, nothing, resent.c.hour, nothing, func.count()).group_by(resent.c.hour)
    found = union_all(
        answers,
        people,
        hours,
        times,
        again,
        *doubtful.branches(sent, doubts),
        *further,
    ).subquery()
    return select(found)


def _of_reminders(request_id: UUID | None, reminders: Marks) -> list[Branch]:
    """The hours of reminders, as rows beside the tallies."""
    if request_id is None or reminders is None:
        return []
    hours = reminders(request_id).subquery()
    counted = select(literal("reminder"), _NO_TEXT, _NO_TEXT, hours.c.hour, _NO_TEXT, func.count())
    return [counted.group_by(hours.c.hour)]


def _of_contacts(survey: Survey, asked: int) -> list[Branch]:
    """The counts of contacts and the board's name, as rows beside the tallies."""
    counts = contact_counts(survey, asked).items()
    rows = [select(literal("contact"), literal(name), _NO_TEXT, _NO_NUMBER, _NO_TEXT, count) for name, count in counts]
    return [
        *rows,
        select(literal("board"), _NO_TEXT, board_name(survey), _NO_NUMBER, _NO_TEXT, cast(literal(0), Integer)),
    ]


def _whole(instant: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[int]:
    """An instant as whole seconds since 1970, on either database."""
    return cast(extract("epoch", instant), Integer)


def _sent(survey_id: UUID) -> CTE:
    """The responses sent, each with the segment that was kept with it, else that of the seat that it was asked on."""
    return (
        select(
            Response.id,
            (_whole(Response.submitted_at) // _HOUR).label("hour"),
            (_milliseconds() // (1000 * _SECONDS_APART)).label("seconds"),
            func.coalesce(Response.segment, Segment.name).label("segment"),
        )
        .join(Assignment, Assignment.id == Response.assignment_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .outerjoin(Segment, Segment.id == Seat.segment_id)
        .where(Response.survey_id == survey_id, Response.submitted_at.is_not(None))
        .cte("sent")
    )


def _milliseconds() -> ColumnElement[int]:
    """How long the pages of a response were open, all together; None where no page was timed."""
    total = select(func.sum(PageTime.milliseconds)).where(PageTime.response_id == Response.id)
    return cast(total.correlate(Response).scalar_subquery(), Integer)


def _resent(survey_id: UUID) -> Subquery:
    """The full hours at which invitations were sent again."""
    return (
        select((_whole(Assignment.resent_at) // _HOUR).label("hour"))
        .join(Survey, Survey.request_id == Assignment.request_id)
        .where(Survey.id == survey_id, Assignment.resent_at.is_not(None))
        .subquery()
    )
