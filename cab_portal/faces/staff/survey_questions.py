"""The editor of one question of a survey."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_design import survey_lines
from cab_portal.faces.staff.survey_forms import TYPE_NAMES, let_save_again
from cab_portal.faces.staff.survey_language_names import languages_of
from cab_portal.faces.staff.survey_question_forms import QuestionForm, pipeable
from cab_portal.faces.staff.survey_top import top_line
from cab_portal.surveys import queries, service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire import condition_words
from cab_portal.surveys.questionnaire.editing import typed
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import SurveyStatus
from cab_portal.web import forms, guards
from cab_portal.web.pages import see_other


@blueprint.get("/staff/surveys/<id:survey_id>/questions/new")
@guards.require(AreaPermission.STAFF)
def new_question(survey_id: UUID) -> ResponseReturnValue:
    """A further question, of the type in ``?type=``."""
    survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
    kind = _type_asked()
    form = _form(survey)
    form.revision.data = str(survey.revision)
    return _page(survey, kind, form)


@blueprint.post("/staff/surveys/<id:survey_id>/questions/new")
@guards.require(AreaPermission.STAFF)
def create_question(survey_id: UUID) -> ResponseReturnValue:
    """Add it at the end; or show the form again with another line."""
    kind = _type_asked()
    survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
    form = _form(survey)
    if order := request.form.get("row"):
        return _page(survey, kind, form, focus=form.rearrange(order))

    def act() -> ResponseReturnValue:
        locked = guards.load(Survey, survey_id, SurveyPermission.DESIGN, lock=True)
        added = service.add_question(locked, kind, form.given(), form.seen())
        return see_other("staff.design_survey", survey_id=survey_id, anchor=f"question-{added}")

    def page() -> str:
        present = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
        let_save_again(form, present)
        return _page(present, kind, form)

    return forms.save(form, act, page)


@blueprint.get("/staff/surveys/<id:survey_id>/questions/<string:question_id>")
@guards.require(AreaPermission.STAFF)
def edit_question(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """One question and its condition."""
    survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
    question = _question(survey, question_id)
    form = _form(survey, question)
    form.revision.data = str(survey.revision)
    return _page(survey, question.type, form, question)


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>")
@guards.require(AreaPermission.STAFF)
def update_question(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """Save the question; or show the form again with another line."""
    survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
    question = _question(survey, question_id)
    form = _form(survey, question)
    if order := request.form.get("row"):
        return _page(survey, question.type, form, question, focus=form.rearrange(order))

    def act() -> ResponseReturnValue:
        locked = guards.load(Survey, survey_id, SurveyPermission.DESIGN, lock=True)
        service.change_question(locked, question_id, form.given(), form.seen())
        return see_other("staff.design_survey", survey_id=survey_id, anchor=f"question-{question_id}")

    def page() -> str:
        present = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
        let_save_again(form, present)
        return _page(present, question.type, form, _question(present, question_id))

    return forms.save(form, act, page)


def _form(survey: Survey, question: Question | None = None) -> QuestionForm:
    """The form of a question as it stands, or of a new one; filled with what was posted, where something was."""
    questionnaire = queries.questionnaire_of(survey)
    languages = languages_of(questionnaire)
    if question is None or questionnaire is None:
        return QuestionForm.of(languages, questionnaire.questions if questionnaire else ())
    earlier = questionnaire.questions[: questionnaire.places[question.id]]
    return QuestionForm.of(languages, earlier, typed(question, earlier, questionnaire.translations))


def _page(
    survey: Survey, kind: str, form: QuestionForm, question: Question | None = None, focus: str | None = None
) -> str:
    questionnaire = queries.questionnaire_of(survey)
    questions = questionnaire.questions if questionnaire else ()
    earlier = questions[: questions.index(question)] if question else questions
    form.offer(earlier)
    condition = question.show_if if question else None
    return render_template(
        "staff/survey_question.html",
        survey=survey,
        top=top_line(survey),
        kind=kind,
        type_name=TYPE_NAMES[kind],
        form=form,
        question=question,
        number=questionnaire.number(question.id) if question and questionnaire else None,
        lines=survey_lines(survey),
        pipeable=pipeable(earlier),
        condition=condition_words.sentence(condition, questionnaire) if condition and questionnaire else None,
        editable=survey.status is SurveyStatus.WRITING,
        focus=focus,
    )


def _type_asked() -> str:
    kind = request.args.get("type", "")
    if kind not in TYPE_NAMES:
        raise NotFound
    return kind


def _question(survey: Survey, question_id: str) -> Question:
    questionnaire = queries.questionnaire_of(survey)
    if questionnaire is None or question_id not in questionnaire.places:
        raise NotFound
    return questionnaire.question(question_id)
