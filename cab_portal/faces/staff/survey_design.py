"""The designer: what a survey asks, question by question."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core import ids
from cab_portal.core.access import AreaPermission
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_forms import TYPE_NAMES, RevisionForm, SurveyForm, let_save_again
from cab_portal.surveys import queries, service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire import condition_words
from cab_portal.surveys.questionnaire.anonymity import OWN_WORDS, asks_for_own_words
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.rules import SurveyPrivacy, SurveyStatus, suggested_pay
from cab_portal.web import forms, guards
from cab_portal.web.forms import Form
from cab_portal.web.pages import present_program, see_other
from cab_portal.web.survey_promises import HINTS, NAMES, for_staff


@blueprint.get("/staff/surveys/<id:survey_id>/design")
@guards.require(AreaPermission.STAFF)
def design_survey(survey_id: UUID) -> ResponseReturnValue:
    """The questions in order, what they take, and what keeps the survey from being sent."""
    survey = guards.load(Survey, survey_id, SurveyPermission.READ)
    return _design_page(survey, _details(survey))


def _details(survey: Survey) -> SurveyForm:
    return SurveyForm(**_details_of(survey))


def _design_page(survey: Survey, form: SurveyForm, refused: Form | None = None) -> str:
    estimate = queries.estimate_of(survey)
    questionnaire = queries.questionnaire_of(survey)
    writable = survey.status is SurveyStatus.WRITING and guards.can(SurveyPermission.DESIGN, survey)
    if writable:
        form.offer_people(queries.staff_to_trust())
    return render_template(
        "staff/survey_design.html",
        survey=survey,
        view=queries.view_of(survey),
        lines=survey_lines(survey),
        assistant=queries.assessment_of(survey) if survey.status is SurveyStatus.WRITING else None,
        minutes=queries.minutes_of(survey),
        pay=suggested_pay(estimate, present_program().hourly_rate) if estimate else None,
        types=TYPE_NAMES,
        promise_name=NAMES[survey.privacy],
        details=form,
        hints=HINTS,
        promise=for_staff(survey.privacy, queries.confidants_of(survey), survey.smallest_group),
        warning=OWN_WORDS if _warns_of_words(survey, questionnaire) else None,
        form=refused or form,
        writable=writable,
    )


def _warns_of_words(survey: Survey, questionnaire: Questionnaire | None) -> bool:
    is_anonymous = survey.privacy is SurveyPrivacy.ANONYMOUS
    return is_anonymous and questionnaire is not None and asks_for_own_words(questionnaire)


def survey_lines(survey: Survey) -> list[dict[str, object]]:
    """The questions of a survey in order, each with its number, its type and its condition in words."""
    questionnaire = queries.questionnaire_of(survey)
    if questionnaire is None:
        return []
    return [
        {
            "question": question,
            "number": number,
            "type": TYPE_NAMES[question.type],
            "condition": condition_words.sentence(question.show_if, questionnaire) if question.show_if else None,
        }
        for number, question in enumerate(questionnaire.questions, 1)
    ]


@blueprint.post("/staff/surveys/<id:survey_id>/design")
@guards.require(AreaPermission.STAFF)
def update_survey(survey_id: UUID) -> ResponseReturnValue:
    """Another title, purpose or promise."""
    form = SurveyForm()
    form.offer_people(queries.staff_to_trust())

    def act() -> ResponseReturnValue:
        survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN, lock=True)
        service.save_details(survey, form.given(), form.seen())
        flash(gettext("The survey was saved."))
        return see_other("staff.design_survey", survey_id=survey_id)

    def page() -> str:
        survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
        let_save_again(form, survey)
        return _design_page(survey, form)

    return forms.save(form, act, page)


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>/duplicate")
@guards.require(AreaPermission.STAFF)
def duplicate_question(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """A copy right after it."""
    return _rearranged(survey_id, lambda survey, seen: service.duplicate_question(survey, question_id, seen))


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>/delete")
@guards.require(AreaPermission.STAFF)
def delete_question(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """Take it out."""
    return _rearranged(survey_id, lambda survey, seen: service.remove_question(survey, question_id, seen))


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>/move-up")
@guards.require(AreaPermission.STAFF)
def move_question_up(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """One place up."""
    return _rearranged(survey_id, lambda survey, seen: service.move_question(survey, question_id, -1, seen))


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>/move-down")
@guards.require(AreaPermission.STAFF)
def move_question_down(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """One place down."""
    return _rearranged(survey_id, lambda survey, seen: service.move_question(survey, question_id, 1, seen))


def _rearranged(survey_id: UUID, verb: Callable[[Survey, int], None]) -> ResponseReturnValue:
    form = RevisionForm()

    def act() -> ResponseReturnValue:
        survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN, lock=True)
        verb(survey, form.seen())
        return see_other("staff.design_survey", survey_id=survey_id, anchor="questions")

    def page() -> str:
        survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
        return _design_page(survey, SurveyForm(formdata=None, data=_details_of(survey)), form)

    return forms.save(form, act, page)


def _details_of(survey: Survey) -> dict[str, object]:
    return {
        "title": survey.title,
        "purpose": survey.purpose,
        "revision": survey.revision,
        "privacy": survey.privacy.value,
        "layout": survey.layout.value,
        "confidants": [ids.encode(person_id) for person_id in queries.trusted_ids(survey)],
    }
