"""Deeds that "or" joins in a question for yes or no: one yes for two deeds, of which nobody can tell which was meant.

"Do you rent or buy" with both among the answers is a choice, and so are two opposites: "should we keep or remove it".
"""

from __future__ import annotations

from collections.abc import Sequence

from cab_portal.surveys.questionnaire.linter.reading import Kind, Reading
from cab_portal.surveys.questionnaire.linter.words import Token

_REACH = 9


def joins_deeds(reading: Reading, tokens: Sequence[Token], place: int) -> bool:
    """Whether the "or" at this place joins two verbs, each with or without an object of its own."""
    is_whether = reading.opening is Kind.YES_NO and (reading.asks_yes_or_no or not reading.labels)
    # "How easy is it to call or to write" has one answer for two tasks as well
    is_how = (
        reading.asks("how") and place + 1 < len(tokens) and tokens[place + 1].low in reading.words["infinitive_openers"]
    )
    if not is_whether and not is_how:
        return False
    after = place + 1
    while after < len(tokens) - 1 and _is_light(reading, tokens[after]):
        after += 1
    right = tokens[after].low
    left = next((at for at in range(place - 1, max(place - _REACH, 0), -1) if _is_deed(reading, tokens, at)), None)
    if left is None or not _can_be_deed(reading, tokens, after, is_near=left == place - 1):
        return False
    if not _forms(reading, right) & _forms(reading, tokens[left].low) or not _follows_having(reading, tokens, left):
        return False
    return not _are_opposite(reading, tokens[left].low, right)


def _is_light(reading: Reading, token: Token) -> bool:
    return token.low in reading.words["adverbs"] or token.low in reading.words["infinitive_openers"]


def _is_deed(reading: Reading, tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is a verb where it stands: by itself, or after who acts."""
    low, before = tokens[at].low, tokens[at - 1].low
    words = reading.words
    led = before in words["prepositions"] and before not in words["infinitive_openers"]
    if led or before in words["articles"]:
        return False
    if reading.is_verb(low) or low in words["irregular_pasts"]:
        return low not in words["auxiliaries"]
    if _is_participle(reading, tokens, at):
        return True
    opens = ("pronouns", "infinitive_openers", "adverbs", "auxiliaries")
    return reading.is_form(low, "noun_verbs") and any(before in words[name] for name in opens)


def _can_be_deed(reading: Reading, tokens: Sequence[Token], at: int, *, is_near: bool) -> bool:
    """Whether the word after "or" is a verb. One that may be a noun is one only right beside the first verb."""
    low, words = tokens[at].low, reading.words
    if low in words["auxiliaries"]:
        return False
    if reading.is_verb(low) or low in words["irregular_pasts"] or _is_participle(reading, tokens, at):
        return is_near or at + 1 < len(tokens)
    takes_object = at + 1 < len(tokens) and any(
        tokens[at + 1].low in words[name] for name in ("articles", "pronouns", "particles")
    )
    return (is_near or takes_object) and reading.is_form(low, "noun_verbs")


def _is_participle(reading: Reading, tokens: Sequence[Token], at: int) -> bool:
    """Whether a word has the form of what somebody has done: "Have you mended …"."""
    is_done = tokens[0].low in reading.words["having"] and tokens[at].low.endswith(
        reading.words.entries("past_endings")
    )
    return is_done and not reading.is_adjective(tokens[at].low)


def _follows_having(reading: Reading, tokens: Sequence[Token], left: int) -> bool:
    """Whether a word can be the verb after "have": a participle, where no other verb is between. What was had or
    received is none: "Have you had questions or comments"."""
    if tokens[0].low not in reading.words["having"] or any(
        token.low in reading.words["infinitive_openers"] for token in tokens[1:left]
    ):
        return True
    return not _forms(reading, tokens[left].low).isdisjoint(reading.words.entries("past_endings"))


def _forms(reading: Reading, verb: str) -> set[str]:
    """Which forms a verb may have: plain, past or with an ending such as "-ing"."""
    words = reading.words
    found = {ending for ending in words.entries("participle_endings") if verb.endswith(ending)}
    if verb in words["irregular_pasts"]:
        found |= set(words.entries("past_endings"))
    if not found or verb in words["verbs"]:
        found.add("")
    return found


def _are_opposite(reading: Reading, left: str, right: str) -> bool:
    if reading.sign(left) * reading.sign(right) < 0:
        return True
    for entry in reading.words.entries("opposite_deeds"):
        sides = entry.split("/")
        if len(sides) > 1 and any(
            _is_one_of(reading, left, one) and _is_one_of(reading, right, other)
            for one, other in (sides, reversed(sides))
        ):
            return True
    return False


def _is_one_of(reading: Reading, verb: str, plain: str) -> bool:
    return plain.strip() in reading.plain_forms(verb)
