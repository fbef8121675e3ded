"""What became of everybody who was invited, as far as the reader may know it."""

from dataclasses import dataclass

from sqlalchemy import select

from cab_portal.boards.models import Board
from cab_portal.database import session
from cab_portal.reviews.models import ReviewRequest
from cab_portal.surveys.models import Survey
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


def contacts_of(survey: Survey) -> Contacts:
    """What became of the invited, as it may be told to anybody of the team; one statement."""
    board = select(Board.name).join(ReviewRequest, ReviewRequest.board_id == Board.id)
    name = board.where(ReviewRequest.id == survey.request_id).scalar_subquery()
    found, invited, answered = session.execute(
        select(name, invited_to(), answers_to()).select_from(Survey).where(Survey.id == survey.id)
    ).one()
    known = coarse(survey, invited, answered)
    return Contacts(known.invited, known.answered, known.answered, known.is_exact, known.group, board=found)
