"""Carrying over whole processes: the one written for this project, and every folder under CAB_TEST_PROCESSES.

A folder holds one process in versions v1.md, v2.md, … Where the truth is certain — a sentence stands once in
the old version and once in the new — its comment must be placed there, and no whole sentence may land in a
wrong place.
"""

import itertools
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cab_portal.comments.anchoring.anchors import Anchor, Placement, Status, describe
from cab_portal.comments.anchoring.carrying import carry, carry_along
from cab_portal.drafts.text.blocks import canonical_text, parse_blocks
from cab_portal.drafts.text.importing import import_markdown
from cab_portal.drafts.text.pairing import similarity
from cab_portal.drafts.text.sentences import sentences
from cab_portal.drafts.text.step_matching import StepText, match_steps
from cab_portal.drafts.text.words import fold, words

OWN = Path(__file__).parents[1] / "processes"
ROOTS = [OWN, *(Path(root) for root in [os.environ.get("CAB_TEST_PROCESSES", "")] if root)]
FOLDERS = sorted(folder for root in ROOTS for folder in root.iterdir() if (folder / "v1.md").is_file())

Version = dict[str, str]


@dataclass(frozen=True)
class Sentence:
    step_id: str
    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        return fold(self.text)


def versions_of(folder: Path) -> list[Version]:
    """The canonical texts by step id; a step keeps its id while it is matched."""
    versions: list[Version] = []
    ids: list[str] = []
    before: list[StepText] = []
    for path in sorted(folder.glob("v*.md"), key=lambda path: int(path.stem[1:])):
        draft = import_markdown(path.read_bytes(), path.name)
        steps = [StepText(step.title, canonical_text(parse_blocks(step.markdown))) for step in draft.steps]
        matched = {new: ids[old] for old, new in match_steps(before, steps).pairs}
        ids = [matched.get(place, f"{path.stem}-{place}") for place in range(len(steps))]
        before = steps
        versions.append({step_id: step.text for step_id, step in zip(ids, steps, strict=True)})
    return versions


def sentences_of(version: Version) -> Iterator[Sentence]:
    for step_id, text in version.items():
        offset = 0
        for line in text.split("\n"):
            for found in sentences(line):
                yield Sentence(step_id, offset + found.start, offset + found.end, found.text)
            offset += len(line) + 1


def certain(old: Version, new: Version) -> list[tuple[Sentence, Sentence]]:
    """Sentences that stand exactly once in each version."""
    in_old, in_new = list(sentences_of(old)), list(sentences_of(new))
    old_counts, new_counts = Counter(item.key for item in in_old), Counter(item.key for item in in_new)
    places = {item.key: item for item in in_new}
    once = [item for item in in_old if old_counts[item.key] == new_counts[item.key] == 1]
    return [(item, places[item.key]) for item in once]


def short_quotes(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Spans of one, two and three words inside a sentence, from its start; every other one, to save time."""
    found = words(sentence.text)
    for size, first in itertools.product((1, 2, 3), range(0, len(found) - 2, 2)):
        chosen = found[first : first + size]
        if len(found) >= 6 and any(word.folded.isalpha() for word in chosen):
            yield chosen[0].start, chosen[-1].end


def pairs_of(folder: Path) -> list[tuple[Version, Version]]:
    return list(itertools.combinations(versions_of(folder), 2))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_sentence_that_stands_once_in_both_is_placed_there(folder) -> None:
    pairs = pairs_of(folder)
    assert any(certain(old, new) for old, new in pairs)
    for old, new in pairs:
        truth = certain(old, new)
        anchors = [describe(item.step_id, old[item.step_id], item.start, item.end) for item, _ in truth]
        for (_, expected), placement in zip(truth, carry(old, new, anchors), strict=True):
            assert (placement.step_id, placement.start, placement.end) == (
                expected.step_id,
                expected.start,
                expected.end,
            )
            assert placement.status in (Status.KEPT, Status.MOVED)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_short_quote_goes_where_its_sentence_goes(folder) -> None:
    for old, new in pairs_of(folder):
        anchors: list[Anchor] = []
        expected: list[tuple[str, int, int]] = []
        for item, place in certain(old, new):
            for start, end in short_quotes(item):
                anchors.append(describe(item.step_id, old[item.step_id], item.start + start, item.start + end))
                expected.append((place.step_id, place.start + start, place.start + end))
        placements = carry(old, new, anchors)
        assert [(item.step_id, item.start, item.end) for item in placements] == expected


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_sentence_that_is_gone_is_refused_or_placed_on_like_words(folder) -> None:
    for old, new in pairs_of(folder):
        there = {item.key for item in sentences_of(new)}
        gone = [item for item in sentences_of(old) if item.key not in there]
        anchors = [describe(item.step_id, old[item.step_id], item.start, item.end) for item in gone]
        for item, placement in zip(gone, carry(old, new, anchors), strict=True):
            assert placement.step_id is None or _likeness(item.text, new, placement) >= 0.4


def _likeness(text: str, new: Version, placement: Placement) -> float:
    passage = new[placement.step_id or ""][placement.start : placement.end]
    return similarity([word.folded for word in words(text)], [word.folded for word in words(passage)])


def test_the_story_of_the_onboarding_series() -> None:
    first, second, third = versions_of(OWN / "onboarding-series")
    quotes = {
        "Nothing is expected of you today.": (Status.REMOVED, Status.KEPT),
        "We never write to your team without your consent.": (Status.MOVED, Status.MOVED),
        "Finance sees costs and can download them.": (Status.EDITED, Status.EDITED),
        "You can change a role at any time.": (Status.KEPT, Status.KEPT),
        "One report less that somebody makes by hand.": (Status.MOVED, Status.MOVED),
        "If we miss a date that we promised, you hear it from us first.": (Status.REMOVED, Status.KEPT),
        "It took them eleven days to see it.": (Status.REMOVED, Status.KEPT),
    }
    anchors = []
    for quote in quotes:
        step_id = next(step_id for step_id, text in first.items() if quote in text)
        start = first[step_id].index(quote)
        anchors.append(describe(step_id, first[step_id], start, start + len(quote)))
    into_second = [item.status for item in carry(first, second, anchors)]
    into_third = [item.status for item in carry_along([first, second, third], anchors)]
    assert dict(zip(quotes, zip(into_second, into_third, strict=True), strict=True)) == quotes


def test_a_step_with_another_title_keeps_its_id_by_its_text() -> None:
    second, third = versions_of(OWN / "onboarding-series")[1:]
    assert list(second) == list(third)
