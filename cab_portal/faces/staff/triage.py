"""Triage: every thread of a draft is read once, answered and decided."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.comments.access import ThreadPermission
from cab_portal.comments.models import Thread
from cab_portal.comments.queries import export, triage
from cab_portal.comments.queries.triage import TriageState
from cab_portal.comments.rules import ThreadKind
from cab_portal.comments.service import dispositions, replies
from cab_portal.core import ids
from cab_portal.core.access import AreaPermission
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.triage_forms import DispositionForm, ReplyForm
from cab_portal.web import csv_files, forms, guards, identity
from cab_portal.web.pages import present_program, see_other
from cab_portal.web.paging import page_number


@blueprint.get("/staff/drafts/<id:draft_id>/triage")
@guards.require(AreaPermission.STAFF)
def triage_of_draft(draft_id: UUID) -> ResponseReturnValue:
    """All shared threads of a draft, what is overdue first."""
    draft = guards.load(Draft, draft_id, DraftPermission.READ)
    zone = present_program().zone
    kind = next((kind for kind in ThreadKind if kind.value == request.args.get("kind")), None)
    state = next((state for state in TriageState if state.value == request.args.get("state")), None)
    counts = triage.triage_counts(draft_id, zone)
    return render_template(
        "staff/triage.html",
        draft=draft,
        state=state,
        counts=counts,
        state_filters=[
            _link(draft_id, kind, one, label, counts.of(kind).of(one), current=one is state)
            for one, label in _states().items()
        ],
        kind_filters=[
            _link(draft_id, one, state, label, counts.of(one).of(state), current=one is kind)
            for one, label in _kinds().items()
        ],
        page=triage.threads_of_draft(draft_id, zone, kind=kind, state=state, number=page_number()),
    )


def _states() -> dict[TriageState | None, str]:
    return {
        None: gettext("All"),
        TriageState.OVERDUE: gettext("Overdue"),
        TriageState.OPEN: gettext("To decide"),
        TriageState.DECIDED: gettext("Decided"),
    }


def _kinds() -> dict[ThreadKind | None, str]:
    return {
        None: gettext("All"),
        ThreadKind.CONCERN: gettext("Concerns"),
        ThreadKind.QUESTION: gettext("Questions"),
        ThreadKind.SUGGESTION: gettext("Suggestions"),
        ThreadKind.PRAISE: gettext("Praise"),
    }


def _link(
    draft_id: UUID, kind: ThreadKind | None, state: TriageState | None, label: str, count: int, *, current: bool
) -> dict[str, object]:
    """One choice of a filter, which keeps the other filter."""
    url = url_for("staff.triage_of_draft", draft_id=draft_id, kind=kind, state=state)
    return {"label": label, "url": url, "current": current, "count": count}


@blueprint.get("/staff/drafts/<id:draft_id>/comments.csv")
@guards.require(AreaPermission.STAFF)
def comments_csv(draft_id: UUID) -> ResponseReturnValue:
    """All shared comments of a draft as a file, private ones marked."""
    guards.load(Draft, draft_id, DraftPermission.READ)
    return csv_files.download(f"comments-{ids.encode(draft_id)}.csv", export.COLUMNS, export.rows(draft_id))


@blueprint.get("/staff/drafts/threads/<id:thread_id>")
@guards.require(AreaPermission.STAFF)
def triage_thread(thread_id: UUID) -> ResponseReturnValue:
    """One thread, with a reply and a decision to write."""
    thread = guards.load(Thread, thread_id, ThreadPermission.READ)
    form = DispositionForm(
        formdata=None,
        disposition=thread.disposition.value if thread.disposition else None,
        reason=thread.disposition_reason,
        duplicate_of=ids.encode(thread.duplicate_of_id) if thread.duplicate_of_id else "",
    )
    return _thread_page(thread_id, ReplyForm(formdata=None), form)


def _thread_page(thread_id: UUID, reply: ReplyForm, disposition: DispositionForm) -> str:
    thread = guards.load(Thread, thread_id, ThreadPermission.READ)
    disposition.offer(triage.twins_for(thread_id, thread.draft_id))
    return render_template(
        "staff/triage_thread.html",
        draft=thread.draft,
        row=thread,
        thread=triage.triage_thread(thread_id, present_program().zone),
        reply_form=reply,
        disposition_form=disposition,
    )


@blueprint.post("/staff/drafts/threads/<id:thread_id>/replies")
@guards.require(AreaPermission.STAFF)
def create_reply(thread_id: UUID) -> ResponseReturnValue:
    """Reply for the team; the member hears of it by mail."""
    form = ReplyForm()

    def act() -> ResponseReturnValue:
        thread = guards.load(Thread, thread_id, ThreadPermission.DECIDE, lock=True)
        replies.reply(identity.actor(), thread, form.given())
        flash(gettext("Your reply was sent."))
        return see_other("staff.triage_thread", thread_id=thread_id)

    return forms.save(form, act, lambda: _thread_page(thread_id, form, DispositionForm(formdata=None)))


@blueprint.post("/staff/drafts/threads/<id:thread_id>/disposition")
@guards.require(AreaPermission.STAFF)
def dispose(thread_id: UUID) -> ResponseReturnValue:
    """Decide about a thread; the member hears of it by mail."""
    draft_id = guards.load(Thread, thread_id, ThreadPermission.DECIDE).draft_id
    form = DispositionForm()
    form.offer(triage.twins_for(thread_id, draft_id))

    def act() -> ResponseReturnValue:
        thread = guards.load(Thread, thread_id, ThreadPermission.DECIDE, lock=True)
        dispositions.dispose(identity.actor(), thread, form.given())
        flash(gettext("Your decision was saved."))
        return see_other("staff.triage_of_draft", draft_id=draft_id)

    return forms.save(form, act, lambda: _thread_page(thread_id, ReplyForm(formdata=None), form))
