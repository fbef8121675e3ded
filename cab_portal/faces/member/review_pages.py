"""What the pages of one review have in common: the review as its reader may see it, and one step of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from uuid import UUID

from flask import request as asked
from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from cab_portal.comments import queries as comments
from cab_portal.core.errors import NotFound
from cab_portal.database import unit_of_work
from cab_portal.drafts import queries as drafts
from cab_portal.drafts.queries import StepView, VersionView
from cab_portal.drafts.text.blocks import Block, parse_blocks
from cab_portal.faces.member.thread_cards import CARDS_AT_FIRST, Cards, cards_of, marks_of
from cab_portal.reviews import queries as reviews
from cab_portal.reviews.access import ReviewPermission
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.queries import ReadableVersion, ReviewView
from cab_portal.reviews.rules import StepState, step_state
from cab_portal.reviews.service import reading
from cab_portal.web import guards, identity
from cab_portal.web.filters import marked_blocks
from cab_portal.web.passages import comment_door

_WORDS_A_MINUTE = 200
ALL = "all"


@dataclass(frozen=True)
class RailStep:
    """One step in the list of steps; what the macro ``step_rail`` draws."""

    number: int
    title: str
    detail: str
    url: str
    state: str
    comments: int
    current: bool


@dataclass(frozen=True)
class StepPage:
    """Everything that the page of one step shows."""

    review: ReviewView
    version: VersionView
    number: int
    step: StepView
    rail: list[RailStep]
    cards: Cards
    text: Markup
    waiting: int
    previous: ReadableVersion | None
    may_write: bool

    @property
    def steps_read(self) -> int:
        return sum(step.state == StepState.READ for step in self.rail)

    @property
    def is_last(self) -> bool:
        return self.number == len(self.version.steps)

    @property
    def minutes(self) -> int:
        """How long reading takes, rounded up."""
        return max(1, math.ceil(self.version.words / _WORDS_A_MINUTE))


def review_of(request_id: UUID) -> ReviewView:
    """A review that the viewer may read."""
    guards.load(ReviewRequest, request_id, ReviewPermission.READ)
    return reviews.review_view(identity.actor(), request_id)


def own_assignment(request: ReviewRequest) -> Assignment:
    """The viewer's own part in a request, to write to; within a unit of work."""
    found = reviews.assignment_for(identity.actor(), request.id, lock=True)
    if found is None:
        raise NotFound
    return found


def version_in(review: ReviewView, number: int | None) -> VersionView:
    """A version by its number, if it was put before these members; one statement."""
    line = review.version(number) if number is not None else None
    if line is None:
        raise NotFound
    return with_steps(review, line)


def with_steps(review: ReviewView, line: ReadableVersion) -> VersionView:
    """A version of a review with its steps; one statement."""
    return _version_view(review, line, drafts.step_views(line.id)[line.id])


def _version_view(review: ReviewView, line: ReadableVersion, steps: tuple[StepView, ...]) -> VersionView:
    return VersionView(
        id=line.id,
        draft_id=review.draft_id,
        kind=review.kind,
        number=line.number,
        title=line.title,
        note=line.note,
        shared_at=line.shared_at,
        steps=steps,
    )


def _with_previous(review: ReviewView, number: int) -> tuple[VersionView, ReadableVersion | None, frozenset[str]]:
    """A version, the one before it that these members know, and the texts of that one's blocks; one statement."""
    line = review.version(number)
    if line is None:
        raise NotFound
    earlier = [other for other in review.versions if other.number < number]
    previous = earlier[-1] if earlier else None
    steps = drafts.step_views(*(other.id for other in (line, previous) if other))
    texts = frozenset(text for step in steps[previous.id] for text in step.canonical.split("\n")) if previous else ()
    return _version_view(review, line, steps[line.id]), previous, frozenset(texts)


def step_in(version: VersionView, number: int | None) -> StepView:
    """A step by its place, counted from 1."""
    if number is None or not 1 <= number <= len(version.steps):
        raise NotFound
    return version.steps[number - 1]


