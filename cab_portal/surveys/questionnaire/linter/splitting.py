"""Two questions of one that asks for two things."""

from __future__ import annotations

from cab_portal.surveys.questionnaire.linter.clauses import Clause
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.words import Token


def halves(reading: Reading, clause: Clause, start: int, size: int) -> tuple[str, str] | None:
    """The two texts, or None where the parts cannot be told apart for sure.

    `start` and `size` are the place of the joint in the clause. Two adjectives, two verbs before one object, and
    two nouns with a determiner each can be told apart.
    """
    tokens = clause.tokens
    ends = _adjectives(reading, tokens, start, size) or _nouns(reading, tokens, start, size)
    if ends is None:
        return None
    first, last = ends
    raw = reading.stem.raw
    left_start, left_end = tokens[first].start, tokens[start - 1].end
    right_start, right_end = tokens[start + size].start, tokens[last].end
    one = raw[:left_end] + raw[right_end:]
    other = raw[:left_start] + raw[right_start:]
    singulars = dict(entry.split() for entry in reading.words.entries("singular_verbs"))
    verb = tokens[first - 1] if first else None
    singular = singulars.get(verb.low) if verb is not None else None
    if verb is not None and singular is not None:
        nouns = (tokens[start - 1], tokens[last])
        left, right = (
            text if is_many(reading, noun) else _with_verb(text, verb, singular)
            for text, noun in zip((one, other), nouns, strict=True)
        )
        return left, right
    return one, other


def _adjectives(reading: Reading, tokens: tuple[Token, ...], start: int, size: int) -> tuple[int, int] | None:
    left, right = start - 1, start + size
    after = tokens[right + 1].low if right + 1 < len(tokens) else ""
    if tokens[left - 1].raw == "," or after in reading.words["prepositions"]:
        return None  # a list of more than two; "read and act on" and "secure and easy to use" do not share what follows
    if reading.is_adjective(tokens[left].low) and reading.is_adjective(tokens[right].low):
        return left, right
    if reading.is_verb(tokens[left].low) and reading.is_verb(tokens[right].low):
        return left, right
    return None


def _nouns(reading: Reading, tokens: tuple[Token, ...], start: int, size: int) -> tuple[int, int] | None:
    articles = reading.words["articles"]
    first = start - 1
    while first > 0 and tokens[first].low not in articles:
        if not _is_of_noun(reading, tokens[first]):
            return None
        first -= 1
    right = start + size
    if tokens[first].low not in articles or tokens[right].low not in articles:
        return None
    if first and tokens[first - 1].raw == ",":
        return None  # a list of more than two
    is_judged = any(token.low in reading.words["being"] for token in tokens[:first])
    last = right
    while last + 1 < len(tokens) and _is_of_noun(reading, tokens[last + 1]):
        if reading.is_adjective(tokens[last + 1].low) and last > right and is_judged:
            break  # "the delivery note | correct", but "the partner fair"
        last += 1
    return (first, last) if last > right else None


def _is_of_noun(reading: Reading, token: Token) -> bool:
    words, low = reading.words, token.low
    closed = ("auxiliaries", "determiners", "pronouns", "prepositions", "adverbs", "question_words")
    return token.is_word and low not in words["noun_joints"] and not any(low in words[name] for name in closed)


def is_many(reading: Reading, noun: Token) -> bool:
    """Whether a noun looks like a plural."""
    words, low = reading.words, noun.low
    return low.endswith(words.entries("plural_endings")) and not low.endswith(words.entries("singular_endings"))


def _with_verb(text: str, verb: Token, singular: str) -> str:
    """The text with its verb in the singular, where the noun that is left is one thing."""
    written = singular.capitalize() if verb.raw[0].isupper() else singular
    return text[: verb.start] + written + text[verb.end :]
