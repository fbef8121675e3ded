"""Names that answer different questions about the same thing, so that both can be true: "Student" and "Parent".

What describes a person or a thing has many facets: what somebody works, how they live, how large a site is, whose it
is. Where a list that describes one thing takes names from two facets, nobody is sure to fit one name only. A name that
the list of facets has in two of them belongs to both.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from cab_portal.surveys.questionnaire.linter.lexicon import Lexicon
from cab_portal.surveys.questionnaire.linter.reading import Label, Reading

_LONGEST_NAME = 4


def of_two_facets(reading: Reading) -> tuple[int, int] | None:
    """The places of the first two labels that describe different facets; None where there are none."""
    if not reading.stem_has("describing") or reading.has("superlatives", reading.asked):
        return None
    found: list[tuple[int, frozenset[str]]] = []
    for place, label in enumerate(reading.labels):
        facets = frozenset() if label.is_other or label.is_opt_out else _facets(reading.words, label)
        earlier = next((other for other, known in found if facets and facets.isdisjoint(known)), None)
        if earlier is not None:
            return earlier, place
        if facets:
            found.append((place, facets))
    return None


def _facets(words: Lexicon, label: Label) -> frozenset[str]:
    """The facets that a name describes: as it stands, without small words before it, or by what narrows its noun."""
    named = _named(words)
    for name in _forms(words, label.lows):
        if name in named:
            return named[name]
    return frozenset()


def _forms(words: Lexicon, lows: tuple[str, ...]) -> Iterator[str]:
    if len(lows) > _LONGEST_NAME:
        return
    yield " ".join(lows)
    start = next((place for place, low in enumerate(lows) if low not in words["before_names"]), 0)
    yield " ".join(lows[start:])
    if len(lows) - start == 2 and (lows[-1] in words["described"] or lows[-1].removesuffix("s") in words["described"]):
        yield lows[start]


@cache
def _named(words: Lexicon) -> dict[str, frozenset[str]]:
    named: dict[str, frozenset[str]] = {}
    for entry in words.entries("facets"):
        facet, _, names = entry.partition(":")
        for name in names.split(","):
            key = " ".join(name.split())
            named[key] = named.get(key, frozenset()) | {facet.strip()}
    return named
