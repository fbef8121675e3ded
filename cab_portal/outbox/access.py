"""Who may see what leaves the house: admins, and nobody else."""

from sqlalchemy import ColumnElement, false, true

from cab_portal.core.access import Permission, Policy
from cab_portal.core.actor import Actor
from cab_portal.outbox.models import OutboxMessage


class MessagePermission(Permission):
    """What may be done with a message; ``RELEASE`` is to send one again that was given up."""

    READ = "message.read"
    RELEASE = "message.release"


def messages_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Admins see every message."""
    return true() if actor.is_admin else false()


def _admins(actor: Actor, _message: object) -> bool:
    return actor.is_admin


POLICIES: tuple[Policy, ...] = (
    Policy(OutboxMessage, messages_visible_to, {MessagePermission.READ: _admins, MessagePermission.RELEASE: _admins}),
)
