"""Who may see and decide on launches, exceptions and decisions.

Members see none of these rows themselves: what was published about drafts that they had before them is judged by their
review requests.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, true

from cab_portal.core.access import Permission, Policy
from cab_portal.core.actor import Actor
from cab_portal.drafts.access import decides, owns
from cab_portal.drafts.models import Draft
from cab_portal.launches.models import Decision, Waiver
from cab_portal.reviews.access import visible_requests
from cab_portal.reviews.models import ReviewRequest


class WaiverPermission(Permission):
    """``DECIDE`` is to grant or to refuse: a second person's right."""

    DECIDE = "waiver.decide"


class DecisionPermission(Permission):
    """``EDIT`` covers publishing."""

    READ = "decision.read"
    EDIT = "decision.edit"


def had_before(actor: Actor) -> ColumnElement[bool]:
    """The drafts that a member had before them in a review that they may still read; none for anybody else."""
    if not actor.is_member:
        return false()
    return exists().where(ReviewRequest.draft_id == Draft.id, visible_requests(actor)).correlate(Draft)


def _visible(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.is_staff else false()


def _is_staff(actor: Actor, _thing: object) -> bool:
    return actor.is_staff


def is_second_person(actor: Actor, asked_by_id: UUID, draft: Draft) -> bool:
    """Whether the actor may decide on an exception: of the staff, and neither who asked nor who owns the draft."""
    return actor.is_staff and actor.person_id != asked_by_id and not owns(actor, draft)


def _may_decide(actor: Actor, waiver: Waiver) -> bool:
    return is_second_person(actor, waiver.asked_by_id, waiver.draft)


def _decides_on_its_draft(actor: Actor, decision: Decision) -> bool:
    return decides(actor, decision.draft)


POLICIES: tuple[Policy, ...] = (
    Policy(Waiver, _visible, {WaiverPermission.DECIDE: _may_decide}),
    Policy(Decision, _visible, {DecisionPermission.READ: _is_staff, DecisionPermission.EDIT: _decides_on_its_draft}),
)
