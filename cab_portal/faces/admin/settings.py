"""The program's settings."""

from dataclasses import asdict
from zoneinfo import available_timezones

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.validators import DataRequired, InputRequired, NumberRange

from cab_portal.core.access import AreaPermission
from cab_portal.core.money import Money
from cab_portal.faces.admin.blueprint import blueprint
from cab_portal.program import service
from cab_portal.program.rules import ProgramInput, ProgramView
from cab_portal.web import forms, guards
from cab_portal.web.forms import AddressField, CountField, Form, LineField, TextField
from cab_portal.web.pages import present_program, see_other


class SettingsForm(Form):
    """How this installation runs its advisory program."""

    name = LineField("Name of the program", [DataRequired("Write a name.")], limit=80)
    reply_address = AddressField("Address for replies to our mails")
    time_zone = LineField("Time zone", [DataRequired("Write a time zone.")], limit=64, render_kw={"list": "zones"})
    currency = LineField("Currency", [DataRequired("Write a currency.")], limit=3, render_kw={"autocomplete": "off"})
    hourly_rate = LineField(
        "What an hour of a member’s time is worth",
        [DataRequired("Write an amount; 0 where members take no money.")],
        limit=14,
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    finished_percent = CountField(
        "Members who finished, in percent of those invited",
        [InputRequired("Write a number."), NumberRange(1, 100, message="Write a number from 1 to 100.")],
    )
    finished_per_segment = CountField(
        "Members who finished, of each segment",
        [InputRequired("Write a number."), NumberRange(0, 20, message="Write a number from 0 to 20.")],
    )
    smallest_group = CountField(
        "The smallest group that results speak of",
        [InputRequired("Write a number."), NumberRange(3, 20, message="Write a number from 3 to 20.")],
    )
    placeholders = TextField("Placeholders of your own", limit=4_000)

    def given(self) -> ProgramInput:
        """The settings as typed."""
        return ProgramInput(
            name=self.name.data or "",
            currency=(self.currency.data or "").upper(),
            time_zone=self.time_zone.data or "",
            hourly_rate=self.hourly_rate.data or "",
            reply_address=self.reply_address.address(),
            finished_percent=self.finished_percent.data or 0,
            finished_per_segment=self.finished_per_segment.data or 0,
            smallest_group=self.smallest_group.data or 0,
            placeholders=self.placeholders.data or "",
        )


@blueprint.get("/admin/settings")
@guards.require(AreaPermission.ADMIN)
def edit_settings() -> ResponseReturnValue:
    """The settings as they are."""
    program = present_program()
    typed = {**asdict(program), "hourly_rate": _as_typed(program.hourly_rate)}
    return _page(SettingsForm(formdata=None, data=typed), program)


@blueprint.post("/admin/settings")
@guards.require(AreaPermission.ADMIN)
def update_settings() -> ResponseReturnValue:
    """Take the settings over."""
    form = SettingsForm()

    def act() -> ResponseReturnValue:
        service.update_program(form.given())
        flash(gettext("The settings are saved."))
        return see_other("admin.index")

    return forms.save(form, act, lambda: _page(form, present_program()))


def _page(form: SettingsForm, program: ProgramView) -> str:
    zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return render_template("admin/settings.html", form=form, zones=["UTC", *zones], has_rate=program.hourly_rate)


def _as_typed(rate: Money | None) -> str:
    """An amount as the form takes it: without cents where there are none."""
    if rate is None:
        return ""
    whole = rate.amount.to_integral_value()
    return str(whole) if whole == rate.amount else str(rate.amount)
