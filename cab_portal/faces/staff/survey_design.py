"""The designer: what a survey asks, question by question."""

from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core import ids
from cab_portal.core.access import AreaPermission
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_forms import TYPE_NAMES, SurveyForm, let_save_again
from cab_portal.faces.staff.survey_language_names import offered_languages
from cab_portal.faces.staff.survey_top import top_line
from cab_portal.surveys import queries, service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire import condition_words
from cab_portal.surveys.questionnaire.anonymity import OWN_WORDS, asks_for_own_words
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.languages import completeness
from cab_portal.surveys.questionnaire.outdated import outdated_texts
from cab_portal.surveys.questionnaire.starters import STARTERS
from cab_portal.surveys.rules import SurveyPrivacy, SurveyStatus
from cab_portal.web import forms, guards
from cab_portal.web.forms import Form
from cab_portal.web.pages import see_other
from cab_portal.web.survey_promises import HINTS, NAMES, for_staff


@blueprint.get("/staff/surveys/<id:survey_id>/design")
@guards.require(AreaPermission.STAFF)
def design_survey(survey_id: UUID) -> ResponseReturnValue:
    """The questions in order, what they take, and what keeps the survey from being sent."""
    survey = guards.load(Survey, survey_id, SurveyPermission.READ)
    return design_page(survey, details_of(survey))


def details_of(survey: Survey) -> SurveyForm:
    """The form of the survey's title, purpose and promise as they stand, whatever was posted."""
    return SurveyForm(
        formdata=None,
        title=survey.title,
        purpose=survey.purpose,
        revision=survey.revision,
        privacy=survey.privacy.value,
        layout=survey.layout.value,
        confidants=[ids.encode(person_id) for person_id in queries.trusted_ids(survey)],
    )


def design_page(survey: Survey, form: SurveyForm, refused: Form | None = None) -> str:
    """The designer, filled with ``form``; ``refused`` is a form that could not be done."""
    questionnaire = queries.questionnaire_of(survey)
    assessment = queries.assessment_of(survey)
    writable = survey.status is SurveyStatus.WRITING and guards.can(SurveyPermission.DESIGN, survey)
    if writable:
        form.offer_people(queries.staff_to_trust())
    shown = refused or form
    if shown.refusal and questionnaire and shown.refusal.about in questionnaire.places:
        shown.lead = f"#question-{shown.refusal.about}"
    return render_template(
        "staff/survey_design.html",
        survey=survey,
        view=queries.view_of(survey, assessment),
        top=top_line(survey),
        lines=survey_lines(survey),
        paths=queries.path_map_of(survey),
        deleted=queries.deleted_questions(survey.id) if writable else [],
        numbers={key: place + 1 for key, place in questionnaire.places.items()} if questionnaire else {},
        corrections=queries.corrections_of(survey.id) if survey.status is not SurveyStatus.WRITING else [],
        correctable=survey.status is not SurveyStatus.WRITING and guards.can(SurveyPermission.DESIGN, survey),
        assistant=assessment,
        languages=completeness(questionnaire) if questionnaire else (),
        translations=questionnaire.translations if questionnaire else {},
        outdated=outdated_texts(questionnaire) if questionnaire else (),
        base_language=survey.definition.get("language", "en"),
        offered=offered_languages(questionnaire),
        types=TYPE_NAMES,
        starters=STARTERS,
        details=form,
        hints=HINTS,
        promise_name=NAMES[survey.privacy],
        promise=for_staff(survey.privacy, queries.confidants_of(survey), survey.smallest_group),
        warning=OWN_WORDS if _warns_of_words(survey, questionnaire) else None,
        form=shown,
        writable=writable,
        just_deleted=request.args.get("deleted"),
        moved=(request.args.get("moved"), request.args.get("by")),
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
        return design_page(survey, form)

    return forms.save(form, act, page)
