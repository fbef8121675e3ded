"""A member puts an own comment on other words of the version that they read."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.comments import queries
from cab_portal.comments.access import ThreadPermission
from cab_portal.comments.models import Thread
from cab_portal.comments.service.placing_again import place_own_again
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.faces.member.review_pages import own_assignment, review_of, version_in
from cab_portal.reviews.access import ReviewPermission
from cab_portal.reviews.models import ReviewRequest
from cab_portal.web import forms, guards, identity
from cab_portal.web.pages import see_other
from cab_portal.web.passages import PassageForm
from cab_portal.web.placing import Placing, home_of, placing_in, stored_step


@blueprint.get("/reviews/<id:request_id>/comments/<id:thread_id>/place")
@guards.require(AreaPermission.MEMBER)
def new_place(request_id: UUID, thread_id: UUID) -> ResponseReturnValue:
    """Choose the words: select them, or a sentence of a paragraph."""
    _own_thread(request_id, thread_id)
    return _page(request_id, thread_id, PassageForm(request.args))


@blueprint.post("/reviews/<id:request_id>/comments/<id:thread_id>/place")
@guards.require(AreaPermission.MEMBER)
def create_place(request_id: UUID, thread_id: UUID) -> ResponseReturnValue:
    """Put the comment there, from this version on."""
    _own_thread(request_id, thread_id)
    form = PassageForm()

    def act() -> ResponseReturnValue:
        mine = own_assignment(guards.load(ReviewRequest, request_id, ReviewPermission.TAKE_PART, lock=True))
        thread = _own_thread(request_id, thread_id, lock=True)
        placing = _placing(request_id, thread_id, form)
        place_own_again(identity.actor(), mine, thread, stored_step(placing), form.chosen(placing.block))
        flash(gettext("Your comment stands on these words now."))
        return see_other("member.comment", request_id=request_id, thread_id=thread_id, version=placing.version.number)

    return forms.save(form, act, lambda: _page(request_id, thread_id, form))


def _own_thread(request_id: UUID, thread_id: UUID, *, lock: bool = False) -> Thread:
    """Answered to its author alone, whoever else may read it: a member does not see where others stand."""
    thread = guards.load(Thread, thread_id, ThreadPermission.PLACE, lock=lock)
    if thread.request_id != request_id:
        raise NotFound
    return thread


def _placing(request_id: UUID, thread_id: UUID, form: PassageForm) -> Placing:
    review = review_of(request_id)
    version = version_in(review, review.reads.number if form.version.data is None else form.version.data)
    home = home_of(version, queries.thread_view(identity.actor(), thread_id, version.id).step_id)

    def address(number: int, block: int | None) -> str:
        return url_for(
            "member.new_place",
            request_id=request_id,
            thread_id=thread_id,
            version=version.number,
            step=number,
            block=block,
            _anchor="place" if block is not None else None,
        )

    return placing_in(version, form, home, address)


def _page(request_id: UUID, thread_id: UUID, form: PassageForm) -> str:
    return render_template(
        "member/comment_place.html",
        review=review_of(request_id),
        thread=queries.thread_view(identity.actor(), thread_id),
        placing=_placing(request_id, thread_id, form),
        form=form,
    )
