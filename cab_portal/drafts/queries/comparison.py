"""Two versions of a draft side by side: step by step, word by word on the rendered text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Literal, TypeAlias
from uuid import UUID

from sqlalchemy import select

from cab_portal.core.errors import NotFound
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Step, Version, VersionStep
from cab_portal.drafts.queries.versions import StepView, VersionView, version_by_number
from cab_portal.drafts.rules import TYPED, DraftKind, StepInput, lines_shown
from cab_portal.drafts.text.blocks import Block, canonical_text, parse_blocks
from cab_portal.drafts.text.pairing import pair_sequences
from cab_portal.drafts.text.word_diff import (
    Paragraph,
    ParagraphKind,
    Piece,
    PieceKind,
    compare_steps,
    diff_words,
)

# What of a step is compared stands in all three under the same names.
StepTexts: TypeAlias = StepView | Step | StepInput
Run: TypeAlias = tuple[Literal["same", "added", "removed"], str]
_OPERATIONS: dict[PieceKind, Literal["same", "added", "removed"]] = {
    PieceKind.EQUAL: "same",
    PieceKind.INSERT: "added",
    PieceKind.DELETE: "removed",
}


class StepState(StrEnum):
    """What happened to a step between two versions, for its reader."""

    UNCHANGED = "unchanged"
    FORMATTING = "formatting"
    MOVED = "moved"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Unchanged:
    """Neighboring paragraphs with the same words in both, shown folded."""

    same: tuple[str, ...]


@dataclass(frozen=True)
class Rewritten:
    """A paragraph with its words marked as the same, added or removed.

    ``old`` and ``new`` are its start and end in the canonical texts of the two versions of the step, in code points;
    None where it is not in that one.
    """

    runs: tuple[Run, ...]
    old: tuple[int, int] | None
    new: tuple[int, int] | None


@dataclass(frozen=True)
class LineChange:
    """A line around the text that differs; ``name`` is ``title`` or one of the envelope's columns."""

    name: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Reason:
    """Why a step changed, as its authors said when they shared the version with this number."""

    number: int
    text: str


