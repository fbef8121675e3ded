"""Labels as ranges of numbers: "1 to under 2 years", "€500 or more", "In the last 7 days"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import inf

from cab_portal.surveys.questionnaire.linter.lexicon import Lexicon
from cab_portal.surveys.questionnaire.linter.words import lowered

LONGEST_LABEL = 60
UNITS = ("units", "measures")
"""The sections with the words for units: of time, and of length and weight."""


def _any_of(phrases: Iterable[str]) -> str:
    """A pattern for these phrases, the longest first; one that never matches where there are none."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(map(re.escape, ordered)) if ordered else r"(?!)"


def table(entries: Iterable[str]) -> dict[str, float]:
    """The words of entries such as "60 minute minutes", each with the number before them."""
    rows = (entry.split() for entry in entries)
    return {word.lower(): float(number) for number, *words in rows for word in words}


class _Words:
    """The words of a language for numbers, units and ranges, as patterns."""

    def __init__(self, words: Lexicon) -> None:
        self.known = words["range_words"]
        units = tuple(entry for name in UNITS for entry in words.entries(name))
        self.sizes = table(units)
        self.singulars = {form: forms[0] for _, *forms in map(str.split, units) for form in map(str.lower, forms)}
        self.numbers = {word: str(int(number)) for word, number in table(words.entries("numbers")).items()}
        self.multiples = table(words.entries("multiples"))
        self.months = {
            word: str(number) for number, entry in enumerate(words.entries("months"), 1) for word in entry.split()
        }
        self.days = {word: f"{number:.0f} {self._day}" for word, number in table(words.entries("days_ago")).items()}
        self.nothing = frozenset(words.entries("nothing"))
        self.small = words["small_words"]
        self.ago = tuple(words.entries("ago"))
        names, each, times = _any_of(self.sizes), _any_of(words.entries("per")), _any_of(words.entries("times"))
        self.unit = re.compile(rf"\b({names})\b")
        self.rate = re.compile(rf"(\d|{times}) (?:{each}) (?:{names})\b")
        self.last = re.compile(rf"\b({_any_of(words.entries('past_openers'))}) ({names})\b")
        self.month = re.compile(rf"\b({_any_of(self.months)})\b")
        currencies = _any_of(words.entries("currencies"))
        multiples = "|".join(rf"{re.escape(word)}\b" for word in self.multiples)
        self.number = re.compile(
            rf"(?:{currencies})?\s?(\d{{1,15}}(?:[,' ]\d{{3}}){{0,4}}(?:[.:]\d{{1,4}})?)"
            rf"\s?(%{'|' if multiples else ''}{multiples})?"
        )
        below, at_most, above, at_least, or_more, or_less, between, open_right, open_left = (
            _any_of(words.entries(name))
            for name in (
                "below", "at_most", "above", "at_least", "or_more", "or_less", "between", "open_right", "open_left",
            )
        )  # fmt: skip
        self.below = re.compile(rf"^(?:{below}|<(?!=))\s")
        self.at_most = re.compile(rf"^(?:{at_most}|<=|≤)\s")
        self.above = re.compile(rf"^(?:{above}|>(?!=))\s")
        self.above_somewhere = re.compile(rf"\b(?:{above})\s")
        self.at_least = re.compile(rf"^(?:{at_least}|>=|≥)\s")
        self.or_more = re.compile(rf"\b(?:{or_more})\b|\+")
        self.or_less = re.compile(rf"\b(?:{or_less})\b")
        self.between = re.compile(rf"\s(?:{between})\s|\s?[-–—−]\s?")
        self.open_right = re.compile(rf"^(?:{open_right})\s")
        self.open_left = re.compile(rf"^(?:{open_left})\s")

    @property
    def _day(self) -> str:
        return next((word for word, size in self.sizes.items() if size == _DAY), "")


_DAY = 86_400.0
_words_of = cache(_Words)


