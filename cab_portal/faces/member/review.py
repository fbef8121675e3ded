"""Reading a draft step by step."""

from uuid import UUID

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from cab_portal.boards.rules import Privacy
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Version, VersionStep
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.faces.member.comment_forms import CommentForm
from cab_portal.faces.member.review_pages import (
    StepPage,
    first_unread,
    note_opened,
    own_assignment,
    rail_of,
    review_of,
    step_page,
    step_url,
    version_in,
    with_steps,
)
from cab_portal.reviews import queries
from cab_portal.reviews.access import ReviewPermission
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.queries import ReviewView
from cab_portal.reviews.service import reading
from cab_portal.rewards import queries as rewards
from cab_portal.rewards.rules import Activity
from cab_portal.web import guards, identity
from cab_portal.web.pages import see_other
from cab_portal.web.paging import page_number


@blueprint.get("/reviews")
@guards.require(AreaPermission.MEMBER)
def reviews() -> ResponseReturnValue:
    """All reviews of a member, what waits first."""
    return render_template("member/reviews.html", page=queries.reviews_of(identity.actor(), page_number()))


@blueprint.get("/reviews/<id:request_id>")
@guards.require(AreaPermission.SIGNED_IN)
def review(request_id: UUID) -> ResponseReturnValue:
    """On to the version that the member reads, at the first step that is not read."""
    found = review_of(request_id)
    version = with_steps(found, found.reads)
    return redirect(step_url(request_id, version.number, first_unread(found, version)), 303)


@blueprint.get("/reviews/<id:request_id>/v/<int:version_number>/steps/<int:number>")
@guards.require(AreaPermission.SIGNED_IN)
def step(request_id: UUID, version_number: int, number: int) -> ResponseReturnValue:
    """One step of one version, with its comments."""
    page = step_page(request_id, version_number, number)
    offer = rewards.offers_of(request_id).get(Activity.REVIEW)
    form = _composer_form(page, version_number, number) if page.may_write else None
    readers = readers_of(page.review)
    html = render_template("member/review.html", page=page, offer=offer, composer_form=form, readers=readers)
    note_opened(page.review)
    return html


@blueprint.get("/reviews/<id:request_id>/v/<int:version_number>")
@guards.require(AreaPermission.SIGNED_IN)
def outline(request_id: UUID, version_number: int) -> ResponseReturnValue:
    """The whole draft at a glance, as the customer meets it: an inbox, an agenda, lessons, tiers or sections."""
    found = review_of(request_id)
    version = version_in(found, version_number)
    rows = list(zip(version.steps, rail_of(found, version), strict=True))
    return render_template("member/review_outline.html", review=found, version=version, rows=rows)


def _composer_form(page: StepPage, version_number: int, number: int) -> CommentForm:
    form = CommentForm(formdata=None, version=version_number, step=number)
    form.keep_to(page.review)
    return form


def readers_of(found: ReviewView) -> str:
    """Who reads a comment."""
    sealed = gettext("The team that runs this board. Other members see neither you nor your words.")
    if not found.shows_others:
        return str(sealed)
    words: dict[Privacy, str] = {
        Privacy.SEALED: sealed,
        Privacy.WORDS: gettext("The team, and your board without your name. You can keep a comment private."),
        Privacy.OPEN: gettext("The team and your board. Your name is shown. You can keep a comment private."),
    }
    return words[found.privacy]


@blueprint.post("/reviews/<id:request_id>/v/<int:version_number>/steps/<int:number>/read")
@guards.require(AreaPermission.MEMBER)
def mark_read(request_id: UUID, version_number: int, number: int) -> ResponseReturnValue:
    """Mark a step as read and go on: to the next step, or to the end of the review."""
    with unit_of_work():
        mine = own_assignment(guards.load(ReviewRequest, request_id, ReviewPermission.TAKE_PART, lock=True))
        found = queries.review_view(identity.actor(), request_id)
        version, steps = _version_with_steps(found, version_number)
        if not 1 <= number <= len(steps):
            raise NotFound
        reading.mark_read(mine, steps[number - 1], version)
        is_last, is_finished = number == len(steps), mine.finished_at is not None
    if not is_last:
        return redirect(step_url(request_id, version_number, number + 1), 303)
    if is_finished:
        flash(gettext("You have read version %(number)s to its end.", number=version_number))
        return redirect(step_url(request_id, version_number, number), 303)
    return see_other("member.finish", request_id=request_id)


def _version_with_steps(found: ReviewView, number: int) -> tuple[Version, list[VersionStep]]:
    line = found.version(number)
    if line is None:
        raise NotFound
    version = session.get_one(Version, line.id)
    steps = session.scalars(select(VersionStep).where(VersionStep.version_id == line.id).order_by(VersionStep.position))
    return version, list(steps)


@blueprint.post("/reviews/<id:request_id>/v/<int:version_number>/switch")
@guards.require(AreaPermission.MEMBER)
def switch_version(request_id: UUID, version_number: int) -> ResponseReturnValue:
    """Read on in a newer version."""
    with unit_of_work():
        mine = own_assignment(guards.load(ReviewRequest, request_id, ReviewPermission.TAKE_PART, lock=True))
        found = queries.review_view(identity.actor(), request_id)
        version, _steps = _version_with_steps(found, version_number)
        reading.switch_version(mine, version)
    return see_other("member.review", request_id=request_id)
