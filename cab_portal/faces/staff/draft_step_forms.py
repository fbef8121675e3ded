"""Forms of the pages on which the steps of a draft are written and put in order."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import IntegerField, SelectField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than types-wtforms
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from cab_portal.core import ids
from cab_portal.drafts.models import Step
from cab_portal.drafts.queries import PersonLine
from cab_portal.drafts.rules import (
    LAST_DAY,
    LONGEST_GOAL,
    LONGEST_LINE,
    LONGEST_STEP,
    LONGEST_TITLE,
    MOST_MINUTES,
    TYPED,
    DraftKind,
    StepInput,
    day_of,
    has_day,
    has_minutes,
    minutes_of,
    timed,
    timing_words,
)
from cab_portal.web.forms import CountField, Form, LineField, TextField

_NUMBERS = ("day", "minutes")


def _key(value: object) -> str:
    return ids.encode(value) if isinstance(value, UUID) else str(value or "")


class StepForm(Form):
    """One step. ``revision`` tells what its editor saw when writing began."""

    revision = IntegerField(validators=[Optional()], widget=HiddenInput())
    title = LineField("Title of the step", [DataRequired("Give the step a title.")], limit=LONGEST_TITLE)
    day = CountField(
        "Day",
        [Optional(), NumberRange(0, LAST_DAY, message=f"Write a number from 0 to {LAST_DAY:,}.")],
        description="Counted from the day on which the customer begins: 0 is the first.",
    )
    minutes = CountField(
        "Minutes",
        [Optional(), NumberRange(1, MOST_MINUTES, message=f"Write a number from 1 to {MOST_MINUTES:,}.")],
        description="How long it takes.",
    )
    timing = LineField("Time in words", limit=LONGEST_LINE)
    channel = LineField("Channel", limit=LONGEST_LINE, description="E-mail, meeting, call, page of the help.")
    role = LineField("Responsible role", limit=LONGEST_LINE, description="Who does this, such as the trainer.")
    owner_id = SelectField("Step owner", coerce=_key, description="Who of the team answers for this step.")
    goal = LineField("Goal of the step", limit=LONGEST_GOAL, description="What is better for the customer after it.")
    sender = LineField("From", limit=LONGEST_LINE, description="Whose name stands above the mail.")
    subject = LineField("Subject", limit=LONGEST_LINE)
    preview = LineField("Preview line", limit=LONGEST_LINE, description="What an inbox shows after the subject.")
    markdown = TextField(
        "Text",
        limit=LONGEST_STEP,
        description="Markdown: **bold**, *italic*, - lists, [words](https://address), | tables |. "
        "A placeholder such as {first name} stays as it is.",
    )
    save = SubmitField("Save step")
    look = SubmitField("Show preview")

    @classmethod
    def of(cls, kind: DraftKind, staff: Sequence[PersonLine], step: Step | None = None) -> "StepForm":
        """The form for a step of a draft of this kind: only a mail has an envelope, only an agenda minutes."""
        form = cls(obj=step)
        people = [SelectChoice(ids.encode(person.id), person.name) for person in staff]
        form.owner_id.choices = [SelectChoice("", "Nobody yet"), *people]
        if step is not None and not form.is_submitted():
            form.day.data, form.minutes.data = day_of(kind, step), minutes_of(kind, step)
            if step.timing == timing_words(kind, form.day.data, form.minutes.data):
                form.timing.data = ""
        if not has_day(kind):
            del form.day
        if not has_minutes(kind):
            del form.minutes
        if kind is not DraftKind.EMAIL_SERIES:
            del form.sender, form.subject, form.preview
        form.kind = kind
        return form

    kind: DraftKind

    def given(self, before: Step | None = None) -> StepInput:
        """The step as typed; what this kind of draft has no field for stays as it was."""
        typed: dict[str, Any] = {
            name: self._typed(name) if name in self else getattr(before, name, None) for name in TYPED
        }
        for name in TYPED:
            if name not in (*_NUMBERS, "owner_id"):
                typed[name] = typed[name] or ""
        return timed(self.kind, StepInput(**typed))

    def _typed(self, name: str) -> object:
        data = self[name].data
        return (ids.decode(data) if data else None) if name == "owner_id" else data


class PlaceForm(Form):
    """Where a step goes in the order."""

    position = CountField("Position", [InputRequired("Choose a position.")])
