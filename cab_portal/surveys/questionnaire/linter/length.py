"""too_long and readability: how much has to be read, and how hard it reads.

Flesch-Kincaid grade = 0.39 * words / sentences + 11.8 * syllables / words - 15.59 (Kincaid and others 1975).
Syllables are counted by hyphenation patterns, which leave out breaks after a first letter and before a last one:
the grade is rather too low than too high. What a sentence of more than 25 words costs is said by `too_long`, so it
counts as one of 25.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule, whole
from cab_portal.surveys.questionnaire.linter.words import Token, span
from cab_portal.surveys.questionnaire.wording import Sentence

LONGEST_SENTENCE = 25
LONGEST_TEXT = 50
HARDEST_GRADE = 14.0
FEWEST_WORDS = 8
STACKED_NOUNS = 4
_LONGEST_WORD = 40


def _too_long(reading: Reading) -> Iterator[Hit]:
    for sentence in reading.stem.sentences:
        if sentence.words > LONGEST_SENTENCE:
            message = Sentence(
                "A sentence has %(words)s words; %(limit)s are enough.", words=sentence.words, limit=LONGEST_SENTENCE
            )
            yield Hit(span(sentence.tokens, 0, len(sentence.tokens)), message=message)
            return
    cut = len(reading.question.text) > len(reading.stem.raw)
    words = len(reading.question.text.split()) if cut else len(reading.stem.words)
    if words > LONGEST_TEXT:
        message = Sentence("The question has %(words)s words; %(limit)s are enough.", words=words, limit=LONGEST_TEXT)
        yield Hit(whole(reading.stem.raw), message=message)


@cache
def _patterns(name: str) -> Any:
    import pyphen

    return pyphen.Pyphen(lang=name)


@lru_cache(maxsize=4096)
def syllables(word: str, patterns: str = "en_US") -> int:
    """The number of syllables of a word in small letters, as far as it may be hyphenated; at least 1."""
    return len(_patterns(patterns).positions(word[:_LONGEST_WORD])) + 1


def grade(words: Sequence[Token], sentences: int, patterns: str = "en_US") -> float:
    """The Flesch-Kincaid grade of words in so many sentences."""
    return _grade(words, sentences, sum(syllables(token.low, patterns) for token in words))


def highest_grade(words: Sequence[Token], sentences: int, vowels: Collection[str] = ()) -> float:
    """What the grade is not above. Where that is low, no hyphenation patterns have to be read: they take longer than
    all the rest. `vowels` are the letters of which each syllable has one; not known, any letter may be a syllable."""
    # One more, because patterns break off a consonant now and then, as at the end of "webinars"
    return _grade(words, sentences, 1 + sum(_most_syllables(token.low[:_LONGEST_WORD], vowels) for token in words))


def _most_syllables(word: str, vowels: Collection[str]) -> int:
    # No part of a hyphenated word is shorter than two characters at its ends or one between
    if not vowels:
        return max(len(word) - 2, 1)
    within = sum(letter in vowels or not letter.isalpha() for letter in word[2:-2])
    ends = (any(letter in vowels or not letter.isalpha() for letter in end) for end in (word[:2], word[2:][-2:]))
    return max(within + sum(ends), 1)


def _grade(words: Sequence[Token], sentences: int, syllables_of_all: int) -> float:
    length = min(len(words) / max(sentences, 1), LONGEST_SENTENCE)
    return 0.39 * length + 11.8 * syllables_of_all / len(words) - 15.59


def _hard_to_read(reading: Reading) -> Iterator[Hit]:
    words = [token for token in reading.stem.words if not token.is_quoted]
    if len(words) >= FEWEST_WORDS and (hit := _graded(reading, words)):
        yield hit
        return
    stack = _noun_stack(reading)
    if stack is not None:
        yield Hit(stack, message=Sentence("Too many nouns stand one after another."))


def _graded(reading: Reading, words: Sequence[Token]) -> Hit | None:
    sentences = len(reading.stem.sentences)
    level = highest_grade(words, sentences, reading.words["vowels"].words)
    patterns = reading.words.phrase("hyphenation")
    if level > HARDEST_GRADE:
        level = grade(words, sentences, patterns) if patterns else 0.0
    if level <= HARDEST_GRADE:
        return None
    message = Sentence("This reads like grade %(grade)s; aim for 10.", grade=round(level))
    return Hit(whole(reading.stem.raw), message=message)


def _noun_stack(reading: Reading) -> tuple[int, int] | None:
    """The first run of nouns that is too long to take in at once."""
    run: list[Token] = []
    before: Token | None = None
    for token in (*reading.stem.tokens, None):
        acts = before is not None and before.low in reading.words["pronouns"]  # a verb comes after "you"
        before = token
        if token is not None and not acts and _stacks(reading, token):
            run.append(token)
            if not token.low.endswith(reading.words.entries("owner_endings")):
                continue  # whose it is stands for itself, and what is owned starts anew
        if len(run) > STACKED_NOUNS:
            return run[0].start, run[-1].end
        run = []
    return None


def _stacks(reading: Reading, token: Token) -> bool:
    words, low = reading.words, token.low
    if not token.is_word or token.is_quoted or token.is_number or token.is_title or reading.is_adjective(low):
        return False
    closed = (
        "auxiliaries",
        "determiners",
        "pronouns",
        "prepositions",
        "adverbs",
        "question_words",
        "imperatives",
        "time_words",
    )
    if low in words["between_nouns"] or any(low in words[name] for name in closed):
        return False
    is_adverb = low.endswith(words.entries("adverb_endings")) and low not in words["not_adverbs"]
    return not (low in words["negations"] or is_adverb or low in words["never_nouns"])


RULES = (
    Rule(
        "too_long",
        Severity.WARNING,
        _too_long,
        Sentence("The question is too long."),
        Sentence("Long questions are read in part, and what is read last is answered."),
        ("LKL", "QUAID", "D"),
        Sentence("Cut it to one short sentence, and put what must be explained into the help text."),
    ),
    Rule(
        "readability",
        Severity.INFO,
        _hard_to_read,
        Sentence("This is hard to read."),
        Sentence("Long words and heaps of nouns slow readers down and make them skip."),
        ("LKL", "QUAID", "PEW"),
        Sentence("Use short words and verbs in place of nouns."),
    ),
)
