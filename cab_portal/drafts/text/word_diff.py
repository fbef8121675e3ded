"""What changed: between two texts word by word, between two versions of a step paragraph by paragraph."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cab_portal.drafts.text.blocks import Block, parse_blocks
from cab_portal.drafts.text.pairing import overlap, pair_lines_then_words, pair_sequences
from cab_portal.drafts.text.words import Word, words

# Two paragraphs that share less are shown as one removed and one added: their word diff would be confetti.
LEAST_SHARED = 0.5
_MOST_PAIRINGS = 40_000


class PieceKind(StrEnum):
    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"


class ParagraphKind(StrEnum):
    EQUAL = "equal"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block in one version or in both. `old` is missing if it was added, `new` if it was removed."""

    kind: ParagraphKind
    old: Block | None
    new: Block | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class StepComparison:
    """The paragraphs of both versions in reading order; a removed one stands before what replaced it."""

    paragraphs: tuple[Paragraph, ...]
    markup_differs: bool

    @property
    def is_equal(self) -> bool:
        """Whether a reader reads the same words in both."""
        return all(paragraph.kind is ParagraphKind.EQUAL for paragraph in self.paragraphs)

    @property
    def only_formatting_changed(self) -> bool:
        return self.is_equal and self.markup_differs


def diff_words(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces that lead from `old` to `new`; letters of another case count as changed.

    The equal and deleted pieces joined are `old`, the equal and inserted ones `new`. Of a replacement the
    deletion comes first; no two neighbors are of one kind.
    """
    old_words, new_words = words(old), words(new)
    pairs = pair_lines_then_words(_by_line(old, old_words), _by_line(new, new_words))
    pieces: list[Piece] = []
    old_at = new_at = 0
    for old_index, new_index in pairs:
        here, there = old_words[old_index], new_words[new_index]
        _add_gap(pieces, old[old_at : here.start], new[new_at : there.start])
        _add(pieces, PieceKind.EQUAL, old[here.start : here.end])
        old_at, new_at = here.end, there.end
    _add_gap(pieces, old[old_at:], new[new_at:])
    return tuple(pieces)


def compare_steps(old_markdown: str, new_markdown: str) -> StepComparison:
    """Compare the rendered text of two versions of a step; blocks without text are left out."""
    old = [block for block in parse_blocks(old_markdown) if block.text]
    new = [block for block in parse_blocks(new_markdown) if block.text]
    paragraphs: list[Paragraph] = []
    old_at = new_at = 0
    pairs = pair_sequences([block.text for block in old], [block.text for block in new])
    for old_match, new_match in [*pairs, (len(old), len(new))]:
        paragraphs.extend(_changed_run(old[old_at:old_match], new[new_at:new_match]))
        if old_match < len(old):
            text = Piece(PieceKind.EQUAL, old[old_match].text)
            paragraphs.append(Paragraph(ParagraphKind.EQUAL, old[old_match], new[new_match], (text,)))
        old_at, new_at = old_match + 1, new_match + 1
    return StepComparison(tuple(paragraphs), markup_differs=old_markdown != new_markdown)


def _by_line(text: str, found: Sequence[Word]) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    at = 0
    for word in found:
        lines.extend([] for _ in range(text.count("\n", at, word.start)))
        lines[-1].append(text[word.start : word.end])
        at = word.end
    return lines


def _add(pieces: list[Piece], kind: PieceKind, text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1].kind is kind:
        pieces[-1] = Piece(kind, pieces[-1].text + text)
    else:
        pieces.append(Piece(kind, text))


def _add_gap(pieces: list[Piece], old: str, new: str) -> None:
    """What stands between two equal words. Outer white space that both share is equal."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head] and old[head].isspace():
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail] and old[-1 - tail].isspace():
        tail += 1
    _add(pieces, PieceKind.EQUAL, old[:head])
    _add(pieces, PieceKind.DELETE, old[head : len(old) - tail])
    _add(pieces, PieceKind.INSERT, new[head : len(new) - tail])
    _add(pieces, PieceKind.EQUAL, old[len(old) - tail :] if tail else "")


def _changed_run(old: Sequence[Block], new: Sequence[Block]) -> list[Paragraph]:
    found: list[Paragraph] = []
    old_at = new_at = 0
    for old_match, new_match in [*_similar_pairs(old, new), (len(old), len(new))]:
        found.extend(_alone(ParagraphKind.REMOVED, block) for block in old[old_at:old_match])
        found.extend(_alone(ParagraphKind.ADDED, block) for block in new[new_at:new_match])
        if old_match < len(old):
            before, after = old[old_match], new[new_match]
            pieces = diff_words(before.text, after.text)
            found.append(Paragraph(ParagraphKind.CHANGED, before, after, pieces))
        old_at, new_at = old_match + 1, new_match + 1
    return found


def _alone(kind: ParagraphKind, block: Block) -> Paragraph:
    if kind is ParagraphKind.REMOVED:
        return Paragraph(kind, block, None, (Piece(PieceKind.DELETE, block.text),))
    return Paragraph(kind, None, block, (Piece(PieceKind.INSERT, block.text),))


def _similar_pairs(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[int, int]]:
    """The pairs, in order on both sides, with the most shared words in sum (Needleman and Wunsch, 1970)."""
    if not old or not new or len(old) * len(new) > _MOST_PAIRINGS:
        return []
    old_bags = [Counter(word.folded for word in words(block.text)) for block in old]
    new_bags = [Counter(word.folded for word in words(block.text)) for block in new]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    gain = [[0.0] * len(new) for _ in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            shared = overlap(old_bags[i], new_bags[j])
            gain[i][j] = shared if shared >= LEAST_SHARED else 0.0
            paired = best[i + 1][j + 1] + gain[i][j]
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if gain[i][j] and best[i][j] == best[i + 1][j + 1] + gain[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
