"""For whom a version changes something: comments on the changed steps and members who have read them, by segment."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from cab_portal.comments.queries import Touch, comments_on_steps, readers_of_steps
from cab_portal.drafts.queries import Comparison, StepState


@dataclass(frozen=True)
class ImpactLine:
    """One segment of one board at one changed step. ``rereads`` have read it and are asked to read it again."""

    step: str
    board: str
    segment: str
    comments: int
    members: int
    undecided: int
    rereads: int


@dataclass(frozen=True)
class Impact:
    """All that the changed steps touch; ``members`` wrote the ``comments``, each counted once."""

    lines: tuple[ImpactLine, ...]
    comments: int
    members: int
    rereads: int


def impact_of(found: Comparison) -> Impact | None:
    """Whom the steps touch that the reader reads anew; None for a first version. Two statements.

    A removed step touches its comments; nobody is asked to read it again.
    """
    if found.old is None:
        return None
    comments = _by_place(comments_on_steps(found.new.draft_id, found.old.id))
    readers = _by_place([touch for touch in readers_of_steps(found.new.draft_id) if touch.is_open])
    lines: list[ImpactLine] = []
    touched: list[Touch] = []
    again: set[UUID] = set()
    for step in found.steps:
        if step.step_id is None or not step.is_read_anew:
            continue
        here = comments.get(step.step_id, {})
        there = readers.get(step.step_id, {}) if step.state is StepState.CHANGED else {}
        for place in sorted({*here, *there}):
            said, read = here.get(place, []), there.get(place, [])
            lines.append(_line(step.title, place, said, read))
            touched += said
            again |= {touch.person_id for touch in read}
    return Impact(tuple(lines), len(touched), len({touch.person_id for touch in touched}), len(again))


def _by_place(touches: list[Touch]) -> dict[UUID, dict[tuple[str, str], list[Touch]]]:
    found: dict[UUID, dict[tuple[str, str], list[Touch]]] = defaultdict(lambda: defaultdict(list))
    for touch in touches:
        found[touch.step_id][touch.board, touch.segment].append(touch)
    return found


def _line(step: str, place: tuple[str, str], said: list[Touch], read: list[Touch]) -> ImpactLine:
    return ImpactLine(
        step=step,
        board=place[0],
        segment=place[1],
        comments=len(said),
        members=len({touch.person_id for touch in said}),
        undecided=sum(touch.is_open for touch in said),
        rereads=len({touch.person_id for touch in read}),
    )
