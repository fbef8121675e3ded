"""Forms for the gallery: one of each kind of field, without the CSRF protection of the application."""

from __future__ import annotations

from collections.abc import Callable

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    FileField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than types-wtforms
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

KINDS = [SelectChoice(kind, kind.capitalize()) for kind in ("question", "concern", "suggestion", "praise")]
EASE = ["Very hard", "Hard", "Neither", "Easy", "Very easy"]


class GalleryForm(Form):
    def hidden_tag(self) -> str:
        return ""


class DraftForm(GalleryForm):
    title = StringField("Title", [InputRequired("Enter a title."), Length(max=120)])
    email = EmailField(
        "Reply address",
        [
            InputRequired("Enter a reply address."),
            Email("Enter a mail address such as mara@fernhill.example."),
        ],
    )
    day = IntegerField("Day", [Optional(), NumberRange(0, 400)])
    starts_on = DateField("Start", [Optional()])
    closes_at = DateTimeLocalField("Closing time", [InputRequired("Enter a closing time.")])
    kind = SelectField(
        "Kind",
        choices=[
            SelectChoice("email", "E-mail series"),
            SelectChoice("qbr", "Quarterly business review"),
            SelectChoice("course", "Course"),
        ],
    )
    goal = TextAreaField("Goal", [Optional(), Length(max=200)])
    text = TextAreaField("Text", [InputRequired("Write the text of this step.")])
    file = FileField("Markdown file")
    private = BooleanField("Show to the team only")
    privacy = RadioField(
        "Who sees comments",
        [InputRequired("Choose who sees comments.")],
        choices=[
            SelectChoice("open", "The whole board"),
            SelectChoice("after", "The board, after each member finished"),
            SelectChoice("team", "The team only"),
        ],
    )
    segments = SelectMultipleField(
        "Segments",
        [DataRequired("Choose at least one segment.")],
        choices=[
            SelectChoice("mid", "Mid-market"),
            SelectChoice("founding", "Founding customers"),
            SelectChoice("public", "Public sector"),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class CommentForm(GalleryForm):
    kind = RadioField(
        "Type of comment", [InputRequired("Choose a type of comment.")], choices=KINDS, default="suggestion"
    )
    body = TextAreaField("What would work better?", [InputRequired("Write your comment.")])
    private = BooleanField("Show to the team only")


class NpsForm(GalleryForm):
    answer = RadioField(
        "How likely are you to recommend our onboarding to a colleague?",
        [InputRequired("Choose a number from 0 to 10.")],
        choices=[SelectChoice(str(n)) for n in range(11)],
    )


class ScaleForm(GalleryForm):
    answer = RadioField(
        "How easy was your first import?",
        [InputRequired("Choose one answer.")],
        choices=[SelectChoice(str(i), label) for i, label in enumerate(EASE, 1)],
    )


class ChoiceForm(GalleryForm):
    answer = SelectMultipleField(
        "Who took part in your first import?",
        [DataRequired("Choose at least one answer.")],
        choices=[
            SelectChoice("it", "Somebody from IT"),
            SelectChoice("ops", "Somebody from operations"),
            SelectChoice("me", "Only me"),
            SelectChoice("unknown", "I do not know"),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class TextForm(GalleryForm):
    answer = TextAreaField("What nearly made you stop?", [Optional(), Length(max=200)])


PAGES_WITH_FORMS: dict[str, Callable[[], Form]] = {
    "forms": DraftForm,
    "review": lambda: CommentForm(
        data={
            "kind": "suggestion",
            "body": "Let us pick the slot. Friday afternoon is our busiest time at the dock.",
        }
    ),
    "nps": NpsForm,
    "scale": ScaleForm,
    "choice": ChoiceForm,
    "text": lambda: TextForm(data={"answer": "Our export has two date formats. " * 5}),
}
