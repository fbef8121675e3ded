"""Comments of a member: a new one, a change, a reply."""

from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from cab_portal.comments import queries
from cab_portal.comments.access import ThreadPermission
from cab_portal.comments.models import Thread
from cab_portal.comments.queries import ThreadView
from cab_portal.comments.queries.restatements import newest_restatement
from cab_portal.comments.service import threads
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.database import session
from cab_portal.drafts import queries as drafts
from cab_portal.drafts.models import VersionStep
from cab_portal.drafts.queries import VersionView
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.faces.member.comment_forms import ChangeForm, CommentForm, ReplyForm
from cab_portal.faces.member.comment_ground import Ground, ground_of, newer_ground, passage_on
from cab_portal.faces.member.review_pages import ALL, own_assignment, review_of, step_url, version_in
from cab_portal.faces.member.thread_cards import CARDS_AT_FIRST, Card, Cards, card_of, cards_of
from cab_portal.reviews.access import ReviewPermission
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.queries import ReviewView
from cab_portal.web import forms, guards, identity
from cab_portal.web.numbers import whole_number
from cab_portal.web.pages import see_other
from cab_portal.web.passages import passages


@blueprint.get("/reviews/<id:request_id>/comments/new")
@guards.require(AreaPermission.MEMBER)
def new_comment(request_id: UUID) -> ResponseReturnValue:
    """Comment without selecting: first a paragraph, then a sentence of it."""
    form = CommentForm(request.args)
    ground = ground_of(request_id, form)
    sentence = request.args.get("sentence", "")
    choices = [] if ground.block is None else [value for value, _text in passages(ground.block)]
    form.passage.data = sentence if sentence in choices else (choices[0] if len(choices) == 1 else None)
    return _composer_page(ground, form)


def _composer_page(ground: Ground, form: CommentForm) -> str:
    back = step_url(ground.review.request_id, ground.version.number, ground.number)
    return render_template("member/comment_new.html", ground=ground, form=form, back_url=back)


@blueprint.post("/reviews/<id:request_id>/comments")
@guards.require(AreaPermission.MEMBER)
def create_comment(request_id: UUID) -> ResponseReturnValue:
    """Add a comment, which waits until the review is finished."""
    form = CommentForm()

    def act() -> ResponseReturnValue:
        mine = own_assignment(guards.load(ReviewRequest, request_id, ReviewPermission.TAKE_PART, lock=True))
        ground, passage = passage_on(ground_of(request_id, form), form)
        step = session.scalars(
            select(VersionStep).where(
                VersionStep.version_id == ground.version.id, VersionStep.step_id == ground.step.step_id
            )
        ).one()
        thread = threads.start(mine, step, passage, form.given())
        session.flush()
        return redirect(_place_of(thread, ground.review, ground.version, ground.number), 303)

    def page() -> ResponseReturnValue:
        ground = ground_of(request_id, form)
        return _composer_page(newer_ground(ground, form) if form.shown.data else ground, form)

    return forms.save(form, act, page)


def _place_of(thread: Thread, review: ReviewView, version: VersionView, number: int) -> str:
    """The address of a thread's card on the page of its step."""
    step_id = version.steps[number - 1].step_id
    found = queries.threads_of_request_step(identity.actor(), review.request_id, version.id, step_id)
    first = _card_in(cards_of(found.threads, version, CARDS_AT_FIRST), thread.id)
    card = first or _card_in(cards_of(found.threads, version), thread.id)
    if card is None:
        raise NotFound
    return step_url(
        review.request_id,
        version.number,
        number,
        anchor=f"thread-{card.id}",
        comments=None if first else ALL,
    )


def _card_in(cards: Cards, thread_id: UUID) -> Card | None:
    every = (*cards.placed, *cards.earlier, *cards.resolved)
    return next((card for card in every if card.thread.id == thread_id), None)


@blueprint.get("/reviews/<id:request_id>/comments/<id:thread_id>")
@guards.require(AreaPermission.SIGNED_IN)
def comment(request_id: UUID, thread_id: UUID) -> ResponseReturnValue:
    """One thread with its replies, which is what mails lead to; with a version, its card in the text there."""
    if "version" in request.args:
        return _card_in_version(request_id, thread_id, request.args.get("version", type=whole_number))
    return _thread_page(request_id, thread_id, ReplyForm())


def _card_in_version(request_id: UUID, thread_id: UUID, number: int | None) -> ResponseReturnValue:
    thread = _thread(request_id, thread_id, ThreadPermission.READ)
    review = review_of(request_id)
    version = version_in(review, number)
    view = queries.thread_view(identity.actor(), thread_id, version.id)
    place = next((place for place, step in enumerate(version.steps, 1) if step.step_id == view.step_id), 1)
    return redirect(_place_of(thread, review, version, place), 303)


