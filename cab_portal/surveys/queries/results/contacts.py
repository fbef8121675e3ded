"""What became of everybody who was invited, as far as the reader may know it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, select

from cab_portal.boards.models import Board
from cab_portal.database import session
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.surveys.models import Answer, Response, Survey
from cab_portal.surveys.queries.participation import Participation, answers_to, coarse, invited_to


@dataclass(frozen=True)
class Contacts(Participation):
    """How far the invited have come.

    ``unopened`` are those who neither opened the invitation nor began, ``partial`` those who began, did not send, and
    answered at least half of the questions that everybody is asked. ``board`` is the name of the board.
    """

    unopened: int = 0
    partial: int = 0
    board: str = ""

    @property
    def begun_or_opened(self) -> int:
        """Those who saw it and did not answer even half: refusals and break-offs, as AAPOR counts them."""
        return max(0, self.invited - self.answered - self.partial - self.unopened)


def contacts_of(survey: Survey, asked: int, *, is_open: bool) -> Contacts:
    """What became of the invited of a survey that asks everybody ``asked`` questions; one statement.

    Exact for a reader to whom the answers are ``is_open``, else as it may be told to anybody.
    """
    if not is_open:
        return _told(survey)
    counted = contact_counts(survey, asked)
    board, *counts = session.execute(select(board_name(survey), *counted.values())).one()
    return contacts_in(board, dict(zip(counted, counts, strict=True)))


def _told(survey: Survey) -> Contacts:
    """What anybody of the team may be told."""
    board, invited, answered = session.execute(
        select(board_name(survey), invited_to(), answers_to()).select_from(Survey).where(Survey.id == survey.id)
    ).one()
    known = coarse(survey, invited, answered)
    return Contacts(known.invited, known.answered, known.answered, known.is_exact, known.group, board=board)


def board_name(survey: Survey) -> ScalarSelect[str]:
    """The name of the board that was asked, as part of a statement."""
    return (
        select(Board.name)
        .join(ReviewRequest, ReviewRequest.board_id == Board.id)
        .where(ReviewRequest.id == survey.request_id)
        .scalar_subquery()
    )


def contact_counts(survey: Survey, asked: int) -> dict[str, ScalarSelect[int]]:
    """What there is to count, by name, as parts of a statement."""
    invited = select(func.count()).where(Assignment.request_id == survey.request_id, Assignment.invited_at.is_not(None))
    # Survey and person are what the index knows: by the assignment alone, each would look through all responses.
    began = select(Response.id).where(
        Response.survey_id == survey.id,
        Response.person_id == Assignment.person_id,
        Response.assignment_id == Assignment.id,
    )
    unopened = invited.where(Assignment.opened_at.is_(None), ~began.exists())
    begun = select(func.count()).where(Response.survey_id == survey.id)
    sent = begun.where(Response.submitted_at.is_not(None))
    return {
        "invited": invited.scalar_subquery(),
        "answered": sent.scalar_subquery(),
        "started": begun.scalar_subquery(),
        "unopened": unopened.scalar_subquery(),
        "partial": _partial(survey, asked),
    }


def contacts_in(board: str, found: Mapping[str, int]) -> Contacts:
    """The counts for a reader who may know all of them."""
    return Contacts(
        found["invited"],
        found["answered"],
        found["started"],
        unopened=found["unopened"],
        partial=found["partial"],
        board=board,
    )


def _partial(survey: Survey, asked: int) -> ScalarSelect[int]:
    begun = (
        select(Answer.response_id)
        .join(Response, Response.id == Answer.response_id)
        .where(Response.survey_id == survey.id, Response.submitted_at.is_(None))
        .group_by(Answer.response_id)
        .having(2 * func.count(func.distinct(Answer.question_id)) >= asked)
        .subquery()
    )
    return select(func.count()).select_from(begun).scalar_subquery()
