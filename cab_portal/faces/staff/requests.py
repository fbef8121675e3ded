"""A review request: checked before it is sent, and how far its members are afterwards."""

from datetime import datetime
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import Conflict
from cab_portal.drafts.queries import newest_version, version_view
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.reviews.access import RequestPermission, ReviewPermission
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from cab_portal.rewards import queries as rewards
from cab_portal.routing import queries, service
from cab_portal.routing.queries import Progress
from cab_portal.routing.rules import clock_reminds_at
from cab_portal.surveys import queries as surveys
from cab_portal.surveys.rules import SURVEY_NOT_READY
from cab_portal.web import forms, guards
from cab_portal.web.filters import show_datetime
from cab_portal.web.forms import ButtonForm, Form
from cab_portal.web.pages import present_program, see_other
from cab_portal.web.survey_promises import NAMES, never_shown


@blueprint.get("/staff/requests/<id:request_id>")
@guards.require(AreaPermission.STAFF)
def show_request(request_id: UUID) -> ResponseReturnValue:
    """Before it is sent: who gets it, what it takes and costs. Afterwards: who is how far."""
    return _page(request_id, ButtonForm())


@blueprint.post("/staff/requests/<id:request_id>/send")
@guards.require(AreaPermission.STAFF)
def send_request(request_id: UUID) -> ResponseReturnValue:
    """Send the invitations. A second click finds them sent, and shows the same page."""
    guards.load(ReviewRequest, request_id, RequestPermission.ROUTE)
    form = ButtonForm()

    def act() -> ResponseReturnValue:
        row = guards.load(ReviewRequest, request_id, RequestPermission.ROUTE, lock=True)
        if row.status is not RequestStatus.OPEN:
            version = newest_version(row.draft_id)
            if version is None:
                raise Conflict("This draft has no shared version any more.")
            service.send(row, version)
            people = queries.progress_of(request_id).invited
            flash(ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", people))
        return see_other("staff.show_request", request_id=request_id)

    return forms.save(form, act, lambda: _page(request_id, form))


@blueprint.post("/staff/requests/<id:request_id>/discard")
@guards.require(AreaPermission.STAFF)
def discard_request(request_id: UUID) -> ResponseReturnValue:
    """Give up what was prepared; nobody hears of it."""
    guards.load(ReviewRequest, request_id, RequestPermission.ROUTE)
    form = ButtonForm()

    def act() -> ResponseReturnValue:
        row = guards.load(ReviewRequest, request_id, RequestPermission.ROUTE, lock=True)
        if row.status is not RequestStatus.PREPARING:
            raise Conflict("This request was sent already. Withdraw it instead.")
        service.discard(row)
        flash(gettext("The request is discarded. Nobody was told of it."))
        return see_other("staff.show_request", request_id=request_id)

    return forms.save(form, act, lambda: _page(request_id, form))


@blueprint.post("/staff/assignments/<id:assignment_id>/resend")
@guards.require(AreaPermission.STAFF)
def resend_invitation(assignment_id: UUID) -> ResponseReturnValue:
    """Mail the invitation to one person again."""
    request_id = guards.load(Assignment, assignment_id, RequestPermission.ROUTE).request_id
    form = ButtonForm()

    def act() -> ResponseReturnValue:
        row = guards.load(ReviewRequest, request_id, RequestPermission.ROUTE, lock=True)
        assignment = guards.load(Assignment, assignment_id, RequestPermission.ROUTE, lock=True)
        service.send_again(row, assignment)
        waits = queries.asks_free_from(assignment.person_id)
        flash(_sent_again(assignment.person.name, waits))
        return see_other("staff.show_request", request_id=request_id, anchor="members")

    return forms.save(form, act, lambda: _page(request_id, form))


def _sent_again(name: str, waits: datetime | None) -> str:
    if waits is None:
        return str(gettext("The invitation to %(name)s is on its way again.", name=name))
    return str(
        gettext(
            "The invitation to %(name)s leaves %(date)s: a member gets one such mail a day, and 2 a week.",
            name=name,
            date=show_datetime(waits),
        )
    )


@blueprint.post("/staff/requests/<id:request_id>/reminders")
@guards.require(AreaPermission.STAFF)
def remind_members(request_id: UUID) -> ResponseReturnValue:
    """Remind everybody who is missing and may be reminded now."""
    guards.load(ReviewRequest, request_id, RequestPermission.ROUTE)
    form = ButtonForm()

    def act() -> ResponseReturnValue:
        people = service.remind(guards.load(ReviewRequest, request_id, RequestPermission.ROUTE, lock=True))
        flash(ngettext("%(num)s reminder is on its way.", "%(num)s reminders are on their way.", people))
        return see_other("staff.show_request", request_id=request_id, anchor="members")

    return forms.save(form, act, lambda: _page(request_id, form))


def _page(request_id: UUID, form: Form) -> str:
    row = guards.load(ReviewRequest, request_id, ReviewPermission.READ)
    shown = queries.request_view(request_id)
    is_preparing = shown.status is RequestStatus.PREPARING
    version = (newest_version(shown.draft_id) if is_preparing else None) or version_view(shown.version_id)
    survey = queries.survey_for(request_id, present_program().hourly_rate)
    if form.refusal is not None and survey is not None and form.refusal.code == SURVEY_NOT_READY:
        form.lead = url_for("staff.design_survey", survey_id=survey.id)
    progress = queries.progress_of(request_id)
    offers = rewards.offers_of(request_id)
    people = progress.in_force if is_preparing else progress.invited
    may_read_costs = guards.can(RequestPermission.READ_COSTS, row)
    return render_template(
        "staff/request_preview.html" if is_preparing else "staff/request_progress.html",
        form=form,
        request_shown=shown,
        version=version,
        survey=survey,
        promise_name=NAMES[survey.privacy] if survey else "",
        never_shown=never_shown(survey.privacy, present_program().smallest_group) if survey else "",
        progress=progress,
        answered=surveys.participation_of_request(request_id),
        forecast=queries.forecast(version, survey, offers if may_read_costs else {}, people),
        totals=rewards.totals_of_request(request_id) if may_read_costs else [],
        may_route=guards.can(RequestPermission.ROUTE, row),
        may_read_costs=may_read_costs,
        clock_reminds_at=clock_reminds_at(shown.closes_at, present_program().zone),
        **_list(request_id, progress),
    )


def _list(request_id: UUID, progress: Progress) -> dict[str, object]:
    """The members that are asked for by the filter of the address, and the filter."""
    parts = {
        "": (gettext("All"), progress.members),
        "missing": (gettext("Missing"), progress.missing),
        "done": (gettext("Done"), tuple(member for member in progress.members if not member.is_missing)),
    }
    chosen = request.args.get("show", "")
    chosen = chosen if chosen in parts else ""
    links = [
        {
            "label": label,
            "count": len(members),
            "current": name == chosen,
            "url": url_for("staff.show_request", request_id=request_id, show=name or None, _anchor="members"),
        }
        for name, (label, members) in parts.items()
    ]
    return {"listed": parts[chosen][1], "list_filter": links}
