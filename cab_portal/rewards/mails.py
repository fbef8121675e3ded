"""Rewards earned by finished activities, and the mail that says so: at once, and never stoppable, for it is money."""

from uuid import UUID

from sqlalchemy import bindparam, select

from cab_portal.accounts.mails import give_link, reader_still_here
from cab_portal.accounts.models import Person
from cab_portal.core import paths
from cab_portal.core.events import Event
from cab_portal.core.money import Money
from cab_portal.database import session
from cab_portal.database.unit_of_work import Handler
from cab_portal.drafts.models import Version
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import MailKind
from cab_portal.outbox.service import READER, enqueue
from cab_portal.reviews.events import ReviewFinished
from cab_portal.reviews.models import ReviewRequest
from cab_portal.rewards import service
from cab_portal.rewards.events import RewardEarned, RewardsPosted
from cab_portal.rewards.models import Offer, Payout, Posting
from cab_portal.rewards.rules import Activity, PayoutStatus, PostingKind
from cab_portal.surveys.events import ResponseSubmitted, SurveyClosed
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import people_done
from cab_portal.surveys.rules import SurveyPrivacy

_ADDRESS = select(Person.email).where(Person.id == bindparam(READER)).scalar_subquery()


def reward_review(event: ReviewFinished) -> None:
    """Whoever finishes a review has earned what was offered for it, whatever the verdict."""
    service.earn(event.request_id, Activity.REVIEW, event.person_id)


def reward_survey(event: ResponseSubmitted) -> None:
    """Whoever sends a survey's answers has earned what was offered for it, whatever the answers."""
    service.earn(event.request_id, Activity.SURVEY, event.person_id)


def reward_anonymous_survey(event: SurveyClosed) -> None:
    """All who took part in an anonymous survey are paid at once after its end: paid one by one, they would be known.

    Whoever is a participant is asked here, and never an answer.
    """
    survey = session.get_one(Survey, event.survey_id)
    if survey.privacy is SurveyPrivacy.ANONYMOUS and survey.request_id is not None:
        service.earn_together(survey.request_id, Activity.SURVEY, people_done(survey.id))


def mail_rewards(event: RewardsPosted) -> None:
    """Tell each of them, in no order of theirs."""
    postings = session.execute(
        select(Posting.id, Posting.person_id, Offer.amount_minor, Offer.currency)
        .join(Offer, Offer.id == Posting.offer_id)
        .where(Posting.offer_id == event.offer_id, Posting.kind == PostingKind.EARNED)
        .order_by(Posting.person_id)
    )
    for posting_id, person_id, amount_minor, currency in postings.all():
        mail_reward(
            RewardEarned(
                posting_id=posting_id,
                offer_id=event.offer_id,
                person_id=person_id,
                amount_minor=amount_minor,
                currency=currency,
            )
        )


def mail_reward(event: RewardEarned) -> None:
    """Tell the member what waits, with a link to the choice."""
    enqueue(
        "reward_ready",
        _ADDRESS,
        key=f"reward-ready:{event.posting_id}",
        person_id=event.person_id,
        context={
            "posting_id": str(event.posting_id),
            "amount": Money(event.amount_minor, event.currency).text(),
            "leads_to": paths.rewards(),
        },
    )


def _say_what_for(message: OutboxMessage) -> None:
    """Name what was rewarded: looked up by the worker, so that nobody who sends answers waits for it."""
    activity, title = session.execute(
        select(Offer.activity, Version.title)
        .join(Posting, Posting.offer_id == Offer.id)
        .join(ReviewRequest, ReviewRequest.id == Offer.request_id)
        .join(Version, Version.id == ReviewRequest.version_id)
        .where(Posting.id == _posting_id(message))
    ).one()
    message.context = {**message.context, "activity": activity.value, "title": title}


def _still_waits(message: OutboxMessage) -> bool:
    """Nothing to tell once the member has chosen."""
    status = session.scalar(select(Payout.status).where(Payout.posting_id == _posting_id(message)))
    return status is PayoutStatus.WAITING and reader_still_here(message)


def _posting_id(message: OutboxMessage) -> UUID:
    return UUID(message.context["posting_id"])


MAILS = {"reward_ready": MailKind(_still_waits, stoppable=False, refresh=_say_what_for, prepare=give_link)}

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    ReviewFinished: (reward_review,),
    ResponseSubmitted: (reward_survey,),
    SurveyClosed: (reward_anonymous_survey,),
    RewardEarned: (mail_reward,),
    RewardsPosted: (mail_rewards,),
}
