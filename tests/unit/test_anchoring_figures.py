"""Places against the truth: on the versions of whole processes, and on edits that are made by chance.

The folder that CAB_TEST_PROCESSES names is measured too, if it is there.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from benchmarks.anchoring.figures import Count, Figures, measure
from benchmarks.anchoring.histories import History, own_histories, sample_histories
from benchmarks.anchoring.truth import Fate, tell
from cab_portal.comments.anchoring.anchors import describe
from cab_portal.comments.anchoring.carrying import Carrier
from tests.unit import anchoring_edits as edits

LEAST = {
    Count.UNCHANGED: 1.0,
    Count.EDITED: 0.98,
    Count.DELETED: 0.97,
    Count.PHRASES: 0.98,
    Count.PHRASES_EDITED: 0.95,
    Count.PHRASES_GONE: 0.85,
    Count.CAME_BACK: 1.0,
}


def ensure_reached(figures: Figures) -> None:
    short = {count: figures.share(count) for count, least in LEAST.items() if figures.share(count) < least}
    assert short == {}, "\n".join(figures.misses)
    assert figures.wrong == 0


def test_the_figures_are_reached_on_our_own_processes() -> None:
    figures = measure(own_histories())
    assert all(figures.seen[count] for count in LEAST)
    ensure_reached(figures)


@pytest.mark.parametrize("history", sample_histories(), ids=lambda history: history.name)
def test_wrong_places_stay_at_none_on_each_sample(history: History) -> None:
    assert measure([history]).wrong == 0


@pytest.mark.skipif(not sample_histories(), reason="CAB_TEST_PROCESSES names no folder")
def test_the_figures_are_reached_on_the_samples() -> None:
    ensure_reached(measure(sample_histories()))


def test_the_truth_is_told_only_where_it_is_certain() -> None:
    old = "We call you on Friday at noon. Bring your last invoice along.\nNobody has to travel for it."
    new = "Nobody has to travel for it.\nWe will call you on Monday at noon."
    assert [(item.fate, item.place and new[slice(*item.place)]) for item in tell(old, new)] == [
        (Fate.EDITED, "We will call you on Monday at noon."),
        (Fate.DELETED, None),
        (Fate.UNCHANGED, "Nobody has to travel for it."),
    ]
    assert tell("The call takes an hour or two.", "The call takes place. It lasts an hour.") == []


@pytest.fixture(scope="module")
def by_chance() -> Counter[tuple[str, bool]]:
    """How often sentences came out right (True) and not, by what had been done to them, over many histories."""
    counts: Counter[tuple[str, bool]] = Counter()
    for seed in range(120):
        random = Random(seed)  # noqa: S311 - edits by chance are no secret
        document = (edits.plain_document if seed % 2 else edits.tiers_document)(random)
        counts += edited_counts(document, random)
    return counts


def edited_counts(document: edits.Document, random: Random) -> Counter[tuple[str, bool]]:
    old, before = document.text(), document.spans
    touched: dict[int, str] = {}
    for _ in range(random.randint(1, 12)):
        edit = random.choice(edits.EDITS)
        recut = edit in (edits.split, edits.merge)
        for number in edit(document, random):
            touched[number] = "recut" if recut or touched.get(number) == "recut" else "edited"
    new, after = document.text(), document.spans
    twins = Counter(old[slice(*spans[0])] for spans in before.values())
    carrier = Carrier({"s": old}, {"s": new})
    counts: Counter[tuple[str, bool]] = Counter()
    for number, [span] in before.items():
        if twins[old[slice(*span)]] > 1:
            continue
        found = carrier.place(describe("s", old, *span))
        fate = touched.get(number, "unchanged") if number in after else "deleted"
        if fate == "deleted":
            is_right = not found.is_placed
        elif fate == "unchanged":
            is_right = (found.start, found.end) == after[number][0]
        else:
            is_right = any(found.start < end and start < found.end for start, end in after[number])
        counts[fate, is_right] += 1
    return counts


@pytest.mark.parametrize(
    ("fate", "least"), [("unchanged", 0.999), ("edited", 0.98), ("deleted", 0.96), ("recut", 0.97)]
)
def test_edits_by_chance_among_near_twins_are_followed(
    by_chance: Counter[tuple[str, bool]], fate: str, least: float
) -> None:
    right, missed = by_chance[fate, True], by_chance[fate, False]
    assert right >= 30
    assert right / (right + missed) >= least
