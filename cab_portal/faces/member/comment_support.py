""" "Same for us": one button under the comment of another member."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from cab_portal.comments.access import ThreadPermission
from cab_portal.comments.models import Thread
from cab_portal.comments.service import supports
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.database import unit_of_work
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.faces.member.review_pages import own_assignment
from cab_portal.reviews.access import ReviewPermission
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.web import guards


@blueprint.post("/reviews/<id:request_id>/comments/<id:thread_id>/support")
@guards.require(AreaPermission.MEMBER)
def support_comment(request_id: UUID, thread_id: UUID) -> ResponseReturnValue:
    """Say that it holds for one's own company too."""
    return _change(request_id, thread_id, supports.support)


@blueprint.post("/reviews/<id:request_id>/comments/<id:thread_id>/support/withdraw")
@guards.require(AreaPermission.MEMBER)
def withdraw_support(request_id: UUID, thread_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    return _change(request_id, thread_id, supports.withdraw_support)


def _change(request_id: UUID, thread_id: UUID, act: Callable[[Assignment, Thread], None]) -> ResponseReturnValue:
    """Act, and go back to where the button stood: a step, which names its version, or the thread's own page."""
    with unit_of_work():
        thread = guards.load(Thread, thread_id, ThreadPermission.SUPPORT)
        if thread.request_id != request_id:
            raise NotFound
        act(own_assignment(guards.load(ReviewRequest, request_id, ReviewPermission.TAKE_PART)), thread)
    version = request.args.get("version")
    return redirect(url_for("member.comment", request_id=request_id, thread_id=thread_id, version=version), 303)
