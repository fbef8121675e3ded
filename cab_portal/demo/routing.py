"""How drafts of the story are put before a board."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cab_portal.core.actor import Actor
from cab_portal.core.money import Money, parse_amount
from cab_portal.database import session
from cab_portal.demo.boards import seat_name
from cab_portal.demo.people import On
from cab_portal.demo.telling import Story, actor_of
from cab_portal.drafts import queries as drafts
from cab_portal.drafts.models import Draft
from cab_portal.drafts.queries import VersionView
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestInput
from cab_portal.rewards.rules import Activity
from cab_portal.routing import service
from cab_portal.routing.rules import RoutingInput

CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as its sender thinks of it; ``sent`` and ``closes`` are working days from today.

    It is prepared at ten and closes at six in the evening. Offers are amounts in euros, empty for none.
    """

    who: str
    board: On
    invited: tuple[str, ...]
    sent: int
    closes: int
    message: str
    survey: str = ""
    review_offer: str = ""
    survey_offer: str = ""

    @property
    def offers(self) -> dict[Activity, Money]:
        given = {Activity.REVIEW: self.review_offer, Activity.SURVEY: self.survey_offer}
        return {activity: parse_amount(amount, CURRENCY) for activity, amount in given.items() if amount}


def tell_request(story: Story, name: str, draft: str, given: Request) -> None:
    """Let somebody prepare a request for the newest version, look it over, and send it; then let its time run out."""
    story.tell(story.on(given.sent, 10), given.who, lambda actor: _prepare(story, name, draft, given, actor))
    story.tell(story.on(given.sent, 10, 20), given.who, lambda _actor: _send(story, name, draft))
    if given.closes < 0:
        story.pass_time(story.on(given.closes, 18, 1))


def tell_reminder(story: Story, request: str, who: str, at: datetime) -> None:
    """Let somebody remind everybody who is missing by then."""
    story.tell(at, who, lambda _actor: _remind(story, request))


def tell_resend(story: Story, request: str, who: str, to: str, at: datetime) -> None:
    """Let somebody send one member the invitation again."""
    story.tell(at, who, lambda _actor: _resend(story, request, to))


def _prepare(story: Story, name: str, draft: str, given: Request, actor: Actor) -> None:
    row = story.thing(Draft, draft)
    prepared = service.prepare(
        actor,
        row,
        _newest(story, draft),
        RoutingInput(
            RequestInput(
                board_id=story.ids[given.board],
                seat_ids=frozenset(story.ids[seat_name(given.board, who)] for who in given.invited),
                closes_at=story.on(given.closes, 18),
                message=given.message,
            ),
            story.ids[given.survey] if given.survey else None,
            given.offers,
        ),
    )
    story.ids[name] = prepared.id


def _send(story: Story, name: str, draft: str) -> None:
    service.send(story.thing(ReviewRequest, name), _newest(story, draft))


def _newest(story: Story, draft: str) -> VersionView:
    version = drafts.newest_version(story.ids[draft])
    if version is None:
        raise LookupError("Nothing was shared yet.")
    return version


def _resend(story: Story, name: str, who: str) -> None:
    request = story.thing(ReviewRequest, name)
    assignment = session.scalars(
        select(Assignment).where(Assignment.request_id == request.id, Assignment.person_id == actor_of(who).id)
    ).one()
    service.send_again(request, assignment)


def _remind(story: Story, name: str) -> None:
    service.remind(story.thing(ReviewRequest, name))
