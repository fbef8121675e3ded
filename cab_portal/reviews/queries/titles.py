"""What a draft is called for who reads it."""

from uuid import UUID

from sqlalchemy import ScalarSelect, case, or_, select

from cab_portal.core.actor import Actor
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Version
from cab_portal.reviews.access import visible_requests
from cab_portal.reviews.models import ReviewRequest


def shown_title(actor: Actor) -> ScalarSelect[str]:
    """A draft's title in the newest version that the actor had before them, to be correlated with ``Draft``.

    The working title is the team's: members read only what was shared with them.
    """
    until = case(
        (ReviewRequest.closed_at < ReviewRequest.closes_at, ReviewRequest.closed_at), else_=ReviewRequest.closes_at
    )
    shown = or_(Version.id == ReviewRequest.version_id, Version.shared_at < until)
    return (
        select(Version.title)
        .join(ReviewRequest, ReviewRequest.draft_id == Version.draft_id)
        .where(Version.draft_id == Draft.id, shown, visible_requests(actor))
        .order_by(Version.number.desc())
        .limit(1)
        .correlate(Draft)
        .scalar_subquery()
    )


def title_shown_to(actor: Actor, draft_id: UUID) -> str:
    """The same for one draft; empty where the actor has none of it before them. One statement."""
    return session.scalar(select(shown_title(actor)).select_from(Draft).where(Draft.id == draft_id)) or ""
