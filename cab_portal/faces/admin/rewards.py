"""Rewards to approve, and the list of who is paid what."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField

from cab_portal.core import ids
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import InvalidInput, NotFound
from cab_portal.faces.admin.blueprint import blueprint
from cab_portal.rewards import queries, service
from cab_portal.rewards.access import PayoutPermission
from cab_portal.rewards.models import Payout
from cab_portal.rewards.rules import APPROVABLE, PayoutStatus
from cab_portal.web import csv_files, forms, guards, identity
from cab_portal.web.forms import Form
from cab_portal.web.pages import see_other
from cab_portal.web.paging import page_number


@dataclass(frozen=True)
class _View:
    """One of the lists that the page shows."""

    name: str
    statuses: tuple[PayoutStatus, ...]


VIEWS = (
    _View("to-approve", APPROVABLE),
    _View("waiting", (PayoutStatus.WAITING,)),
    _View("approved", (PayoutStatus.APPROVED,)),
    _View("declined", (PayoutStatus.DECLINED,)),
)
HEADER = (
    "Payout",
    "Approved at",
    "Approved by",
    "Person",
    "E-mail address",
    "Organization",
    "Draft",
    "For",
    "Paid to",
    "Amount",
    "Currency",
)


class ApprovalForm(Form):
    """The payouts that were ticked. Which exist, and which this admin may approve, is not the form's to know."""

    payouts = SelectMultipleField("Payouts", validate_choice=False)

    def given(self) -> list[UUID]:
        """Each once, always in the same order, so that two admins at once wait for each other and do not lock up."""
        if not self.payouts.data:
            raise InvalidInput("Choose at least one payout.")
        try:
            return sorted({ids.decode(text) for text in self.payouts.data})
        except ValueError as error:
            raise NotFound from error


@blueprint.get("/admin/rewards")
@guards.require(AreaPermission.ADMIN)
def rewards() -> ResponseReturnValue:
    """What waits for approval, and the rest by state."""
    return _page(ApprovalForm(formdata=None), _asked_view())


@blueprint.post("/admin/rewards/approve")
@guards.require(AreaPermission.ADMIN)
def approve_payouts() -> ResponseReturnValue:
    """Approve those that were ticked: all of them or, where one is refused, none."""
    form = ApprovalForm()

    def act() -> ResponseReturnValue:
        actor = identity.actor()
        chosen = form.given()
        for payout_id in chosen:
            service.approve(guards.load(Payout, payout_id, PayoutPermission.APPROVE, lock=True), actor)
        flash(ngettext("%(num)s payout is approved.", "%(num)s payouts are approved.", len(chosen)))
        return see_other("admin.rewards")

    return forms.save(form, act, lambda: _page(form, VIEWS[0]))


@blueprint.get("/admin/rewards/approved.csv")
@guards.require(AreaPermission.ADMIN)
def approved_payouts() -> Response:
    """Who is paid what, for whoever pays."""
    rows = (
        (
            ids.encode(payout.payout_id),
            payout.approved_at,
            payout.approved_by,
            payout.person_name,
            payout.email,
            payout.organization_name,
            payout.draft_title,
            payout.activity.value,
            "charity" if payout.is_donation else "person",
            str(payout.amount.amount),
            payout.amount.currency,
        )
        for payout in queries.approved_payouts(identity.actor())
    )
    return csv_files.download("approved-payouts.csv", HEADER, rows)


def _asked_view() -> _View:
    wanted = request.args.get("show", VIEWS[0].name)
    for view in VIEWS:
        if view.name == wanted:
            return view
    raise NotFound


def _page(form: ApprovalForm, view: _View) -> str:
    counts = queries.counts_by_status()
    labels = (gettext("To approve"), gettext("Waiting for the member"), gettext("Approved"), gettext("Declined"))
    tabs = [
        {
            "label": label,
            "url": url_for("admin.rewards", show=None if shown is VIEWS[0] else shown.name),
            "current": shown is view,
            "count": sum(counts[status] for status in shown.statuses),
        }
        for shown, label in zip(VIEWS, labels, strict=True)
    ]
    return render_template(
        "admin/rewards.html",
        form=form,
        view=view.name,
        tabs_shown=tabs,
        page=queries.payouts(identity.actor(), view.statuses, page_number()),
        totals=queries.totals_to_approve(),
        approved=counts[PayoutStatus.APPROVED],
    )
