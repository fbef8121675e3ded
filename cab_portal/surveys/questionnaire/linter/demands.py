"""required_open_end and missing_timeframe: what a question demands of those who answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cab_portal.surveys.questionnaire.linter.deeds import counts_deeds
from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.fixes import SetRequired, SetText
from cab_portal.surveys.questionnaire.linter.intervals import ranges
from cab_portal.surveys.questionnaire.linter.reading import Kind, Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule, whole
from cab_portal.surveys.questionnaire.linter.words import Token, span
from cab_portal.surveys.questionnaire.wording import Sentence


def _required_open_end(reading: Reading) -> Iterator[Hit]:
    question = reading.question
    if question.required and question.is_open and not (question.type == "short_text" and _is_fact(reading)):
        yield Hit(whole(question.text), fixes=(SetRequired(required=False),))


def _is_fact(reading: Reading) -> bool:
    """Whether a short text asks for a name, a number or the like, and not for an opinion."""
    if reading.question_word in reading.words["fact_words"] or _is_to_be_applied(reading):
        return True
    facts = any(reading.is_form(word, "factual") for word in reading.asked[:8]) or _picks_a_thing(reading)
    sought = (
        reading.question_word in reading.words["thing_words"]
        or reading.opening is Kind.REQUEST
        or len(reading.asked) <= 3
    )
    opinion = any(
        word in reading.words["satisfaction_openers"] or word in reading.words["wishes"] for word in reading.asked
    )
    pay = reading.words["pay"].first(reading.stem.said) is not None
    return sought and (facts or pay) and not opinion


def _is_to_be_applied(reading: Reading) -> bool:
    """Whether it asks for a name, a number or the like that is to be used: "What name should we print on the badge"."""
    asked, words = reading.asked, reading.words
    place = next((at for at, low in enumerate(asked) if low in words["modals"]), 0)
    if place < 2 or reading.question_word not in words["thing_words"] or reading.has("you", asked[place:]):
        return False
    is_fact = reading.is_form(asked[place - 1], "factual")
    return is_fact and any(reading.is_form(low, "applying") for low in asked[place + 1 : place + 6])


def _picks_a_thing(reading: Reading) -> bool:
    """Whether "which" asks for one thing by its name: "Which course are you on"."""
    return reading.question_word in reading.words["picking"]


def _missing_timeframe(reading: Reading) -> Iterator[Hit]:
    for clause in reading.clauses:
        found = _counts_deeds(reading, clause.tokens)
        if found and not _has_period(reading) and not _options_give_rate(reading):
            raw = reading.stem.raw
            end = max(token.end for token in clause.tokens if token.is_word)
            is_habit = reading.has("habitual", clause.lows) and not reading.has("past_auxiliaries", clause.lows)
            period = reading.words.phrase("say_habit_period" if is_habit else "say_period")
            fixes = (SetText(f"{raw[:end]} {period}{raw[end:]}"),) if period else ()
            yield Hit(span(clause.tokens, 0, 2), fixes=fixes)
            return


def _counts_deeds(reading: Reading, tokens: Sequence[Token]) -> bool:
    lows = [token.low for token in tokens if token.is_word]
    place = next((k for k, low in enumerate(lows[:-1]) if low in reading.words["how"] and k < 3), -1)
    if place < 0:
        return False
    word, rest = lows[place + 1], lows[place + 2 :]
    if word in reading.words["frequency_asks"]:
        return _often_counts(reading, rest)
    if word in reading.words["many"]:
        return counts_deeds(reading, rest)
    if word in reading.words["much"]:
        spent = reading.has("spent_things", rest[:1]) and reading.has("spending", rest) and not _buys_one(reading, rest)
        if reading.has("usual_words", rest):
            return False  # what one pays each time
        return spent and reading.has("addressed", rest[:3])
    return False


def _buys_one(reading: Reading, rest: Sequence[str]) -> bool:
    """Whether what was paid for is one certain thing: "How much did you pay for your ticket"."""
    for before, low, noun in zip(rest, rest[1:], rest[2:], strict=False):
        if before in reading.words["paid_for"] and low in reading.words["definite"]:
            return not noun.endswith(reading.words.entries("plural_endings"))
    return False


def _often_counts(reading: Reading, rest: list[str]) -> bool:
    """A habit needs a period only where it is answered by numbers; what is past always needs one."""
    if not rest or reading.has("modals", rest[:1]) or reading.has("wanting", rest):
        return False
    if not reading.has("habitual", rest[:1]):
        return True
    counted = any(reading.has("times", label.lows) for label in reading.labels if not label.is_whole("vague_frequency"))
    return reading.question.type == "number" or bool(ranges(reading)) or counted


def _has_period(reading: Reading) -> bool:
    tokens = reading.stem.said
    words = reading.words
    if words["periods"].first(tokens) is not None:
        return True
    for place, token in enumerate(tokens):
        if (token.low in words["period_words"] or token.low in words["working_periods"]) and any(
            t.low in words["period_openers"] or t.is_number for t in tokens[max(place - 4, 0) : place]
        ):
            return True
        if token.low in words["event_openers"] and place and _names_event(reading, tokens[place + 1 : place + 6]):
            return True
        owned = place > 0 and tokens[place - 1].low in words["yours_or_ours"]
        if (token.low in words["time_words"] and not owned) or (
            token.is_number and len(token.raw) == 4 and token.raw[:2] in {"19", "20"}
        ):
            return True
    return _names_event(reading, tokens, opened=True)


def _names_event(reading: Reading, near: Sequence[Token], *, opened: bool = False) -> bool:
    """Whether one definite event is named, which is a period of its own: "during the workshop", "your last call"."""
    for place, token in enumerate(near[:-1]):
        if token.low in reading.words["ordinals"] and place and near[place - 1].low in reading.words["articles"]:
            return True
        definite = token.low in reading.words["definite"] and not opened
        if definite and any(later.low in reading.words["event_nouns"] for later in near[place + 1 : place + 4]):
            return not any(later.low.endswith("s") and later.low[:-1] in reading.words["event_nouns"] for later in near)
    return False


def _options_give_rate(reading: Reading) -> bool:
    rated = sum(any(low in reading.words["rates"] for low in label.lows) for label in reading.labels)
    return rated * 2 >= len(reading.labels) > 0


RULES = (
    Rule(
        "required_open_end",
        Severity.WARNING,
        _required_open_end,
        Sentence("An answer in own words must be given."),
        Sentence("Writing costs the most time; forced to write, people write anything or leave."),
        ("D", "PEW"),
        Sentence("Make it optional."),
    ),
    Rule(
        "missing_timeframe",
        Severity.WARNING,
        _missing_timeframe,
        Sentence("It counts without saying over what time."),
        Sentence("One counts a week and another a year, so the numbers cannot be compared."),
        ("QAS", "KP"),
        Sentence("Name the period, for example “in the last 4 weeks”."),
    ),
)
