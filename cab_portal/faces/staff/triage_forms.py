"""Forms of the triage pages."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from cab_portal.comments.models import Thread
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
    unconfirmed_reason = TextField("Why you decide before the member has answered", limit=REASON_LIMIT)
    duplicate_of = SelectField("The comment that says the same", choices=[])

    @classmethod
    def of(cls, thread: Thread) -> "DispositionForm":
        """The form with what was decided last."""
        return cls(
            formdata=None,
            disposition=thread.disposition.value if thread.disposition else None,
            reason=thread.disposition_reason,
            duplicate_of=ids.encode(thread.duplicate_of_id) if thread.duplicate_of_id else "",
        )

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
            Disposition(self.disposition.data),
            self.reason.data or "",
            ids.decode(twin) if twin else None,
            self.unconfirmed_reason.data or "",
        )


class RestatementForm(Form):
    """A concern in the team's words."""

    text = TextField(
        "The concern in your words", [DataRequired("Write the concern in your words.")], limit=REASON_LIMIT
    )

    def given(self) -> str:
        """The words."""
        return self.text.data or ""


class GroupForm(Form):
    """Which of the chosen comments stands for all of them."""

    leader = RadioField(
        "Which one stands for all", [InputRequired("Choose the comment that says it best.")], choices=[]
    )

    def offer(self, threads: Sequence[Thread]) -> None:
        """Offer the chosen comments."""
        self.leader.choices = choices(
            *(
                (ids.encode(thread.id), f"{thread.author.name}: {shortened(thread.exact, _TWIN_QUOTE)}")
                for thread in threads
            )
        )
