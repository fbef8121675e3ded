"""A question as the rules read it: its text cut into what is asked, its labels sorted by what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property

from cab_portal.surveys.questionnaire.linter.clauses import Clause, Cutter
from cab_portal.surveys.questionnaire.linter.directions import directions_in, opens_question
from cab_portal.surveys.questionnaire.linter.lexicon import Lexicon, lexicon
from cab_portal.surveys.questionnaire.linter.question import LintQuestion, Panel
from cab_portal.surveys.questionnaire.linter.words import Text, Token

LONGEST_READ = 4_000
"""How many code points of a text the rules read, many times what a question may have. What is beyond counts as length
only, so that no text takes long."""
LONGEST_LABEL = 400
_DENIAL_REACH = 5
_NUMBERED = re.compile(r"^\s{0,3}\(?(?:\d{1,2}|[a-zA-Z])(?:\s?[)=:]|\.|\s[-–—])\s(?=\s{0,3}[^\W\d])")
_SHORTEST_PLAIN = 4
_FEWEST_AGREEING = 2


class Kind(StrEnum):
    """How a question opens."""

    YES_NO = "yes or no"
    STATEMENT = "statement"
    REQUEST = "request"
    WORD = "question word"


class Label:
    """The label of an option."""

    def __init__(self, text: str, words: Lexicon) -> None:
        self.text = text
        self._words = words
        # "3 - Fair" and "a) Fair" say "Fair"
        self._read = _NUMBERED.sub("", text[:LONGEST_LABEL], count=1)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return Text(self._read).tokens

    @cached_property
    def lows(self) -> tuple[str, ...]:
        return tuple(token.low for token in self.tokens if token.is_word)

    def starts_with(self, section: str) -> bool:
        """Whether its words start with an entry of this section."""
        words = [token for token in self.tokens if token.is_word]
        return bool(words) and self._words[section].length_at(words, 0) > 0

    def covers(self, section: str) -> int:
        """How many of its words the longest entry of this section covers that it starts with."""
        words = [token for token in self.tokens if token.is_word]
        return self._words[section].length_at(words, 0) if words else 0

    def opens_with_phrase(self, section: str) -> bool:
        """Whether it starts with an entry of this section that has several words, or says who acts."""
        words = [token for token in self.tokens if token.is_word]
        size = self._words[section].length_at(words, 0) if words else 0
        return size > 1 or (size == 1 and words[0].low in self._words["pronouns"])

    def is_whole(self, section: str) -> bool:
        """Whether an entry of this section is all that it says."""
        words = [token for token in self.tokens if token.is_word]
        return bool(words) and self._words[section].length_at(words, 0) == len(words)

    @cached_property
    def is_opt_out(self) -> bool:
        """Whether it lets somebody out who cannot or would not answer: also "I have had no visit"."""
        if self.starts_with("opt_outs"):
            return True
        speaks = self.lows[:1] and self.lows[0] in self._words["speakers"]
        return bool(speaks) and any(low in self._words["negations"] for low in self.lows[1:_DENIAL_REACH])

    @cached_property
    def is_other(self) -> bool:
        """Whether it takes in what the list does not name."""
        return self.starts_with("others") or (bool(self.lows) and self.lows[-1] in self._words["other_endings"])

    @cached_property
    def is_yes_or_no(self) -> bool:
        return bool(self.lows) and self.lows[0] in self._words["yes_words"]


class Reading:
    """A question, its panel and the words of its language."""

    def __init__(self, question: LintQuestion, panel: Panel) -> None:
        self.question = question
        self.panel = panel
        self.words = lexicon(panel.language)
        plain = Text(question.text[:LONGEST_READ])
        self.stem = Text(
            plain.raw,
            # A statement in quotation marks is what is to be judged
            reads_quoted=self._agrees and plain.has_quoted_sentence,
            hidden=directions_in(plain.tokens, self.words),
            asks=lambda run: opens_question(run, self.words),
        )

    @cached_property
    def names(self) -> frozenset[int]:
        """Where words start that are written as names, with a capital within a sentence: "the Always Open pharmacy"."""
        found = set()
        for sentence in self.stem.sentences:
            words = [token for token in sentence.tokens if token.is_word]
            titled = [token for token in words[1:] if token.is_title]
            if len(titled) * 2 <= len(words):
                found |= {token.start for token in titled}
        return frozenset(found)

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        return tuple(Label(text, self.words) for text in self.question.options)

    @cached_property
    def substantive(self) -> tuple[Label, ...]:
        """The labels that answer, those left out that only let somebody out."""
        return tuple(label for label in self.labels if not label.is_opt_out)

    @cached_property
    def asks_yes_or_no(self) -> bool:
        """Whether the labels are yes and no, perhaps with something in between or a way out."""
        shown = [label for label in self.labels if label.is_yes_or_no]
        rest = [label for label in self.substantive if not label.is_yes_or_no]
        return len(shown) >= 2 and all(label.starts_with("partial_yes") for label in rest)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """What asks; directions such as "Select all that apply" are left out where something else is there to read."""
        cut = Cutter(
            self.words,
            self.is_verb,
            names_fragments=self.question.type != "long_text" and not self._agrees,
            is_yes_or_no=self.asks_yes_or_no,
            is_agreement=self._agrees,
        )
        return cut.clauses(self.stem.sentences)

    @cached_property
    def _agrees(self) -> bool:
        """Whether the labels are degrees of agreement."""
        return sum(self.has("agreement_words", label.lows) for label in self.labels) >= _FEWEST_AGREEING

    @cached_property
    def opening(self) -> Kind:
        """How the first thing asked opens."""
        words = self._first_words
        if not words:
            return Kind.STATEMENT
        if words[0] in self.words["question_words"] or (len(words) > 1 and words[1] in self.words["question_words"]):
            return Kind.WORD
        if words[0] in self.words["auxiliaries"] or words[0] in self.words["negative_openers"]:
            return Kind.YES_NO
        if words[0] in self.words["imperatives"]:
            return Kind.REQUEST
        return Kind.STATEMENT

    @cached_property
    def _first_words(self) -> list[str]:
        for clause in self.clauses:
            words = [token.low for token in clause.tokens if token.is_word]
            if words:
                return words
        return []

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The words of the first thing asked, in small letters."""
        return tuple(self._first_words)

    @property
    def is_reworded(self) -> bool:
        """Whether what is asked stands there as a request or a fragment: "Date of birth:"."""
        return self.asked[:1] != tuple(token.low for token in self.stem.said if token.is_word)[:1]

    @cached_property
    def question_word(self) -> str:
        """The question word that the first thing asked opens with, also after a preposition; else empty."""
        for word in self.asked[:2]:
            if word in self.words["question_words"]:
                return word
        return ""

    def asks(self, section: str) -> bool:
        """Whether what is asked first opens with an entry of this section."""
        asked = f"{' '.join(self.asked)} "
        return any(asked.startswith(f"{entry} ") for entry in self.words.entries(section))

    def has(self, section: str, lows: Iterable[str]) -> bool:
        """Whether one of these words is an entry of this section."""
        entries = self.words[section]
        return any(low in entries for low in lows)

    def stem_has(self, section: str) -> bool:
        """Whether the text, outside quotation marks, has an entry of this section."""
        return self.words[section].first(self.stem.said) is not None

    def is_adjective(self, word: str) -> bool:
        """Whether the word is taken for an adjective, by the list or by its ending."""
        words = self.words
        if word in words["adjectives"] or word in words["negative_prefixed"]:
            return True
        if word in words["not_adjectives"] or word in words["verbs"] or len(word) < 6:
            return False
        return any(word.endswith(ending) for ending in words.entries("adjective_endings"))

    def is_form(self, word: str, section: str) -> bool:
        """Whether the word, or what it is a regular form of, is an entry of this section."""
        return any(form in self.words[section] for form in _verb_forms(word, self.words))

    def plain_forms(self, verb: str) -> frozenset[str]:
        """The word, and the plain verbs that it may be a regular form of."""
        return frozenset(_verb_forms(verb, self.words))

    def is_verb(self, word: str) -> bool:
        """Whether the word can be a verb, in any of its regular forms."""
        if any(form in self.words["verbs"] for form in _verb_forms(word, self.words)):
            return True
        again = next((word.removeprefix(p) for p in self.words.entries("verb_prefixes") if word.startswith(p)), "")
        return len(again) > 3 and any(form in self.words["verbs"] for form in _verb_forms(again, self.words))

    def is_negated(self, word: str) -> bool:
        """Whether a word is the opposite of another by its beginning: "unhelpful", and so "unreasonably"."""
        words = self.words
        if word in words["negative_prefixed"]:
            return True
        for entry in words.entries("adverb_forms"):
            ending, _, plain = (part.strip() for part in entry.partition(">"))
            if word.endswith(ending) and word.removesuffix(ending) + plain in words["negative_prefixed"]:
                return True
        prefix = next((prefix for prefix in words.entries("negating_prefixes") if word.startswith(prefix)), "")
        plain = word.removeprefix(prefix)
        if not prefix or len(plain) < _SHORTEST_PLAIN or word.startswith(words.entries("not_negated")):
            return False
        is_always = prefix == words.phrase("negating_prefixes")  # no other word starts with "un"
        return is_always or plain in words["adjectives"] or plain in words["positive"]

    def sign(self, word: str) -> int:
        """The side of a scale that a word stands on: 1, -1, or 0 for neither."""
        if word in self.words["negative"] or word in self.words["negative_prefixed"]:
            return -1
        return 1 if word in self.words["positive"] else 0


def _verb_forms(word: str, words: Lexicon) -> Iterator[str]:
    """The word, and the words that it may be a regular form of."""
    yield word
    for entry in words.entries("verb_endings"):
        ending, _, plain = (part.strip() for part in entry.partition(">"))
        if word.endswith(ending) and len(word) > len(ending):
            yield word.removesuffix(ending) + plain
    for ending in words.entries("doubling_endings"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and base[-1] == base[-2]:
            yield base[:-1]
