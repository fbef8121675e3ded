"""The end of a review: what waits, the verdict, and what happens next."""

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from cab_portal.comments import queries as comments
from cab_portal.comments.service import threads
from cab_portal.core import paths
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.database import unit_of_work
from cab_portal.drafts.queries import VersionView
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.faces.member.comment_forms import SharingForm, VerdictForm
from cab_portal.faces.member.review import readers_of
from cab_portal.faces.member.review_pages import own_assignment, review_of, with_steps
from cab_portal.faces.member.thread_cards import Card, card_of
from cab_portal.reviews.access import ReviewPermission
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.queries import ReviewView
from cab_portal.reviews.service import reading
from cab_portal.rewards import queries as rewards
from cab_portal.rewards.rules import Activity
from cab_portal.surveys import queries as surveys
from cab_portal.web import forms, guards, identity
from cab_portal.web.pages import see_other
from cab_portal.web.survey_languages import in_reader_language


@blueprint.get("/reviews/<id:request_id>/finish")
@guards.require(AreaPermission.MEMBER)
def finish(request_id: UUID) -> ResponseReturnValue:
    """Check the waiting comments and give a verdict; afterwards, what was sent and what comes next."""
    return _page(request_id, VerdictForm())


@blueprint.post("/reviews/<id:request_id>/finish")
@guards.require(AreaPermission.MEMBER)
def create_finish(request_id: UUID) -> ResponseReturnValue:
    """Send the review: the verdict, and every comment that waits. Sent twice, it is sent once."""
    form = VerdictForm()

    def act() -> ResponseReturnValue:
        request = guards.load(ReviewRequest, request_id, ReviewPermission.TAKE_PART, lock=True)
        reading.finish(own_assignment(request), form.given())
        return see_other("member.finish", request_id=request_id)

    return forms.save(form, act, lambda: _page(request_id, form))


@blueprint.post("/reviews/<id:request_id>/sharing")
@guards.require(AreaPermission.MEMBER)
def change_sharing(request_id: UUID) -> ResponseReturnValue:
    """Share each new comment at once, or let them wait."""
    at_once = SharingForm().given()
    with unit_of_work():
        mine = own_assignment(guards.load(ReviewRequest, request_id, ReviewPermission.TAKE_PART, lock=True))
        reading.change_sharing(mine, at_once=at_once)
    if at_once:
        flash(gettext("From now on, each comment is shared at once. What waits already is sent with your review."))
    else:
        flash(gettext("From now on, your comments wait until you finish your review."))
    return see_other("member.review", request_id=request_id)


@blueprint.post("/reviews/<id:request_id>/finish/late")
@guards.require(AreaPermission.MEMBER)
def send_late(request_id: UUID) -> ResponseReturnValue:
    """Send the comments that waited when the review closed, within 48 hours and because their author says so."""
    with unit_of_work():
        mine = own_assignment(guards.load(ReviewRequest, request_id, ReviewPermission.TAKE_PART, lock=True))
        count = threads.send_late(mine)
    flash(ngettext("%(num)s comment was sent.", "%(num)s comments were sent.", count))
    return see_other("member.finish", request_id=request_id)


def _page(request_id: UUID, form: VerdictForm) -> str:
    review = review_of(request_id)
    if review.assignment is None:
        raise NotFound
    offer = rewards.offers_of(request_id).get(Activity.REVIEW)
    if review.assignment.finished_at is not None:
        waiting = surveys.open_surveys_of(identity.actor().id)
        survey = next((in_reader_language(item) for item in waiting if item.request_id == request_id), None)
        path = None if survey is None else paths.survey(survey.id)
        return render_template("member/finished.html", review=review, offer=offer, survey=survey, survey_path=path)
    version = with_steps(review, review.reads)
    return render_template(
        "member/finish.html",
        review=review,
        version=version,
        cards=_waiting_cards(review, version),
        form=form,
        offer=offer,
        readers=readers_of(review),
    )


def _waiting_cards(review: ReviewView, version: VersionView) -> list[Card]:
    if review.assignment is None:
        return []
    waiting = comments.waiting_threads(identity.actor(), review.assignment.id)
    return [card_of(thread, version, number) for number, thread in enumerate(waiting, 1)]
