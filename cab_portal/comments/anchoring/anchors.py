"""The record of a commented passage, and where it stands in another version."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_QUOTE = 2_000
"""Characters of `Anchor.exact` that callers accept; a longer selection is refused."""
CONTEXT_LENGTH = 40
"""Characters of `Anchor.prefix` and `Anchor.suffix`, fewer only at the ends of a step."""


class Status(StrEnum):
    KEPT = "kept"
    """In its place, same words."""
    EDITED = "edited"
    """In its place, other words."""
    MOVED = "moved"
    """Elsewhere, same words."""
    MOVED_EDITED = "moved_edited"
    """Elsewhere, other words."""
    AMBIGUOUS = "ambiguous"
    """Several places fit as well; none is taken."""
    REMOVED = "removed"


class Method(StrEnum):
    """What found a place."""

    POSITION = "position"
    MAP = "map"
    EXACT = "exact"
    SIMILAR = "similar"
    PERSON = "person"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage of the version it was made on: `canonical_text(step)[start:end] == exact`.

    Offsets count Unicode code points; `prefix` and `suffix` are the characters before and after.
    """

    step_id: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an anchor stands. Without a place `step_id` is None and the span is (0, 0).

    `score` is between 0 and 1: the share of characters kept (method map), how well the surroundings fit
    (exact) or quote and surroundings together (similar); for a refusal the score of what was refused.
    """

    status: Status
    step_id: str | None
    start: int
    end: int
    score: float
    method: Method

    @property
    def is_placed(self) -> bool:
        return self.step_id is not None


def refusal(status: Status, score: float = 0.0) -> Placement:
    """A placement without a place."""
    return Placement(status, None, 0, 0, round(score, 3), Method.NONE)


def describe(step_id: str, text: str, start: int, end: int) -> Anchor:
    """The anchor of `text[start:end]`. Raises ValueError unless 0 <= start < end <= len(text)."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no passage from {start} to {end} in a text of {len(text)} characters")
    return Anchor(
        step_id=step_id,
        start=start,
        end=end,
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT_LENGTH) : start],
        suffix=text[end : end + CONTEXT_LENGTH],
    )
