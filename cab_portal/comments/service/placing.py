"""Where threads stand in each version: their own, and every later one, carried there by ``comments.anchoring``."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from cab_portal.comments.anchoring.anchors import Anchor, Method, Placement, describe
from cab_portal.comments.anchoring.carrying import carry_along
from cab_portal.comments.models import Thread, ThreadPlace
from cab_portal.comments.rules import PLACED, PlaceStatus
from cab_portal.database import session
from cab_portal.drafts.events import VersionShared
from cab_portal.drafts.models import Draft, Version, VersionStep


@dataclass(frozen=True, slots=True)
class _Texts:
    """The canonical texts of one version by step, in the order of its steps."""

    version_id: UUID
    number: int
    by_step: Mapping[str, str]


def place_new(thread: Thread) -> None:
    """Place a thread in its own version, and in those that were shared while its author still read that one."""
    session.add(
        ThreadPlace(
            thread_id=thread.id,
            version_id=thread.version_id,
            status=PlaceStatus.KEPT,
            step_id=thread.step_id,
            start=thread.start,
            end=thread.end,
            score=1.0,
            method=str(Method.POSITION),
        )
    )
    session.flush()
    versions = _texts_of(thread.draft_id)
    own = next(position for position, texts in enumerate(versions) if texts.version_id == thread.version_id)
    for later in range(own + 1, len(versions)):
        _place([thread], versions, later)


def carry_to_new_version(event: VersionShared) -> None:
    """Place every thread of the draft, waiting ones too, in the version that was just shared.

    Holds the draft's row: who comments at this moment comes before, and is placed here, or after, and sees the version.
    """
    session.execute(select(Draft.id).where(Draft.id == event.draft_id).with_for_update())
    placed = select(ThreadPlace.thread_id).where(ThreadPlace.version_id == event.version_id)
    threads = session.scalars(
        select(Thread).where(Thread.draft_id == event.draft_id, Thread.id.not_in(placed)).order_by(Thread.id)
    ).all()
    versions = _texts_of(event.draft_id)
    new = next(position for position, texts in enumerate(versions) if texts.version_id == event.version_id)
    _place(threads, versions, new)


def carry_on(thread: Thread, version_ids: Collection[UUID]) -> None:
    """Place a thread in these versions, in which it has no place."""
    versions = _texts_of(thread.draft_id)
    for position, texts in enumerate(versions):
        if texts.version_id in version_ids:
            _place([thread], versions, position)


def _texts_of(draft_id: UUID) -> list[_Texts]:
    rows = session.execute(
        select(Version.id, Version.number, VersionStep.step_id, VersionStep.canonical)
        .outerjoin(VersionStep, VersionStep.version_id == Version.id)
        .where(Version.draft_id == draft_id)
        .order_by(Version.number, VersionStep.position)
    )
    versions: dict[UUID, tuple[int, dict[str, str]]] = {}
    for version_id, number, step_id, canonical in rows:
        _number, by_step = versions.setdefault(version_id, (number, {}))
        if step_id is not None:
            by_step[str(step_id)] = canonical
    return [_Texts(version_id, number, by_step) for version_id, (number, by_step) in versions.items()]


def _place(threads: Sequence[Thread], versions: Sequence[_Texts], new: int) -> None:
    """Carry threads into one version, each from where a person last put it before: by commenting, or placing again."""
    chosen = _chosen_places(threads)
    for position, texts in enumerate(versions[:new]):
        # The last choice before the new version counts, so a thread leaves the versions before that one behind.
        made_here = [
            (thread, choices[texts.version_id])
            for thread in threads
            if texts.version_id in (choices := chosen[thread.id])
            and not any(later.version_id in choices for later in versions[position + 1 : new])
        ]
        if made_here:
            _carry(made_here, versions[position : new + 1])


def _chosen_places(threads: Sequence[Thread]) -> dict[UUID, dict[UUID, ThreadPlace]]:
    """By thread and version, the places that persons chose; one statement."""
    methods = (str(Method.POSITION), str(Method.PERSON))
    places = session.scalars(
        select(ThreadPlace).where(
            ThreadPlace.thread_id.in_([thread.id for thread in threads]), ThreadPlace.method.in_(methods)
        )
    )
    chosen: dict[UUID, dict[UUID, ThreadPlace]] = {thread.id: {} for thread in threads}
    for place in places:
        chosen[place.thread_id][place.version_id] = place
    return chosen


def _carry(made_here: Sequence[tuple[Thread, ThreadPlace]], versions: Sequence[_Texts]) -> None:
    """Carry threads from their places in the first of these versions to the last."""
    anchors = [_anchor_of(place, versions[0]) for _, place in made_here]
    placements = carry_along([texts.by_step for texts in versions], anchors)
    session.add_all(
        _row(place, anchor, versions[0], versions[-1], placement)
        for (_, place), anchor, placement in zip(made_here, anchors, placements, strict=True)
    )


def _anchor_of(place: ThreadPlace, texts: _Texts) -> Anchor:
    step_id = str(place.step_id)
    if place.start is None or place.end is None:
        raise ValueError("a place that a person chose has a span")
    return describe(step_id, texts.by_step[step_id], place.start, place.end)


def _row(before: ThreadPlace, anchor: Anchor, old: _Texts, new: _Texts, placement: Placement) -> ThreadPlace:
    step_id = placement.step_id or _nearest_step(anchor.step_id, list(old.by_step), list(new.by_step))
    return ThreadPlace(
        thread_id=before.thread_id,
        version_id=new.version_id,
        status=_since_commenting(before.status, PlaceStatus(placement.status)),
        step_id=UUID(step_id),
        start=placement.start if placement.is_placed else None,
        end=placement.end if placement.is_placed else None,
        score=placement.score,
        method=str(placement.method),
        placed_by_id=before.placed_by_id if placement.is_placed else None,
        placed_at=before.placed_at if placement.is_placed else None,
    )


def _since_commenting(before: PlaceStatus, after: PlaceStatus) -> PlaceStatus:
    """What happened to the words since the comment was made, if a person put it on other ones on the way.

    A suggestion is applied to words that were kept, and those are the words that it was made on.
    """
    if after not in PLACED:
        return after
    is_moved = not {before, after}.isdisjoint({PlaceStatus.MOVED, PlaceStatus.MOVED_EDITED})
    is_edited = not {before, after}.isdisjoint({PlaceStatus.EDITED, PlaceStatus.MOVED_EDITED})
    if is_moved:
        return PlaceStatus.MOVED_EDITED if is_edited else PlaceStatus.MOVED
    return PlaceStatus.EDITED if is_edited else PlaceStatus.KEPT


def _nearest_step(step_id: str, old: Sequence[str], new: Sequence[str]) -> str:
    """The step under which a thread without a place is shown: its own, or the nearest one before it that is left."""
    if step_id in new:
        return step_id
    before: Iterable[str] = old[: old.index(step_id)] if step_id in old else ()
    left = [candidate for candidate in before if candidate in new]
    return left[-1] if left else (new[0] if new else step_id)
