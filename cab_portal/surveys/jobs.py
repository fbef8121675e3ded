"""What surveys do when something happens to the request that they were sent with, and by the clock."""

from uuid import UUID

import structlog

from cab_portal.core import ids
from cab_portal.core.events import Event
from cab_portal.database import session, unit_of_work
from cab_portal.database.cleaning import clean_files
from cab_portal.database.session import engine
from cab_portal.database.statements import insert_or_replace
from cab_portal.database.unit_of_work import Handler
from cab_portal.reviews.events import RequestClosed, RequestExtended, RequestWidened, RequestWithdrawn
from cab_portal.surveys.models import (
    AnonymousAnswers,
    AnswersUnderWay,
    CountedPart,
    Participant,
    ReleasedAnswers,
    Survey,
)
from cab_portal.surveys.queries import WITH_STATE, ReminderHours, counts_to_keep, state_of, uncounted_surveys
from cab_portal.surveys.service import ask_more, close_with, reopen_with, seal_waiting
from cab_portal.surveys.service.sealing import due_for_sealing, note_clean, surveys_with_remains

_log = structlog.get_logger()
_looked_at: dict[UUID, int] = {}
"""The revision of each survey at which this process saw that what is kept of it is what is counted now."""


def on_request_ended(event: RequestClosed | RequestWithdrawn) -> None:
    """A survey closes with its request."""
    close_with(event.request_id)


def on_request_extended(event: RequestExtended) -> None:
    """A request that is extended after its end takes answers again."""
    reopen_with(event.request_id)


def on_request_widened(event: RequestWidened) -> None:
    """Whoever is asked later may answer too."""
    ask_more(event.request_id)


def seal_due() -> None:
    """Seal the answers of open anonymous surveys as soon as they are a group, then leave nothing of them behind."""
    due = due_for_sealing()
    session.rollback()
    for survey_id in due:
        with unit_of_work():
            seal_waiting(survey_id)
    _clean()


def count_changed(reminders: ReminderHours) -> None:
    """Count what changed in the results of any survey, and keep it for all processes: one that has just started shows
    those of many responses without counting them.

    ``reminders`` finds out when people were reminded, which is known further up in the house. A worker that has just
    started looks at every survey once, for another release may count otherwise; then at one whose texts were corrected.
    """
    due = uncounted_surveys(_looked_at)
    session.rollback()
    for survey_id in due:
        try:
            _count(survey_id, reminders)
        except Exception:
            # The others are counted all the same, and this one is tried again in a minute.
            session.rollback()
            _log.exception("survey_not_counted", survey_id=ids.encode(survey_id))


def _count(survey_id: UUID, reminders: ReminderHours) -> None:
    # Counted first, because a unit of work takes the write lock.
    survey = session.scalars(WITH_STATE.where(Survey.id == survey_id)).unique().one()
    rows, revision = counts_to_keep(survey, state_of(survey), reminders), survey.revision
    session.rollback()
    if rows:
        with unit_of_work():
            insert_or_replace(CountedPart, rows)
    _looked_at[survey_id] = revision


def _clean() -> None:
    """Clean the files after a sealing; where others are in the way, the next minute tries again."""
    left = surveys_with_remains()
    session.rollback()
    if not left or not clean_files(engine(), (Participant, AnonymousAnswers, ReleasedAnswers, AnswersUnderWay)):
        return
    with unit_of_work():
        note_clean(left)


SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    RequestClosed: (on_request_ended,),
    RequestExtended: (on_request_extended,),
    RequestWidened: (on_request_widened,),
    RequestWithdrawn: (on_request_ended,),
}
