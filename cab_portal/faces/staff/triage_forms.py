"""Forms of the triage pages."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from cab_portal.comments.rules import BODY_LIMIT, REASON_LIMIT, Disposition, DispositionInput, shortened
from cab_portal.core import ids
from cab_portal.web.forms import Form, TextField, choices

DISPOSITIONS = [
    (Disposition.ACCEPTED.value, "Accept"),
    (Disposition.PARTLY.value, "Accept in part"),
    (Disposition.DECLINED.value, "Decline"),
    (Disposition.ANSWERED.value, "Answered"),
    (Disposition.DUPLICATE.value, "Said before"),
]
_TWIN_QUOTE = 70


class ReplyForm(Form):
    """What the team writes back."""

    body = TextField("Your reply", [DataRequired("Write a reply.")], limit=BODY_LIMIT)

    def given(self) -> str:
        """The reply."""
        return self.body.data or ""


class DispositionForm(Form):
    """What the team does with a thread, and why."""

    disposition = RadioField(
        "What we do with it", [InputRequired("Choose what we do with it.")], choices=choices(*DISPOSITIONS)
    )
    reason = TextField("Reason", [DataRequired("Say why. The member reads it.")], limit=REASON_LIMIT)
    duplicate_of = SelectField("The comment that says the same", choices=[])

    def offer(self, twins: Sequence[tuple[UUID, str, str]]) -> None:
        """Offer the threads that this one may repeat."""
        self.duplicate_of.choices = choices(
            ("", "None"),
            *((ids.encode(key), f"{author}: {shortened(quote, _TWIN_QUOTE)}") for key, author, quote in twins),
        )

    def given(self) -> DispositionInput:
        """The decision."""
        twin = self.duplicate_of.data
        return DispositionInput(
            Disposition(self.disposition.data), self.reason.data or "", ids.decode(twin) if twin else None
        )
