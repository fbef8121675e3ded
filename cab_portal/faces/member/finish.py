"""The end of a review: what waits, the verdict, and what happens next."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from cab_portal.comments import queries as comments
from cab_portal.core import paths
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.drafts import queries as drafts
from cab_portal.drafts.queries import VersionView
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.faces.member.comment_forms import VerdictForm
from cab_portal.faces.member.review import readers_of
from cab_portal.faces.member.review_pages import own_assignment, review_of
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


def _page(request_id: UUID, form: VerdictForm) -> str:
    review = review_of(request_id)
    if review.assignment is None:
        raise NotFound
    offer = rewards.offers_of(request_id).get(Activity.REVIEW)
    if review.assignment.finished_at is not None:
        waiting = surveys.open_surveys_of(identity.actor().id)
        survey = next((item for item in waiting if item.request_id == request_id), None)
        path = None if survey is None else paths.survey(survey.id)
        return render_template("member/finished.html", review=review, offer=offer, survey=survey, survey_path=path)
    version = drafts.version_view(review.reads.id)
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
