"""The register of decisions, and writing one: you said, we did, we will, we will not."""

from datetime import date
from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core import clock, ids
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotAllowed
from cab_portal.database import unit_of_work
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.decision_forms import DecisionForm
from cab_portal.launches import queries, service
from cab_portal.launches.access import DecisionPermission
from cab_portal.launches.models import Decision
from cab_portal.launches.rules import SAID_LIMIT
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import quotable_survey, voice_of
from cab_portal.surveys.questionnaire.wording import quoted
from cab_portal.web import forms, guards, identity
from cab_portal.web.pages import present_program, see_other
from cab_portal.web.paging import page_number

_STATES = {"draft": False, "published": True}
PUBLISH = "publish"


@blueprint.get("/staff/decisions")
@guards.require(AreaPermission.STAFF)
def decisions() -> ResponseReturnValue:
    """Every decision, what is not published first."""
    state = request.args.get("state", "")
    total, published = queries.decision_counts()
    page = queries.decisions_page(published=_STATES.get(state), number=page_number())
    return render_template(
        "staff/decisions.html",
        state=state if state in _STATES else None,
        counts={"draft": total - published, "published": published},
        total=total,
        today=_today(),
        page=page,
        editable=queries.editable_by(identity.actor(), page.items),
        writes=queries.drafts_decided_by(identity.actor()),
    )


@blueprint.get("/staff/drafts/<id:draft_id>/decisions/new")
@guards.require(AreaPermission.STAFF)
def new_decision(draft_id: UUID) -> ResponseReturnValue:
    """Write a decision about a draft."""
    guards.load(Draft, draft_id, DraftPermission.DECIDE)
    return _new_page(draft_id, DecisionForm(formdata=None, said=_quoted(draft_id)))


def _quoted(draft_id: UUID) -> str:
    """The words of a survey about this draft that ``?quote=`` and ``?question=`` ask for, if they may be quoted."""
    try:
        response_id = ids.decode(request.args.get("quote", ""))
    except ValueError:
        return ""
    survey_id = quotable_survey(response_id, draft_id)
    if survey_id is None or not _may_quote(survey_id):
        return ""
    voice = voice_of(survey_id, request.args.get("question", ""), response_id)
    return "" if voice is None else quoted(voice.words[: SAID_LIMIT - 2])


def _may_quote(survey_id: UUID) -> bool:
    try:
        guards.load(Survey, survey_id, SurveyPermission.READ_NAMES)
    except NotAllowed:
        return False
    return True


def _new_page(draft_id: UUID, form: DecisionForm) -> str:
    draft = guards.load(Draft, draft_id, DraftPermission.READ)
    threads = queries.answerable_threads(draft_id)
    form.offer(thread.id for thread in threads)
    return render_template("staff/decision_new.html", draft=draft, form=form, threads=threads)


@blueprint.post("/staff/drafts/<id:draft_id>/decisions")
@guards.require(AreaPermission.STAFF)
def create_decision(draft_id: UUID) -> ResponseReturnValue:
    """Keep a decision, and publish it where that button was pressed."""
    guards.load(Draft, draft_id, DraftPermission.DECIDE)
    form = DecisionForm()
    form.offer(thread.id for thread in queries.answerable_threads(draft_id))

    def act() -> ResponseReturnValue:
        draft = guards.load(Draft, draft_id, DraftPermission.DECIDE, lock=True)
        made = service.create_decision(draft, identity.actor(), form.given(), form.chosen())
        return _kept(made)

    return forms.save(form, act, lambda: _new_page(draft_id, form))


def _kept(decision: Decision) -> ResponseReturnValue:
    if request.form.get("intent") == PUBLISH:
        service.publish_decision(decision)
        flash(gettext("The decision is published. Members read it under What changed."))
    else:
        flash(gettext("The decision is saved. Members see it once it is published."))
    return see_other("staff.decisions")


@blueprint.get("/staff/decisions/<id:decision_id>/edit")
@guards.require(AreaPermission.STAFF)
def edit_decision(decision_id: UUID) -> ResponseReturnValue:
    """Change a decision that is not published."""
    decision = guards.load(Decision, decision_id, DecisionPermission.EDIT)
    if decision.published_at is not None:
        return see_other("staff.decisions")
    form = DecisionForm(
        formdata=None,
        said=decision.said,
        outcome=decision.outcome.value,
        answer=decision.answer,
        because=decision.because,
        due_on=decision.due_on,
        threads=[ids.encode(key) for key in queries.threads_answered_by(decision_id)],
    )
    return _edit_page(decision_id, form)


def _edit_page(decision_id: UUID, form: DecisionForm) -> str:
    decision = guards.load(Decision, decision_id, DecisionPermission.READ)
    threads = queries.answerable_threads(decision.draft_id)
    form.offer(thread.id for thread in threads)
    return render_template(
        "staff/decision_edit.html", draft=decision.draft, decision=decision, form=form, threads=threads
    )


@blueprint.post("/staff/decisions/<id:decision_id>")
@guards.require(AreaPermission.STAFF)
def update_decision(decision_id: UUID) -> ResponseReturnValue:
    """Keep what was changed, and publish it where that button was pressed."""
    draft_id = guards.load(Decision, decision_id, DecisionPermission.EDIT).draft_id
    form = DecisionForm()
    form.offer(thread.id for thread in queries.answerable_threads(draft_id))

    def act() -> ResponseReturnValue:
        decision = guards.load(Decision, decision_id, DecisionPermission.EDIT, lock=True)
        service.change_decision(decision, form.given(), form.chosen())
        return _kept(decision)

    return forms.save(form, act, lambda: _edit_page(decision_id, form))


@blueprint.post("/staff/decisions/<id:decision_id>/publish")
@guards.require(AreaPermission.STAFF)
def publish_decision(decision_id: UUID) -> ResponseReturnValue:
    """Let members read a decision."""
    with unit_of_work():
        service.publish_decision(guards.load(Decision, decision_id, DecisionPermission.EDIT, lock=True))
    flash(gettext("The decision is published. Members read it under What changed."))
    return see_other("staff.decisions")


def _today() -> date:
    return clock.now().astimezone(present_program().zone).date()
