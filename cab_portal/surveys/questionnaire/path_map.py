"""A small drawing of the paths through a questionnaire: its geometry and its words, for a page to draw.

Questions stand below one another; a line beside them leads from each question that a condition reads to the one that
it shows. The drawing is narrow enough for a phone, so that its text never becomes smaller there.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import east_asian_width

from cab_portal.surveys.questionnaire import condition_words
from cab_portal.surveys.questionnaire.conditions import questions_read
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.verifier.native import logic_of
from cab_portal.surveys.questionnaire.verifier.proof import verify

WIDTH = 372
BOX_HEIGHT = 30
STEP = 40
MOST_LANES = 8
"""More branches at one place share the outermost line."""

_LANE = 9
_MARGIN = 6
_NUMBER = 30
"""How much of a box its number takes."""
_LETTER = 6.6
"""About how wide a letter of 12 px is."""
_NEVER_SHOWN = frozenset({"unreachable", "contradiction"})
_STATES = 20_000


class Shown(StrEnum):
    """Whether a question is met on every path, on some, or on none."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


@dataclass(frozen=True)
class Box:
    """One question: its place in the drawing, its words shortened to fit, and when it is shown, in words."""

    question_id: str
    number: int
    label: str
    text: str
    shown: Shown
    condition: str
    x: int
    y: int
    width: int
    height: int = BOX_HEIGHT

    @property
    def middle(self) -> int:
        """The height at which lines meet it."""
        return self.y + self.height // 2


@dataclass(frozen=True)
class Branch:
    """A line from the question that is read to the one that is shown, by their numbers; `path` draws it, and `tip`
    the head of its arrow."""

    source: int
    target: int
    path: str
    tip: str


@dataclass(frozen=True)
class PathMap:
    """The whole drawing in a box of `width` and `height`."""

    boxes: tuple[Box, ...]
    branches: tuple[Branch, ...]
    height: int
    is_proved: bool
    width: int = WIDTH

    def count(self, shown: str) -> int:
        """How many questions are shown "always", "sometimes" or "never"."""
        return sum(box.shown == shown for box in self.boxes)


def path_map(questionnaire: Questionnaire) -> PathMap:
    """The drawing of a questionnaire, with what no path reaches as the verifier proves it."""
    proof = verify(logic_of(questionnaire.model_dump(mode="json")), _STATES)
    never = {finding.question for finding in proof.findings if finding.code in _NEVER_SHOWN}
    edges = _edges(questionnaire)
    lanes = _lanes(edges)
    left = _MARGIN + _LANE * (max(lanes.values(), default=-1) + 1) + (_LANE if lanes else 0)
    boxes = _boxes(questionnaire, never, left)
    branches = tuple(
        Branch(source + 1, target + 1, *_drawn(boxes[source], boxes[target], left, lanes[(source, target)]))
        for source, target in edges
    )
    return PathMap(boxes, branches, STEP * len(boxes) - STEP + BOX_HEIGHT + 2 * _MARGIN, proof.proved)


def _edges(questionnaire: Questionnaire) -> list[tuple[int, int]]:
    """Pairs of the places of a question that is read and of one that it shows, from 0, in the order of the targets."""
    found: list[tuple[int, int]] = []
    for target, question in enumerate(questionnaire.questions):
        read = questions_read(question.show_if) if question.show_if is not None else ()
        sources = {questionnaire.places[reference.partition(".")[0]] for reference in read}
        found.extend((source, target) for source in sorted(sources, reverse=True))
    return found


def _lanes(edges: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """A line for each branch, 0 next to the questions: short ones inside, and two that overlap apart."""
    lanes: dict[tuple[int, int], int] = {}
    for source, target in sorted(edges, key=lambda edge: (edge[1] - edge[0], edge)):
        taken = {
            lane
            for (other_source, other_target), lane in lanes.items()
            if source <= other_target and other_source <= target
        }
        free = next((lane for lane in range(MOST_LANES) if lane not in taken), MOST_LANES - 1)
        lanes[(source, target)] = free
    return lanes


def _boxes(questionnaire: Questionnaire, never: Collection[str], left: int) -> tuple[Box, ...]:
    boxes: list[Box] = []
    for place, question in enumerate(questionnaire.questions):
        condition = condition_words.sentence(question.show_if, questionnaire) if question.show_if is not None else ""
        shown = Shown.NEVER if question.id in never else Shown.SOMETIMES if condition else Shown.ALWAYS
        width = WIDTH - left - _MARGIN
        boxes.append(
            Box(
                question_id=question.id,
                number=place + 1,
                label=shortened(question.text, width - _NUMBER - 8),
                text=question.text,
                shown=shown,
                condition=condition,
                x=left,
                y=_MARGIN + STEP * place,
                width=width,
            )
        )
    return tuple(boxes)


def shortened(text: str, width: float) -> str:
    """As much of the text as is about so many pixels wide at 12 px, with an ellipsis where some is left out."""
    used = 0.0
    for place, letter in enumerate(text):
        used += 2 * _LETTER if east_asian_width(letter) in "WF" else _LETTER
        if used > width:
            return f"{text[: max(1, place - 1)].rstrip()}…"
    return text


def _drawn(source: Box, target: Box, left: int, lane: int) -> tuple[str, str]:
    """The line and the head of its arrow, as the `d` of paths. It leaves below the middle and arrives above it, so
    that lines in and out of one question are told apart."""
    x = left - _LANE * (lane + 1) - _LANE // 2
    start, end = source.middle + 6, target.middle - 4
    return f"M{left} {start}H{x}V{end}H{left - 2}", f"M{left} {end}l-6 -4v8z"
