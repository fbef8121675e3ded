"""The part of each sentence that asks: without what leads up to it, and with requests read as questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from cab_portal.surveys.questionnaire.linter.lexicon import Lexicon
from cab_portal.surveys.questionnaire.linter.paraphrase import (
    as_question,
    first_word,
    fragment,
    is_filter,
    is_request,
    turned,
)
from cab_portal.surveys.questionnaire.linter.words import Sentence, Token

_LONGEST_CALL = 9


@dataclass(frozen=True)
class Clause:
    """The part of a sentence that asks, without what leads up to it."""

    tokens: tuple[Token, ...]
    is_question: bool
    intro: tuple[Token, ...] = ()

    @cached_property
    def lows(self) -> list[str]:
        return [token.low for token in self.tokens]


@dataclass(frozen=True)
class Cutter:
    """How sentences are cut. `is_verb` says whether a word can be a verb, `names_fragments` whether "Favorite drink?"
    asks for a name, `is_yes_or_no` whether the answers are yes and no, `is_agreement` whether they agree."""

    words: Lexicon
    is_verb: Callable[[str], bool]
    names_fragments: bool = True
    is_yes_or_no: bool = False
    is_agreement: bool = False

    def clauses(self, sentences: Sequence[Sentence]) -> tuple[Clause, ...]:
        """What asks: the questions, else the requests, else all sentences that are no directions."""
        asked = [
            sentence
            for sentence, following in zip_longest(sentences, sentences[1:])
            if sentence.is_question and not is_filter(following, self.words)
        ]
        asked = asked or [sentence for sentence in sentences if is_request(sentence, self.words)]
        told = [s for s in sentences if s not in asked and not s.is_question and not self._is_direction(s)]
        if not asked or (self.is_agreement and all(self._asks_consent(sentence) for sentence in asked)):
            asked = [*told, *asked]
        return tuple(self._clause(sentence) for sentence in asked or sentences)

    def _asks_consent(self, sentence: Sentence) -> bool:
        """Whether it only asks how far one agrees with what is said beside it."""
        return any(token.low in self.words["agreeing"] for token in sentence.tokens)

    def _is_direction(self, sentence: Sentence) -> bool:
        opener = sentence.tokens[first_word(sentence.tokens, self.words)].low
        return opener in self.words["answering_imperatives"] or opener in self.words["condition_openers"]

    def _clause(self, sentence: Sentence) -> Clause:
        tokens = sentence.tokens
        start = self._start(tokens)
        if sentence.is_question:
            start = self._after_call(tokens, start)
        asks = as_question(tokens[start:], self.words)
        if asks == tokens[start:] and sentence.is_question:
            asks = turned(asks, self.words)
        if self._is_fragment(asks, sentence):
            asks = fragment(
                asks,
                self.words,
                is_verb=self._can_act(asks[first_word(asks, self.words)].low),
                has_verb=any(token.low in self.words["auxiliaries"] for token in asks),
                is_yes_or_no=self.is_yes_or_no,
            )
        return Clause(asks, sentence.is_question, tokens[:start])

    def _can_act(self, low: str) -> bool:
        return self.is_verb(low) or low in self.words["noun_verbs"]

    def _is_fragment(self, tokens: tuple[Token, ...], sentence: Sentence) -> bool:
        words = self.words
        if not self.names_fragments or not (sentence.is_question or tokens[-1].raw == ":"):
            return False
        opener = tokens[first_word(tokens, words)].low
        closed = ("auxiliaries", "negative_openers", "question_words", "pronouns", "subordinate_openers", "listing")
        is_next = len(tokens) > 1 and tokens[1].low in words["question_words"]
        return not is_next and not any(opener in words[name] for name in closed)

    def _after_call(self, tokens: tuple[Token, ...], start: int) -> int:
        """Where the question starts behind a few words and a colon: "Choose one: would you …"."""
        for place in range(start + 1, min(start + _LONGEST_CALL, len(tokens) - 1)):
            if tokens[place].raw == ":" and self._opens(tokens[place + 1 : place + 3]) and place + 3 < len(tokens):
                return place + 1
        return start

    def _start(self, tokens: tuple[Token, ...]) -> int:
        """Where the main clause starts: after the comma that ends an introduction, or at the first word."""
        words = self.words
        opener = next((place for place, token in enumerate(tokens) if token.is_word), 0)
        if tokens[opener].low not in words["subordinate_openers"]:
            return opener
        if opener + 1 < len(tokens) and tokens[opener + 1].low in words["auxiliaries"]:
            return opener
        for place in range(opener + 1, len(tokens) - 1):
            if tokens[place].raw in ",:" and self._opens(tokens[place + 1 : place + 3]):
                return place + 1
        return opener

    def _opens(self, tokens: tuple[Token, ...]) -> bool:
        words, low = self.words, tokens[0].low
        if low in words["auxiliaries"] or low in words["imperatives"] or low in words["negative_openers"]:
            return True
        if low in words["asking_prepositions"] and len(tokens) > 1:
            return tokens[1].low in words["question_words"]
        if low in words["relative_adverbs"]:
            # "…, when the lifts were tested, how …" goes on with the introduction
            return len(tokens) > 1 and tokens[1].low in words["auxiliaries"]
        if low in words["picking"] and len(tokens) > 1 and tokens[1].low in words["determiners"]:
            return False  # "…, which the town has paid for, how …" does so too
        return low in words["question_words"] and low not in words["relative_pronouns"]
