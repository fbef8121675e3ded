"""required_open_end and missing_timeframe: what a question demands of those who answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.fixes import SetRequired, SetText
from cab_portal.surveys.questionnaire.linter.intervals import ranges
from cab_portal.surveys.questionnaire.linter.reading import Kind, Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule, whole
from cab_portal.surveys.questionnaire.linter.words import Token, span
from cab_portal.surveys.questionnaire.wording import Sentence

_SPENT = frozenset({"time", "money", "effort", "did", "do", "have"})
_SPENDING = frozenset(
    {
        "spend",
        "spent",
        "pay",
        "paid",
        "use",
        "used",
        "invest",
        "invested",
        "order",
        "ordered",
        "buy",
        "bought",
        "lose",
        "lost",
        "save",
        "saved",
        "waste",
        "wasted",
    }
)
_HABIT = frozenset({"do", "does", "is", "are"})


def _required_open_end(reading: Reading) -> Iterator[Hit]:
    question = reading.question
    if question.required and question.is_open and not (question.type == "short_text" and _is_fact(reading)):
        yield Hit(whole(question.text), fixes=(SetRequired(required=False),))


def _is_fact(reading: Reading) -> bool:
    """Whether a short text asks for a name, a number or the like, and not for an opinion."""
    if reading.question_word in {"who", "when", "where", "whose"}:
        return True
    facts = any(word in reading.words["factual"] for word in reading.asked[:8])
    sought = reading.question_word in {"what", "which"} or reading.opening is Kind.REQUEST or len(reading.asked) <= 3
    opinion = any(
        word in reading.words["satisfaction_openers"] or word in {"like", "would", "should", "improve"}
        for word in reading.asked
    )
    pay = reading.words["pay"].first(reading.stem.said) is not None
    return sought and (facts or pay) and not opinion


def _missing_timeframe(reading: Reading) -> Iterator[Hit]:
    for clause in reading.clauses:
        found = _counts_deeds(reading, clause.tokens)
        if found and not _has_period(reading) and not _options_give_rate(reading):
            raw = reading.stem.raw
            end = clause.tokens[-1].end
            period = reading.words.phrase("say_period")
            fixes = (SetText(f"{raw[:end]} {period}{raw[end:]}"),) if period else ()
            yield Hit(span(clause.tokens, 0, 2), fixes=fixes)
            return


def _counts_deeds(reading: Reading, tokens: Sequence[Token]) -> bool:
    lows = [token.low for token in tokens if token.is_word]
    place = next((k for k, low in enumerate(lows[:-1]) if low == "how" and k < 3), -1)
    if place < 0:
        return False
    word, rest = lows[place + 1], lows[place + 2 :]
    if word in {"often", "frequently", "regularly"}:
        return _often_counts(reading, rest)
    if word == "many":
        return _many_counts(reading, rest)
    if word == "much":
        spent = bool(rest) and rest[0] in _SPENT and bool(_SPENDING & set(rest))
        return spent and bool({"you", "your"} & set(rest[:3]))
    return False


def _often_counts(reading: Reading, rest: list[str]) -> bool:
    """A habit needs a period only where it is answered by numbers; what is past always needs one."""
    if not rest or rest[0] in {"should", "would", "can", "will", "must", "may"} or "want" in rest or "like" in rest:
        return False
    if rest[0] not in _HABIT:
        return True
    counted = any(low in {"times", "time", "once", "twice"} for label in reading.labels for low in label.lows)
    return reading.question.type == "number" or bool(ranges(reading)) or counted


def _many_counts(reading: Reading, rest: list[str]) -> bool:
    """Whether deeds or events are counted, and not what one has."""
    if "ago" in rest or _is_given_set(reading, rest) or _lasts(reading, rest):
        return False
    auxiliary = next((k for k, low in enumerate(rest) if low in reading.words["auxiliaries"]), len(rest))
    if auxiliary == len(rest):
        return any(low.endswith("ed") and not reading.is_adjective(low) for low in rest[1:4])
    verb, after = rest[auxiliary], rest[auxiliary + 1 :]
    if verb in {"should", "would", "can", "will", "could", "must", "may", "might", "shall"}:
        return False
    if any(low in {"plan", "intend", "hope", "want", "need", "expect"} for low in after):
        return False
    if verb in {"do", "does", "did"}:
        deeds = [low for low in after if reading.is_verb(low) or low in reading.words["stock_verbs"]]
        personal = bool({"you", "your"} & set(after[:2]))
        return _is_deed(reading, deeds, rest[:auxiliary], past=verb == "did", personal=personal)
    if verb in {"have", "has"}:
        return bool(after) and not {"got", "been"} & set(after)
    if verb in {"were", "was"}:
        return True
    return (
        any(low.endswith("ed") for low in after[:2])
        and verb == "are"
        and not {"included", "assigned", "employed", "covered", "needed", "licensed"} & set(after)
    )


def _is_given_set(reading: Reading, rest: list[str]) -> bool:
    """Whether the things counted are some of a known number: "of your 10 seats", "of the guides"."""
    known = rest[1:2] and rest[1] in reading.words["articles"]
    return rest[:1] == ["of"] and (known or any(low in reading.words["number_words"] for low in rest[1:3]))


def _lasts(reading: Reading, rest: list[str]) -> bool:
    """Whether it asks how long something has lasted until today: "How many years have you worked here"."""
    return len(rest) > 1 and rest[0] in reading.words["period_units"] and rest[1] in {"have", "has"}


def _is_deed(reading: Reading, deeds: list[str], counted: list[str], *, past: bool, personal: bool) -> bool:
    stock = [low for low in deeds if low in reading.words["stock_verbs"]]
    if not past and any(low in reading.words["stock_nouns"] for low in counted[:3]):
        return False
    if {"take", "last"} & set(deeds[:1]) and not personal:
        return False
    if personal:
        stock = [low for low in stock if low != "take"]
    if counted[:1] in [["hours"], ["minutes"], ["days"], ["times"]]:
        return True
    if past:
        return not (
            stock and deeds and deeds[0] in {"include", "contain", "cover", "take", "want", "expect", "need", "last"}
        )
    return not stock


def _has_period(reading: Reading) -> bool:
    tokens = reading.stem.said
    words = reading.words
    if words["periods"].first(tokens) is not None:
        return True
    for place, token in enumerate(tokens):
        if token.low in words["period_words"] and any(
            t.low in words["period_openers"] or t.is_number for t in tokens[max(place - 4, 0) : place]
        ):
            return True
        if token.low in words["event_openers"] and place and _names_event(reading, tokens[place + 1 : place + 6]):
            return True
        if token.low in words["time_words"] or (
            token.is_number and len(token.raw) == 4 and token.raw[:2] in {"19", "20"}
        ):
            return True
    return _names_event(reading, tokens, opened=True)


def _names_event(reading: Reading, near: Sequence[Token], *, opened: bool = False) -> bool:
    """Whether one definite event is named, which is a period of its own: "during the workshop", "your last call"."""
    for place, token in enumerate(near[:-1]):
        if (
            token.low in {"last", "latest", "previous", "first"}
            and place
            and near[place - 1].low in reading.words["articles"]
        ):
            return True
        definite = token.low in {"the", "your", "this", "our"} and not opened
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
