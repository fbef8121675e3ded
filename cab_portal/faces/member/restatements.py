"""What the team understood of a member's concern: confirmed or corrected by the member."""

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from cab_portal.comments import queries
from cab_portal.comments.access import ThreadPermission
from cab_portal.comments.models import Thread
from cab_portal.comments.queries import restatements
from cab_portal.comments.rules import REASON_LIMIT, RestatementAnswer, RestatementReply
from cab_portal.comments.service import restatements as service
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.faces.member.review_pages import review_of
from cab_portal.web import forms, guards, identity
from cab_portal.web.forms import Form, TextField, choices
from cab_portal.web.pages import see_other


class RestatementAnswerForm(Form):
    """Whether the team understood the concern; ``number`` is the restatement that the member read."""

    number = HiddenField()
    answer = RadioField(
        "Did we understand you?",
        [InputRequired("Say whether we understood you.")],
        choices=choices(
            (RestatementAnswer.CONFIRMED.value, "Yes, that is my concern"),
            (RestatementAnswer.CORRECTED.value, "Not quite"),
        ),
    )
    correction = TextField("What we got wrong", limit=REASON_LIMIT)

    def read_number(self) -> int:
        """The number of the restatement that was read; 0 where the form says none."""
        text = str(self.number.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0

    def given(self) -> RestatementReply:
        """The answer."""
        return RestatementReply(RestatementAnswer(self.answer.data), self.correction.data or "")


@blueprint.get("/reviews/<id:request_id>/comments/<id:thread_id>/restatement")
@guards.require(AreaPermission.MEMBER)
def restatement(request_id: UUID, thread_id: UUID) -> ResponseReturnValue:
    """The concern as the team understood it."""
    _own_thread(request_id, thread_id)
    return _page(request_id, thread_id, RestatementAnswerForm(formdata=None))


@blueprint.post("/reviews/<id:request_id>/comments/<id:thread_id>/restatement")
@guards.require(AreaPermission.MEMBER)
def answer_restatement(request_id: UUID, thread_id: UUID) -> ResponseReturnValue:
    """Keep whether the team understood it, and what it got wrong."""
    _own_thread(request_id, thread_id)
    form = RestatementAnswerForm()

    def act() -> ResponseReturnValue:
        service.answer(_own_thread(request_id, thread_id, lock=True), form.read_number(), form.given())
        flash(gettext("Thank you. The team decides with your answer before it."))
        return see_other("member.restatement", request_id=request_id, thread_id=thread_id)

    return forms.save(form, act, lambda: _page(request_id, thread_id, form))


def _own_thread(request_id: UUID, thread_id: UUID, *, lock: bool = False) -> Thread:
    thread = guards.load(Thread, thread_id, ThreadPermission.CONFIRM, lock=lock)
    if thread.request_id != request_id:
        raise NotFound
    return thread


def _page(request_id: UUID, thread_id: UUID, form: RestatementAnswerForm) -> str:
    found = restatements.newest_restatement(thread_id)
    if found is None:
        raise NotFound
    form.number.data = str(found.number)
    return render_template(
        "member/restatement.html",
        form=form,
        restatement=found,
        review=review_of(request_id),
        thread=queries.thread_view(identity.actor(), thread_id),
    )
