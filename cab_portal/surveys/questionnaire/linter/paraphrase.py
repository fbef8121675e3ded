"""Requests and fragments read as the questions they stand for.

"Rate the view" asks how one would rate the view, "Number of trips" how many trips, "Tell us how easy it was" how easy
it was, and "Main reason for your visit?" what it is. The words that are put in have the place of those they stand for,
so that a finding still marks what the author wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from cab_portal.surveys.questionnaire.linter.lexicon import Lexicon, Phrases
from cab_portal.surveys.questionnaire.linter.words import Sentence, Token

_FARTHEST = 9
_SHORT_TAIL = 3

Tokens = tuple[Token, ...]


def first_word(tokens: Sequence[Token], words: Lexicon) -> int:
    """The place of the first word, words of courtesy left out; 0 where there is none."""
    places = [place for place, token in enumerate(tokens) if token.is_word]
    later = (place for place in places if tokens[place].low not in words["courtesies"])
    return next(later, places[0] if places else 0)


def is_request(sentence: Sentence, words: Lexicon) -> bool:
    """Whether a sentence asks for an answer without being a question."""
    return not sentence.is_question and as_question(sentence.tokens, words) != sentence.tokens


def is_filter(following: Sentence | None, words: Lexicon) -> bool:
    """Whether a question only tells who may go on, by what follows: "Not on the night shift? Skip this one."."""
    if following is None or following.is_question:
        return False
    return following.tokens[first_word(following.tokens, words)].low in words["skipping"]


def as_question(tokens: Tokens, words: Lexicon) -> Tokens:
    """The words of a request as those of a question; as they are where they are none."""
    start = first_word(tokens, words)
    led = _after_preamble(tokens, start, words)
    told = _told(tokens, led, words)
    if told is not None:
        return tokens[told:]
    size = words["view_asks"].length_at(tokens, led)
    if size:
        return (*_put(words.phrase("rated_as"), tokens, led, size), *tokens[led + size :])
    low, following = tokens[led].low, tokens[led + 1].low if led + 1 < len(tokens) else ""
    if low in words["raters"] and following:
        return (*_put(words.phrase("rated_as"), tokens, led, 1), *tokens[led + 1 :])
    if low in words["pickers"] and following and not _only_directs(tokens, led + 1, words):
        at = led + 1
        while at < len(tokens) - 1 and tokens[at].low in words["light_words"] and tokens[at].low not in words["yours"]:
            at += 1
        return _amount(tokens, at, words) or (*_put(words.phrase("named_as"), tokens, led, 1), *tokens[at:])
    return tokens[led:] if led > start else tokens


def fragment(tokens: Tokens, words: Lexicon, *, is_verb: bool, has_verb: bool, is_yes_or_no: bool) -> Tokens:
    """A question without a verb, or without who acts, in full; as it is where it is none.

    `is_verb` says whether its first word can be a verb, `has_verb` whether it has one of its own, `is_yes_or_no`
    whether yes and no answer it.
    """
    start = first_word(tokens, words)
    following = tokens[start + 1].low if start + 1 < len(tokens) else ""
    if is_verb and any(following in words[name] for name in ("determiners", "pronouns", "articles")):
        return (*_put(words.phrase("deed_as"), tokens, start, 1), *tokens[start:])
    amount = _amount(tokens, start, words)
    if amount:
        return amount
    if has_verb:
        return tokens
    asks_whether = (("any_as", tokens[start].low in words["any_openers"]), ("state_as", is_yes_or_no))
    section = next((name for name, holds in asks_whether if holds), "named_as")
    size = words["view_asks"].length_at(tokens, start)
    if size:
        return (*_put(words.phrase("rated_as"), tokens, start, size), *tokens[start + size :])
    return (*_put(words.phrase(section), tokens, start, 1), *tokens[start:])


def turned(tokens: Tokens, words: Lexicon) -> Tokens:
    """The tokens with the question first where it comes last: "Your visits: how many?"; "what number of" as "how
    many"."""
    if tokens and tokens[0].low in words["thing_words"]:
        at = 2 if len(tokens) > 2 and tokens[1].low in words["being"] else 1
        amount = _amount(tokens, at, words) if at < len(tokens) else ()
        if amount and amount[1].low in words["many"]:
            return amount
    for place in range(1, len(tokens) - 1):
        tail = tokens[place + 1 :]
        if tokens[place].raw in ":–—" and len(tail) <= _SHORT_TAIL and tail[0].low in words["question_words"]:
            return (*tail, *tokens[:place])
    return tokens


def _told(tokens: Tokens, start: int, words: Lexicon) -> int | None:
    """Where the question starts that somebody is told to answer: "Tell us how …"."""
    if tokens[start].low not in words["tellers"]:
        return None
    for place in range(start + 1, min(start + _FARTHEST, len(tokens))):
        if tokens[place].low in words["question_words"]:
            return place
        if tokens[place].is_word and tokens[place].low not in words["light_words"]:
            return None
    return None


def _after_preamble(tokens: Tokens, start: int, words: Lexicon) -> int:
    """Where the request starts behind one that only prepares: "Think of your last trip, and then tell us …"."""
    if tokens[start].low not in words["preambles"]:
        return start
    for place in range(start + 1, len(tokens) - 1):
        joined = tokens[place].low in words["listing"] or tokens[place].raw in ":;"
        after = place + 1
        while joined and after < len(tokens) - 1 and tokens[after].low in words["adverbs"]:
            after += 1
        if joined and (tokens[after].low in words["tellers"] or tokens[after].low in words["raters"]):
            return after
    return start


def _only_directs(tokens: Tokens, at: int, words: Lexicon) -> bool:
    """Whether what follows says how to answer and not what to name: "one", "all that apply", "the box"."""
    if not tokens[at].is_word or tokens[at].low in words["prepositions"] or tokens[at].is_number:
        return True
    if tokens[at].low in words["articles"] and at + 1 < len(tokens):
        return tokens[at + 1].low in words["answer_words"]
    return tokens[at].low in words["directing"]


def _amount(tokens: Tokens, at: int, words: Lexicon) -> Tokens:
    """An amount that is asked for by a noun, as a question for it; empty where there is none."""
    place = at + 1 if at + 1 < len(tokens) and tokens[at].low in words["articles"] else at
    nouns, asked = _amounts(words)
    size = nouns.length_at(tokens, place)
    if not size or place + size >= len(tokens):
        return ()
    noun = " ".join(token.low for token in tokens[place : place + size])
    return (*_put(asked[noun], tokens, place, size), *tokens[place + size :])


@cache
def _amounts(words: Lexicon) -> tuple[Phrases, dict[str, str]]:
    """The nouns for amounts, and how each is asked for."""
    pairs = (entry.partition(">") for entry in words.entries("amount_nouns"))
    asked = {noun.strip(): text.strip() for noun, _, text in pairs}
    return Phrases(asked), asked


def _put(text: str, tokens: Tokens, at: int, size: int) -> Tokens:
    """These words as tokens in the place of others."""
    first, last = tokens[at], tokens[at + size - 1]
    return tuple(replace(first, raw=word, low=word, end=last.end) for word in text.split())
