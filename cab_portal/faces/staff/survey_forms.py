"""Forms of the survey designer."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired

from cab_portal.core import ids
from cab_portal.surveys.questionnaire.editing import ConditionInput, QuestionInput, typed
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import LONGEST_PURPOSE, LONGEST_TITLE, SurveyInput, SurveyPrivacy
from cab_portal.web.forms import Form, LineField, TextField, choices
from cab_portal.web.numbers import whole_number
from cab_portal.web.survey_forms import Checkboxes
from cab_portal.web.survey_promises import NAMES

TYPE_NAMES = {
    "single_choice": lazy_gettext("One of several answers"),
    "multi_choice": lazy_gettext("Several answers"),
    "rating": lazy_gettext("Rating scale"),
    "nps": lazy_gettext("0 to 10, recommendation"),
    "battery": lazy_gettext("Several items, one scale"),
    "ranking": lazy_gettext("Ranking"),
    "number": lazy_gettext("Number"),
    "date": lazy_gettext("Date"),
    "short_text": lazy_gettext("Short text"),
    "long_text": lazy_gettext("Long text"),
    "statement": lazy_gettext("Text without an answer"),
}
OPERATORS = {
    "answered": lazy_gettext("was answered"),
    "equals": lazy_gettext("is"),
    "not_equals": lazy_gettext("is another answer than"),
    "contains": lazy_gettext("includes"),
    "le": lazy_gettext("is at most"),
    "ge": lazy_gettext("is at least"),
    "lt": lazy_gettext("is below"),
    "gt": lazy_gettext("is above"),
}


class RevisionForm(Form):
    """What somebody saw when they began; it is refused where somebody else saved since."""

    revision = HiddenField()

    def seen(self) -> int:
        """The revision on the page; one that never is where the field was tampered with."""
        try:
            return whole_number(self.revision.data or "")
        except ValueError:
            return -1


class SurveyForm(RevisionForm):
    """What a survey is about, and what it promises to who answers."""

    title = LineField("Title", [DataRequired("Give the survey a title.")], limit=LONGEST_TITLE)
    purpose = TextField(
        "What it is for",
        [DataRequired("Say in one sentence what the answers will decide.")],
        limit=LONGEST_PURPOSE,
        description="Members read this before the first question. Name the decision that hangs on their answers.",
        render_kw={"rows": 2},
    )
    privacy = RadioField(
        "What it promises to who answers",
        [DataRequired("Choose what it promises.")],
        choices=choices(*((promise.value, str(name)) for promise, name in NAMES.items())),
        default=SurveyPrivacy.NAMED.value,
    )
    confidants = Checkboxes("Who may see names in a confidential survey")

    def offer_people(self, staff: Sequence[tuple[UUID, str]]) -> None:
        """The people of the team who can be named."""
        self.confidants.choices = choices(*((ids.encode(person_id), name) for person_id, name in staff))

    def given(self) -> SurveyInput:
        """The survey as typed; ``InvalidInput`` for a confidential one that names nobody."""
        privacy = SurveyPrivacy(self.privacy.data)
        named = frozenset(ids.decode(key) for key in self.confidants.data or ())
        confidants = named if privacy is SurveyPrivacy.CONFIDENTIAL else frozenset()
        return SurveyInput(self.title.data or "", self.purpose.data or "", privacy, confidants)


class NewSurveyForm(SurveyForm):
    """A survey about one of the drafts that its author writes."""

    draft = SelectField("Draft", [DataRequired("Choose the draft that the survey is about.")])

    def offer(self, drafts: Sequence[tuple[UUID, str]]) -> None:
        """The drafts to choose from."""
        self.draft.choices = choices(*((ids.encode(draft_id), title) for draft_id, title in drafts))

    def draft_id(self) -> UUID:
        """The draft chosen, which is among those offered."""
        return ids.decode(self.draft.data or "")


class QuestionForm(RevisionForm):
    """One question; which fields are drawn depends on its type."""

    decision = TextField(
        "What will you do with the answer?",
        limit=500,
        description="A question whose answer changes nothing is not worth the members' time.",
        render_kw={"rows": 2},
    )
    owner = LineField("Who does it", limit=200)
    text = TextField("Question", [DataRequired("Write the question.")], limit=500, render_kw={"rows": 2})
    help = LineField("Hint", limit=500, description="One line under the question.")
    options = TextField("Answers", limit=20_000, description="One per line.", render_kw={"rows": 6})
    points = TextField(
        "Points of the scale",
        limit=4_000,
        description="One per line, lowest first: its number, then its words, as in “1 Very unclear”.",
        render_kw={"rows": 6},
    )
    items = TextField("Items", limit=4_000, description="One per line, up to five.", render_kw={"rows": 5})
    low_label = LineField("Words at 0", limit=200)
    high_label = LineField("Words at 10", limit=200)
    required = BooleanField("An answer is required")
    # Judged by the questionnaire itself, which knows what may be asked of which question.
    show_if = SelectField("Show it only if this question", validate_choice=False)
    operator = SelectField("has an answer that", validate_choice=False)
    value = SelectField("this answer", validate_choice=False)

    def offer(self, earlier: Sequence[Question]) -> None:
        """The earlier questions, and what can be asked of their answers."""
        numbered = [(number, question) for number, question in enumerate(earlier, 1)]
        self.show_if.choices = [
            SelectChoice("", gettext("Always show it")),
            *(SelectChoice(question.id, f"{number}. {question.text}") for number, question in numbered),
        ]
        self.operator.choices = choices(*((operator, str(label)) for operator, label in OPERATORS.items()))
        self.value.choices = [
            SelectChoice("", gettext("No certain answer")),
            *(
                SelectChoice(f"{question.id}={choice.code}", choice.label, optgroup=f"{number}. {question.text}")
                for number, question in numbered
                for choice in question.choices()
            ),
        ]

    def fill(self, question: Question) -> None:
        """Show a question as it stands."""
        given = typed(question)
        for name in ("decision", "owner", "text", "help", "required", "low_label", "high_label"):
            self[name].data = getattr(given, name)
        self.options.data = "\n".join(given.options)
        self.points.data = "\n".join(given.points)
        self.items.data = "\n".join(given.items)
        if given.show_if is not None:
            self.show_if.data = given.show_if.question
            self.operator.data = given.show_if.operator
            self.value.data = f"{given.show_if.question}={given.show_if.value}" if given.show_if.value else ""

    def given(self) -> QuestionInput:
        """The question as typed."""
        return QuestionInput(
            text=self.text.data or "",
            help=self.help.data or "",
            required=bool(self.required.data),
            decision=self.decision.data or "",
            owner=self.owner.data or "",
            options=_lines(self.options.data),
            points=_lines(self.points.data),
            items=_lines(self.items.data),
            low_label=self.low_label.data or "",
            high_label=self.high_label.data or "",
            show_if=self._condition(),
        )

    def _condition(self) -> ConditionInput | None:
        if not self.show_if.data:
            return None
        question_id, _, code = (self.value.data or "").partition("=")
        return ConditionInput(
            self.show_if.data, self.operator.data or "", code if question_id == self.show_if.data else ""
        )


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