def first_unread(review: ReviewView, version: VersionView) -> int:
    """The place of the first step that is not read; the first one where all are."""
    marks = {} if review.assignment is None else reviews.read_marks(review.assignment.id)
    for number, step in enumerate(version.steps, 1):
        if step_state(marks.get(step.step_id), step.changed_in) is not StepState.READ:
            return number
    return 1


def step_page(request_id: UUID, version_number: int, number: int) -> StepPage:
    """The page of one step, with a number of statements that does not depend on how much is in it."""
    review = review_of(request_id)
    version, previous, old_texts = _with_previous(review, version_number)
    step = step_in(version, number)
    actor = identity.actor()
    found = comments.threads_of_request_step(actor, request_id, version.id, step.step_id)
    cards = cards_of(found.threads, version, None if asked.args.get("comments") == ALL else CARDS_AT_FIRST)
    # An older wording than the one that the member reads is there to be looked at.
    may_write = review.is_open and review.assignment is not None and version.number >= review.reads.number
    blocks = parse_blocks(step.markdown)
    ends = BlockEnd(request_id, version.number, number, may_write=may_write, old_texts=old_texts)
    return StepPage(
        review=review,
        version=version,
        number=number,
        step=step,
        rail=_rail(review, version, number, found.counts),
        cards=cards,
        text=marked_blocks(blocks, marks_of(cards), ends),
        waiting=found.waiting,
        previous=previous,
        may_write=may_write,
    )


def _rail(review: ReviewView, version: VersionView, current: int, counts: Mapping[UUID, int]) -> list[RailStep]:
    marks = {} if review.assignment is None else reviews.read_marks(review.assignment.id)
    return [
        RailStep(
            number=number,
            title=step.title,
            detail=step.timing,
            url=step_url(review.request_id, version.number, number),
            state=step_state(marks.get(step.step_id), step.changed_in).value,
            comments=counts.get(step.step_id, 0),
            current=number == current,
        )
        for number, step in enumerate(version.steps, 1)
    ]


def step_url(
    request_id: UUID, version_number: int, number: int, anchor: str | None = None, comments: str | None = None
) -> str:
    """The address of one step in one version; with ``comments=ALL`` however many there are."""
    return url_for(
        "member.step",
        request_id=request_id,
        version_number=version_number,
        number=number,
        comments=comments,
        _anchor=anchor,
    )


@dataclass(frozen=True)
class BlockEnd:
    """What stands after a block: whether it is new, and the door to a comment for who does not use a pointer."""

    request_id: UUID
    version_number: int
    number: int
    may_write: bool
    old_texts: frozenset[str]

    def __call__(self, block: Block) -> str:
        """HTML; nothing where there is nothing to say."""
        return self._changed(block) + (self._link(block) if self.may_write else "")

    def _changed(self, block: Block) -> str:
        if not self.old_texts or block.text in self.old_texts:
            return ""
        told = escape(gettext("Changed in version %(number)s.", number=self.version_number))
        return f'<span class="block-changed"><span class="visually-hidden">{told}</span></span>'

    def _link(self, block: Block) -> str:
        return comment_door(
            lambda index: url_for(
                "member.new_comment",
                request_id=self.request_id,
                version=self.version_number,
                step=self.number,
                block=index,
            )
        )(block)


def rail_of(review: ReviewView, version: VersionView) -> list[RailStep]:
    """The steps of a version with read marks and numbers of comments; two statements."""
    counts = comments.counts_by_step(identity.actor(), review.request_id, version.id)
    return _rail(review, version, 0, counts)


def note_opened(review: ReviewView) -> None:
    """Remember a member's first look: the one change that a GET makes, and neither HEAD nor a prefetch."""
    mine = review.assignment
    if mine is None or mine.opened_at is not None or asked.method != "GET" or "Sec-Purpose" in asked.headers:
        return
    with unit_of_work():
        reading.note_opened(mine.id)
