"""Asking the design assistant about a question while it is typed: nothing of the question is stored.

A script asks for the fragment ``assistant`` when typing stops; without one there is the button. By further buttons the
change that is offered is made to what is typed, and a reason to ignore a finding is kept.
"""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import Conflict
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_question_forms import QuestionForm
from cab_portal.faces.staff.survey_questions import earlier_of, form_of, question_of, question_page, type_asked
from cab_portal.faces.staff.survey_zone import Zone, zone_of_typed
from cab_portal.surveys import service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.advice import Advice
from cab_portal.surveys.questionnaire.mending import mended
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import FOUND_NO_MORE
from cab_portal.web import forms, guards, identity


@blueprint.post("/staff/surveys/<id:survey_id>/questions/new/check")
@guards.require(AreaPermission.STAFF)
def check_new_question(survey_id: UUID) -> ResponseReturnValue:
    """Judge a question that was not added yet, of the type in ``?type=``."""
    kind = type_asked()
    survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
    return _checked(survey, kind, form_of(survey))


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>/check")
@guards.require(AreaPermission.STAFF)
def check_question(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """Judge a question as it is typed."""
    survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
    question = question_of(survey, question_id)
    return _checked(survey, question.type, form_of(survey, question), question)


def _checked(survey: Survey, kind: str, form: QuestionForm, question: Question | None = None) -> ResponseReturnValue:
    survey_id = survey.id

    def page() -> ResponseReturnValue:
        present = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
        return _shown(present, kind, form, question, zone_of_typed(present, kind, form, question))

    key = request.form.get("ignore", "")
    if key:
        return forms.save(form, lambda: _ignored(survey_id, kind, form, question, key), page)
    if not form.validate():
        return page(), 422  # type: ignore[return-value]
    zone = zone_of_typed(survey, kind, form, question)
    if key := request.form.get("mend", ""):
        form = _mended(survey, kind, form, question, _open(zone, key))
        zone = zone_of_typed(survey, kind, form, question)
    return _shown(survey, kind, form, question, zone)


def _ignored(
    survey_id: UUID, kind: str, form: QuestionForm, question: Question | None, key: str
) -> ResponseReturnValue:
    locked = guards.load(Survey, survey_id, SurveyPermission.DESIGN, lock=True)
    zone = zone_of_typed(locked, kind, form, question)
    service.set_aside(locked, identity.actor(), key, request.form.get(f"reason-{key}", ""), zone.assessment)
    return _shown(locked, kind, form, question, zone_of_typed(locked, kind, form, question))


def _mended(survey: Survey, kind: str, form: QuestionForm, question: Question | None, advice: Advice) -> QuestionForm:
    """The form with the change in it; what makes several questions of one is done on the survey's page."""
    made = mended(form.given(), kind, advice.fix) if advice.fix is not None else ()
    if len(made) != 1:
        raise Conflict(FOUND_NO_MORE)
    changed = QuestionForm.of(form.languages, earlier_of(survey, question), made[0], is_posted=False)
    changed.revision.data = form.revision.data
    return changed


def _open(zone: Zone, key: str) -> Advice:
    for advice in zone.assessment.open:
        if advice.key == key:
            return advice
    raise Conflict(FOUND_NO_MORE)


def _shown(survey: Survey, kind: str, form: QuestionForm, question: Question | None, zone: Zone) -> ResponseReturnValue:
    if request.args.get("fragment") == "assistant":
        return render_template(
            "staff/_question_assistant.html", survey=survey, kind=kind, question=question, zone=zone, editable=True
        )
    return question_page(survey, kind, form, question, zone=zone)
