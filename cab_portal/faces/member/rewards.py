"""A member's rewards: what was earned, and what becomes of it."""

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import HiddenField

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import InvalidInput
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.rewards import queries, service
from cab_portal.rewards.access import PayoutPermission
from cab_portal.rewards.models import Payout
from cab_portal.rewards.rules import CHOICES, PayoutStatus
from cab_portal.web import forms, guards, identity
from cab_portal.web.forms import Form
from cab_portal.web.pages import see_other
from cab_portal.web.paging import page_number


class ChoiceForm(Form):
    """What becomes of one reward. Each button of the page posts one of the three."""

    choice = HiddenField()

    def given(self) -> PayoutStatus:
        """The member's choice."""
        if self.choice.data not in CHOICES:
            raise InvalidInput("Take the reward, give it to charity, or decline it.")
        return PayoutStatus(self.choice.data)


@blueprint.get("/rewards")
@guards.require(AreaPermission.MEMBER)
def rewards() -> ResponseReturnValue:
    """Everything earned, what waits for a choice first."""
    return _page(ChoiceForm(formdata=None))


@blueprint.post("/rewards/<id:payout_id>/choice")
@guards.require(AreaPermission.MEMBER)
def choose_reward(payout_id: UUID) -> ResponseReturnValue:
    """Take it, give it to charity, or decline it."""
    guards.load(Payout, payout_id, PayoutPermission.CHOOSE)
    form = ChoiceForm()

    def act() -> ResponseReturnValue:
        payout = guards.load(Payout, payout_id, PayoutPermission.CHOOSE, lock=True)
        service.choose(payout, form.given())
        flash(_said(form.given()))
        return see_other("member.rewards")

    return forms.save(form, act, lambda: _page(form))


def _page(form: ChoiceForm) -> str:
    person_id = identity.actor().id
    return render_template(
        "member/rewards.html",
        form=form,
        page=queries.rewards_of(person_id, page_number()),
        balances=queries.balances_of(person_id),
        waiting=queries.waiting_of(person_id),
    )


def _said(choice: PayoutStatus) -> str:
    said: dict[PayoutStatus, str] = {
        PayoutStatus.ACCEPTED: gettext("You take this reward. It is paid once it is approved."),
        PayoutStatus.DONATED: gettext("You give this reward to charity. It is paid there once it is approved."),
        PayoutStatus.DECLINED: gettext("You declined this reward. Nothing is paid, and nothing else changes."),
    }
    return said[choice]
