"""Forms of the survey designer."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired

from cab_portal.core import ids
from cab_portal.core.errors import InvalidInput
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.starters import STARTERS
from cab_portal.surveys.rules import LONGEST_PURPOSE, LONGEST_TITLE, STALE, SurveyInput, SurveyLayout, SurveyPrivacy
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

LAYOUTS = {
    SurveyLayout.PAGED: lazy_gettext("One question per page"),
    SurveyLayout.WHOLE: lazy_gettext("All questions on one page"),
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


def let_save_again(form: RevisionForm, survey: Survey) -> None:
    """Who was told that somebody else saved may save over it; nobody else may."""
    if STALE in form.form_errors:
        form.revision.data = str(survey.revision)


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
    layout = RadioField(
        "How it is asked",
        [DataRequired("Choose how it is asked.")],
        choices=choices(*((layout.value, str(name)) for layout, name in LAYOUTS.items())),
        default=SurveyLayout.PAGED.value,
    )

    def offer_people(self, staff: Sequence[tuple[UUID, str]]) -> None:
        """The people of the team who can be named."""
        self.confidants.choices = choices(*((ids.encode(person_id), name) for person_id, name in staff))

    def given(self) -> SurveyInput:
        """The survey as typed; ``InvalidInput`` for a confidential one that names nobody."""
        privacy = SurveyPrivacy(self.privacy.data)
        named = frozenset(ids.decode(key) for key in self.confidants.data or ())
        confidants = named if privacy is SurveyPrivacy.CONFIDENTIAL else frozenset()
        layout = SurveyLayout(self.layout.data)
        return SurveyInput(self.title.data or "", self.purpose.data or "", privacy, confidants, layout)


class NewSurveyForm(SurveyForm):
    """A survey about one of the drafts that its author writes."""

    starter = RadioField("Begin with", default="nothing", choices=[], validate_choice=False)
    draft = SelectField("Draft", [DataRequired("Choose the draft that the survey is about.")])

    def offer(self, drafts: Sequence[tuple[UUID, str]]) -> None:
        """The drafts to choose from."""
        self.draft.choices = choices(*((ids.encode(draft_id), title) for draft_id, title in drafts))
        self.starter.choices = choices(
            ("nothing", gettext("No questions yet")), *((key, starter.name) for key, starter in STARTERS.items())
        )

    def questions(self) -> Questionnaire | None:
        """The questions to begin with; None for none. ``InvalidInput`` where there is no such template."""
        if self.starter.data in (None, "", "nothing"):
            return None
        if self.starter.data not in STARTERS:
            sentence = gettext("Choose one of these to begin with.")
            raise InvalidInput(sentence, fields={"starter": sentence})
        return STARTERS[self.starter.data].questionnaire()

    def draft_id(self) -> UUID:
        """The draft chosen, which is among those offered."""
        return ids.decode(self.draft.data or "")
