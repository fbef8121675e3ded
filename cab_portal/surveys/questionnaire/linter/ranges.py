"""Labels as ranges of numbers: "1 to under 2 years", "€500 or more", "In the last 7 days"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf

from cab_portal.surveys.questionnaire.linter.lexicon import Phrases
from cab_portal.surveys.questionnaire.linter.words import lowered

LONGEST_LABEL = 60
_NUMBER = (
    r"(?:[€$£¥]|usd|eur|gbp|chf)?\s?(\d{1,15}(?:[,' ]\d{3}){0,4}(?:[.:]\d{1,4})?)\s?(%|k\b|m\b|million\b|thousand\b)?"
)
_ONE = re.compile(_NUMBER)
_UNIT = re.compile(r"\b(second|sec|minute|min|hour|day|week|month|quarter|year)s?\b")
_ORDER = {"second": 1.0, "sec": 1.0, "minute": 60.0, "min": 60.0, "hour": 3600.0, "day": 86400.0}
_ORDER |= {"week": 604800.0, "month": 2629800.0, "quarter": 7889400.0, "year": 31557600.0}
_SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}
_WORDS = {"zero": 0, "none": 0, "never": 0, "no": 0, "once": 1, "twice": 2, "a": 1, "an": 1}
_DIGITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORDS |= {word: number for number, word in enumerate(_DIGITS, start=1)}
_RATE = re.compile(r"(\d|times?|once|twice) (?:a|per|each|every) (?:hour|day|week|month|quarter|year)s?\b")
_DAYS = {"today": "0 days", "yesterday": "1 day"}
_MONTHS = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?",
    "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
_MONTH = re.compile("|".join(rf"(\b{month}\b)" for month in _MONTHS))
_LESS = (
    "under|less than|fewer than|below|before|lower than|shorter than|younger than|smaller than|earlier than|sooner than"
)
_MORE = "over|more than|above|greater than|longer than|older than|larger than|later than|beyond|after"
_BELOW = re.compile(rf"^(?:{_LESS}|<(?!=))\s")
_AT_MOST = re.compile(
    r"^(?:up to|at most|no more than|not more than|max(?:imum)?|within|in the (?:last|past)"
    r"|in less than|<=|≤|in under)\s"
)
_ABOVE = re.compile(rf"^(?:(?:in |after )?(?:{_MORE})|>(?!=))\s")
_AT_LEAST = re.compile(
    r"^(?:at least|min(?:imum)?|no less than|no fewer than|not less than|>=|≥|starting (?:at|from))\s"
)
_RISING = "more|over|above|longer|later|older|higher|greater|larger|up|upward"
_FALLING = "less|fewer|under|below|earlier|shorter|younger|lower|smaller"
_OR_MORE = re.compile(rf"\b(?:or|and) (?:{_RISING})\b|\+|\bplus\b|\bonwards?\b")
_OR_LESS = re.compile(rf"\b(?:or|and) (?:{_FALLING})\b")
_BETWEEN = re.compile(r"\s(?:to|and|through|until|till|up to)\s|\s?[-–—−]\s?")
_OPEN_RIGHT = re.compile(r"^(?:under|less than|below|before|fewer than|just under|but (?:under|less than))\s")


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


def range_of(label: str, known: Phrases) -> Range | None:
    """The range that a label means, None where it means none; `known` are the words that may stand beside numbers."""
    if len(label) > LONGEST_LABEL:
        return None
    text = _prepared(label)
    units = [match.group(1) for match in _UNIT.finditer(text)]
    numbers = [_value(match) for match in _ONE.finditer(text)]
    if not numbers or len(numbers) > 2 or not _is_about_numbers(text, known):
        return None
    factors = _factors(units, len(numbers))
    values = [number * factor for number, factor in zip(numbers, factors, strict=True)]
    step = (factors[-1] if units else 1.0) * _fineness(text)
    found = _two(text, values) if len(values) == 2 else _one(text, values[0])
    if found is None:
        return None
    low, high, has_low, has_high = found
    is_single = low == high
    return Range(low, high, has_low, has_high, step, is_single, units[0] if units else "", "%" in text)


def _prepared(label: str) -> str:
    text = lowered(label).strip().rstrip(".")
    text = _RATE.sub(r"\1", _DAYS.get(text, text))
    text = _MONTH.sub(lambda match: str(match.lastindex), text)
    words = text.split()
    if len(words) > 1 or (words and words[0] not in {"no", "a", "an", "never"}):
        words = [str(_WORDS.get(word, word)) if word != "no" else word for word in words]
    return "0" if text in {"never", "no", "none", "not once", "not at all", "at no time"} else " ".join(words)


def _value(match: re.Match[str]) -> float:
    digits = match.group(1).replace(",", "").replace("'", "").replace(" ", "").replace(":", ".")
    return float(digits) * _SCALE.get((match.group(2) or "").strip(), 1.0)


def _factors(units: list[str], numbers: int) -> list[float]:
    if not units:
        return [1.0] * numbers
    if len(units) >= numbers:
        return [_ORDER[unit] for unit in units[:numbers]]
    return [_ORDER[units[0]]] * numbers


def _fineness(text: str) -> float:
    decimals = re.search(r"\d\.(\d{1,4})(?!\d)", text)
    return 10.0 ** -len(decimals.group(1)) if decimals else 1.0


_FILLER = re.compile(r"[^a-z]+")


def _is_about_numbers(text: str, known: Phrases) -> bool:
    """Whether the words beside the numbers belong to a range: "5 to 9 people" does, "Layout 2" does not."""
    words = [word for word in _FILLER.split(text) if word]
    strange = [word for word in words if word not in known]
    return not strange or (len(strange) == 1 and text[0].isdigit() and len(words) <= 5)


def _two(text: str, values: list[float]) -> tuple[float, float, bool, bool] | None:
    match = _BETWEEN.search(text, 1)
    if match is None or values[0] > values[1]:
        return None
    rest = text[match.end() :].lstrip()
    has_low = not text.startswith(("over ", "more than ", "above "))
    return values[0], values[1], has_low, _OPEN_RIGHT.match(rest) is None


def _one(text: str, value: float) -> tuple[float, float, bool, bool] | None:
    if _AT_LEAST.match(text) or _OR_MORE.search(text):
        return value, inf, True, True
    if ("more than" in text and text.endswith("ago")) or _ABOVE.match(text):
        return value, inf, False, True
    if _BELOW.match(text) or text.startswith("in less than"):
        return -inf, value, True, False
    if _AT_MOST.match(text) or _OR_LESS.search(text):
        return -inf, value, True, True
    return value, value, True, True
