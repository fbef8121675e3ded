"""The controls of a question as HTML, drawn once per process while nobody has answered it.

A questionnaire that was sent does not change, so an empty question looks alike for all who read it in one language.
What somebody answered is never kept: no form with answers or errors, no question that repeats an earlier answer.
"""

from functools import lru_cache

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup

from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types.chosen import ListQuestion
from cab_portal.web.survey_forms import AnswerForm, answer_form

# About sixty surveys of twenty questions, in two languages.
_MOST_KEPT = 2_048


def drawn(form: AnswerForm, *, page: bool) -> Markup:
    """The controls of a question with what stands in its form. With ``page`` the question is the page's heading."""
    macros = current_app.jinja_env.get_template("components/survey.html").module
    html: Markup = macros.question_control(form, page=page)  # type: ignore[attr-defined]
    return html


def unanswered(question: Question, seed: str, *, page: bool, prefix: str = "") -> Markup:
    """The controls of a question of the questionnaire itself, while there is no answer.

    ``seed`` and ``prefix`` as in ``answer_form``. Not for a question that repeats an answer.
    """
    if is_shuffled(question):
        return _draw(question, seed, page, prefix)
    return _kept(question, page, prefix, str(get_locale()))


def is_shuffled(question: Question) -> bool:
    """Whether each reader sees its options in an order of their own."""
    return isinstance(question, ListQuestion) and question.shuffle


@lru_cache(maxsize=_MOST_KEPT)
def _kept(question: Question, page: bool, prefix: str, _language: str) -> Markup:
    return _draw(question, "", page, prefix)


def _draw(question: Question, seed: str, page: bool, prefix: str) -> Markup:
    form = answer_form(question, None, seed, prefix=prefix, formdata=None)
    return drawn(form, page=page)
