"""Who may see and do what with threads: by author, by board, by the board's privacy level."""

from sqlalchemy import ColumnElement, and_, case, exists, false, literal, not_, or_, select

from cab_portal.boards.models import Board, Seat
from cab_portal.boards.rules import Privacy, ReadingOthers
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import is_waiting, shows_words_of_others
from cab_portal.core.access import Permission, Policy
from cab_portal.core.actor import Actor
from cab_portal.drafts.access import decides
from cab_portal.reviews.access import own_assignment, visible_requests
from cab_portal.reviews.models import Assignment, ReviewRequest


class ThreadPermission(Permission):
    """``EDIT`` and removal end when a thread is shared; from then on its readers may ``REPLY``.

    ``SUPPORT`` is to say "same for us" of another member's thread. ``DECIDE`` is to answer for the team, and to give a
    thread its disposition; ``CONFIRM`` is to say whether the team understood one's own concern. ``PLACE`` is to put a
    thread on other words of a later version, for its author and for who decides.
    """

    READ = "thread.read"
    EDIT = "thread.edit"
    REPLY = "thread.reply"
    SUPPORT = "thread.support"
    DECIDE = "thread.decide"
    CONFIRM = "thread.confirm"
    PLACE = "thread.place"


_READING_EACH_OTHER = tuple(privacy for privacy in Privacy if shows_words_of_others(privacy))


def privacy_for(actor: Actor) -> ColumnElement[Privacy]:
    """The level at which an actor reads a request's threads; to be joined with ``Board`` and ``ReviewRequest``.

    It is that of the board, and *sealed* while the comments of others are hidden from a member: until the own review
    is finished, or for good. So everything that follows from the level holds for both.
    """
    if actor.is_staff:
        return Board.privacy.expression
    settings = (Board.reading_others, ReviewRequest.reading_others)
    own = and_(Assignment.request_id == ReviewRequest.id, Assignment.finished_at.is_not(None), own_assignment(actor))
    is_finished = exists().select_from(Assignment, Seat).where(own).correlate(ReviewRequest)
    hidden = or_(
        *(setting == ReadingOthers.NEVER for setting in settings),
        and_(or_(*(setting == ReadingOthers.WHEN_FINISHED for setting in settings)), not_(is_finished)),
    )
    return case((hidden, literal(Privacy.SEALED, Board.privacy.type)), else_=Board.privacy)


def visible_threads(actor: Actor) -> ColumnElement[bool]:
    """Staff see what was shared; a member own threads, and shared ones of the same board where its level allows it.

    Waiting and private threads of others do not exist for a member, nor do any while they are hidden from this one;
    nor does anything outside of requests that the member may read, so access ends with the seat.
    """
    if actor.is_staff:
        return Thread.shared_at.is_not(None)
    if not actor.is_member:
        return false()
    request = select(ReviewRequest.id).where(visible_requests(actor))
    shown = (
        select(ReviewRequest.id)
        .join(Board, Board.id == ReviewRequest.board_id)
        .where(privacy_for(actor).in_(_READING_EACH_OTHER))
    )
    of_others = and_(Thread.shared_at.is_not(None), Thread.is_private.is_(False), Thread.request_id.in_(shown))
    return and_(Thread.request_id.in_(request), or_(Thread.author_id == actor.person_id, of_others))


def _may_read(_actor: Actor, _thread: Thread) -> bool:
    return True


def _may_edit(actor: Actor, thread: Thread) -> bool:
    return thread.author_id == actor.person_id and is_waiting(thread.shared_at)


def _may_reply(_actor: Actor, thread: Thread) -> bool:
    return not is_waiting(thread.shared_at)


def _may_support(actor: Actor, thread: Thread) -> bool:
    return actor.is_member and thread.author_id != actor.person_id and not is_waiting(thread.shared_at)


def _may_decide(actor: Actor, thread: Thread) -> bool:
    return not is_waiting(thread.shared_at) and decides(actor, thread.draft)


def _may_confirm(actor: Actor, thread: Thread) -> bool:
    return not is_waiting(thread.shared_at) and thread.author_id == actor.person_id


def _may_place(actor: Actor, thread: Thread) -> bool:
    return thread.author_id == actor.person_id or _may_decide(actor, thread)


POLICIES: tuple[Policy, ...] = (
    Policy(
        Thread,
        visible_threads,
        {
            ThreadPermission.READ: _may_read,
            ThreadPermission.EDIT: _may_edit,
            ThreadPermission.REPLY: _may_reply,
            ThreadPermission.SUPPORT: _may_support,
            ThreadPermission.DECIDE: _may_decide,
            ThreadPermission.CONFIRM: _may_confirm,
            ThreadPermission.PLACE: _may_place,
        },
    ),
)
