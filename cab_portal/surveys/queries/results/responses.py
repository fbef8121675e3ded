"""Every response sent, one after another, for files."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, case, cast, func, null, select

from cab_portal.accounts.models import Organization, Person
from cab_portal.database import session
from cab_portal.database.statements import gathered
from cab_portal.surveys.models import Answer as AnswerRow
from cab_portal.surveys.models import PageTime, Response
from cab_portal.surveys.queries.answers import values_of
from cab_portal.surveys.queries.results.counting import LONG_TEXT, left_most_pages
from cab_portal.surveys.questionnaire.answers import Answers
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.quality import Doubts, doubts_in

_PORTION = 500
_MOST_TEXTS = 100_000
"""So many longer texts are remembered at most while a file is written, so that memory does not grow without end."""

Stored = tuple[str, str | None, str | None]
"""Row id, code and words of a row of an answer."""
Gathered = list[tuple[str, int, str | None, str | None]] | None
"""The rows of all answers of a response: row id, ordinal, code and words of each."""


class Flags(NamedTuple):
    """What makes a response worth a second look, each 1 or 0: answered ``fast``er than one can read, None where it was
    not timed; the ``same`` answer to every line of a list; ``words`` that an earlier response has as well.
    """

    fast: int | None
    same: int
    words: int


class ResponseRow(NamedTuple):
    """One member's answers, for a table of responses: the rows of each by question id, as they are stored."""

    name: str
    organization: str
    submitted_at: datetime
    stored: dict[str, tuple[Stored, ...]]
    flags: Flags
    questionnaire: Questionnaire

    @property
    def answers(self) -> Answers:
        """The answers by question id."""
        return values_of(self.questionnaire, (row for rows in self.stored.values() for row in rows))


def responses_of(survey_id: UUID, questionnaire: Questionnaire) -> Iterator[ResponseRow]:
    """Every response sent, in the order of sending, read in portions from one ordered cursor; one statement.

    Each comes with all its answers in one row, so that nothing is sorted but the responses, and they are by an index.
    """
    doubts = doubts_in(questionnaire)
    given = gathered(AnswerRow.question_id, AnswerRow.ordinal, AnswerRow.code, AnswerRow.words)
    rows = session.execute(
        select(
            Response.submitted_at,
            Person.name,
            Organization.name,
            select(given).where(AnswerRow.response_id == Response.id).correlate(Response).scalar_subquery(),
            _fast(doubts),
        )
        .join(Person, Person.id == Response.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Response.survey_id == survey_id, Response.submitted_at.is_not(None))
        .order_by(Response.submitted_at, Response.id),
        execution_options={"yield_per": _PORTION},
    )
    seen: set[int] = set()
    # Whoever stops reading in the middle leaves no cursor open behind.
    with rows:
        for sent_at, name, organization, answers, fast in rows:
            stored = _stored(answers)
            flags = Flags(fast, int(_is_same(stored, doubts)), int(_repeats(answers, seen)))
            yield ResponseRow(name, organization or "", sent_at, stored, flags, questionnaire)


def _fast(doubts: Doubts) -> ColumnElement[int]:
    """1 where most pages of a response, or its one page, were left before they could be read, else 0; None where none
    was timed.
    """
    of_pages = case((func.count() == 0, cast(null(), Integer)), (left_most_pages(doubts), 1), else_=0)
    page_by_page = select(of_pages).where(PageTime.response_id == Response.id).correlate(Response).scalar_subquery()
    on_one_page = case((Response.milliseconds < doubts.limit_in_all, 1), else_=0)
    return case((Response.milliseconds.is_not(None), on_one_page), else_=page_by_page)


def _stored(answers: Gathered) -> dict[str, tuple[Stored, ...]]:
    """The rows by question, in the order of row ids and ordinals."""
    found: dict[str, tuple[Stored, ...]] = {}
    for row_id, _ordinal, code, words in sorted(answers or ()):
        question_id = row_id.partition(".")[0]
        found[question_id] = (*found.get(question_id, ()), (row_id, code, words))
    return found


def _is_same(stored: dict[str, tuple[Stored, ...]], doubts: Doubts) -> bool:
    for items in doubts.batteries:
        rows = stored.get(items[0].partition(".")[0], ())
        if len(rows) == len(items) and len({code for _row_id, code, _words in rows}) == 1:
            return True
    return False


def _repeats(answers: Gathered, seen: set[int]) -> bool:
    """Whether one of the longer texts was seen before; all of them are from now on."""
    found = {
        hash((row_id, words.lower()))
        for row_id, _ordinal, _code, words in answers or ()
        if words and len(words) >= LONG_TEXT
    }
    is_repeated = not found.isdisjoint(seen)
    if len(seen) < _MOST_TEXTS:
        seen |= found
    return is_repeated
