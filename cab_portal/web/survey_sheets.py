"""All questions of a survey in one form, drawn and read alike for members and in the designer's preview.

Questions with a condition lie in the page, out of sight and out of use; a script shows them as answers make them
visible. Without script the form comes back without them, and those that the answers lead to are asked on a following
page, which carries along what was answered before. ``asked`` names the questions that a page asked.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from flask import current_app, request
from flask_babel import get_locale, gettext
from markupsafe import Markup

from cab_portal.surveys.questionnaire.answers import Answer, AnswerError, Answers
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.one_page import not_asked_yet
from cab_portal.surveys.questionnaire.path import clear_hidden, path
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.web.forms import PlainForm
from cab_portal.web.survey_drawing import drawn, is_shuffled, unanswered
from cab_portal.web.survey_forms import AnswerForm, answer_form, given_in

ASKED = "asked"
CARRIED = "carried"


class SheetForm(PlainForm):
    """What holds the questions of a page together."""


@dataclass(frozen=True)
class Block:
    """One question on the page with its controls as HTML; ``condition`` is its condition as JSON, for the script."""

    question: Question
    controls: Markup
    is_shown: bool = True
    condition: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A page of questions. ``carried`` are the fields of earlier pages.

    ``errors`` are pairs of a control's id and what is wrong there.
    """

    blocks: tuple[Block, ...]
    carried: tuple[tuple[str, str], ...] = ()
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def is_following(self) -> bool:
        """Whether it asks only what earlier answers led to."""
        return bool(self.carried)


@dataclass(frozen=True)
class Posted:
    """What was answered: which questions were asked, the answers of those that are shown, and what was refused."""

    questionnaire: Questionnaire
    asked: tuple[str, ...]
    answers: dict[str, Answer]
    refused: tuple[str, ...]
    seed: str
    is_partial: bool = False

    @cached_property
    def forms(self) -> dict[str, AnswerForm]:
        """The forms of all questions asked, with what is wrong in them: made only to be shown again."""
        forms = {
            name: answer_form(self.questionnaire.question(name), None, self.seed, prefix=name) for name in self.asked
        }
        for form in forms.values():
            form.validate()
        return forms

    def page_before_taking(self) -> Sheet | None:
        """The page that has to come before the answers can be taken; None if they can."""
        before = [name for name in request.form.getlist(CARRIED) if name in self.asked]
        if self.refused:
            is_earlier = any(name in before for name in self.refused)
            return self.whole_page() if is_earlier else self._only(set(self.asked) - set(before), before)
        if self.is_partial:
            return None
        following = not_asked_yet(self.questionnaire, self.answers, self.asked)
        if not following:
            return None
        shown = path(self.questionnaire, self.answers)
        return Sheet(
            tuple(Block(one, _empty(one, self.seed)) for one in following),
            tuple(_carried([question.id for question in shown if question.id in self.asked])),
        )

    def _only(self, names: Collection[str], before: list[str]) -> Sheet:
        if not before:
            return self.whole_page()
        blocks = [Block(form.question, drawn(form, page=False)) for name, form in self.forms.items() if name in names]
        return Sheet(tuple(blocks), tuple(_carried(before)), self._errors())

    def whole_page(self) -> Sheet:
        """The page with all questions as they were answered."""
        controls = {
            question.id: drawn(self.forms[question.id], page=False)
            if question.id in self.asked
            else _empty(question, self.seed)
            for question in self.questionnaire.questions
        }
        return Sheet(tuple(_blocks(self.questionnaire, controls, self.answers)), errors=self._errors())

    def _errors(self) -> tuple[tuple[str, str], ...]:
        return tuple((form.first_control, _named_error(form)) for form in (self.forms[name] for name in self.refused))


def sheet_of(questionnaire: Questionnaire, answers: Answers, seed: str) -> Sheet:
    """The page with all questions, filled with the answers so far."""
    controls = {
        question.id: _filled(question, answers[question.id], seed) if question.id in answers else _empty(question, seed)
        for question in questionnaire.questions
    }
    return Sheet(tuple(_blocks(questionnaire, controls, answers)))


def drawn_questions(sheet: Sheet, *, is_anonymous: bool) -> Markup:
    """The questions of a page as HTML, for inside of its form."""
    macros = current_app.jinja_env.get_template("components/survey.html").module
    html: Markup = macros.questions(sheet, is_anonymous)  # type: ignore[attr-defined]
    return html


def drawn_empty(questionnaire: Questionnaire, text: str, seed: str, *, is_anonymous: bool) -> Markup:
    """The same of the page with all questions while there is no answer, drawn once per process unless it is shuffled.

    ``text`` is that of the whole questionnaire, by which it is known again.
    """
    if any(is_shuffled(question) for question in questionnaire.questions):
        return drawn_questions(sheet_of(questionnaire, {}, seed), is_anonymous=is_anonymous)
    return _kept(_Empty(text, questionnaire.language, is_anonymous, str(get_locale()), questionnaire))


@dataclass(frozen=True)
class _Empty:
    text: str
    language: str
    is_anonymous: bool
    locale: str
    questionnaire: Questionnaire = field(compare=False)


@lru_cache(maxsize=128)
def _kept(empty: _Empty) -> Markup:
    return drawn_questions(sheet_of(empty.questionnaire, {}, ""), is_anonymous=empty.is_anonymous)


def posted(questionnaire: Questionnaire, seed: str, *, is_partial: bool = False) -> Posted:
    """What the request brought. With ``is_partial`` a required answer may be missing, for nothing is sent yet."""
    named = frozenset(request.form.getlist(ASKED))
    asked = tuple(question.id for question in questionnaire.questions if question.id in named)
    given: dict[str, Answer] = {}
    wrong: list[str] = []
    for name in asked:
        try:
            value = given_in(request.form, questionnaire.question(name), seed, name)
        except AnswerError as error:
            if not (is_partial and error.code == "answer_missing"):
                wrong.append(name)
        else:
            if value is not None:
                given[name] = value
    shown = frozenset(question.id for question in path(questionnaire, given))
    refused = tuple(name for name in wrong if name in shown)
    return Posted(questionnaire, asked, clear_hidden(questionnaire, given), refused, seed, is_partial)


def _empty(question: Question, seed: str) -> Markup:
    return unanswered(question, seed, page=False, prefix=question.id)


def _filled(question: Question, answer: Answer, seed: str) -> Markup:
    form = answer_form(question, answer, seed, prefix=question.id, formdata=None)
    return drawn(form, page=False)


def _blocks(questionnaire: Questionnaire, controls: Mapping[str, Markup], answers: Answers) -> Iterator[Block]:
    shown = frozenset(question.id for question in path(questionnaire, answers))
    for question in questionnaire.questions:
        condition = question.show_if.model_dump_json() if question.show_if is not None else None
        yield Block(question, controls[question.id], question.id in shown, condition)


def _carried(names: list[str]) -> Iterator[tuple[str, str]]:
    """The fields of questions that were answered on this page or before, as they came."""
    for name in names:
        yield ASKED, name
        yield CARRIED, name
    begins = tuple(f"{name}-" for name in names)
    for field_name, values in request.form.lists():
        if field_name.startswith(begins):
            yield from ((field_name, value) for value in values)


def _named_error(form: AnswerForm) -> str:
    """What is wrong first, after the question itself: of several questions the same may be wrong."""
    error = str(next(error for field in form for error in field.errors))
    return str(gettext("%(question)s %(error)s", question=form.question.text, error=error))
