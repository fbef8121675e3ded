"""What invitations and the mails about rewards say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from cab_portal.core import clock
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import OutboxMessage
from cab_portal.program.models import Program
from cab_portal.rewards.rules import Activity
from cab_portal.routing import service
from cab_portal.routing.rules import RoutingInput
from tests.factories import surveys
from tests.factories.requests import Ground, ground_of, input_for
from tests.factories.rewards import FIFTEEN, FORTY, earn_for
from tests.snapshot import assert_mail

pytestmark = pytest.mark.usefixtures("app")
SentMail = Callable[[], list[OutboxMessage]]
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def named_ground() -> Ground:
    ground = ground_of(seats=1, words=900, title="Onboarding in the first thirty days")
    with unit_of_work():
        session.get_one(Program, 1).time_zone = "Europe/Berlin"
        ground.owner.name = "Mara Keller"
        ground.seats[0].person.name = "Jonas Weber"
    return ground


@pytest.mark.parametrize("case", ["whole", "alone"])
def test_the_invitation(sent_mail: SentMail, case: str) -> None:
    with clock.standing_at(AT):
        ground = named_ground()
        given = input_for(ground, message="" if case == "alone" else "Tell us where you would stop reading.")
        survey = surveys.survey(ground.draft)
        offers = {Activity.REVIEW: FORTY, Activity.SURVEY: FIFTEEN}
        with unit_of_work():
            routing = RoutingInput(given, None, {}) if case == "alone" else RoutingInput(given, survey.id, offers)
            request = service.prepare(ground.actor, ground.draft, ground.version, routing)
            service.send(request, ground.version)
        (mail,) = sent_mail()
        assert_mail(f"review_request_{case}", mail)


@pytest.mark.parametrize("activity", list(Activity))
def test_the_reward(sent_mail: SentMail, activity: Activity) -> None:
    with clock.standing_at(AT):
        ground = named_ground()
        with unit_of_work():
            survey = surveys.survey(ground.draft)
            routing = RoutingInput(input_for(ground), survey.id, {Activity.REVIEW: FORTY, Activity.SURVEY: FIFTEEN})
            request = service.prepare(ground.actor, ground.draft, ground.version, routing)
            service.send(request, ground.version)
        sent_mail()
        earn_for(request, ground.seats[0].person, activity)
        with clock.standing_at(AT + timedelta(minutes=1)):
            (mail,) = sent_mail()
        assert_mail(f"reward_ready_{activity.value}", mail)
