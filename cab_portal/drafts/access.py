"""Who may see and write drafts.

Members see none of this: what a review request puts before them is judged by their assignment.
"""

from sqlalchemy import ColumnElement, false, true

from cab_portal.core.access import Permission, Policy
from cab_portal.core.actor import Actor
from cab_portal.drafts.models import Draft, Version


class DraftPermission(Permission):
    """``DECIDE`` is to answer what members said, to publish decisions, and to launch."""

    READ = "draft.read"
    WRITE = "draft.write"
    DECIDE = "draft.decide"
    NAME_COLLABORATORS = "draft.name_collaborators"
    HAND_OVER = "draft.hand_over"


def _visible(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.is_staff else false()


def _is_staff(actor: Actor, _thing: Draft | Version) -> bool:
    return actor.is_staff


def owns(actor: Actor, draft: Draft) -> bool:
    """Whether the draft is the actor's own."""
    return actor.is_staff and draft.owner_id == actor.person_id


def writes(actor: Actor, draft: Draft) -> bool:
    """Whether the actor writes the draft: as its owner, or named as collaborator."""
    if owns(actor, draft):
        return True
    return actor.is_staff and actor.person_id in {named.person_id for named in draft.collaborators}


def decides(actor: Actor, draft: Draft) -> bool:
    """Whether the actor decides on what members said about the draft: who writes it, and every admin."""
    return actor.is_admin or writes(actor, draft)


POLICIES: tuple[Policy, ...] = (
    Policy(
        Draft,
        _visible,
        {
            DraftPermission.READ: _is_staff,
            DraftPermission.WRITE: writes,
            DraftPermission.DECIDE: decides,
            DraftPermission.NAME_COLLABORATORS: owns,
            DraftPermission.HAND_OVER: lambda actor, _draft: actor.is_admin,
        },
    ),
)
