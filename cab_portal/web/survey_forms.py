"""The form of one survey question, drawn and read alike for members and in the designer's preview."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from cab_portal.surveys.questionnaire.answers import Answer, AnswerError
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types import LongText, MultiChoice
from cab_portal.surveys.questionnaire.wording import Sentence
from cab_portal.web.forms import Form, choices, refuse_unstorable


class Checkboxes(SelectMultipleField):
    """Several of some choices; the question itself judges what was sent."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AnswerForm(Form):
    """One question; ``question_id`` tells which one was answered, should the path have changed meanwhile."""

    question: Question
    question_id = HiddenField()
    answer: Any

    def given(self) -> Answer | None:
        """The answer, None where an optional one was left empty. Raises ``AnswerError``."""
        return self.question.parse([_one_line_end(value) for value in self.answer.raw_data or ()])

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


def answer_form(question: Question, answer: Answer | None = None, **options: Any) -> AnswerForm:
    """The form of a question, filled with an answer; where it was posted, with what was sent."""
    kind = type("QuestionForm", (AnswerForm,), {"answer": _field(question)})
    values = question.form_values(answer) if answer is not None else ()
    standing = list(values) if isinstance(question, MultiChoice) else next(iter(values), None)
    form: AnswerForm = kind(data={"question_id": question.id, "answer": standing}, **options)
    form.question = question
    form.answer.flags.required = question.required
    if isinstance(question, LongText):
        form.answer.flags.maxlength = question.limit
    return form


def translated(sentence: Sentence) -> str:
    """A sentence of the questionnaire package in the reader's language."""
    return str(gettext(sentence.template, **sentence.values))


def _field(question: Question) -> Any:
    label, hint = question.text, question.help
    if question.closed:
        offered = choices(*((choice.code, choice.label) for choice in question.choices()))
        several: Callable[..., Any] = Checkboxes if isinstance(question, MultiChoice) else RadioField
        return several(label, choices=offered, validate_choice=False, description=hint)
    if isinstance(question, LongText):
        return TextAreaField(label, [refuse_unstorable], description=hint, render_kw={"rows": 6})
    return StringField(label, [refuse_unstorable], description=hint)


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
