"""Forms of the pages on which drafts are written."""

from collections.abc import Sequence
from uuid import UUID

from flask_wtf.file import FileField, FileRequired
from wtforms import Field, IntegerField, RadioField, SelectField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than types-wtforms
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError
from wtforms.widgets import HiddenInput

from cab_portal.core import ids
from cab_portal.core.errors import InvalidInput
from cab_portal.drafts import service
from cab_portal.drafts.models import Step
from cab_portal.drafts.queries import PersonLine
from cab_portal.drafts.rules import (
    LONGEST_GOAL,
    LONGEST_LINE,
    LONGEST_NOTE,
    LONGEST_STEP,
    LONGEST_TITLE,
    TYPED,
    DraftInput,
    DraftKind,
    StepInput,
)
from cab_portal.drafts.text.files import ACCEPTED
from cab_portal.drafts.text.importing import ImportedDraft
from cab_portal.web.forms import Form, LineField, TextField

KINDS = [
    SelectChoice(DraftKind.EMAIL_SERIES.value, "E-mail series"),
    SelectChoice(DraftKind.QBR.value, "Quarterly business review"),
    SelectChoice(DraftKind.COURSE.value, "Course"),
    SelectChoice(DraftKind.BEST_PRACTICE.value, "Best practice"),
    SelectChoice(DraftKind.POLICY.value, "Policy"),
]
_WHAT_KIND = "What the customer will receive"


class DraftForm(Form):
    """What a draft is, beside its steps."""

    kind = RadioField(_WHAT_KIND, [InputRequired("Choose what the customer will receive.")], choices=KINDS)
    title = LineField("Title", [DataRequired("Give the draft a title.")], limit=LONGEST_TITLE)
    goal = TextField("Goal", limit=LONGEST_GOAL, description="What is better for the customer once this works.")

    def given(self) -> DraftInput:
        """The draft as typed."""
        return DraftInput(DraftKind(self.kind.data), self.title.data or "", self.goal.data or "")


class StepForm(Form):
    """One step. ``revision`` tells what its editor saw when writing began."""

    revision = IntegerField(validators=[Optional()], widget=HiddenInput())
    title = LineField("Title of the step", [DataRequired("Give the step a title.")], limit=LONGEST_TITLE)
    channel = LineField("Channel", limit=LONGEST_LINE, description="E-mail, meeting, call, page of the help.")
    timing = LineField("Timing", limit=LONGEST_LINE, description="Day 3, or 15 minutes of the agenda.")
    role = LineField("Responsible role", limit=LONGEST_LINE, description="Who does this, such as the trainer.")
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
    def of(cls, kind: DraftKind, step: Step | None = None) -> "StepForm":
        """The form for a step of a draft of this kind; only a mail has an envelope."""
        form = cls(obj=step)
        if kind is not DraftKind.EMAIL_SERIES:
            del form.sender, form.subject, form.preview
        return form

    def given(self, before: Step | None = None) -> StepInput:
        """The step as typed; what this kind of draft has no field for stays as it was."""
        typed = {name: self[name].data or "" if name in self else getattr(before, name, "") for name in TYPED}
        return StepInput(**typed)


class VersionForm(Form):
    """What readers hear of a new version."""

    note = TextField(
        "What changed, and why",
        limit=LONGEST_NOTE,
        description="Readers see this beside the changes.",
    )


class FileForm(Form):
    """A Markdown or Word file; ``imported`` holds what it says once the form is valid."""

    file = FileField(
        "Markdown or Word file", [FileRequired("Choose a file.")], render_kw={"accept": ",".join(ACCEPTED)}
    )
    imported: ImportedDraft

    def validate_file(self, field: Field) -> None:
        """Read the file before anything is asked of the database, for a long one takes a while."""
        try:
            self.imported = service.read_stream(field.data.stream, field.data.filename or "")
        except InvalidInput as refusal:
            raise ValidationError(refusal.message) from refusal


class NewImportForm(FileForm):
    """A file that becomes a draft."""

    kind = RadioField(_WHAT_KIND, [InputRequired("Choose what the customer will receive.")], choices=KINDS)
    title = LineField(
        "Title", limit=LONGEST_TITLE, description="Where this is empty, the first heading of the file is the title."
    )

    def given(self) -> DraftInput:
        """The draft; its title comes from the file where none is typed."""
        title = self.title.data or self.imported.title
        if not title:
            sentence = "The file has no title. Type one."
            raise InvalidInput(sentence, fields={"title": sentence})
        return DraftInput(DraftKind(self.kind.data), title)


class PersonForm(Form):
    """One of the staff."""

    person = SelectField("Person", [InputRequired("Choose somebody.")])

    @classmethod
    def among(cls, people: Sequence[PersonLine], prefix: str) -> "PersonForm":
        """The form that offers these people; the prefix tells two such forms on a page apart."""
        form = cls(prefix=prefix)
        form.person.label.text = f"New {prefix}"
        offered = [SelectChoice(ids.encode(person.id), f"{person.name}, {person.email}") for person in people]
        form.person.choices = [SelectChoice("", "Choose somebody"), *offered]
        return form

    def given(self) -> UUID:
        """The person's id."""
        return ids.decode(self.person.data)
