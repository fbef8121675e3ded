"""What "how many" counts: deeds and events, which need a period and may be none, or what one has."""

from __future__ import annotations

from collections.abc import Sequence

from cab_portal.surveys.questionnaire.linter.reading import Reading

_FIRST_WORDS = 8


def may_be_none(reading: Reading) -> bool:
    """Whether what is counted is something that those who answer may not have done at all.

    Time that something took is not: who stayed at all stayed one night.
    """
    words, asked = reading.words, reading.asked
    if not reading.asks("counting"):
        return False
    rest = asked[2:]
    if any(low in words["may_have_none"] for low in rest[:1]):
        return any(low in words["you"] for low in rest[1:4])
    by_them = any(low in words["addressed"] for low in rest[1:_FIRST_WORDS])
    lasted = any(low in words["period_units"] for low in rest[:1])
    return by_them and not lasted and counts_deeds(reading, rest)


def counts_deeds(reading: Reading, rest: Sequence[str]) -> bool:
    """Whether deeds or events are counted, and not what one has; `rest` are the words after "how many"."""
    if reading.has("ago", rest) or _is_given_set(reading, rest) or _lasts(reading, rest):
        return False
    past = reading.words.entries("past_endings")
    auxiliary = next((k for k, low in enumerate(rest) if low in reading.words["auxiliaries"]), len(rest))
    if auxiliary == len(rest):
        if reading.has("yours", rest[:1]) and reading.has("deed_nouns", rest[1:4]):
            return True
        return any(
            (low.endswith(past) or low in reading.words["irregular_pasts"]) and not reading.is_adjective(low)
            for low in rest[1:4]
        )
    verb, after = rest[auxiliary], rest[auxiliary + 1 :]
    if verb in reading.words["modals"] or reading.has("planning", after):
        return False
    if verb in reading.words["doing"]:
        deeds = [
            low
            for low, following in zip(after, (*after[1:], ""), strict=True)
            if (reading.is_verb(low) or low in reading.words["stock_verbs"])
            and following not in reading.words["period_words"]  # "last" in "last week" is no verb
        ]
        personal = reading.has("addressed", after[:2])
        return _is_deed(
            reading, deeds, rest[:auxiliary], past=verb in reading.words["past_auxiliaries"], personal=personal
        )
    if verb in reading.words["having"]:
        return bool(after) and (reading.has("times", rest[:1]) or not reading.has("possessed", after))
    if verb in reading.words["past_auxiliaries"]:
        return True
    return (
        any(low.endswith(past) for low in after[:2])
        and verb in reading.words["present_passive"]
        and not reading.has("standing", after)
    )


def _is_given_set(reading: Reading, rest: Sequence[str]) -> bool:
    """Whether the things counted are some of a known number: "of your 10 seats", "of the guides"."""
    known = rest[1:2] and rest[1] in reading.words["articles"]
    return reading.has("of", rest[:1]) and (known or any(low in reading.words["number_words"] for low in rest[1:3]))


def _lasts(reading: Reading, rest: Sequence[str]) -> bool:
    """Whether it asks how long something has lasted until today: "How many years have you worked here"."""
    lasts = len(rest) > 1 and rest[0] in reading.words["period_units"] and rest[1] in reading.words["having"]
    return lasts and not reading.has("spending", rest[2:5])


def _is_deed(reading: Reading, deeds: Sequence[str], counted: Sequence[str], *, past: bool, personal: bool) -> bool:
    stock = [low for low in deeds if low in reading.words["stock_verbs"]]
    if not past and any(low in reading.words["stock_nouns"] for low in counted[:3]):
        return False
    if reading.has("used_up", counted[:1]):
        return not reading.has("holding", deeds)
    if reading.has("lasting", deeds[:1]) and not personal:
        return False
    if personal:
        stock = [low for low in stock if low not in reading.words["taking"]]
    if reading.has("counted_times", counted[:1]):
        return True
    if past:
        return not (stock and reading.has("containing", deeds[:1]))
    return not stock
