"""Correcting a slip of the pen in a survey that was sent."""

from collections import Counter
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import Conflict, InvalidInput, NotFound
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_forms import RevisionForm, let_save_again
from cab_portal.faces.staff.survey_top import top_line
from cab_portal.surveys import queries, service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.language_names import language_name
from cab_portal.surveys.questionnaire.languages import texts_in_all_languages
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import SurveyStatus
from cab_portal.web import forms, guards, identity
from cab_portal.web.forms import LineField, TextField
from cab_portal.web.pages import see_other

_LONGEST = 2_000
_LONG = frozenset({"text", "help", "body"})


class CorrectionForm(RevisionForm):
    """The texts of one question, each in a field of its own: ``text_0`` and so on, in their order."""

    ways: tuple[str, ...] = ()

    def given(self) -> dict[str, str]:
        """The texts as typed, by the way to each."""
        return {way: self[f"text_{place}"].data or "" for place, way in enumerate(self.ways)}

    def place_errors(self, error: InvalidInput) -> InvalidInput:
        """The same refusal with its sentences at the fields of this form."""
        places = {way: f"text_{place}" for place, way in enumerate(self.ways)}
        fields = {places[way]: sentence for way, sentence in error.fields.items() if way in places}
        return InvalidInput(error.message, code=error.code, fields=fields)


@lru_cache(maxsize=64)
def _with_fields(names: tuple[str, ...]) -> type[CorrectionForm]:
    fields: dict[str, Any] = {
        f"text_{place}": TextField(limit=_LONGEST, label="") if name in _LONG else LineField(limit=_LONGEST, label="")
        for place, name in enumerate(names)
    }
    return type(CorrectionForm.__name__, (CorrectionForm,), fields)


def _form(survey: Survey, question: Question) -> CorrectionForm:
    texts = list(texts_in_all_languages(queries.sent_questionnaire_of(survey), question))
    data: dict[str, Any] = {f"text_{place}": text for place, (_, text) in enumerate(texts)}
    names = tuple(_in_one_language(way)[0] for way, _ in texts)
    form = _with_fields(names)(data={**data, "revision": str(survey.revision)})
    form.ways = tuple("/".join(way) for way, _ in texts)
    numbers: Counter[tuple[str, str]] = Counter()
    for place, (way, _) in enumerate(texts):
        name, language = _in_one_language(way)
        numbers[name, language] += 1
        field = form[f"text_{place}"]
        field.label.text = _name(name, numbers[name, language])
        if language:
            field.label.text = gettext(
                "%(name)s in %(language)s", name=field.label.text, language=language_name(language)
            )
            field.render_kw = {**(field.render_kw or {}), "lang": language}
    return form


def _in_one_language(way: tuple[str, ...]) -> tuple[str, str]:
    """The name of the text that a way leads to, and its language; empty for that of the questions themselves."""
    return (way[2], way[1]) if way[0] == "translations" else (way[0], "")


def _name(name: str, number: int) -> str:
    names = {
        "text": gettext("Question"),
        "help": gettext("Hint"),
        "body": gettext("Text"),
        "options": gettext("Answer %(number)s", number=number),
        "points": gettext("Point %(number)s", number=number),
        "items": gettext("Item %(number)s", number=number),
    }
    return str(names.get(name) or gettext("Words %(number)s", number=number))


@blueprint.get("/staff/surveys/<id:survey_id>/questions/<string:question_id>/correct")
@guards.require(AreaPermission.STAFF)
def correct_question(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """The texts of a question of a survey that was sent."""
    survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
    question = _sent_question(survey, question_id)
    return _page(survey, question, _form(survey, question))


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>/correct")
@guards.require(AreaPermission.STAFF)
def save_correction(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """Correct them, with a note of what they were; refused where they would ask something else."""
    survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
    form = _form(survey, _sent_question(survey, question_id))

    def act() -> ResponseReturnValue:
        locked = guards.load(Survey, survey_id, SurveyPermission.DESIGN, lock=True)
        try:
            changed = service.correct_question(locked, identity.actor(), question_id, form.given(), form.seen())
        except InvalidInput as error:
            raise form.place_errors(error) from error
        if changed:
            flash(ngettext("%(num)s text was corrected.", "%(num)s texts were corrected.", changed))
        return see_other("staff.design_survey", survey_id=survey_id, anchor=f"question-{question_id}")

    def page() -> str:
        present = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
        let_save_again(form, present)
        return _page(present, _sent_question(present, question_id), form)

    return forms.save(form, act, page)


def _sent_question(survey: Survey, question_id: str) -> Question:
    questionnaire = queries.questionnaire_of(survey)
    if questionnaire is None or question_id not in questionnaire.places:
        raise NotFound
    if survey.status is SurveyStatus.WRITING:
        raise Conflict(gettext("This survey was not sent yet. Edit the question itself."))
    return questionnaire.question(question_id)


def _page(survey: Survey, question: Question, form: CorrectionForm) -> str:
    return render_template(
        "staff/survey_correction.html",
        survey=survey,
        top=top_line(survey),
        question=question,
        number=queries.sent_questionnaire_of(survey).number(question.id),
        form=form,
        fields=[form[f"text_{place}"] for place in range(len(form.ways))],
    )