@dataclass(frozen=True)
class Range:
    """A range of numbers. `step` is the distance of neighboring values; `is_single` says that one number is meant."""

    low: float
    high: float
    has_low: bool = True
    has_high: bool = True
    step: float = 1.0
    is_single: bool = False
    unit: str = ""
    is_percent: bool = False

    @property
    def first(self) -> float:
        """The first value in it."""
        return self.low if self.has_low else self.low + self.step

    @property
    def last(self) -> float:
        """The last value in it."""
        return self.high if self.has_high else self.high - self.step


def range_of(label: str, lexicon: Lexicon) -> Range | None:
    """The range that a label means, None where it means none; the lexicon has the words for numbers and ranges."""
    if len(label) > LONGEST_LABEL:
        return None
    words = _words_of(lexicon)
    text = _prepared(label, words)
    units = [match.group(1) for match in words.unit.finditer(text)]
    numbers = [_value(match, words) for match in words.number.finditer(text)]
    if not numbers or len(numbers) > 2 or not _is_about_numbers(text, words):
        return None
    factors = _factors([words.sizes[unit] for unit in units], len(numbers))
    values = [number * factor for number, factor in zip(numbers, factors, strict=True)]
    step = (factors[-1] if units else 1.0) * _fineness(text)
    found = _two(text, values, words) if len(values) == 2 else _one(text, values[0], words)
    if found is None:
        return None
    low, high, has_low, has_high = found
    unit = words.singulars[units[0]] if units else ""
    return Range(low, high, has_low, has_high, step, low == high, unit, "%" in text)


def size_of(unit: str, lexicon: Lexicon) -> float:
    """How many of the smallest unit of its kind a unit is, as seconds for times; 1 for none."""
    return _words_of(lexicon).sizes.get(unit.lower(), 1.0)


def _prepared(label: str, words: _Words) -> str:
    text = lowered(label).strip().rstrip(".")
    text = words.rate.sub(r"\1", words.days.get(text, text))
    text = words.last.sub(r"\1 1 \2", text)
    text = words.month.sub(lambda match: words.months[match.group(1)], text)
    said = text.split()
    if len(said) > 1 or (said and said[0] not in words.small):
        said = [
            word if words.numbers.get(word) == "0" and word in words.small else words.numbers.get(word, word)
            for word in said
        ]
    return "0" if text in words.nothing else " ".join(said)


def _value(match: re.Match[str], words: _Words) -> float:
    digits = match.group(1).replace(",", "").replace("'", "").replace(" ", "").replace(":", ".")
    return float(digits) * words.multiples.get((match.group(2) or "").strip(), 1.0)


def _factors(units: list[float], numbers: int) -> list[float]:
    if not units:
        return [1.0] * numbers
    return units[:numbers] if len(units) >= numbers else [units[0]] * numbers


def _fineness(text: str) -> float:
    decimals = re.search(r"\d\.(\d{1,4})(?!\d)", text)
    return 10.0 ** -len(decimals.group(1)) if decimals else 1.0


_FILLER = re.compile(r"[\W\d_]+")


def _is_about_numbers(text: str, words: _Words) -> bool:
    """Whether the words beside the numbers belong to a range: "5 to 9 people" does, "Layout 2" does not."""
    said = [word for word in _FILLER.split(text) if word]
    strange = [word for word in said if word not in words.known]
    return not strange or (len(strange) == 1 and text[0].isdigit() and len(said) <= 5)


def _two(text: str, values: list[float], words: _Words) -> tuple[float, float, bool, bool] | None:
    match = words.between.search(text, 1)
    if match is None or values[0] > values[1]:
        return None
    rest = text[match.end() :].lstrip()
    return values[0], values[1], words.open_left.match(text) is None, words.open_right.match(rest) is None


def _one(text: str, value: float, words: _Words) -> tuple[float, float, bool, bool] | None:
    if words.at_least.match(text) or words.or_more.search(text):
        return value, inf, True, True
    if words.above.match(text) or (words.ago and text.endswith(words.ago) and words.above_somewhere.search(text)):
        return value, inf, False, True
    if words.below.match(text):
        return -inf, value, True, False
    if words.at_most.match(text) or words.or_less.search(text):
        return -inf, value, True, True
    return value, value, True, True
