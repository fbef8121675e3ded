"""Who may see and do what with threads: by author, by board, by the board's privacy level."""

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from cab_portal.boards.models import Board
from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import is_waiting, shows_words_of_others
from cab_portal.core.access import Permission, Policy
from cab_portal.core.actor import Actor
from cab_portal.drafts.access import decides
from cab_portal.reviews.access import visible_requests
from cab_portal.reviews.models import ReviewRequest


class ThreadPermission(Permission):
    """``EDIT`` and removal end when a thread is shared; from then on its readers may ``REPLY``.

    ``DECIDE`` is to answer for the team, and to give a thread its disposition.
    """

    READ = "thread.read"
    EDIT = "thread.edit"
    REPLY = "thread.reply"
    DECIDE = "thread.decide"


_READING_EACH_OTHER = tuple(privacy for privacy in Privacy if shows_words_of_others(privacy))


def visible_threads(actor: Actor) -> ColumnElement[bool]:
    """Staff see what was shared; a member own threads, and shared ones of the same board where its level allows it.

    Waiting and private threads of others do not exist for a member; nor does anything outside of requests that the
    member may read, so access ends with the seat.
    """
    if actor.is_staff:
        return Thread.shared_at.is_not(None)
    if not actor.is_member:
        return false()
    request = select(ReviewRequest.id).where(visible_requests(actor))
    open_board = exists().where(Board.id == Thread.board_id, Board.privacy.in_(_READING_EACH_OTHER))
    of_others = and_(Thread.shared_at.is_not(None), Thread.is_private.is_(False), open_board.correlate(Thread))
    return and_(Thread.request_id.in_(request), or_(Thread.author_id == actor.person_id, of_others))


def _may_read(_actor: Actor, _thread: Thread) -> bool:
    return True


def _may_edit(actor: Actor, thread: Thread) -> bool:
    return thread.author_id == actor.person_id and is_waiting(thread.shared_at)


def _may_reply(_actor: Actor, thread: Thread) -> bool:
    return not is_waiting(thread.shared_at)


def _may_decide(actor: Actor, thread: Thread) -> bool:
    return not is_waiting(thread.shared_at) and decides(actor, thread.draft)


POLICIES: tuple[Policy, ...] = (
    Policy(
        Thread,
        visible_threads,
        {
            ThreadPermission.READ: _may_read,
            ThreadPermission.EDIT: _may_edit,
            ThreadPermission.REPLY: _may_reply,
            ThreadPermission.DECIDE: _may_decide,
        },
    ),
)
