"""overlapping_options and non_exhaustive: answers that two of fit, and answers that none fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import inf

from cab_portal.surveys.questionnaire.linter.deeds import may_be_none
from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.fixes import AddOption, SetOptions
from cab_portal.surveys.questionnaire.linter.kinds import overlapping_kinds
from cab_portal.surveys.questionnaire.linter.nominal import open_list
from cab_portal.surveys.questionnaire.linter.ranges import UNITS, Range, range_of, size_of
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.renumbering import renumbered
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule, whole
from cab_portal.surveys.questionnaire.wording import Sentence, quoted

Placed = tuple[int, Range]
_CLOSE = 1e-6
_ALL = 99.0
_LONGEST_NUMBER = 6


def ranges(reading: Reading) -> list[Placed]:
    """The ranges by the places of their labels, in rising order; empty where the labels are no ranges."""
    if not reading.question.has_choices:
        return []
    found = [
        (place, None if _is_never(reading, place) else range_of(label.text, reading.words))
        for place, label in enumerate(reading.labels)
    ]
    placed = [(place, span) for place, span in found if span is not None]
    rest = [place for place, span in found if span is None and not _stands_aside(reading, place)]
    if rest or len(placed) < 2 or all(span.is_single for _, span in placed):
        return []
    if any(span.low == span.high == 0 for _, span in placed):
        placed = [(place, replace(span, low=span.step) if span.low == -inf else span) for place, span in placed]
    return sorted(placed, key=lambda pair: (pair[1].low, pair[1].high))


def _is_never(reading: Reading, place: int) -> bool:
    """Whether "Never" answers when, not how many times."""
    return reading.labels[place].is_whole("never_at_all") and reading.question_word in reading.words["when"]


def _stands_aside(reading: Reading, place: int) -> bool:
    label = reading.labels[place]
    speaks = reading.has("speakers", label.lows[:1])  # "I work at home" beside ranges of minutes
    return speaks or label.is_opt_out or label.is_other or label.is_whole("open_ends")


def _overlapping(reading: Reading) -> Iterator[Hit]:
    placed = ranges(reading)
    for (_, before), (place, after) in pairwise(placed):
        if _are_deadlines(reading, before, place):
            continue
        if after.first < before.last + (_CLOSE if before.has_high and after.has_low else 0) - (
            0 if before.last == after.first else _CLOSE
        ):
            text = reading.question.options[place]
            message = Sentence("%(label)s shares values with another answer.", label=quoted(text))
            fix = renumbered(reading.question.options, placed, reading.words)
            yield Hit(whole(text), place, message, fixes=(SetOptions(fix),) if fix else (), is_certain=True)
            return
    if not placed and reading.question.type in {"single_choice", "rating"}:
        yield from overlapping_kinds(reading)


def _are_deadlines(reading: Reading, before: Range, place: int) -> bool:
    """Whether both are spans from now on, of which the shortest that fits is meant: "Within a day", "Within a week";
    or one is what has just been and the other what was before it: "In the last month", "1 to 3 months ago"."""
    label = reading.labels[place]
    is_ago = reading.has("ago", label.lows[-1:]) and before.has_high and before.unit
    return before.low == -inf and bool(label.starts_with("spans") or is_ago)


def _non_exhaustive(reading: Reading) -> Iterator[Hit]:
    placed = ranges(reading)
    if placed:
        yield from _gap(reading, placed) or _ends(reading, placed)
    else:
        hit = open_list(reading)
        if hit is not None:
            yield hit


def _gap(reading: Reading, placed: list[Placed]) -> list[Hit]:
    for (_, before), (place, after) in pairwise(placed):
        step = max(before.step, after.step) if before.step != after.step else before.step
        if after.first - before.last > step + _CLOSE * step and before.last > -inf:
            text = reading.question.options[place]
            message = Sentence("Values right before %(label)s fit no answer.", label=quoted(text))
            return [Hit(whole(text), place, message, is_certain=True)]
    return []


def _ends(reading: Reading, placed: list[Placed]) -> list[Hit]:
    (first_place, first), (last_place, last) = placed[0], placed[-1]
    if any(label.is_other or label.is_whole("open_ends") for label in reading.labels):
        return []
    labels = reading.question.options
    if _lacks_top(reading, placed) and not _is_bounded(reading):
        text = labels[last_place]
        message = Sentence("Nothing is offered above %(label)s.", label=quoted(text))
        return [Hit(whole(text), last_place, message, fixes=_amount_fix(reading, "say_more_than", last.high, last))]
    lowest = first.low if _counts_times(reading) else first.low - first.step / 2
    lacks_bottom = lowest >= first.step and not _is_date(first)
    if lacks_bottom and not _has_zero(reading):
        text = labels[first_place]
        message = Sentence("Nothing is offered below %(label)s.", label=quoted(text))
        return [Hit(whole(text), first_place, message, fixes=_amount_fix(reading, "say_less_than", first.low, first))]
    return []


def _counts_times(reading: Reading) -> bool:
    """Whether it asks how many times something happened, which may be none; other counts may well start at one."""
    return reading.stem_has("counting_times") or may_be_none(reading)


def _has_zero(reading: Reading) -> bool:
    return any(label.is_opt_out and reading.has("zero_openers", label.lows[:1]) for label in reading.labels)


def _lacks_top(reading: Reading, placed: list[Placed]) -> bool:
    last = max((span for _, span in placed), key=lambda span: span.high)
    most = _most_there_are(reading) * size_of(last.unit, reading.words)
    months = [set(entry.split()) for entry in reading.words.entries("months")]
    in_months = all(any(low in month for low in reading.labels[place].lows for month in months) for place, _ in placed)
    if last.high == inf or _is_date(last) or last.high == most or (in_months and last.high == len(months)):
        return False
    return not (last.is_percent and last.high >= _ALL)


def _most_there_are(reading: Reading) -> float:
    """How many of what is counted fit into the period that is named: 7 days into a week; 0 where that is not known."""
    said = [token.low for token in reading.stem.words]
    lows = {*said, *(low for label in reading.labels for low in label.lows)}
    counted = [low for before, low in pairwise(said) if before in reading.words["many"]]
    for number, unit in pairwise(said) if any(reading.has(name, counted) for name in ("days_within", "of")) else ():
        if number.isdecimal() and unit in reading.words["days_within"]:
            return float(number[:_LONGEST_NUMBER])  # of the last 14 days there are 14
    full = (entry.split() for entry in reading.words.entries("full_periods"))
    return next((float(most) for counted, period, most in full if {counted, period} <= lows), 0.0)


def _is_date(span: Range) -> bool:
    return 1900 <= span.low <= 2200 and not span.unit and span.high <= 2200


def _is_bounded(reading: Reading) -> bool:
    """Whether what is counted has an end of its own, or is a time of day or a month."""
    text = reading.stem.raw.lower()
    return any(word in text for word in reading.words.entries("bounded"))


def _amount_fix(reading: Reading, section: str, value: float, span: Range) -> tuple[AddOption, ...]:
    """An answer for what is beyond a range, in the words of the language; none where it has no words for that."""
    template = reading.words.phrase(section)
    return (AddOption(template.replace("{}", _amount(reading, value, span))),) if template else ()


def _amount(reading: Reading, value: float, span: Range) -> str:
    forms = [""]
    for _, *words in (entry.split() for name in UNITS for entry in reading.words.entries(name)):
        if span.unit == words[0]:
            forms = words
    size = value / size_of(span.unit, reading.words)
    number = f"{size:,.0f}" if size == int(size) else f"{size:,}"
    unit = forms[0] if size == 1 else forms[min(1, len(forms) - 1)]
    return f"{number}{'%' if span.is_percent else ''} {unit}".rstrip()


RULES = (
    Rule(
        "overlapping_options",
        Severity.ERROR,
        _overlapping,
        Sentence("Two answers can both be right."),
        Sentence("Who stands in both has to choose by chance, and both counts are wrong."),
        ("CP", "D", "QAS"),
        Sentence("Draw the lines so that each person fits one answer."),
    ),
    Rule(
        "non_exhaustive",
        Severity.ERROR,
        _non_exhaustive,
        Sentence("Some people fit none of the answers."),
        Sentence("Who finds no answer that fits picks a wrong one or leaves."),
        ("CP", "D"),
        Sentence("Close the gaps, open the ends, or add “Other” or “None of these”."),
    ),
)
