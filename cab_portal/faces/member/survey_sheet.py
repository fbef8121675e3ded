"""Answering a survey whose questions all stand on one page: answered, checked and sent in one go."""

from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from cab_portal.core.access import AreaPermission
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.faces.member.survey_run import Run, facts_of, milliseconds_of, promise_of, run_of, seed_of
from cab_portal.surveys import service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import (
    AskedSurvey,
    asked_from,
    asked_statement,
    sent_questionnaire_of,
    spoken_questionnaire_of,
)
from cab_portal.surveys.questionnaire.answers import Answers
from cab_portal.surveys.rules import SurveyLayout, SurveyPrivacy
from cab_portal.web import forms, guards, identity
from cab_portal.web.filters import show_datetime
from cab_portal.web.forms import PlainForm
from cab_portal.web.kept_pages import kept_page
from cab_portal.web.limits import answer_limit
from cab_portal.web.pages import see_other
from cab_portal.web.survey_languages import language_of
from cab_portal.web.survey_sheets import Posted, Sheet, SheetForm, drawn_empty, drawn_questions, posted, sheet_of

LATER = "later"
_TEMPLATE = "member/survey_sheet.html"


@blueprint.get("/surveys/<id:survey_id>/answers")
@guards.require(AreaPermission.MEMBER)
def survey_sheet(survey_id: UUID) -> ResponseReturnValue:
    """All questions on one page."""
    run = run_of(survey_id)
    if not run.takes_answers or not run.is_on_one_page:
        return see_other("member.survey", survey_id=survey_id)
    if run.answers:
        return _page(run, sheet_of(run.questionnaire, run.answers, seed_of(run.survey)))
    empty = drawn_empty(run.questionnaire, run.survey.text, seed_of(run.survey), is_anonymous=run.is_anonymous)
    return _drawn(run, Sheet(()), empty)


@blueprint.post("/surveys/<id:survey_id>/answers")
@guards.require(AreaPermission.MEMBER)
@answer_limit
def send_sheet(survey_id: UUID) -> ResponseReturnValue:
    """Send the answers; or ask what they made necessary, where no script did; or keep them for later."""

    def act() -> Sheet | ResponseReturnValue:
        survey = _held(survey_id)
        if survey.layout is not SurveyLayout.WHOLE:
            return see_other("member.survey", survey_id=survey_id)
        given = _posted(survey)
        before = given.page_before_taking()
        if before is not None:
            return before
        take = _keep if given.is_partial else _send
        return take(survey, given.answers, milliseconds_of(survey, len(given.asked)))

    def page(form: PlainForm) -> str:
        run = run_of(survey_id)
        return _page(run, _posted(run.survey).whole_page(), form)

    taken = forms.send(SheetForm, act, page)
    # Drawn only now, for until here the database was held for writing.
    if isinstance(taken, Sheet):
        return _page(run_of(survey_id), taken, SheetForm()), 422 if taken.errors else 200
    return taken


def _posted(survey: AskedSurvey) -> Posted:
    """What was answered; nothing is kept of an anonymous survey before it is sent."""
    is_for_later = request.form.get("intent") == LATER and survey.privacy is not SurveyPrivacy.ANONYMOUS
    questionnaire = spoken_questionnaire_of(survey, language_of(sent_questionnaire_of(survey)))
    return posted(questionnaire, seed_of(survey), is_partial=is_for_later)


def _keep(survey: AskedSurvey, answers: Answers, milliseconds: int | None) -> ResponseReturnValue:
    service.save_all(survey, identity.actor(), answers, milliseconds)
    flash(gettext("Your answers so far are kept. Come back and send them before the survey closes."))
    return see_other("member.survey", survey_id=survey.id)


def _send(survey: AskedSurvey, answers: Answers, milliseconds: int | None) -> ResponseReturnValue:
    if survey.privacy is SurveyPrivacy.ANONYMOUS:
        service.send_all_unlinked(survey, identity.actor(), answers)
    else:
        service.send_all(survey, identity.actor(), answers, milliseconds)
    return see_other("member.survey_done", survey_id=survey.id)


def _page(run: Run, sheet: Sheet, form: PlainForm | None = None) -> str:
    return _drawn(run, sheet, drawn_questions(sheet, is_anonymous=run.is_anonymous), form)


def _drawn(run: Run, sheet: Sheet, questions: Markup, form: PlainForm | None = None) -> str:
    facts = {
        **facts_of(run),
        "promise": promise_of(run),
        "until": show_datetime(run.request.closes_at),
        "is_following": sheet.is_following,
        "is_final": run.is_anonymous or run.is_late,
        "is_correction": run.may_correct,
        "form": form,
        "errors": sheet.errors,
    }
    words = {"questions": questions, "shown_at": run.shown_at}
    if form is None:
        return kept_page(_TEMPLATE, facts, words)
    return render_template(_TEMPLATE, **facts, **words, error_prefix=bool(sheet.errors or form.errors))


def _held(survey_id: UUID) -> AskedSurvey:
    """The survey as it is now, until the commit."""
    rows = guards.look(Survey, survey_id, SurveyPermission.ANSWER, asked_statement(), lock=True)
    return asked_from(rows[0])