def _thread(request_id: UUID, thread_id: UUID, permission: ThreadPermission, *, lock: bool = False) -> Thread:
    """A thread that the viewer may see; its own request decides, and must be the one of the address."""
    thread = guards.load(Thread, thread_id, permission, lock=lock)
    if thread.request_id != request_id:
        raise NotFound
    return thread


def _own_part(thread: Thread) -> Assignment:
    return own_assignment(guards.load(ReviewRequest, thread.request_id, ReviewPermission.TAKE_PART, lock=True))


def _thread_page(request_id: UUID, thread_id: UUID, form: ReplyForm) -> str:
    _thread(request_id, thread_id, ThreadPermission.READ)
    review = review_of(request_id)
    view, version = _in_read_version(review, thread_id)
    number = next((place for place, step in enumerate(version.steps, 1) if step.step_id == view.step_id), 1)
    return render_template(
        "member/comment.html",
        review=review,
        card=card_of(view, version, 1),
        form=form,
        version=version,
        number=number,
        step_url=step_url(request_id, version.number, number),
        restatement=newest_restatement(thread_id) if view.is_own else None,
        may_reply=review.is_open and review.assignment is not None and not view.is_waiting,
    )


def _in_read_version(review: ReviewView, thread_id: UUID) -> tuple[ThreadView, VersionView]:
    """The thread where the member reads; in its own version where that one is newer."""
    reads = review.reads
    own = queries.thread_view(identity.actor(), thread_id)
    if own.version_number >= reads.number:
        return own, drafts.version_view(own.version_id)
    return queries.thread_view(identity.actor(), thread_id, reads.id), drafts.version_view(reads.id)


@blueprint.post("/reviews/<id:request_id>/comments/<id:thread_id>/replies")
@guards.require(AreaPermission.MEMBER)
def create_reply(request_id: UUID, thread_id: UUID) -> ResponseReturnValue:
    """Reply in a thread that is shared."""
    form = ReplyForm()

    def act() -> ResponseReturnValue:
        thread = _thread(request_id, thread_id, ThreadPermission.REPLY, lock=True)
        threads.reply(identity.actor(), _own_part(thread), thread, form.given())
        return see_other("member.comment", request_id=request_id, thread_id=thread_id)

    return forms.save(form, act, lambda: _thread_page(request_id, thread_id, form))


@blueprint.get("/reviews/<id:request_id>/comments/<id:thread_id>/edit")
@guards.require(AreaPermission.MEMBER)
def edit_comment(request_id: UUID, thread_id: UUID) -> ResponseReturnValue:
    """Change what a waiting comment says."""
    _thread(request_id, thread_id, ThreadPermission.EDIT)
    view = queries.thread_view(identity.actor(), thread_id)
    form = ChangeForm(
        formdata=None,
        kind=view.kind.value,
        body=view.body,
        replacement=view.replacement or view.exact,
        private=view.is_private,
    )
    return _edit_page(request_id, view, form)


def _edit_page(request_id: UUID, view: ThreadView, form: ChangeForm) -> str:
    return render_template("member/comment_edit.html", review=review_of(request_id), thread=view, form=form)


@blueprint.post("/reviews/<id:request_id>/comments/<id:thread_id>")
@guards.require(AreaPermission.MEMBER)
def update_comment(request_id: UUID, thread_id: UUID) -> ResponseReturnValue:
    """Keep what was changed in a waiting comment."""
    form = ChangeForm()

    def act() -> ResponseReturnValue:
        thread = _thread(request_id, thread_id, ThreadPermission.EDIT, lock=True)
        threads.change(thread, _own_part(thread), form.given())
        flash(gettext("Your comment was changed."))
        return see_other("member.comment", request_id=request_id, thread_id=thread_id)

    def page() -> ResponseReturnValue:
        _thread(request_id, thread_id, ThreadPermission.READ)
        return _edit_page(request_id, queries.thread_view(identity.actor(), thread_id), form)

    return forms.save(form, act, page)


@blueprint.post("/reviews/<id:request_id>/comments/<id:thread_id>/delete")
@guards.require(AreaPermission.MEMBER)
def delete_comment(request_id: UUID, thread_id: UUID) -> ResponseReturnValue:
    """Take a waiting comment back."""
    form = forms.Form()

    def act() -> ResponseReturnValue:
        thread = _thread(request_id, thread_id, ThreadPermission.EDIT, lock=True)
        threads.remove(thread, _own_part(thread))
        flash(gettext("Your comment was removed."))
        return see_other("member.finish", request_id=request_id)

    return forms.save(form, act, lambda: _thread_page(request_id, thread_id, ReplyForm(formdata=None)))
