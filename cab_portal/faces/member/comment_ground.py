"""What a comment is about: a step of a version, the block in which to choose, and the words that were chosen."""

from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext

from cab_portal.comments.anchoring.locating import locate
from cab_portal.comments.rules import Passage
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.drafts.queries import StepView, VersionView
from cab_portal.drafts.text.blocks import Block, parse_blocks
from cab_portal.faces.member.comment_forms import CommentForm
from cab_portal.faces.member.review_pages import first_unread, review_of, step_in, version_in
from cab_portal.reviews.queries import ReviewView
from cab_portal.web.passages import CHOOSE, block_at, passages

# The words as they were chosen, on the version that they were chosen on; and the same words in the newer one.
EARLIER = "earlier"
FOUND = "found"


@dataclass(frozen=True)
class Ground:
    """A step of a version of a review, and the block in which to choose."""

    review: ReviewView
    version: VersionView
    number: int
    step: StepView
    blocks: tuple[Block, ...]
    block: Block | None


def ground_of(request_id: UUID, form: CommentForm) -> Ground:
    """Where the form says that it is; what it leaves out is where the member reads now."""
    review = review_of(request_id)
    form.keep_to(review)
    version = version_in(review, review.reads.number if form.version.data is None else form.version.data)
    number = first_unread(review, version) if form.step.data is None else form.step.data
    step = step_in(version, number)
    blocks = parse_blocks(step.markdown)
    block = block_at(blocks, form.block.data)
    if block is None and form.exact.data:
        block = _block_from(blocks, form.start.data or 0)
    form.version.data, form.step.data = version.number, number
    form.block.data = None if block is None else block.index
    form.offer(block)
    return Ground(review, version, number, step, blocks, block)


def passage_on(ground: Ground, form: CommentForm) -> tuple[Ground, Passage]:
    """The words that were chosen, and where; ``InvalidInput`` where none were.

    ``Conflict`` where the member reads a newer version by now, once: the page that says so offers the new wording, and
    ``form.shown`` names its version from then on.
    """
    is_selected = form.exact.data and not form.exact.errors and form.passage.data in (None, "")
    if ground.version.number >= ground.review.reads.number:
        return ground, form.chosen(None if is_selected else ground.block)
    if form.shown.data != ground.review.reads.number:
        form.hold(form.chosen(None if is_selected else ground.block), shown=ground.review.reads.number)
        raise Conflict(
            f"Your comment was not saved: you read version {ground.review.reads.number} now, and these are words of "
            f"version {ground.version.number}. Your text is below. Check the new wording, then add it again.",
            code="version_changed",
        )
    if form.passage.data == EARLIER:
        return ground, form.chosen(None)
    newer = newer_ground(ground, form)
    if not form.passage.data:
        raise InvalidInput(CHOOSE, fields={"passage": CHOOSE})
    if form.passage.data == FOUND and (found := _found(newer, form)):
        return newer, found
    return newer, form.chosen(newer.block)


def newer_ground(ground: Ground, form: CommentForm) -> Ground:
    """The same place in the version that ``form.shown`` names, with its wording to choose from.

    Its step is the same one, else what stands in its place; its block holds the chosen words, else begins there.
    """
    version = version_in(ground.review, form.shown.data)
    places = {step.step_id: place for place, step in enumerate(version.steps, 1)}
    number = places.get(ground.step.step_id, min(ground.number, len(version.steps)))
    step = step_in(version, number)
    blocks = parse_blocks(step.markdown)
    newer = Ground(ground.review, version, number, step, blocks, _block_from(blocks, form.start.data or 0))
    found = _found(newer, form)
    if found is not None:
        newer = Ground(ground.review, version, number, step, blocks, _block_from(blocks, found.start))
    told = gettext(
        "The wording of version %(number)s: “%(words)s”", number=ground.version.number, words=form.exact.data
    )
    form.offer(newer.block, _same_words(newer.block, found), [(EARLIER, told)])
    return newer


def _same_words(block: Block | None, found: Passage | None) -> list[tuple[str, str]]:
    """The chosen words as a choice of their own, where they are no sentence of the block."""
    if found is None or block is None or any(found.exact == text for _value, text in passages(block)):
        return []
    return [(FOUND, gettext("The same words: “%(words)s”", words=found.exact))]


def _found(ground: Ground, form: CommentForm) -> Passage | None:
    selected = form.selected()
    if selected is None:
        return None
    text = ground.step.canonical
    place = locate(text, selected.start, selected.end, selected.exact, selected.prefix, selected.suffix)
    return None if place is None else Passage(place.start, place.end, text[place.start : place.end])


def _block_from(blocks: tuple[Block, ...], start: int) -> Block | None:
    """The block at an offset, else the last one with words."""
    texts = [block for block in blocks if block.text]
    return next((block for block in texts if block.end >= start), texts[-1] if texts else None)
