"""Labels as the points of a scale: which side each stands on, and what the scale is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from cab_portal.surveys.questionnaire.linter.lexicon import Lexicon
from cab_portal.surveys.questionnaire.linter.reading import Label, Reading

_LONGEST_POINT = 8
_LONGEST_IDIOM = 4
FEWEST_POINTS = 2
_BARE = "intensity"


@dataclass(frozen=True)
class Point:
    """One point: `sign` is 1, -1 or 0 for the middle; `core` the words that carry it, empty for bare degrees.

    `is_negated` says that the side comes from "not" before a word of the other side.
    """

    sign: int
    core: tuple[str, ...]
    is_negated: bool = False


@dataclass(frozen=True)
class Scale:
    """The points of a scale in order, with their labels."""

    points: tuple[Point, ...]
    labels: tuple[Label, ...]

    @property
    def positive(self) -> int:
        return sum(point.sign > 0 for point in self.points)

    @property
    def negative(self) -> int:
        return sum(point.sign < 0 for point in self.points)

    @property
    def is_unipolar(self) -> bool:
        """Whether it runs from none of something to much of the same thing."""
        cores = {word for point in self.points for word in point.core}
        negated = sum(point.is_negated for point in self.points)
        plain_negative = any(point.sign < 0 and not point.is_negated and point.core for point in self.points)
        plain_positive = any(point.sign > 0 and not point.is_negated and point.core for point in self.points)
        if not cores:
            return True
        if negated:
            positive = {point.core for point in self.points if point.sign > 0 and not point.is_negated and point.core}
            return negated <= 2 and not (plain_negative and plain_positive) and len(positive) <= 1
        return len(cores) == 1


def scale_of(reading: Reading) -> Scale | None:
    """The scale that the labels make, those left out that only let somebody out; None where they make none."""
    if reading.asks_yes_or_no or reading.question.type in {"multi_choice", "ranking"}:
        return None
    excess = _excess(reading) or _named_poles(reading)
    signs_fair = any(word in reading.words["fair_pair"] for label in reading.labels for word in label.lows)
    placed = [
        (label, excess.get(label) or (Point(0, ()) if excess else _point(reading, label, signs_fair=signs_fair)))
        for label in reading.labels
        if not _stands_outside(reading, label)
    ]
    points = _without_gap(placed)
    if len(points) < FEWEST_POINTS or all(point.sign == 0 for point in points):
        return None
    return Scale(tuple(points), tuple(label for label, _ in placed))


def _stands_outside(reading: Reading, label: Label) -> bool:
    """Whether a label lets somebody out and is no point of the scale."""
    speaks = label.is_opt_out and (
        label.lows[0] in reading.words["first_person"] or not any(map(reading.sign, label.lows))
    )
    return speaks and not label.starts_with("lowest_points")


def _without_gap(placed: Sequence[tuple[Label, Point | None]]) -> list[Point]:
    """The points, where all labels are points. A first one in words of its own, as "Over the moon", is on the side of
    the next where the others run from one side to the other."""
    points = [point for _, point in placed if point is not None]
    if len(points) == len(placed):
        return points
    first, point = placed[0]
    is_idiom = point is None and len(points) == len(placed) - 1 and len(first.lows) <= _LONGEST_IDIOM
    return [Point(points[0].sign, ("unplaced",)), *points] if is_idiom and _runs_from(points) else []


def _runs_from(points: Sequence[Point]) -> bool:
    """Whether these points run from one side to the other, so that what stands before them is on the first side."""
    signs = [point.sign for point in points]
    return len(points) > FEWEST_POINTS and signs[0] * signs[-1] < 0 and sorted(signs) in (signs, signs[::-1])


def _excess(reading: Reading) -> dict[Label, Point]:
    """The points of a scale from too much of one thing to too much of its opposite: "Too cold", "Too warm"."""
    if reading.question_word in reading.words["never_measured"]:
        return {}  # reasons: "Too far away", "Too dear"
    cores: dict[str, int] = {}
    found: dict[Label, Point] = {}
    for label in reading.labels:
        place = next((at for at, word in enumerate(label.lows) if word in reading.words["excess"]), -1)
        if place < 0 or place + 1 >= len(label.lows):
            continue
        core = label.lows[place + 1]
        found[label] = Point(cores.setdefault(core, 1 if cores else -1), (core,))
    rest = [label for label in reading.substantive if label not in found and not label.is_other]
    is_most = 2 * len(found) >= len(reading.labels) and len(rest) <= 1
    return found if len(cores) == FEWEST_POINTS and is_most else {}


def _named_poles(reading: Reading) -> dict[Label, Point]:
    """The points of a scale whose middle names its two ends, of which the word lists do not know that they are
    opposite: "Neither noisy nor quiet"."""
    middle = next(
        (label for label in reading.labels if label.lows[:1] and label.lows[0] in reading.words["neithers"]), None
    )
    poles = middle.lows[1::2] if middle is not None else ()
    if len(poles) != FEWEST_POINTS or reading.sign(poles[0]) * reading.sign(poles[1]) < 0:
        return {}
    found: dict[Label, Point] = {}
    for label in reading.labels:
        named = [pole for pole in poles if pole in label.lows]
        if len(named) == 1:
            found[label] = Point(2 * poles.index(named[0]) - 1, (named[0],))
    rest = [label for label in reading.substantive if label not in found and label is not middle]
    return found if not rest else {}


def _point(reading: Reading, label: Label, *, signs_fair: bool) -> Point | None:
    words = tuple(word for word in label.lows if not word.isdigit())
    if not words or len(words) > _LONGEST_POINT:
        return None
    if (
        words[0] in reading.words["neithers"]
        or any(word in reading.words["sames"] for word in words)
        or (label.is_whole("neutral") and not (label.is_whole("maybe_neutral") and signs_fair))
    ):
        return Point(0, ())
    return _intent(reading, words) or _likened(reading, label, words) or _on_a_side(reading, label, words)


def _likened(reading: Reading, label: Label, words: tuple[str, ...]) -> Point | None:
    """A point that says as much as something else, or only how much: "About as clear", "A fair amount"."""
    denied = any(word in reading.words["denials"] for word in words)
    if any(word in reading.words["equals"] for word in words[:-1]):
        return Point(-1, words[-1:]) if denied else Point(0, ())
    is_amount = label.is_whole("vague_amount") and any(_side(reading, word) for word in words)
    return Point(1, ()) if is_amount and not denied else None


def _on_a_side(reading: Reading, label: Label, words: tuple[str, ...]) -> Point | None:
    degree = _degree_words(reading.words)
    core = tuple(word for word in words if word not in degree or reading.sign(word))
    signed = [word for word in core if _side(reading, word)]
    if not signed and " ".join(core) in reading.words["neutral"]:
        return Point(0, ())
    amount = _amount(reading, words[-1])
    if not signed and amount and any(word in reading.words["excess"] for word in words):
        return Point(amount, words[-1:])
    if not signed:
        return _bare_degree(reading, label, words, core)
    side = _side(reading, signed[0])
    negated = any(word in reading.words["denials"] for word in words[: words.index(signed[0])])
    if len(core) > len(signed) + 1:
        return None
    return Point(-side if negated else side, tuple(signed[:1]), negated)


def _side(reading: Reading, word: str) -> int:
    """The side that a word stands on, also as the form of a verb: "Loved it", "Hindered us"."""
    if side := reading.sign(word):
        return side
    return int(reading.is_form(word, "good_deeds")) - int(reading.is_form(word, "bad_deeds"))


def _amount(reading: Reading, word: str) -> int:
    return int(word in reading.words["plenty"]) - int(word in reading.words["scarcity"])


def _intent(reading: Reading, words: tuple[str, ...]) -> Point | None:
    """A point of a scale of intentions: "Probably will", "Might", "Will not"; None where it is none."""
    halves = any(word in reading.words["half_intents"] for word in words)
    if not halves and not any(word in reading.words["intents"] for word in words):
        return None
    if any(word in reading.words["denials"] for word in words):
        return Point(-1, ("denied",))
    return Point(0, ()) if halves else Point(1, ("intended",))


def _bare_degree(reading: Reading, label: Label, words: tuple[str, ...], core: tuple[str, ...]) -> Point | None:
    """A point that only says how much, as in "Not at all" and "Extremely", or with a word of the question."""
    denial = reading.words["denial"]
    if not label.starts_with("degree") or (label.is_whole("opt_outs") and words[0] not in denial):
        return None
    stem = {token.low for token in reading.stem.words}
    if all(word in stem for word in core):
        return Point(-1 if words[0] in denial else 1, (), words[0] in denial)
    return None


@cache
def _degree_words(words: Lexicon) -> frozenset[str]:
    return frozenset(part for entry in words.entries("degree") for part in entry.split())


def dimension_of_words(words: Lexicon, lows: Sequence[str]) -> str:
    """What these words measure, as the name of a dimension; empty for none or for something else."""
    for low in lows:
        for section in words.sections("dimension_"):
            if low in words[section]:
                return section.removeprefix("dimension_")
    return ""


def _is_rate(reading: Reading, label: Label) -> bool:
    """Whether the label says how often by a period: "Every day", "Once per week"."""
    words = label.lows
    if any(low in reading.words["counts"] for low in words[:-2]) and words[-1] in reading.words["period_units"]:
        return words[-2] in reading.words["indefinite_articles"]
    return any(
        word in reading.words["each"] and following in reading.words["period_units"]
        for word, following in pairwise(words)
    )


def _judging(reading: Reading, label: Label) -> list[str]:
    """The words of a label without those that only tell which thing is meant: "Yearly fee" is no frequency."""
    words, lows = reading.words, label.lows
    closed = ("joints", "prepositions", "adverbs", "determiners", "than", "pronouns")
    return [
        low
        for low, following in pairwise((*lows, ""))
        if low not in words["rate_adjectives"] or not following or any(following in words[name] for name in closed)
    ]


def dimension_of_labels(reading: Reading) -> str:
    """What most labels measure; empty where no dimension takes in at least half of them."""
    found: dict[str, int] = {}
    for label in reading.substantive:
        dimension = (
            "frequency" if _is_rate(reading, label) else dimension_of_words(reading.words, _judging(reading, label))
        )
        if dimension:
            found[dimension] = found.get(dimension, 0) + 1
    best = max(found, key=lambda name: found[name], default="")
    return best if best and found[best] * 2 >= len(reading.substantive) else ""
