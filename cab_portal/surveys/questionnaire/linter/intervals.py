"""overlapping_options and non_exhaustive: answers that two of fit, and answers that none fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import inf

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.fixes import AddOption, SetOptions
from cab_portal.surveys.questionnaire.linter.lexicon import Lexicon
from cab_portal.surveys.questionnaire.linter.nominal import open_list
from cab_portal.surveys.questionnaire.linter.ranges import Range, range_of
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.renumbering import renumbered
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule, whole
from cab_portal.surveys.questionnaire.linter.scales import scale_of
from cab_portal.surveys.questionnaire.wording import Sentence, quoted

Placed = tuple[int, Range]
_CLOSE = 1e-6
_SHORTEST_STEM = 5
_ALL = 99.0


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
    return label.is_opt_out or label.is_other


def _overlapping(reading: Reading) -> Iterator[Hit]:
    placed = ranges(reading)
    for (_, before), (place, after) in pairwise(placed):
        if after.first < before.last + (_CLOSE if before.has_high and after.has_low else 0) - (
            0 if before.last == after.first else _CLOSE
        ):
            text = reading.question.options[place]
            message = Sentence("%(label)s shares values with another answer.", label=quoted(text))
            fix = renumbered(reading.question.options, placed, reading.words)
            yield Hit(whole(text), place, message, fixes=(SetOptions(fix),) if fix else (), is_certain=True)
            return
    if not placed and reading.question.type in {"single_choice", "rating"}:
        yield from _overlapping_kinds(reading)


def _overlapping_kinds(reading: Reading) -> Iterator[Hit]:
    """Answers of which both can be true: one is a kind of the other, or is part of it."""
    names = [" ".join(label.lows) for label in reading.labels]
    for place, name in enumerate(names):
        for other, earlier in enumerate(names[:place]):
            if _can_both_be_true(reading, (earlier, other), (name, place)):
                text = reading.question.options[place]
                message = Sentence(
                    "%(one)s and %(other)s can both be true.",
                    one=quoted(reading.question.options[other]),
                    other=quoted(text),
                )
                yield Hit(whole(text), place, message)
                return


def _can_both_be_true(reading: Reading, one: tuple[str, int], other: tuple[str, int]) -> bool:
    if one[0] == other[0] or not one[0] or not other[0]:
        return False
    first, second = reading.labels[one[1]], reading.labels[other[1]]
    if any(label.is_other or label.is_opt_out or reading.has("both", label.lows) for label in (first, second)):
        return False
    if any(
        (one[0] == group[0] and other[0] in group[1:]) or (other[0] == group[0] and one[0] in group[1:])
        for group in _kinds(reading.words)
    ):
        return True
    if _are_person_and_field(reading, one[0], other[0]) or _are_person_and_field(reading, other[0], one[0]):
        return True
    if _is_kind_of(reading, one[0], other[0]) or _is_kind_of(reading, other[0], one[0]):
        return True
    return _is_part(reading, one[0], other[0]) or _is_part(reading, other[0], one[0])


@cache
def _kinds(words: Lexicon) -> tuple[tuple[str, ...], ...]:
    """Groups of names of which the first takes in the others (">" in the list), or all mean much the same ("~")."""
    groups: list[tuple[str, ...]] = []
    for entry in words.entries("overlapping_kinds"):
        names = tuple(" ".join(name.split()) for name in entry.lstrip("~> ").split(";"))
        alike = entry.startswith("~")
        groups.extend((names[at], *names[:at], *names[at + 1 :]) for at in range(len(names) if alike else 1))
    return tuple(groups)


def _is_kind_of(reading: Reading, general: str, special: str) -> bool:
    """Whether a label is another with a noun before it that narrows it down: "Manager", "IT manager"."""
    head = f" {general}"
    if not special.endswith(head) or " " in general:
        return False
    modifiers = special.removesuffix(head).split()
    return 0 < len(modifiers) <= 2 and scale_of(reading) is None and all(_narrows(reading, word) for word in modifiers)


def _narrows(reading: Reading, word: str) -> bool:
    closed = ("determiners", "prepositions", "negations", "number_words", "degree", "never_nouns", "adverbs", "others")
    is_closed = any(word in reading.words[name] for name in closed)
    if word in reading.words["narrowing"]:
        return True
    is_word = word.replace("-", "").isalpha() and word not in reading.words["than"]
    return is_word and not is_closed and reading.sign(word) == 0


def _are_person_and_field(reading: Reading, person: str, field: str) -> bool:
    """Whether one label is a person and the other the field, by their endings: "Accountant", "Accounting"."""
    ends = reading.words.entries("person_endings")
    stem = next((person.removesuffix(end) for end in ends if person.endswith(end)), "")
    fields = {stem, *(stem + end for end in reading.words.entries("field_endings"))}
    return len(stem) >= _SHORTEST_STEM and field in fields


def _is_part(reading: Reading, part: str, joined: str) -> bool:
    """Whether a label joins another with something more by "or" or "and"."""
    joints = reading.words.entries("joints")
    return any(joined.startswith(f"{part} {joint} ") or joined.endswith(f" {joint} {part}") for joint in joints)


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
    if any(label.is_other for label in reading.labels):
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
    return reading.stem_has("counting_times")


def _has_zero(reading: Reading) -> bool:
    return any(label.is_opt_out and reading.has("zero_openers", label.lows[:1]) for label in reading.labels)


def _lacks_top(reading: Reading, placed: list[Placed]) -> bool:
    last = max((span for _, span in placed), key=lambda span: span.high)
    if last.high == inf or _is_date(last) or last.high == _most_there_are(reading):
        return False
    return not (last.is_percent and last.high >= _ALL)


def _most_there_are(reading: Reading) -> float:
    """How many of what is counted fit into the period that is named: 7 days into a week; 0 where that is not known."""
    lows = {token.low for token in reading.stem.words}
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
    seconds, forms = 1.0, [""]
    for number, *words in (entry.split() for entry in reading.words.entries("units")):
        if span.unit == words[0]:
            seconds, forms = float(number), words
    size = value / seconds
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
