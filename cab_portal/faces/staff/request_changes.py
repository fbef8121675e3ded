"""What may be done with a request that was sent: extend, widen, close early, withdraw."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.boards import queries as boards
from cab_portal.boards.queries import SeatView
from cab_portal.core import clock, ids
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import Conflict
from cab_portal.drafts.queries import newest_version
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.route_forms import ExtensionForm, WideningForm
from cab_portal.reviews.access import RequestPermission
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.service import requests as service
from cab_portal.rewards import queries as rewards
from cab_portal.routing import queries
from cab_portal.routing.rules import suggested_closing
from cab_portal.surveys.queries import stays_closed
from cab_portal.web import forms, guards
from cab_portal.web.filters import show_datetime
from cab_portal.web.forms import ButtonForm, Form
from cab_portal.web.pages import present_program, see_other


@blueprint.get("/staff/requests/<id:request_id>/extend")
@guards.require(AreaPermission.STAFF)
def new_closing_date(request_id: UUID) -> ResponseReturnValue:
    """Ask for a later closing date."""
    request = _request(request_id)
    zone = present_program().zone
    form = ExtensionForm(formdata=None)
    form.closes_at.data = suggested_closing(max(request.closes_at, clock.now()), zone).replace(tzinfo=None)
    return _extension_page(form, request)


@blueprint.post("/staff/requests/<id:request_id>/extend")
@guards.require(AreaPermission.STAFF)
def extend_request(request_id: UUID) -> ResponseReturnValue:
    """Let it close later."""
    form = ExtensionForm()

    def change(request: ReviewRequest) -> str:
        closes_at = form.closes_at.instant(present_program().zone)
        service.extend(request, closes_at)
        return str(gettext("The request now closes %(date)s.", date=show_datetime(closes_at)))

    return _change(request_id, form, change, lambda: _extension_page(form, _request(request_id)))


@blueprint.get("/staff/requests/<id:request_id>/widen")
@guards.require(AreaPermission.STAFF)
def more_seats(request_id: UUID) -> ResponseReturnValue:
    """Choose more people of the same board."""
    return _widening_page(WideningForm(formdata=None), _request(request_id))


@blueprint.post("/staff/requests/<id:request_id>/widen")
@guards.require(AreaPermission.STAFF)
def widen_request(request_id: UUID) -> ResponseReturnValue:
    """Invite them too, with the same offers."""
    form = WideningForm()

    def change(request: ReviewRequest) -> str:
        version = newest_version(request.draft_id)
        if version is None:
            raise Conflict("This draft has no shared version any more.")
        service.widen(request, version, form.seats.chosen())
        return str(gettext("The new invitations are on their way."))

    return _change(request_id, form, change, lambda: _widening_page(form, _request(request_id)))


@blueprint.get("/staff/requests/<id:request_id>/close")
@guards.require(AreaPermission.STAFF)
def confirm_closing(request_id: UUID) -> ResponseReturnValue:
    """Say what closing early means, before it is done."""
    return _end_page(ButtonForm(), _request(request_id), "close")


@blueprint.post("/staff/requests/<id:request_id>/close")
@guards.require(AreaPermission.STAFF)
def close_request(request_id: UUID) -> ResponseReturnValue:
    """Close it now, with its survey."""
    form = ButtonForm()

    def change(request: ReviewRequest) -> str:
        service.close(request)
        return str(gettext("The request is closed. What was finished stays."))

    return _change(request_id, form, change, lambda: _end_page(form, _request(request_id), "close"))


@blueprint.get("/staff/requests/<id:request_id>/withdraw")
@guards.require(AreaPermission.STAFF)
def confirm_withdrawal(request_id: UUID) -> ResponseReturnValue:
    """Say what withdrawing means, before it is done."""
    return _end_page(ButtonForm(), _request(request_id), "withdraw")


@blueprint.post("/staff/requests/<id:request_id>/withdraw")
@guards.require(AreaPermission.STAFF)
def withdraw_request(request_id: UUID) -> ResponseReturnValue:
    """Take it back, with its survey."""
    form = ButtonForm()

    def change(request: ReviewRequest) -> str:
        service.withdraw(request)
        return str(gettext("The request is withdrawn. Members do not see it any more."))

    return _change(request_id, form, change, lambda: _end_page(form, _request(request_id), "withdraw"))


def _request(request_id: UUID) -> ReviewRequest:
    return guards.load(ReviewRequest, request_id, RequestPermission.ROUTE)


def _change(
    request_id: UUID, form: Form, change: Callable[[ReviewRequest], str], page: Callable[[], str]
) -> ResponseReturnValue:
    """Do one change to a request, and go back to its page with what ``change`` says."""
    _request(request_id)

    def act() -> ResponseReturnValue:
        flash(change(guards.load(ReviewRequest, request_id, RequestPermission.ROUTE, lock=True)))
        return see_other("staff.show_request", request_id=request_id)

    return forms.save(form, act, page)


def _extension_page(form: ExtensionForm, request: ReviewRequest) -> str:
    return render_template(
        "staff/request_extend.html",
        form=form,
        request_shown=queries.request_view(request.id),
        survey_stays_closed=stays_closed(request.id),
    )


def _widening_page(form: WideningForm, request: ReviewRequest) -> str:
    asked = {member.seat_id for member in queries.progress_of(request.id).members}
    seats = [seat for seat in boards.seats_in_force(request.board_id) if seat.seat_id not in asked]
    form.seats.offer(seats)
    return render_template(
        "staff/request_widen.html",
        form=form,
        request_shown=queries.request_view(request.id),
        offers=rewards.offers_of(request.id),
        seat_hints=_hints(seats),
    )


def _hints(seats: Sequence[SeatView]) -> dict[str, str]:
    return {
        ids.encode(seat.seat_id): " · ".join(filter(None, (seat.organization_name, seat.segment_name)))
        for seat in seats
    }


def _end_page(form: ButtonForm, request: ReviewRequest, deed: str) -> str:
    return render_template(
        "staff/request_end.html",
        form=form,
        deed=deed,
        request_shown=queries.request_view(request.id),
        progress=queries.progress_of(request.id),
    )
