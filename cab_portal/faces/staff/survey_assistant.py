"""Answering the design assistant on the page of a survey: a reason, or the change that it offers."""

from collections.abc import Callable
from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import HiddenField
from wtforms.validators import DataRequired

from cab_portal.core.access import AreaPermission
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_design import design_page, details_of
from cab_portal.faces.staff.survey_forms import RevisionForm
from cab_portal.surveys import queries, service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.rules import FOUND_NO_MORE, LONGEST_REASON, WANTED_REASON
from cab_portal.web import forms, guards, identity
from cab_portal.web.forms import Form, TextField
from cab_portal.web.pages import see_other


class FindingForm(RevisionForm):
    """Which finding is meant, by its key."""

    finding = HiddenField()


class ReasonForm(FindingForm):
    """Why a finding stays as it is."""

    reason = TextField("Why it stays as it is", [DataRequired(WANTED_REASON)], limit=LONGEST_REASON)

    def settle(self, survey: Survey) -> None:
        """Lead an error to the field of its finding; where that is found no more, say so instead."""
        key = self.finding.data or ""
        if any(advice.key == key for advice in queries.assessment_of(survey).open):
            self.reason.id = f"reason-{key}"
        elif self.reason.errors:
            self.reason.errors = []
            self.form_errors.append(FOUND_NO_MORE)


@blueprint.post("/staff/surveys/<id:survey_id>/findings/set-aside")
@guards.require(AreaPermission.STAFF)
def set_finding_aside(survey_id: UUID) -> ResponseReturnValue:
    """Let a finding be, for a reason."""
    form = ReasonForm()

    def verb(survey: Survey) -> str:
        service.set_aside(survey, identity.actor(), form.finding.data or "", form.reason.data or "")
        return str(gettext("The reason is kept with the survey."))

    return _answered(survey_id, form, verb)


@blueprint.post("/staff/surveys/<id:survey_id>/findings/take-up")
@guards.require(AreaPermission.STAFF)
def take_finding_up(survey_id: UUID) -> ResponseReturnValue:
    """Take a reason back."""
    form = FindingForm()

    def verb(survey: Survey) -> str:
        service.take_up(survey, form.finding.data or "")
        return str(gettext("The reason was taken back, so the finding stands again."))

    return _answered(survey_id, form, verb)


@blueprint.post("/staff/surveys/<id:survey_id>/findings/mend")
@guards.require(AreaPermission.STAFF)
def mend_finding(survey_id: UUID) -> ResponseReturnValue:
    """Make the change that a finding offers."""
    form = FindingForm()

    def verb(survey: Survey) -> str:
        service.mend(survey, form.finding.data or "", form.seen())
        return str(gettext("The question was changed as the assistant offered. Read it once more."))

    return _answered(survey_id, form, verb)


def _answered(survey_id: UUID, form: Form, verb: Callable[[Survey], str]) -> ResponseReturnValue:
    def act() -> ResponseReturnValue:
        survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN, lock=True)
        flash(verb(survey))
        return see_other("staff.design_survey", survey_id=survey_id, anchor="assistant")

    def page() -> str:
        survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
        if isinstance(form, ReasonForm):
            form.settle(survey)
        return design_page(survey, details_of(survey), form)

    return forms.save(form, act, page)
