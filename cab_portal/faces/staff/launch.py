"""Launch readiness: the gate with its evidence, exceptions from it, and the launch itself."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core.access import AreaPermission
from cab_portal.core.actor import Actor
from cab_portal.core.errors import NotFound
from cab_portal.database import unit_of_work
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.launch_forms import EXCUSES, WaiverForm
from cab_portal.launches import queries, service
from cab_portal.launches.access import WaiverPermission, is_second_person
from cab_portal.launches.models import Waiver
from cab_portal.launches.rules import Check
from cab_portal.web import forms, guards, identity
from cab_portal.web.pages import see_other

# The word for each check in the address of its exception.
_CHECKS = {
    "finished": Check.ENOUGH_FINISHED,
    "concerns": Check.CONCERNS_DECIDED,
    "questions": Check.QUESTIONS_ANSWERED,
    "changes": Check.CHANGES_REREAD,
    "reviews": Check.REVIEWS_CLOSED,
}


@blueprint.get("/staff/drafts/<id:draft_id>/launch")
@guards.require(AreaPermission.STAFF)
def launch(draft_id: UUID) -> ResponseReturnValue:
    """The readiness page; after the launch, the frozen record of it."""
    return _page("staff/launch.html", draft_id)


def _page(template: str, draft_id: UUID) -> str:
    draft = guards.load(Draft, draft_id, DraftPermission.READ)
    actor = identity.actor()
    return render_template(
        template,
        draft=draft,
        gate=queries.gate_of(draft_id),
        verdicts=queries.verdict_counts(draft_id),
        excuses=dict(EXCUSES),
        words={check.value: word for word, check in _CHECKS.items()},
        may_decide_on=lambda waiver: is_second_person(actor, waiver.asked_by_id, draft),
    )


@blueprint.post("/staff/drafts/<id:draft_id>/launch")
@guards.require(AreaPermission.STAFF)
def approve_launch(draft_id: UUID) -> ResponseReturnValue:
    """Launch the newest version, or say what stands in the way."""
    guards.load(Draft, draft_id, DraftPermission.DECIDE)

    def act() -> ResponseReturnValue:
        draft = guards.load(Draft, draft_id, DraftPermission.DECIDE, lock=True)
        service.launch(draft, identity.actor())
        flash(gettext("The draft is launched. Everybody who commented gets a mail."))
        return see_other("staff.launch", draft_id=draft_id)

    return forms.save(forms.Form(), act, lambda: _page("staff/launch_blocked.html", draft_id))


@blueprint.get(
    "/staff/drafts/<id:draft_id>/launch/exceptions/<any(finished, concerns, questions, changes, reviews):check>"
)
@guards.require(AreaPermission.STAFF)
def new_waiver(draft_id: UUID, check: str) -> ResponseReturnValue:
    """Ask for an exception from one check."""
    guards.load(Draft, draft_id, DraftPermission.DECIDE)
    return _waiver_page(draft_id, check, WaiverForm(formdata=None))


@blueprint.post(
    "/staff/drafts/<id:draft_id>/launch/exceptions/<any(finished, concerns, questions, changes, reviews):check>"
)
@guards.require(AreaPermission.STAFF)
def create_waiver(draft_id: UUID, check: str) -> ResponseReturnValue:
    """Put the exception before a second person."""
    guards.load(Draft, draft_id, DraftPermission.DECIDE)
    asked = _CHECKS[check]
    form = WaiverForm()

    def act() -> ResponseReturnValue:
        draft = guards.load(Draft, draft_id, DraftPermission.DECIDE, lock=True)
        service.ask_waiver(draft, identity.actor(), form.given(asked))
        flash(gettext("The exception is asked for. An admin or another CSM grants or refuses it on this page."))
        return see_other("staff.launch", draft_id=draft_id, anchor="exceptions")

    return forms.save(form, act, lambda: _waiver_page(draft_id, check, form))


def _waiver_page(draft_id: UUID, word: str, form: WaiverForm) -> str:
    draft = guards.load(Draft, draft_id, DraftPermission.READ)
    gate = queries.gate_of(draft_id)
    if gate is None:
        raise NotFound
    view = next(view for view in gate.checks if view.check is _CHECKS[word])
    return render_template("staff/waiver_new.html", draft=draft, gate=gate, view=view, word=word, form=form)


@blueprint.post("/staff/waivers/<id:waiver_id>/grant")
@guards.require(AreaPermission.STAFF)
def grant_waiver(waiver_id: UUID) -> ResponseReturnValue:
    """Grant an exception that somebody else asked for."""
    return _decide(waiver_id, service.grant, gettext("The exception is granted, and on the record."))


@blueprint.post("/staff/waivers/<id:waiver_id>/refuse")
@guards.require(AreaPermission.STAFF)
def refuse_waiver(waiver_id: UUID) -> ResponseReturnValue:
    """Refuse an exception that somebody else asked for."""
    return _decide(waiver_id, service.refuse, gettext("The exception is refused, and on the record."))


def _decide(waiver_id: UUID, verb: Callable[[Waiver, Actor], None], told: str) -> ResponseReturnValue:
    with unit_of_work():
        waiver = guards.load(Waiver, waiver_id, WaiverPermission.DECIDE, lock=True)
        verb(waiver, identity.actor())
        draft_id = waiver.draft_id
    flash(told)
    return see_other("staff.launch", draft_id=draft_id, anchor="exceptions")
