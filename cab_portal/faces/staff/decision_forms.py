"""The form of a decision."""

from collections.abc import Iterable
from uuid import UUID

from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired

from cab_portal.core import ids
from cab_portal.launches.rules import ANSWER_LIMIT, REASON_LIMIT, SAID_LIMIT, DecisionInput, Outcome
from cab_portal.web.forms import DayField, Form, TextField, choices
from cab_portal.web.survey_forms import Checkboxes

OUTCOMES = [
    (Outcome.DID.value, "We did"),
    (Outcome.WILL.value, "We will"),
    (Outcome.WILL_NOT.value, "We will not"),
]


class DecisionForm(Form):
    """You said, and what we do about it."""

    said = TextField(
        "You said",
        [DataRequired("Say in one or two sentences what members said.")],
        limit=SAID_LIMIT,
        description="In the team's words, without names: every member who had the draft reads it.",
    )
    outcome = RadioField("What we do", [InputRequired("Choose what we do.")], choices=choices(*OUTCOMES))
    answer = TextField("Our answer", [DataRequired("Say what you do about it.")], limit=ANSWER_LIMIT)
    due_on = DayField("Done by", description="Only for what we will do. Members see this day.")
    because = TextField("Because", limit=REASON_LIMIT, description="Only for what we will not do.")
    threads = Checkboxes("Comments that this answers", choices=[])

    def offer(self, thread_ids: Iterable[UUID]) -> None:
        """Offer the threads that a decision may answer; the page draws more of them than their ids."""
        self.threads.choices = choices(*((ids.encode(key), ids.encode(key)) for key in thread_ids))

    def given(self) -> DecisionInput:
        """The decision, without its threads."""
        return DecisionInput(
            Outcome(self.outcome.data),
            self.said.data or "",
            self.answer.data or "",
            self.because.data or "",
            self.due_on.data,
        )

    def chosen(self) -> list[UUID]:
        """The threads that it answers."""
        return [ids.decode(key) for key in self.threads.data or []]
