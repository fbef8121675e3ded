"""Seats: invite, change, send the invitation again, end."""

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.accounts import queries as accounts
from cab_portal.accounts.access import OrganizationPermission
from cab_portal.accounts.models import Organization
from cab_portal.boards import queries, service
from cab_portal.boards.access import BoardPermission, SeatPermission
from cab_portal.boards.models import Board, Seat
from cab_portal.core import clock, ids
from cab_portal.core.access import AreaPermission
from cab_portal.faces.admin.blueprint import blueprint
from cab_portal.faces.admin.board_forms import EndingForm, InvitationForm, SeatForm
from cab_portal.web import forms, guards
from cab_portal.web.forms import ButtonForm
from cab_portal.web.pages import present_program, see_other


@blueprint.get("/admin/boards/<id:board_id>/invite")
@guards.require(AreaPermission.ADMIN)
def new_seat(board_id: UUID) -> ResponseReturnValue:
    """Ask who is invited, and for how long."""
    today = clock.now().astimezone(present_program().zone).date()
    return _invitation_page(InvitationForm(formdata=None, data={"starts_on": today, "length": "12"}), board_id)


@blueprint.post("/admin/boards/<id:board_id>/invite")
@guards.require(AreaPermission.ADMIN)
def invite_to_seat(board_id: UUID) -> ResponseReturnValue:
    """Invite somebody known, or somebody new; the mail leaves at once."""
    guards.load(Board, board_id, BoardPermission.EDIT)
    form = InvitationForm()
    form.offer(accounts.organization_choices(), queries.segments_of(board_id))

    def act() -> ResponseReturnValue:
        board = guards.load(Board, board_id, BoardPermission.EDIT, lock=True)
        key = form.given_organization()
        organization = guards.load(Organization, key, OrganizationPermission.READ) if key else None
        seat = service.invite_by_address(board, form.given(), organization)
        flash(gettext("%(name)s gets an invitation by mail.", name=seat.person.name))
        return see_other("admin.show_board", board_id=board_id)

    return forms.save(form, act, lambda: _invitation_page(form, board_id))


def _invitation_page(form: InvitationForm, board_id: UUID) -> str:
    board = guards.load(Board, board_id, BoardPermission.EDIT)
    form.offer(accounts.organization_choices(), queries.segments_of(board_id))
    return render_template("admin/invite.html", form=form, board=board)


@blueprint.get("/admin/seats/<id:seat_id>/edit")
@guards.require(AreaPermission.ADMIN)
def edit_seat(seat_id: UUID) -> ResponseReturnValue:
    """The segment and the term as they are."""
    seat = guards.load(Seat, seat_id, SeatPermission.EDIT)
    data = {
        "segment": ids.encode(seat.segment_id) if seat.segment_id else "",
        "starts_on": seat.starts_on,
        "ends_on": seat.ends_on,
    }
    return _seat_page(SeatForm(formdata=None, data=data), seat_id)


@blueprint.post("/admin/seats/<id:seat_id>/edit")
@guards.require(AreaPermission.ADMIN)
def update_seat(seat_id: UUID) -> ResponseReturnValue:
    """Change the segment or the term."""
    board_id = guards.load(Seat, seat_id, SeatPermission.EDIT).board_id
    form = SeatForm()
    form.offer_segments(queries.segments_of(board_id))

    def act() -> ResponseReturnValue:
        seat = guards.load(Seat, seat_id, SeatPermission.EDIT, lock=True)
        service.change_seat(seat, form.given_seat())
        flash(gettext("The seat is saved."))
        return see_other("admin.show_board", board_id=seat.board_id)

    return forms.save(form, act, lambda: _seat_page(form, seat_id))


@blueprint.post("/admin/seats/<id:seat_id>/resend")
@guards.require(AreaPermission.ADMIN)
def resend_invitation(seat_id: UUID) -> ResponseReturnValue:
    """Mail the invitation once more."""
    guards.load(Seat, seat_id, SeatPermission.EDIT)
    form = ButtonForm()

    def act() -> ResponseReturnValue:
        seat = guards.load(Seat, seat_id, SeatPermission.EDIT, lock=True)
        service.resend_invitation(seat)
        flash(gettext("The invitation is sent again, with a fresh link."))
        return see_other("admin.show_board", board_id=seat.board_id)

    return forms.save(form, act, lambda: _seat_page(form, seat_id))


@blueprint.get("/admin/seats/<id:seat_id>/end")
@guards.require(AreaPermission.ADMIN)
def confirm_end(seat_id: UUID) -> ResponseReturnValue:
    """Say what ends with a seat, before it does."""
    return _end_page(EndingForm(formdata=None), seat_id)


@blueprint.post("/admin/seats/<id:seat_id>/end")
@guards.require(AreaPermission.ADMIN)
def end_seat(seat_id: UUID) -> ResponseReturnValue:
    """End a seat, or withdraw an invitation; access ends at the next request."""
    guards.load(Seat, seat_id, SeatPermission.EDIT)
    form = EndingForm()

    def act() -> ResponseReturnValue:
        seat = guards.load(Seat, seat_id, SeatPermission.EDIT, lock=True)
        service.end(seat, form.reason.data or "")
        flash(gettext("The seat has ended."))
        return see_other("admin.show_board", board_id=seat.board_id)

    return forms.save(form, act, lambda: _end_page(form, seat_id))


def _seat_page(form: SeatForm | ButtonForm, seat_id: UUID) -> str:
    """The page of one seat; ``form`` may also be the one of the button that sends the invitation again."""
    seat = guards.load(Seat, seat_id, SeatPermission.EDIT)
    if isinstance(form, ButtonForm):
        shown, refused = SeatForm(formdata=None, obj=seat), form
        shown.segment.data = ids.encode(seat.segment_id) if seat.segment_id else ""
    else:
        shown = refused = form
    shown.offer_segments(queries.segments_of(seat.board_id))
    return render_template("admin/seat.html", form=shown, refused=refused, seat=queries.seat_row(seat_id))


def _end_page(form: EndingForm, seat_id: UUID) -> str:
    guards.load(Seat, seat_id, SeatPermission.EDIT)
    return render_template("admin/end_seat.html", form=form, seat=queries.seat_row(seat_id))
