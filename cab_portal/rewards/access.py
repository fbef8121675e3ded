"""Who may see and do what with rewards. CSMs see the totals of their own requests, never a person's payout."""

from sqlalchemy import ColumnElement, false, true

from cab_portal.core.access import Permission, Policy
from cab_portal.core.actor import Actor
from cab_portal.rewards.models import Payout


class PayoutPermission(Permission):
    """``APPROVE`` belongs to admins; which payouts an admin must leave to another, the service says by sentence."""

    CHOOSE = "payout.choose"
    APPROVE = "payout.approve"


def _visible(actor: Actor) -> ColumnElement[bool]:
    if actor.is_admin:
        return true()
    return Payout.person_id == actor.person_id if actor.is_member else false()


def _is_own(actor: Actor, payout: Payout) -> bool:
    return payout.person_id == actor.person_id


POLICIES: tuple[Policy, ...] = (
    Policy(
        Payout,
        _visible,
        {
            PayoutPermission.CHOOSE: _is_own,
            PayoutPermission.APPROVE: lambda actor, _payout: actor.is_admin,
        },
    ),
)
