"""Which step of an imported version continues which step of the version before."""

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from cab_portal.drafts.text.normalizing import canonical
from cab_portal.drafts.text.pairing import overlap, similarity
from cab_portal.drafts.text.words import fold, words

LEAST_SIMILAR = 0.6


@dataclass(frozen=True, slots=True)
class StepText:
    """A step as it is matched: its title and its canonical text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class StepMatching:
    """Positions in the old and the new list. `pairs` are in the order of the new list."""

    pairs: tuple[tuple[int, int], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]


def match_steps(old: Sequence[StepText], new: Sequence[StepText]) -> StepMatching:
    """Match by title, same titles in their order, then by text of at least `LEAST_SIMILAR`, best first.

    What is left over in the new list was added, in the old list removed.
    """
    pairs = _by_title(old, new)
    old_left = sorted(set(range(len(old))) - {pair[0] for pair in pairs})
    new_left = sorted(set(range(len(new))) - {pair[1] for pair in pairs})
    for _, i, j in sorted(_similar(old, new, old_left, new_left), key=lambda found: (-found[0], found[1:])):
        if i in old_left and j in new_left:
            pairs.append((i, j))
            old_left.remove(i)
            new_left.remove(j)
    return StepMatching(tuple(sorted(pairs, key=lambda pair: pair[1])), tuple(old_left), tuple(new_left))


def _by_title(old: Sequence[StepText], new: Sequence[StepText]) -> list[tuple[int, int]]:
    positions: dict[str, deque[int]] = defaultdict(deque)
    for position, step in enumerate(old):
        positions[fold(canonical(step.title))].append(position)
    pairs: list[tuple[int, int]] = []
    for position, step in enumerate(new):
        waiting = positions[fold(canonical(step.title))]
        if waiting:
            pairs.append((waiting.popleft(), position))
    return pairs


def _similar(
    old: Sequence[StepText], new: Sequence[StepText], old_left: list[int], new_left: list[int]
) -> list[tuple[float, int, int]]:
    old_words = {i: [word.folded for word in words(old[i].text)] for i in old_left}
    new_words = {j: [word.folded for word in words(new[j].text)] for j in new_left}
    old_bags = {i: Counter(found) for i, found in old_words.items()}
    new_bags = {j: Counter(found) for j, found in new_words.items()}
    return [
        (score, i, j)
        for i in old_left
        for j in new_left
        if old_words[i] and overlap(old_bags[i], new_bags[j]) >= LEAST_SIMILAR
        if (score := similarity(old_words[i], new_words[j])) >= LEAST_SIMILAR
    ]
