"""The invitation to a seat: what the board is, for how long, who sees what; join or decline."""

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import HiddenField
from wtforms.validators import DataRequired

from cab_portal.boards import queries, service
from cab_portal.boards.access import SeatPermission
from cab_portal.boards.models import Seat
from cab_portal.boards.rules import SeatStatus
from cab_portal.core import clock, ids
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import InvalidInput
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.web import forms, guards
from cab_portal.web.forms import Form, TextField
from cab_portal.web.pages import see_other


class JoinForm(Form):
    """Joining means to agree to the charter as it was shown."""

    charter = HiddenField()

    def given(self) -> UUID:
        """The version of the charter that the member read."""
        try:
            return ids.decode(self.charter.data or "")
        except ValueError as error:
            raise InvalidInput("Load this page again, read the charter, then join.") from error


class DeclineForm(Form):
    """Why the seat is declined."""

    reason = TextField("Your reason", [DataRequired("Write a reason; one sentence is enough.")], limit=1_000)


@blueprint.get("/invitations/<id:seat_id>")
@guards.require(AreaPermission.MEMBER)
def invitation(seat_id: UUID) -> ResponseReturnValue:
    """What one would agree to; or what became of the invitation."""
    return _page(seat_id, JoinForm(formdata=None), DeclineForm(formdata=None))


@blueprint.post("/invitations/<id:seat_id>/accept")
@guards.require(AreaPermission.MEMBER)
def accept_seat(seat_id: UUID) -> ResponseReturnValue:
    """Join the board."""
    guards.load(Seat, seat_id, SeatPermission.ANSWER)
    form = JoinForm()

    def act() -> ResponseReturnValue:
        seat = guards.load(Seat, seat_id, SeatPermission.ANSWER, lock=True)
        service.accept(seat, form.given())
        flash(gettext("You are on the board. When something waits for you, it stands here and you get a mail."))
        return see_other("member.home")

    return forms.save(form, act, lambda: _page(seat_id, form, DeclineForm(formdata=None)))


@blueprint.post("/invitations/<id:seat_id>/decline")
@guards.require(AreaPermission.MEMBER)
def decline_seat(seat_id: UUID) -> ResponseReturnValue:
    """Decline, with a reason."""
    guards.load(Seat, seat_id, SeatPermission.ANSWER)
    form = DeclineForm()

    def act() -> ResponseReturnValue:
        seat = guards.load(Seat, seat_id, SeatPermission.ANSWER, lock=True)
        service.decline(seat, form.reason.data or "")
        return see_other("member.invitation", seat_id=seat_id)

    return forms.save(form, act, lambda: _page(seat_id, JoinForm(formdata=None), form))


def _page(seat_id: UUID, join_form: JoinForm, decline_form: DeclineForm) -> str:
    seat = guards.load(Seat, seat_id, SeatPermission.ANSWER)
    refused = next((form for form in (join_form, decline_form) if form.errors), None)
    if seat.status is not SeatStatus.INVITED or seat.ends_at <= clock.now():
        return render_template("member/invitation_over.html", seat=seat, form=refused)
    charter = queries.newest_charter(seat.board_id)
    join_form.charter.data = ids.encode(charter.id)
    return render_template(
        "member/invitation.html",
        seat=seat,
        charter=charter,
        join_form=join_form,
        decline_form=decline_form,
        form=refused,
    )
