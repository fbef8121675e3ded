"""Words in a question that only direct: a number before it, "Please tell us:", "(pick one)"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cab_portal.surveys.questionnaire.linter.lexicon import Lexicon
from cab_portal.surveys.questionnaire.linter.words import Token

_LONGEST_CALL = 7
_LONGEST_ASIDE = 12


def directions_in(tokens: Sequence[Token], words: Lexicon) -> frozenset[int]:
    """Where in the text the tokens start that only direct; none where nothing else is there."""
    hidden = {*range(_call(tokens, words)), *_asides(tokens, words)}
    if not any(token.is_word for place, token in enumerate(tokens) if place not in hidden):
        return frozenset()
    return frozenset(tokens[place].start for place in hidden)


def opens_question(tokens: Sequence[Token], words: Lexicon) -> bool:
    """Whether a sentence without a question mark opens as a question: "Do you like it"."""
    said = [token.low for token in tokens[: _LONGEST_CALL + 2] if token.is_word][:2]
    if len(said) <= 1 or not tokens[0].raw[0].isupper():
        return False  # a sentence that starts with cited words goes on with a small letter
    opens = any(said[0] in words[name] for name in ("auxiliaries", "negative_openers"))
    if opens and any(said[1] in words[name] for name in ("pronouns", "determiners")):
        return True
    return said[0] in words["asking_alone"] and said[1] in words["auxiliaries"]


def _call(tokens: Sequence[Token], words: Lexicon) -> int:
    """How many tokens at the start number the question or call for an answer: "1.", "Question 2:", "Choose one:"."""
    for place, token in enumerate(tokens[:_LONGEST_CALL]):
        if token.raw == ":" or (token.raw in ".)" and place and tokens[place - 1].is_number):
            before = tokens[:place]
            is_call = all(_calls(other, words) for other in before) and any(other.is_word for other in before)
            return place + 1 if is_call and place + 1 < len(tokens) else 0
    return 0


def _calls(token: Token, words: Lexicon) -> bool:
    names = (
        "tellers", "pickers", "light_words", "courtesies", "directing", "numbering", "answering_imperatives",
        "articles", "answer_words", "that", "fitting",
    )  # fmt: skip
    return not token.is_word or token.is_number or any(token.low in words[name] for name in names)


def _asides(tokens: Sequence[Token], words: Lexicon) -> Iterator[int]:
    """The places of directions in brackets."""
    opened = -1
    for place, token in enumerate(tokens):
        if token.raw == "(":
            opened = place
        elif token.raw == ")" and opened >= 0:
            inner = tokens[opened + 1 : place]
            if 0 < len(inner) <= _LONGEST_ASIDE and inner[0].low in words["aside_openers"]:
                yield from range(opened, place + 1)
            opened = -1