@dataclass(frozen=True)
class StepChange:
    """One step in the newer order; a removed one stands where it stood. ``moved_from`` counts places from 1."""

    step_id: UUID | None
    title: str
    state: StepState
    moved_from: int | None
    lines: tuple[LineChange, ...]
    groups: tuple[Unchanged | Rewritten, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def is_read_anew(self) -> bool:
        """Whether the reader finds other words, or another place."""
        return self.state not in (StepState.UNCHANGED, StepState.FORMATTING)


@dataclass(frozen=True)
class Comparison:
    """What leads from an older version to a newer one; ``old`` is None where ``new`` is the first."""

    old: VersionView | None
    new: VersionView
    title: tuple[Run, ...]
    steps: tuple[StepChange, ...]

    @property
    def changed(self) -> int:
        """In how many steps the reader finds other words, or another place."""
        return sum(step.is_read_anew for step in self.steps)

    @property
    def only_formatting_changed(self) -> bool:
        """Whether the marks differ and not a word does."""
        return not self.changed and not self.title and any(s.state is StepState.FORMATTING for s in self.steps)

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs at all."""
        return not self.title and all(step.state is StepState.UNCHANGED for step in self.steps)


def comparison_of(draft_id: UUID, first: int, second: int) -> Comparison:
    """Compare two versions of a draft by their numbers, in whatever order they are named; five statements."""
    older, newer = sorted((first, second))
    if older == newer:
        raise NotFound
    old, new = version_by_number(draft_id, older), version_by_number(draft_id, newer)
    return compare_versions(old, new, _reasons_between(draft_id, older, newer))


def _reasons_between(draft_id: UUID, older: int, newer: int) -> dict[UUID, tuple[Reason, ...]]:
    """Why steps changed on the way from one version to another, the earliest first; one statement."""
    rows = session.execute(
        select(VersionStep.step_id, Version.number, VersionStep.reason)
        .join(Version, Version.id == VersionStep.version_id)
        .where(Version.draft_id == draft_id, Version.number > older, Version.number <= newer, VersionStep.reason != "")
        .order_by(Version.number)
    )
    found: dict[UUID, tuple[Reason, ...]] = {}
    for step_id, number, text in rows:
        found[step_id] = (*found.get(step_id, ()), Reason(number, text))
    return found


def compare_versions(
    old: VersionView | None, new: VersionView, reasons: Mapping[UUID, tuple[Reason, ...]] | None = None
) -> Comparison:
    """Compare two versions step by step; steps are the same where their ids are. ``reasons`` are why, by step."""
    if old is None:
        return Comparison(None, new, (), tuple(_alone(step, StepState.ADDED) for step in new.steps))
    before = {step.step_id: step for step in old.steps}
    gone = _removed_after(old.steps, {step.step_id for step in new.steps})
    moved = _moved(old.steps, new.steps)
    steps = [_alone(step, StepState.REMOVED) for step in gone.get(None, ())]
    for step in new.steps:
        earlier = before.get(step.step_id)
        if earlier is None:
            steps.append(_alone(step, StepState.ADDED))
        else:
            steps.append(compare_step(new.kind, earlier, step, earlier.position if step.step_id in moved else None))
        steps.extend(_alone(lost, StepState.REMOVED) for lost in gone.get(step.step_id, ()))
    told = [replace(step, reasons=(reasons or {}).get(step.step_id, ())) if step.step_id else step for step in steps]
    return Comparison(old, new, _line(old.title, new.title), tuple(told))


def compare_step(
    kind: DraftKind,
    old: StepTexts,
    new: StepTexts,
    moved_from: int | None = None,
    *,
    lines: Sequence[str] | None = None,
) -> StepChange:
    """Compare two wordings of one step, shared or not: its text, and the lines that readers of this kind see.

    ``lines`` names others, for who writes the step.
    """
    found = compare_steps(old.markdown, new.markdown)
    changed = tuple(
        LineChange(name, _line(getattr(old, name), getattr(new, name)))
        for name in (lines_shown(kind) if lines is None else lines)
        if getattr(old, name) != getattr(new, name)
    )
    if changed or not found.is_equal:
        state = StepState.CHANGED
    elif moved_from is not None:
        state = StepState.MOVED
    else:
        state = StepState.FORMATTING if found.markup_differs else StepState.UNCHANGED
    return StepChange(getattr(new, "step_id", None), new.title, state, moved_from, changed, _groups(found.paragraphs))


def working_version(draft: Draft, steps: Sequence[Step], number: int) -> VersionView:
    """The working steps as the version that sharing them would make."""
    return VersionView(
        id=draft.id,
        draft_id=draft.id,
        kind=draft.kind,
        number=number,
        title=draft.title,
        note="",
        shared_at=draft.updated_at,
        steps=tuple(
            StepView(
                step_id=step.id,
                position=step.position,
                canonical=canonical_text(parse_blocks(step.markdown)),
                changed_in=number,
                reason="",
                **{name: getattr(step, name) for name in TYPED},
            )
            for step in steps
        ),
    )


def _moved(old: Sequence[StepView], new: Sequence[StepView]) -> set[UUID]:
    """The steps that left the order which all others kept."""
    shared = {step.step_id for step in old} & {step.step_id for step in new}
    then = [step.step_id for step in old if step.step_id in shared]
    now = [step.step_id for step in new if step.step_id in shared]
    return shared - {then[place] for place, _ in pair_sequences(then, now)}


def _removed_after(old: Sequence[StepView], living: set[UUID]) -> dict[UUID | None, list[StepView]]:
    """The steps that are gone, by the last living step before them."""
    found: dict[UUID | None, list[StepView]] = {}
    last: UUID | None = None
    for step in old:
        if step.step_id in living:
            last = step.step_id
        else:
            found.setdefault(last, []).append(step)
    return found


def _alone(step: StepView, state: StepState) -> StepChange:
    operation: Literal["added", "removed"] = "added" if state is StepState.ADDED else "removed"
    groups = tuple(
        Rewritten(
            ((operation, block.text),),
            old=None if operation == "added" else (block.start, block.end),
            new=None if operation == "removed" else (block.start, block.end),
        )
        for block in parse_blocks(step.markdown)
        if block.text
    )
    return StepChange(step.step_id, step.title, state, None, (), groups)


def _line(old: str, new: str) -> tuple[Run, ...]:
    return () if old == new else _runs(diff_words(old, new))


def _runs(pieces: Iterable[Piece]) -> tuple[Run, ...]:
    return tuple((_OPERATIONS[piece.kind], piece.text) for piece in pieces)


def _groups(paragraphs: Sequence[Paragraph]) -> tuple[Unchanged | Rewritten, ...]:
    groups: list[Unchanged | Rewritten] = []
    for is_equal, found in groupby(paragraphs, lambda paragraph: paragraph.kind is ParagraphKind.EQUAL):
        if is_equal:
            groups.append(Unchanged(tuple(piece.text for paragraph in found for piece in paragraph.pieces)))
        else:
            groups.extend(
                Rewritten(_runs(paragraph.pieces), _span(paragraph.old), _span(paragraph.new)) for paragraph in found
            )
    return tuple(groups)


def _span(block: Block | None) -> tuple[int, int] | None:
    return None if block is None else (block.start, block.end)
