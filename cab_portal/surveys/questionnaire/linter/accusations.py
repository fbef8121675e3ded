"""Questions that take something bad for granted: that those who answer did it, or that it was done to them."""

from __future__ import annotations

from cab_portal.surveys.questionnaire.linter.clauses import Clause
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit
from cab_portal.surveys.questionnaire.linter.words import span

_REACH = 7


def accusation(reading: Reading, clause: Clause) -> Hit | None:
    """ "When did you last lie", "How often do you waste food", "Why don't you like it"; "Did you" asks whether."""
    tokens, lows = clause.tokens, clause.lows
    if not reading.has("question_words", lows[:1]):
        return None
    you = next((place for place, low in enumerate(lows[:_REACH]) if low in reading.words["you"]), -1)
    if you < 1:
        return None
    asks = lows[you - 1]
    if reading.has("why", lows[:1]) and asks in reading.words["negative_openers"]:
        return _first(reading, clause, you, "liking")
    if any(reading.words["mistreated"].find(clause.tokens)) and reading.has("doing_or_being", lows):
        return Hit(span(tokens, 0, you + 1))
    if asks in reading.words["doing"] or asks in reading.words["having"]:
        return _first(reading, clause, you, "misdeeds")
    return None


def caused(reading: Reading, clause: Clause) -> Hit | None:
    """Something bad that was brought about: "What made you lose patience"."""
    tokens, lows = clause.tokens, clause.lows
    asks = reading.has("thing_words", lows[:1]) and reading.has("causing", lows[1:2])
    if not asks or not reading.has("you", lows[2:3]):
        return None
    for start, end in reading.words["bad_feelings"].find(tokens[3:6]):
        if reading.sign(tokens[3 + start].low) <= 0:
            return Hit(span(tokens, 0, 3 + end))
    return None


def _first(reading: Reading, clause: Clause, you: int, section: str) -> Hit | None:
    """The hit where the verb after "you" is one of a section; adverbs may stand between."""
    words, tokens = reading.words, clause.tokens
    for place in range(you + 1, min(you + 4, len(tokens))):
        low = tokens[place].low
        if any(form in words[section] for form in reading.plain_forms(low)):
            return Hit(span(tokens, 0, place + 1))
        if low not in words["adverbs"] and low not in words["definite_times"]:
            return None
    return None
