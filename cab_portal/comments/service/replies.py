"""Replies in threads that are shared, by members and by the team."""

from sqlalchemy import select

from cab_portal.comments.events import ReplyPosted
from cab_portal.comments.models import Comment, Thread
from cab_portal.comments.service.groups import members_of
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.events import publish
from cab_portal.database import session


def reply_to_group(actor: Actor, thread: Thread, body: str) -> int:
    """Reply in a thread and in all that it stands for, so that each author reads it; in how many."""
    together = [thread, *members_of(thread)]
    for one in together:
        reply(actor, one, body)
    return len(together)


def reply(actor: Actor, thread: Thread, body: str) -> Comment:
    """Reply in a shared thread, which the caller has locked. The team's first reply stops the listening clock.

    The same words again, with nothing in between, are a form that was sent twice: one reply, one mail.
    """
    if not body:
        raise InvalidInput("Write a reply.", fields={"body": "Write a reply."})
    if thread.shared_at is None:
        raise Conflict("This comment still waits. Change it instead of replying to it.", code="waiting")
    newest = session.scalar(
        select(Comment)
        .where(Comment.thread_id == thread.id)
        .order_by(Comment.created_at.desc(), Comment.id.desc())
        .limit(1)
    )
    if newest is not None and (newest.author_id, newest.body) == (actor.id, body):
        return newest
    at = clock.now()
    comment = Comment(id=ids.new_id(), thread_id=thread.id, author_id=actor.id, body=body, created_at=at)
    session.add(comment)
    if actor.is_staff and thread.replied_at is None:
        thread.replied_at = at
    publish(ReplyPosted(thread_id=thread.id, comment_id=comment.id, author_id=actor.id))
    return comment
