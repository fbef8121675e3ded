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
    auxiliary = next((k for k, low in enumerate(rest) if low in reading.words["auxiliaries"]), len(rest))
    if auxiliary == len(rest):
        return _are_deeds_by_name(reading, rest) or any(
            _is_done(reading, low) and not reading.is_adjective(low) for low in rest[1:4]
        )
    verb, after = rest[auxiliary], rest[auxiliary + 1 :]
    if verb in reading.words["modals"] or reading.has("planning", after):
        return False
    if verb in reading.words["doing"]:
        return _does_deeds(reading, rest[:auxiliary], verb, after)
    if verb in reading.words["having"]:
        # "How many rooms have a screen" asks what there is, "have your engineers visited" what was done
        owned = reading.has("had", after[:1]) or reading.has("possessed", after)
        return (bool(after) and not owned) or reading.has("times", rest[:1])
    if verb in reading.words["past_auxiliaries"]:
        return True
    past = reading.words.entries("past_endings")
    return (
        any(low.endswith(past) for low in after[:2])
        and verb in reading.words["present_passive"]
        and not reading.has("standing", after)
    )


def _is_done(reading: Reading, low: str) -> bool:
    return low.endswith(reading.words.entries("past_endings")) or low in reading.words["irregular_pasts"]


def _does_deeds(reading: Reading, counted: Sequence[str], verb: str, after: Sequence[str]) -> bool:
    """Whether "do" or "did" is followed by deeds; `counted` is what is counted, `after` what follows the verb."""
    personal = reading.has("addressed", after[:2])
    is_past = verb in reading.words["past_auxiliaries"]
    if not is_past and reading.has("never_acting", after[:3]):
        return False  # "does your contract ask for" is what is written in it
    deeds = [
        low
        for low, following in zip(after, (*after[1:], ""), strict=True)
        if (reading.is_verb(low) or low in reading.words["stock_verbs"])
        and following not in reading.words["period_words"]  # "last" in "last week" is no verb
    ]
    return _is_deed(reading, deeds, counted, past=is_past, personal=personal)


def _are_deeds_by_name(reading: Reading, rest: Sequence[str]) -> bool:
    """Whether a noun names deeds of somebody, where no verb says so: "your visits", "site visits by our engineers"."""
    if reading.has("yours", rest[:1]) and reading.has("deed_nouns", rest[1:4]):
        return True
    by = next((place for place, low in enumerate(rest) if low in reading.words["acting_by"]), 0)
    owners = ("addressed", "our")
    return (
        by > 0
        and rest[by - 1] in reading.words["deed_nouns"]
        and any(reading.has(name, rest[by + 1 :]) for name in owners)
    )


def _is_given_set(reading: Reading, rest: Sequence[str]) -> bool:
    """Whether the things counted are some of a known number: "of your 10 seats", "of the guides"; "of our guides" are
    as many as there have been."""
    known = rest[1:2] and rest[1] in reading.words["articles"] and rest[1] not in reading.words["our"]
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
    lasts = reading.has("lasting", deeds[:1]) or (
        reading.has("period_units", counted[:1]) and reading.has("lasting", deeds)
    )
    if lasts and not personal:
        return False
    if personal:
        stock = [low for low in stock if low not in reading.words["taking"]]
    if reading.has("counted_times", counted[:1]):
        return True
    if past:
        return not (stock and reading.has("containing", deeds[:1]))
    return not stock
