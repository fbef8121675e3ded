"""Forms of the pages on which drafts are written."""

from collections.abc import Sequence
from uuid import UUID

from flask_wtf.file import FileField, FileRequired
from wtforms import Field, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than types-wtforms
from wtforms.validators import DataRequired, InputRequired, ValidationError

from cab_portal.core import ids
from cab_portal.core.errors import InvalidInput
from cab_portal.drafts import service
from cab_portal.drafts.models import Step
from cab_portal.drafts.queries import PersonLine
from cab_portal.drafts.rules import (
    LONGEST_GOAL,
    LONGEST_NOTE,
    LONGEST_REASON,
    LONGEST_TITLE,
    DraftInput,
    DraftKind,
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
_WHY = "Readers see it beside the change, such as “because eight of you asked for it”."
_WHAT_KIND = "What the customer will receive"


class DraftForm(Form):
    """What a draft is, beside its steps."""

    kind = RadioField(_WHAT_KIND, [InputRequired("Choose what the customer will receive.")], choices=KINDS)
    title = LineField("Title", [DataRequired("Give the draft a title.")], limit=LONGEST_TITLE)
    goal = TextField("Goal", limit=LONGEST_GOAL, description="What is better for the customer once this works.")

    def given(self) -> DraftInput:
        """The draft as typed."""
        return DraftInput(DraftKind(self.kind.data), self.title.data or "", self.goal.data or "")


class VersionForm(Form):
    """What readers hear of a new version."""

    note = TextField(
        "What changed, and why",
        limit=LONGEST_NOTE,
        description="Readers see this beside the changes.",
    )


class SharingForm(VersionForm):
    """The note on a version, and a reason beside each step that changed."""

    @classmethod
    def beside(cls, steps: Sequence[Step]) -> "SharingForm":
        """The form with a field for every working step; the page shows those of the steps that changed."""
        fields = {
            _reason_name(step.id): TextField(
                f"Why “{step.title}” changed", limit=LONGEST_REASON, render_kw={"rows": 2}, description=_WHY
            )
            for step in steps
        }
        form: SharingForm = type(cls.__name__, (cls,), fields)()
        form.step_ids = tuple(step.id for step in steps)
        return form

    step_ids: tuple[UUID, ...]

    def reason_for(self, step_id: UUID) -> Field:
        """The field for the reason of a step."""
        field: Field = self[_reason_name(step_id)]
        return field

    def reasons(self) -> dict[UUID, str]:
        """What was typed, by step."""
        typed = {step_id: self.reason_for(step_id).data or "" for step_id in self.step_ids}
        return {step_id: reason for step_id, reason in typed.items() if reason}


def _reason_name(step_id: UUID) -> str:
    return f"reason_{ids.encode(step_id)}"


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
