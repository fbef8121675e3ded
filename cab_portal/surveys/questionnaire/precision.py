"""How sure a survey can be before it is sent: a panel of so many people, so many of whom are expected to answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cab_portal.surveys.questionnaire.statistics.panels import (
    PanelInterval,
    likely_range,
    sample_size,
)

SMALLEST_GROUP = 5
"""The fewest people of whom anything is shown by themselves."""

HALF_WIDTH = Fraction(15, 100)
"""A share of the panel; an answer that is known this closely tells a majority from a minority mostly."""

LARGEST_PANEL = 400
MOST_ADDED = 400


@dataclass(frozen=True)
class Widths:
    """The exact intervals that so many answers can end in: the widest, and the one where all agree."""

    widest: PanelInterval
    narrowest: PanelInterval

    @property
    def half_width(self) -> Fraction:
        """Half the widest, as a share of the panel."""
        return Fraction(self.widest.width, 2 * self.widest.panel)


@dataclass(frozen=True)
class Segment:
    """A part of the panel: how many are in it, how many of them are expected to answer, and whether it can be shown.

    `never` where even the answers of all of them are too few, `unlikely` where the expected ones are.
    """

    name: str
    size: int
    expected: int
    never: bool
    unlikely: bool


@dataclass(frozen=True)
class Precision:
    """What a survey can tell. `answers_needed` of this panel make half the widest interval at most `HALF_WIDTH`;
    `members_needed` more members do so, with as large a part of them answering (None: not even 400 more).
    """

    panel: int
    responses: int
    widths: Widths
    segments: tuple[Segment, ...]
    answers_needed: int
    members_needed: int | None


def widths(panel: int, responses: int) -> Widths:
    """The intervals at 95 % that so many answers can end in. Raises `ValueError` unless 1 <= responses <= panel."""
    if panel > LARGEST_PANEL:
        # nearly always the middle is the worst, and here every interval costs
        found = [likely_range(k, responses, panel) for k in (0, responses // 2)]
    else:
        # an answer and its opposite have intervals of the same width
        found = [likely_range(k, responses, panel) for k in range(responses // 2 + 1)]
    return Widths(max(found, key=lambda interval: interval.width), min(found, key=lambda interval: interval.width))


def segments_of(
    sizes: Mapping[str, int], panel: int, responses: int, group: int = SMALLEST_GROUP
) -> tuple[Segment, ...]:
    """The segments with these sizes, if everywhere as large a part answers as in the whole panel."""
    rate = Fraction(responses, panel)
    found = ((name, size, round(size * rate)) for name, size in sizes.items())
    return tuple(Segment(name, size, expected, size < group, expected < group) for name, size, expected in found)


def precision(
    panel: int, responses: int, sizes: Mapping[str, int] | None = None, group: int = SMALLEST_GROUP
) -> Precision:
    """What a survey of the panel can tell if so many answer. Raises `ValueError` unless 1 <= responses <= panel."""
    if not 1 <= responses <= panel:
        raise ValueError(f"{responses} of {panel} cannot answer")
    found = widths(panel, responses)
    return Precision(
        panel,
        responses,
        found,
        segments_of(sizes or {}, panel, responses, group),
        _answers_needed(panel, responses, found),
        _members_needed(panel, responses, found),
    )


def _answers_needed(panel: int, responses: int, found: Widths) -> int:
    if panel <= LARGEST_PANEL:
        return max(1, sample_size(panel, HALF_WIDTH))
    low, high = (1, responses) if found.half_width <= HALF_WIDTH else (responses, panel)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if widths(panel, middle).half_width <= HALF_WIDTH else (middle + 1, high)
    return low


def _members_needed(panel: int, responses: int, found: Widths) -> int | None:
    """The fewest further members with whom the widest interval is narrow enough."""
    if found.half_width <= HALF_WIDTH:
        return 0
    for added in range(1, MOST_ADDED + 1):
        answers = round(Fraction(responses * (panel + added), panel))
        middle = likely_range(answers // 2, answers, panel + added)
        # the middle alone rules out almost every size
        is_near = Fraction(middle.width, 2 * middle.panel) <= HALF_WIDTH
        if is_near and widths(panel + added, answers).half_width <= HALF_WIDTH:
            return added
    return None
