"""Answering a survey as a member would, with nothing stored: the answers so far travel in the page."""

import json
from collections.abc import Mapping
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.surveys import queries
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.answers import Answer, AnswerError
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.path import (
    next_question,
    path,
    position,
    previous_question,
    restore,
    worded,
)
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import SurveyLayout
from cab_portal.web import guards
from cab_portal.web.survey_forms import AnswerForm, answer_form
from cab_portal.web.survey_languages import choose_language, language_of, languages_to_read
from cab_portal.web.survey_sheets import Sheet, SheetForm, posted, sheet_of

SEED = "preview"
"""Shuffled answers stand in one of their orders."""


@blueprint.get("/staff/surveys/<id:survey_id>/preview")
@guards.require(AreaPermission.STAFF)
def preview_survey(survey_id: UUID) -> ResponseReturnValue:
    """The first question; ``?language=`` reads it in one of the survey's languages from then on."""
    survey = guards.load(Survey, survey_id, SurveyPermission.READ)
    choose_language(_asked_questionnaire(survey))
    questionnaire = _questionnaire(survey)
    if survey.layout is SurveyLayout.WHOLE:
        return _sheet_page(survey, SheetForm(), sheet_of(questionnaire, {}, SEED))
    return _question_page(survey, questionnaire, questionnaire.questions[0], {})


@blueprint.post("/staff/surveys/<id:survey_id>/preview")
@guards.require(AreaPermission.STAFF)
def preview_answer(survey_id: UUID) -> ResponseReturnValue:
    """The next question, the one before, or the end."""
    survey = guards.load(Survey, survey_id, SurveyPermission.READ)
    questionnaire = _questionnaire(survey)
    if survey.layout is SurveyLayout.WHOLE:
        return _sheet_answered(survey, questionnaire)
    answers = _carried(questionnaire)
    question = _asked(questionnaire)
    if request.form.get("intent") == "back":
        before = previous_question(questionnaire, answers, question.id)
        return _question_page(survey, questionnaire, before or questionnaire.questions[0], answers)
    form = answer_form(worded(questionnaire, question, answers), seed=SEED)
    if not form.validate():
        return _page(survey, questionnaire, form, answers), 422
    value = form.given()
    answers.pop(question.id, None)
    if value is not None:
        answers[question.id] = value
    following = next_question(questionnaire, answers, question.id)
    if following is not None:
        return _question_page(survey, questionnaire, following, answers)
    return _end_page(survey, questionnaire, answers)


def _sheet_answered(survey: Survey, questionnaire: Questionnaire) -> ResponseReturnValue:
    given = posted(questionnaire, SEED)
    before = given.page_before_taking()
    if before is not None:
        return _sheet_page(survey, SheetForm(), before), 422 if before.errors else 200
    return _end_page(survey, questionnaire, given.answers)


def _sheet_page(survey: Survey, form: SheetForm, sheet: Sheet) -> str:
    return render_template(
        "staff/survey_preview_sheet.html",
        survey=survey,
        form=form,
        sheet=sheet,
        error_prefix=bool(sheet.errors),
        language=_questionnaire(survey).language,
        languages=languages_to_read(_asked_questionnaire(survey)),
    )


def _end_page(survey: Survey, questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> str:
    rows = [
        {
            "label": worded(questionnaire, asked, answers).text,
            "value": asked.display(answers[asked.id]) if asked.id in answers else None,
            "lang": questionnaire.language,
        }
        for asked in path(questionnaire, answers)
        if asked.answerable
    ]
    return render_template("staff/survey_preview_end.html", survey=survey, rows=rows)


def _asked_questionnaire(survey: Survey) -> Questionnaire:
    questionnaire = queries.questionnaire_of(survey)
    if questionnaire is None:
        raise Conflict(gettext("There is nothing to preview yet. Add the first question."))
    return questionnaire


def _questionnaire(survey: Survey) -> Questionnaire:
    """The questions as a member reads them."""
    return queries.spoken_questionnaire_of(survey, language_of(_asked_questionnaire(survey)))


def _carried(questionnaire: Questionnaire) -> dict[str, Answer]:
    try:
        return restore(questionnaire, json.loads(request.form.get("answers") or "{}"))
    except (AnswerError, ValueError, RecursionError) as error:
        raise InvalidInput(gettext("The survey changed meanwhile. Start the preview again.")) from error


def _asked(questionnaire: Questionnaire) -> Question:
    try:
        return questionnaire.question(request.form.get("question_id", ""))
    except KeyError as error:
        raise InvalidInput(gettext("The survey changed meanwhile. Start the preview again.")) from error


def _question_page(
    survey: Survey, questionnaire: Questionnaire, question: Question, answers: Mapping[str, Answer]
) -> str:
    said = worded(questionnaire, question, answers)
    form = answer_form(said, answers.get(question.id), SEED, formdata=None)
    return _page(survey, questionnaire, form, answers)


def _page(survey: Survey, questionnaire: Questionnaire, form: AnswerForm, answers: Mapping[str, Answer]) -> str:
    question = form.question
    carried = {key: questionnaire.question(key).stored(value) for key, value in answers.items()}
    return render_template(
        "staff/survey_preview.html",
        survey=survey,
        form=form,
        question=question,
        position=position(questionnaire, answers, question.id),
        answers=json.dumps(carried),
        language=questionnaire.language,
        languages=languages_to_read(_asked_questionnaire(survey)),
    )
