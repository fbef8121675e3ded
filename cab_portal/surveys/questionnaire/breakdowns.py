"""Segments against questions: how many of each segment gave the answer that a question's heading speaks of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cab_portal.surveys.questionnaire.statistics import fisher_exact
from cab_portal.surveys.questionnaire.suppression import released, rows_to_hide

_LEVEL = Fraction(5, 100)


@dataclass(frozen=True)
class SegmentRow:
    """A segment with its number of people, and by question how many said so; None is hidden."""

    name: str
    people: int | None
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class Breakdown:
    """A row for each segment; `said` and `people` are the numbers of all, by question and together."""

    rows: tuple[SegmentRow, ...]
    said: tuple[int, ...]
    people: int


@dataclass(frozen=True)
class Difference:
    """In which segment and for which question (its place, from 0) the answers differ most from those of all others."""

    segment: str
    question: int
    count: int
    people: int
    others_count: int
    others: int
    p_value: Fraction


def open_breakdown(people: Mapping[str, int], said: Sequence[Mapping[str, int]], fewest: int) -> Breakdown | None:
    """For who may see each single answer: a segment of fewer than `fewest` people is hidden because it says nothing.

    `people` and each of `said` are numbers by segment. None where fewer than two segments can be shown.
    """
    rows = tuple(
        SegmentRow(name, size, tuple(counts.get(name, 0) for counts in said))
        if size >= fewest
        else SegmentRow(name, None, (None,) * len(said))
        for name, size in people.items()
    )
    return _breakdown(rows, people, said)


def protected_breakdown(people: Mapping[str, int], said: Sequence[Mapping[str, int]], fewest: int) -> Breakdown | None:
    """For who may see totals alone: what is hidden cannot be reckoned from what is shown (`suppression`).

    For each question a table of those who said so and those who did not; the same segments are hidden in all.
    """
    names = list(people)
    hidden = rows_to_hide([people[name] for name in names], fewest)
    columns = [_protected_column(names, people, counts, fewest) for counts in said]
    rows = tuple(
        SegmentRow(name, None if place in hidden else people[name], tuple(column[place] for column in columns))
        for place, name in enumerate(names)
    )
    return _breakdown(rows, people, said)


def _protected_column(
    names: Sequence[str], people: Mapping[str, int], counts: Mapping[str, int], fewest: int
) -> tuple[int | None, ...]:
    table = released([(counts.get(name, 0), people[name] - counts.get(name, 0)) for name in names], fewest)
    return (None,) * len(names) if table is None else tuple(row[0] for row in table.cells)


def _breakdown(
    rows: tuple[SegmentRow, ...], people: Mapping[str, int], said: Sequence[Mapping[str, int]]
) -> Breakdown | None:
    if not said or sum(row.people is not None for row in rows) < 2:
        return None
    if all(count is None for row in rows for count in row.counts):
        return None
    return Breakdown(rows, tuple(sum(counts.values()) for counts in said), sum(people.values()))


def strongest_difference(found: Breakdown) -> Difference | None:
    """The segment that differs most from all others together, by Fisher's exact test among what is shown.

    None unless its p value, times the number of comparisons (Bonferroni), is under 5 %.
    """
    differences = [
        _difference(found, row, place, count)
        for row in found.rows
        for place, count in enumerate(row.counts)
        if row.people is not None and count is not None and row.people < found.people
    ]
    if not differences:
        return None
    best = min(differences, key=lambda difference: difference.p_value)
    return best if best.p_value * len(differences) < _LEVEL else None


def _difference(found: Breakdown, row: SegmentRow, place: int, count: int) -> Difference:
    people = row.people or 0
    others_count, others = found.said[place] - count, found.people - people
    p_value = fisher_exact(count, people, others_count, others)
    return Difference(row.name, place, count, people, others_count, others, p_value)
