"""Where threads stand in each version: their own, and every later one, carried there by ``comments.anchoring``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from cab_portal.comments.anchoring.anchors import Anchor, Method, Placement
from cab_portal.comments.anchoring.carrying import carry_along
from cab_portal.comments.models import Thread, ThreadPlace
from cab_portal.comments.rules import PlaceStatus
from cab_portal.database import session
from cab_portal.drafts.events import VersionShared
from cab_portal.drafts.models import Version, VersionStep


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
    versions = _texts_of(thread.draft_id)
    own = next(position for position, texts in enumerate(versions) if texts.version_id == thread.version_id)
    for later in range(own + 1, len(versions)):
        _place([thread], versions[own : later + 1])


def carry_to_new_version(event: VersionShared) -> None:
    """Place every thread of the draft, waiting ones too, in the version that was just shared."""
    versions = _texts_of(event.draft_id)
    new = next(position for position, texts in enumerate(versions) if texts.version_id == event.version_id)
    placed = select(ThreadPlace.thread_id).where(ThreadPlace.version_id == event.version_id)
    threads = session.scalars(
        select(Thread).where(Thread.draft_id == event.draft_id, Thread.id.not_in(placed)).order_by(Thread.id)
    ).all()
    for position, texts in enumerate(versions[:new]):
        made_here = [thread for thread in threads if thread.version_id == texts.version_id]
        if made_here:
            _place(made_here, versions[position : new + 1])


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


def _place(threads: Sequence[Thread], versions: Sequence[_Texts]) -> None:
    """Carry threads of the first of these versions to the last."""
    anchors = (_anchor_of(thread) for thread in threads)
    placements = carry_along([texts.by_step for texts in versions], anchors)
    session.add_all(
        _row(thread, versions[0], versions[-1], placement)
        for thread, placement in zip(threads, placements, strict=True)
    )


def _anchor_of(thread: Thread) -> Anchor:
    return Anchor(
        step_id=str(thread.step_id),
        start=thread.start,
        end=thread.end,
        exact=thread.exact,
        prefix=thread.prefix,
        suffix=thread.suffix,
    )


def _row(thread: Thread, old: _Texts, new: _Texts, placement: Placement) -> ThreadPlace:
    step_id = placement.step_id or _nearest_step(str(thread.step_id), list(old.by_step), list(new.by_step))
    return ThreadPlace(
        thread_id=thread.id,
        version_id=new.version_id,
        status=PlaceStatus(placement.status),
        step_id=UUID(step_id),
        start=placement.start if placement.is_placed else None,
        end=placement.end if placement.is_placed else None,
        score=placement.score,
        method=str(placement.method),
    )


def _nearest_step(step_id: str, old: Sequence[str], new: Sequence[str]) -> str:
    """The step under which a thread without a place is shown: its own, or the nearest one before it that is left."""
    if step_id in new:
        return step_id
    before: Iterable[str] = old[: old.index(step_id)] if step_id in old else ()
    left = [candidate for candidate in before if candidate in new]
    return left[-1] if left else (new[0] if new else step_id)
