"""Lists of names: whether something is missing that people may want to answer."""

from __future__ import annotations

from cab_portal.surveys.questionnaire.linter.fixes import AddOption
from cab_portal.surveys.questionnaire.linter.reading import Label, Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, whole
from cab_portal.surveys.questionnaire.linter.scales import dimension_of_labels, scale_of
from cab_portal.surveys.questionnaire.linter.words import Token
from cab_portal.surveys.questionnaire.wording import Sentence

_STEM_REACH = 12


def open_list(reading: Reading) -> Hit | None:
    """The hit where names are listed that can hardly be all, and nothing takes in the rest."""
    if reading.question.type not in {"single_choice", "multi_choice"} or len(reading.labels) < 2:
        return None
    if (
        any(label.is_other or reading.has("whole_openers", label.lows[:1]) for label in reading.labels)
        or not _asks_for_names(reading)
        or _is_closed(reading)
    ):
        return None
    place = len(reading.labels) - 1
    text = reading.question.options[place]
    message = Sentence("The list is open, and nothing is offered to those it leaves out.")
    labels = (reading.words.phrase(section) for section in ("say_other", "say_none"))
    return Hit(whole(text), place, message, fixes=tuple(AddOption(label) for label in labels if label))


def _asks_for_names(reading: Reading) -> bool:
    words, asked = reading.words, reading.asked[:_STEM_REACH]
    if not asked or reading.question_word not in words["list_words"]:
        return False
    tokens = tuple(token for clause in reading.clauses[:1] for token in clause.tokens)
    if words["list_openers"].length_at(tokens, 0):
        return True
    named = _noun_phrase(reading, tokens)
    if words["closed_nouns"].first(named) is not None:
        return False
    if reading.question_word not in words["thing_words"]:
        return False
    owns = any(token.low in words["owning"] for token in tokens[2:8]) and len(named) > 0
    kinds = any(reading.is_form(token.low, "list_nouns") for token in named)
    return owns or kinds or bool(named and _is_plural(reading, named[-1]))


def _is_plural(reading: Reading, token: Token) -> bool:
    """Whether the word is a noun in the plural: of such things there are more than can be listed."""
    words, low = reading.words, token.low
    closed = ("auxiliaries", "determiners", "pronouns", "prepositions", "adverbs", "question_words", "never_nouns")
    is_noun = token.is_word and not any(low in words[name] for name in closed)
    is_plural = low.endswith(words.entries("plural_endings")) and not low.endswith(
        words.entries("never_plural_endings")
    )
    return is_noun and is_plural and not reading.is_verb(low)


def _noun_phrase(reading: Reading, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words for what is sought: after the question word, or after the verb that follows it."""
    words = reading.words
    start = next((k for k, token in enumerate(tokens) if token.low in words["question_words"]), 0) + 1
    if start < len(tokens) and tokens[start].low in words["auxiliaries"]:
        start += 1
    end = start
    while end < len(tokens) and end - start < _STEM_REACH:
        low = tokens[end].low
        if end > start and (
            low in words["auxiliaries"] or low in words["pronouns"] or low in words["placing"] or low == "("
        ):
            break
        end += 1
    return tokens[start:end]


def _is_closed(reading: Reading) -> bool:
    """Whether the labels are all there are: a scale, a set known to be whole, or what the text itself names."""
    labels = reading.substantive
    if reading.asks_yes_or_no or scale_of(reading) or dimension_of_labels(reading) == "frequency":
        return True
    if all(label.is_whole("closed_sets") for label in labels):
        return True
    if any(label.is_whole("closed_answers") or label.opens_with_phrase("closed_answers") for label in labels):
        return True
    stem = {token.low for token in reading.stem.words}
    return reading.has("or", stem) and all(_is_named(label, stem) for label in labels)


def _is_named(label: Label, stem: set[str]) -> bool:
    return any(low in stem for low in label.lows)
