"""The list of surveys, and a new one."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cab_portal.core import ids
from cab_portal.core.access import AreaPermission
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_forms import NewSurveyForm
from cab_portal.surveys import queries, service
from cab_portal.surveys.questionnaire.starters import STARTERS
from cab_portal.web import forms, guards, identity
from cab_portal.web.pages import see_other
from cab_portal.web.paging import page_number
from cab_portal.web.survey_promises import HINTS


@blueprint.get("/staff/surveys")
@guards.require(AreaPermission.STAFF)
def surveys() -> ResponseReturnValue:
    """All surveys, those under way first."""
    return render_template("staff/surveys.html", page=queries.surveys_page(page_number()))


@blueprint.get("/staff/surveys/new")
@guards.require(AreaPermission.STAFF)
def new_survey() -> ResponseReturnValue:
    """What a new survey is about; ``?draft=`` chooses the draft beforehand."""
    return _page(NewSurveyForm(draft=request.args.get("draft"), confidants=[ids.encode(identity.actor().id)]))


@blueprint.post("/staff/surveys")
@guards.require(AreaPermission.STAFF)
def create_survey() -> ResponseReturnValue:
    """Begin a survey, and go on to its questions."""
    form = NewSurveyForm()
    form.offer(queries.drafts_to_ask_about(identity.actor().id))
    form.offer_people(queries.staff_to_trust())

    def act() -> ResponseReturnValue:
        draft = guards.load(Draft, form.draft_id(), DraftPermission.WRITE, lock=True)
        survey = service.create_survey(identity.actor(), draft, form.given())
        if (questions := form.questions()) is not None:
            service.save_questionnaire(survey, questions, survey.revision)
        return see_other("staff.design_survey", survey_id=survey.id)

    return forms.save(form, act, lambda: _page(form))


def _page(form: NewSurveyForm) -> str:
    drafts = queries.drafts_to_ask_about(identity.actor().id)
    form.offer(drafts)
    form.offer_people(queries.staff_to_trust())
    return render_template("staff/survey_new.html", form=form, hints=HINTS, starters=STARTERS, drafts=drafts)
