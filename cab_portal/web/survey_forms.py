"""The form of one survey question, drawn and read alike for members and in the designer's preview."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from cab_portal.surveys.questionnaire.answers import NOT_APPLICABLE, Answer, AnswerError
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types import Battery, Date, LongText, MultiChoice, Number, Ranking
from cab_portal.surveys.questionnaire.types.chosen import LONGEST_WORDS, ListQuestion, OptionQuestion
from cab_portal.surveys.questionnaire.wording import Sentence
from cab_portal.web.forms import PlainForm, choices, refuse_unstorable

ASIDE = "part_"
"""How the fields begin that stand beside ``answer``: the words of an option, an item, a place in a ranking."""


class Checkboxes(SelectMultipleField):
    """Several of some choices; the question itself judges what was sent."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AnswerForm(PlainForm):
    """One question; ``question_id`` tells which one was answered, should the path have changed meanwhile.

    ``answer`` is the control that most types have, and where the error stands. ``parts`` are further controls by the
    id of the option or item that each belongs to.
    """

    question: Question
    question_id = HiddenField()
    answer: Any

    @property
    def parts(self) -> dict[str, Field]:
        """The further controls in order."""
        fields = {str(field.short_name): field for field in self}
        return {name.removeprefix(ASIDE): field for name, field in fields.items() if name.startswith(ASIDE)}

    @property
    def first_control(self) -> str:
        """The id of the control to which the link of an error leads: the first that was left empty, else the first."""
        by_parts = isinstance(self.question, Battery | Ranking)
        controls = list(self.parts.values()) if by_parts else [self.answer]
        control = next((each for each in controls if not each.data), controls[0])
        return f"{control.id}-0" if isinstance(control, RadioField | Checkboxes) else str(control.id)

    def given(self) -> Answer | None:
        """The answer, None where an optional one was left empty. Raises ``AnswerError``."""
        aside = [
            text if isinstance(self.question, Number) else f"{part}:{text}"
            for part, field in self.parts.items()
            for text in field.raw_data or ()
        ]
        values = [*(self.answer.raw_data or ()), *aside]
        return self.question.parse([_one_line_end(value) for value in values])

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the answer can be taken; says at the field why not."""
        if not super().validate(extra_validators):
            return False
        try:
            self.given()
        except AnswerError as error:
            self.answer.errors = [translated(error.sentence)]
            return False
        return True


def answer_form(question: Question, answer: Answer | None = None, seed: str = "", **options: Any) -> AnswerForm:
    """The form of a question, filled with an answer; where it was posted, with what was sent.

    ``seed`` decides the order of the options where they are shuffled: pages with the same one show the same order.
    """
    aside = {f"{ASIDE}{part}": field for part, field in _aside(question, seed).items()}
    fields = {"answer": _field(question, seed), **aside}
    kind = type("QuestionForm", (AnswerForm,), fields)
    form: AnswerForm = kind(data={"question_id": question.id, **_standing(question, answer)}, **options)
    form.question = question
    form.answer.flags.required = question.required
    if isinstance(question, LongText):
        form.answer.flags.maxlength = question.limit
    return form


def given_in(fields: MultiDict[str, str], question: Question, seed: str, prefix: str) -> Answer | None:
    """What the posted fields of a question say, as its form would: to read it takes none. Raises ``AnswerError``."""
    aside = [
        text if isinstance(question, Number) else f"{part}:{text}"
        for part in _part_ids(question, seed)
        for text in fields.getlist(f"{prefix}-{ASIDE}{part}")
    ]
    values = [*fields.getlist(f"{prefix}-answer"), *aside]
    return question.parse([_one_line_end(value) for value in values])


def translated(sentence: Sentence) -> str:
    """A sentence of the questionnaire package in the reader's language."""
    return str(gettext(sentence.template, **sentence.values))


def _standing(question: Question, answer: Answer | None) -> dict[str, Any]:
    """An answer as the data of the fields."""
    values = question.form_values(answer) if answer is not None else ()
    if isinstance(question, Ranking):
        return {f"{ASIDE}{option_id}": str(place) for place, option_id in enumerate(values, start=1)}
    if isinstance(question, Number) and answer == NOT_APPLICABLE:
        return {f"{ASIDE}{NOT_APPLICABLE}": list(values)}
    if not isinstance(question, OptionQuestion | Battery):
        return {"answer": next(iter(values), None)}
    aside = {f"{ASIDE}{part}": text for part, colon, text in (value.partition(":") for value in values) if colon}
    chosen = [value for value in values if ":" not in value]
    return {"answer": chosen if isinstance(question, MultiChoice) else next(iter(chosen), None), **aside}


def _field(question: Question, seed: str) -> Any:
    label, hint = question.text, question.help
    if not question.answerable or isinstance(question, Battery | Ranking):
        return HiddenField(label, description=hint)
    if question.closed:
        kind: Any = Checkboxes if isinstance(question, MultiChoice) else RadioField
        return kind(label, choices=_choices(question, seed), validate_choice=False, description=hint)
    if isinstance(question, LongText):
        return TextAreaField(label, [refuse_unstorable], description=hint, render_kw={"rows": 6})
    if isinstance(question, Date):
        render = {"min": question.min or None, "max": question.max or None}
        bounds = {name: day for name, day in render.items() if day}
        return StringField(label, [refuse_unstorable], description=hint, widget=DateInput(), render_kw=bounds)
    if isinstance(question, Number):
        mode = {"inputmode": "decimal" if question.decimals else "numeric"}
        told = " ".join(text for text in (hint, _unit(question)) if text)
        return StringField(label, [refuse_unstorable], description=told, render_kw=mode)
    return StringField(label, [refuse_unstorable], description=hint)


def _unit(question: Number) -> str:
    return str(gettext("In %(unit)s.", unit=question.unit)) if question.unit else ""


def _aside(question: Question, seed: str) -> dict[str, Any]:
    """The further fields of a question by the id of the option or item that each belongs to."""
    if isinstance(question, Battery):
        return {
            item.id: RadioField(item.text, choices=_choices(question.ratings[item.id], seed), validate_choice=False)
            for item in question.items
        }
    if isinstance(question, Ranking):
        places = choices(("", ""), *((str(place), str(place)) for place in range(1, question.length + 1)))
        return {
            option.id: SelectField(option.label, choices=places, validate_choice=False)
            for option in question.in_order(seed)
        }
    if isinstance(question, Number) and question.not_applicable:
        beside = choices((NOT_APPLICABLE, question.not_applicable))
        return {NOT_APPLICABLE: Checkboxes(lazy_gettext("Instead of a number"), choices=beside, validate_choice=False)}
    if isinstance(question, OptionQuestion):
        words = {"maxlength": LONGEST_WORDS}
        return {
            option.id: StringField(lazy_gettext("In your own words"), [refuse_unstorable], render_kw=words)
            for option in question.options
            if option.specify
        }
    return {}


def _part_ids(question: Question, seed: str) -> list[str]:
    """To which options or items the further fields belong, in their order."""
    if isinstance(question, Battery):
        return [item.id for item in question.items]
    if isinstance(question, Ranking):
        return [option.id for option in question.in_order(seed)]
    if isinstance(question, Number):
        return [NOT_APPLICABLE] if question.not_applicable else []
    return [option.id for option in question.options if option.specify] if isinstance(question, OptionQuestion) else []


def _choices(question: Question, seed: str) -> Any:
    if isinstance(question, ListQuestion):
        return choices(*((option.id, option.label) for option in question.in_order(seed)))
    return choices(*((choice.code, choice.label) for choice in question.choices()))


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
