"""Lists of names: whether something is missing that people may want to answer."""

from __future__ import annotations

from cab_portal.surveys.questionnaire.linter.fixes import AddOption
from cab_portal.surveys.questionnaire.linter.lists import folded
from cab_portal.surveys.questionnaire.linter.reading import Label, Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, whole
from cab_portal.surveys.questionnaire.linter.scales import dimension_of_labels, scale_of
from cab_portal.surveys.questionnaire.linter.words import Token
from cab_portal.surveys.questionnaire.wording import Sentence

_STEM_REACH = 12
_TWO = 2
_SENTENCE = 4


def open_list(reading: Reading) -> Hit | None:
    """The hit where names are listed that can hardly be all, and nothing takes in the rest."""
    texts = reading.question.options
    if reading.question.type not in {"single_choice", "multi_choice"} or len(set(map(folded, texts))) < _TWO:
        return None
    if (
        any(_takes_in_the_rest(reading, label) for label in reading.labels)
        or not _asks_for_names(reading)
        or _is_closed(reading)
    ):
        return None
    place = len(reading.labels) - 1
    text = reading.question.options[place]
    message = Sentence("The list is open, and nothing is offered to those it leaves out.")
    labels = (reading.words.phrase(section) for section in ("say_other", "say_none"))
    return Hit(whole(text), place, message, fixes=tuple(AddOption(label) for label in labels if label))


def _takes_in_the_rest(reading: Reading, label: Label) -> bool:
    """Whether a label is for those whom no other fits: "Other", "All of them", "I have another role"."""
    if label.is_other or reading.has("whole_openers", label.lows[:1]):
        return True
    if not reading.has("pronouns", label.lows[:1]):
        return False
    return reading.has("whole_openers", label.lows) or reading.has("others", label.lows)


def _asks_for_names(reading: Reading) -> bool:
    """Whether names answer the question, of which a list can hardly be whole.

    Any question word but "how" is taken to ask for names, unless what it asks for comes in few kinds; "how" asks
    for a way where somebody does something: "How do you pay".
    """
    words, asked = reading.words, reading.asked[:_STEM_REACH]
    if not asked or reading.question_word not in words["list_words"]:
        return False
    tokens = tuple(token for clause in reading.clauses[:1] for token in clause.tokens)
    if words["list_openers"].length_at(tokens, 0):
        return True
    if reading.question_word in words["how"]:
        return reading.has("doing", asked[1:2]) or reading.has("addressed", asked[1:2])
    named = _noun_phrase(reading, tokens)
    if len(named) == 1 and named[0].low in words["named_before"]:
        return False
    return words["closed_nouns"].first(named) is None and not _is_choice_of_two(reading)


def _is_choice_of_two(reading: Reading) -> bool:
    """Whether two things that the author names are weighed against each other: "Which draft is clearer?"."""
    return reading.has("weighing", reading.asked) and len(reading.substantive) == _TWO


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
    if all(label.is_whole("closed_sets") for label in labels) or _are_numbered(labels) or _are_whole_pairs(reading):
        return True
    if any(label.is_whole("closed_answers") or label.opens_with_phrase("closed_answers") for label in labels):
        return True
    stem = {token.low for token in reading.stem.words}
    return reading.has("or", stem) and all(_is_named(label, stem) for label in labels)


def _are_numbered(labels: tuple[Label, ...]) -> bool:
    """Whether the labels differ in one letter or number only, as "Draft A" and "Draft B" do, or are sentences that
    differ in one word: "The buyer pays the freight", "The seller pays the freight"."""
    common = set.intersection(*(set(label.lows) for label in labels)) if labels else set()
    if not common or any(len(set(label.lows) - common) > 1 for label in labels):
        return False
    return all(len(label.lows) >= _SENTENCE or len(label.lows[-1]) == 1 or label.lows[-1].isdigit() for label in labels)


def _are_whole_pairs(reading: Reading) -> bool:
    """Whether two labels are opposites between which nothing is left: "Online" and "In person"."""
    said = [" ".join(label.lows) for label in reading.labels]
    pairs = (tuple(part.strip() for part in entry.split("/")) for entry in reading.words.entries("whole_pairs"))
    return any(all(any(name == part or part in name.split() for name in said) for part in pair) for pair in pairs)


def _is_named(label: Label, stem: set[str]) -> bool:
    return any(low in stem for low in label.lows)
