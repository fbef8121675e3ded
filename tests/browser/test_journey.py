"""From an empty portal to what changed: an admin, a CSM and two members walk the whole way, by what they see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from cab_portal.accounts.rules import LinkPurpose
from cab_portal.accounts.service import people, sign_in
from cab_portal.core import clock
from cab_portal.core.actor import Role
from cab_portal.database import unit_of_work
from tests.browser import journey_of_members as members
from tests.browser import journey_of_staff as staff
from tests.browser.browsers import DESK, PHONE, Browsers
from tests.browser.mailbox import Mailbox, text_of
from tests.browser.walking import Walker, walker

pytestmark = pytest.mark.browser

INVITATION = f"A draft to read: {staff.TITLE}, about"


@dataclass(frozen=True)
class Cast:
    """Who walks."""

    hana: Walker
    mara: Walker
    priya: Walker
    jonas: Walker


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def cast(request: pytest.FixtureRequest, browse: Browsers, mailbox: Mailbox) -> Cast:
    """An admin, a CSM and two members, each with a browser in which nobody is signed in."""

    def somebody(name: str, address: str) -> Walker:
        return walker(name, address, browse, mailbox, request.param)

    return Cast(
        somebody("Hana Vogt", "hana.vogt@fernhill.example"),
        somebody("Mara Keller", "mara.keller@fernhill.example"),
        somebody("Priya Raman", "priya.raman@oakline.example"),
        somebody("Jonas Weber", "jonas.weber@brightwell.example"),
    )


@pytest.mark.timeout(600)
def test_the_whole_journey(app: Flask, cast: Cast, mailbox: Mailbox) -> None:
    make_the_program(cast)
    write_and_send(cast)
    review_and_answer(cast)
    staff.be_refused_the_launch(cast.mara)
    reply_and_mend(cast, mailbox)
    settle_and_launch(cast)
    members.read_what_became_of_it(cast.priya)
    # The answers of today came in one mail; what became of them comes in tomorrow's, the receipt of the launch with it.
    with clock.standing_at(clock.now() + timedelta(days=1)):
        mails = mailbox.mails_to(cast.priya.address)
    receipts = [mail for mail in mails if "we changed it" in str(mail["Subject"])]
    assert len(receipts) == 1
    told = text_of(receipts[0])
    assert f"You said it, we changed it: {staff.TITLE}, version 2" in told
    assert f"You said it, we changed it: {staff.TITLE}\r\n" in told


def make_the_program(cast: Cast) -> None:
    """Step 1: program, staff, board, seats."""
    cast.hana.page.goto(f"/sign-in/{link_of_the_first_admin(cast.hana)}")
    cast.hana.press("Continue as h…@fernhill.example")
    staff.set_the_program_up(cast.hana)
    staff.invite_a_csm(cast.hana, cast.mara)
    staff.create_a_board(cast.hana)
    staff.invite_to_a_seat(cast.hana, cast.priya, "Oakline Logistics", "Logistics")
    staff.invite_to_a_seat(cast.hana, cast.jonas, "Brightwell", "Retail")
    members.join(cast.priya)
    members.join(cast.jonas)


def write_and_send(cast: Cast) -> None:
    """Steps 2 and 3: draft, survey, request."""
    cast.mara.follow_mail("Your access to Fernhill advisory boards")
    staff.import_a_draft(cast.mara)
    staff.share_the_first_version(cast.mara)
    staff.write_a_survey(cast.mara)
    staff.put_it_before_the_board(cast.mara, cast.priya, cast.jonas)


def review_and_answer(cast: Cast) -> None:
    """Steps 4 to 6 as members take them: review, survey, reward."""
    cast.priya.follow_mail(INVITATION)
    members.read_and_comment(cast.priya)
    cast.priya.press("Finish review")
    members.finish(cast.priya, "Good with changes", "The Friday call has to go.")
    members.answer_the_survey(cast.priya)
    members.choose_the_rewards(cast.priya)
    cast.jonas.follow_mail(INVITATION)
    cast.jonas.page.get_by_role("link", name="Finish review").click()
    members.finish(cast.jonas, "Good to go")


def reply_and_mend(cast: Cast, mailbox: Mailbox) -> None:
    """Step 7, and the second version with its readers."""
    staff.answer_every_comment(cast.mara)
    subjects = [str(mail["Subject"]) for mail in mailbox.mails_to(cast.priya.address)]
    assert any(subject.startswith("Mara Keller answered your question on") for subject in subjects)
    staff.share_the_second_version(cast.mara)
    members.read_the_second_version(cast.priya)
    members.read_the_second_version(cast.jonas)


def settle_and_launch(cast: Cast) -> None:
    """Steps 6, 8 and 9 as staff take them: payouts, decision, launch."""
    staff.approve_the_payouts(cast.hana)
    staff.publish_a_decision(cast.mara)
    staff.close_the_request(cast.mara)
    staff.launch(cast.mara)
    staff.read_the_results(cast.mara)


def link_of_the_first_admin(admin: Walker) -> str:
    """What ``cab-portal create-admin`` prints."""
    with unit_of_work():
        people.create_person(admin.address, admin.name, Role.ADMIN)
        return sign_in.create_link(admin.address, LinkPurpose.INVITATION, "/admin")
