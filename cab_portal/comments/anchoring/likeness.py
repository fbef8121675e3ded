"""How much two sentences say the same, by the words that they share, each as much as it tells."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from cab_portal.comments.anchoring.sentence_index import TERM_LENGTH, SentenceIndex, terms_of

LEAST_ALIKE = 0.2
"""Likeness under which two sentences are no candidates at all."""
_MOST_COMPARISONS = 300_000


class TermWeights:
    """What each term tells: the rarer in both versions, and the longer, the more.

    Inverse document frequency (Spärck Jones 1972) with words for documents, times the length of the term, because
    the words that only join others are the short ones (Zipf 1935). Numbers are short and tell much.
    """

    def __init__(self, old: SentenceIndex, new: SentenceIndex) -> None:
        counts: Counter[str] = Counter()
        for index in (old, new):
            for folded in index.folded.values():
                counts.update(terms_of(folded))
        total = counts.total()
        self._weights = {
            term: math.log(1 + total / count) * (1.0 if term[0].isdigit() else len(term) / TERM_LENGTH)
            for term, count in counts.items()
        }

    def of(self, terms: Counter[str]) -> float:
        weights = self._weights
        return sum(weights[term] * count for term, count in terms.items())

    def __getitem__(self, term: str) -> float:
        return self._weights[term]


Likenesses = dict[int, dict[int, float]]
"""By old sentence, then by new sentence: from `LEAST_ALIKE` to 1."""


def likenesses(
    old: SentenceIndex, old_numbers: Sequence[int], new: SentenceIndex, new_numbers: Iterable[int], weights: TermWeights
) -> Likenesses:
    """Twice what is shared by all there is (Dice 1945), in weights of terms, for every pair that is alike at all."""
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    new_totals: dict[int, float] = {}
    for number in new_numbers:
        terms = new.terms(number)
        new_totals[number] = weights.of(terms)
        for term, count in terms.items():
            postings[term].append((number, count))
    _drop_most_frequent(postings, old, old_numbers)
    found: Likenesses = {}
    for number in old_numbers:
        terms = old.terms(number)
        shared: dict[int, float] = defaultdict(float)
        for term, count in terms.items():
            for other, other_count in postings.get(term, ()):
                shared[other] += weights[term] * min(count, other_count)
        total = weights.of(terms)
        alike = {other: 2 * weight / (total + new_totals[other]) for other, weight in shared.items()}
        found[number] = {other: score for other, score in alike.items() if score >= LEAST_ALIKE}
    return found


def _drop_most_frequent(
    postings: dict[str, list[tuple[int, int]]], old: SentenceIndex, old_numbers: Sequence[int]
) -> None:
    """Leave out the terms that tell least while comparing would take too long: a text of one word repeated."""
    counts = Counter(term for number in old_numbers for term in old.terms(number))
    costs = Counter({term: count * len(postings[term]) for term, count in counts.items() if term in postings})
    total = costs.total()
    for term, cost in costs.most_common():
        if total <= _MOST_COMPARISONS:
            break
        del postings[term]
        total -= cost
