"""What members of the story do with their rewards, and who approves them."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from cab_portal.core.actor import Actor
from cab_portal.database import session
from cab_portal.demo.telling import Story, actor_of
from cab_portal.rewards import service
from cab_portal.rewards.models import Offer, Payout, Posting
from cab_portal.rewards.rules import Activity, PayoutStatus


@dataclass(frozen=True, slots=True)
class Choice:
    """What a member chose for one reward, and the admin who approved it so many working days later, if any."""

    who: str
    activity: Activity
    choice: PayoutStatus
    working_days: int
    approved_by: str = ""
    approved_after: int = 1


def tell_choices(story: Story, request: str, choices: tuple[Choice, ...]) -> None:
    """Add choices and approvals to the story."""
    for number, made in enumerate(choices):
        at = story.on(made.working_days, 18, number % 60)
        story.tell(at, made.who, partial(_choose, story, request, made))
        if made.approved_by:
            approved = story.on(made.working_days + made.approved_after, 16, number % 60)
            story.tell(approved, made.approved_by, partial(_approve, story, request, made))


def _choose(story: Story, request: str, made: Choice, _actor: Actor) -> None:
    service.choose(_payout(story, request, made), made.choice)


def _approve(story: Story, request: str, made: Choice, actor: Actor) -> None:
    service.approve(_payout(story, request, made), actor)


def _payout(story: Story, request: str, made: Choice) -> Payout:
    return session.scalars(
        select(Payout)
        .join(Posting, Posting.id == Payout.posting_id)
        .join(Offer, Offer.id == Posting.offer_id)
        .where(
            Offer.request_id == story.ids[request],
            Offer.activity == made.activity,
            Payout.person_id == actor_of(made.who).id,
        )
        .with_for_update(of=Payout)
    ).one()
