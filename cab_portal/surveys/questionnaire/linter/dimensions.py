"""stem_option_mismatch: the text asks one thing and the answers answer another."""

from __future__ import annotations

from collections.abc import Iterator

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.intervals import ranges
from cab_portal.surveys.questionnaire.linter.reading import Kind, Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule, whole
from cab_portal.surveys.questionnaire.linter.scales import dimension_of_labels, dimension_of_words, scale_of
from cab_portal.surveys.questionnaire.wording import Sentence

_YES_NO = "yes or no"
_NUMBERS = "numbers"
_DEGREES = "degrees"
_NEVER_NUMBERS = frozenset({"satisfaction", "importance", "ease", "usefulness", "clarity", "quality", "agreement"})
_JUDGED_WELL = frozenset({"quality", "satisfaction"})
_FITS = {
    # what a question of this dimension may well be answered by
    "satisfaction": frozenset({"satisfaction"}),
    "likelihood": frozenset({"likelihood"}),
    "importance": frozenset({"importance"}),
    "frequency": frozenset({"frequency"}),
    "agreement": frozenset({"agreement"}),
    "usefulness": frozenset({"usefulness", "quality"}),
    "friendliness": frozenset({"friendliness", "quality"}),
    "accuracy": frozenset({"accuracy", "quality", "reliability"}),
    "reliability": frozenset({"reliability", "quality", "frequency"}),
}


def _find(reading: Reading) -> Iterator[Hit]:
    question = reading.question
    if question.type not in {"single_choice", "rating"} or len(question.options) < 2 or not reading.asked:
        return
    given = (
        _YES_NO if reading.asks_yes_or_no else dimension_of_labels(reading) or _numbers(reading) or _degrees(reading)
    )
    if given and not _fits(reading, given):
        yield Hit(whole(question.text), message=_message(given))


def _numbers(reading: Reading) -> str:
    """The dimension of labels that are ranges of counts; shares fit everything that can be measured."""
    placed = ranges(reading)
    return _NUMBERS if placed and not any(span.is_percent for _, span in placed) else ""


def _degrees(reading: Reading) -> str:
    """The name of labels that only say how much of a quality, where a number is asked: "How many pages", "Slightly"."""
    scale = scale_of(reading) if reading.asks("counting") else None
    return _DEGREES if scale is not None and not any(point.core for point in scale.points) else ""


def _message(given: str) -> Sentence:
    if given == _YES_NO:
        return Sentence("The question cannot be answered by yes or no.")
    return Sentence("The answers are about %(given)s, and the question is not.", given=given)


def _fits(reading: Reading, given: str) -> bool:
    if reading.opening is Kind.YES_NO:
        return given == _YES_NO or _yes_no_fits(reading, given)
    if reading.opening is not Kind.WORD:
        return True
    if given == _YES_NO:
        return _is_embedded_yes_no(reading)
    if given == _NUMBERS:
        return not (reading.question_word in reading.words["how"] and _asked_dimension(reading) in _NEVER_NUMBERS)
    if reading.question_word in reading.words["how"]:
        return _how_fits(reading, given)
    return _word_fits(reading, given)


def _is_embedded_yes_no(reading: Reading) -> bool:
    """Whether the last thing asked is a question for yes or no after one that is none."""
    last = [token.low for token in reading.clauses[-1].tokens if token.is_word]
    return len(reading.clauses) > 1 and bool(last) and last[0] in reading.words["auxiliaries"]


def _yes_no_fits(reading: Reading, given: str) -> bool:
    """A question for yes or no takes a scale of the very thing that it names, and frequency where it asks for use."""
    asked = reading.asked
    if reading.has("or", asked):
        return True
    named = {dimension_of_words(reading.words, [word]) for word in asked}
    if given in named or any(reading.sign(word) and word in label.lows for word in asked for label in reading.labels):
        return True
    if given == "support":
        return reading.has("modals", asked[:1])
    if given == "likelihood":
        return asked[0] in reading.words["intending"]
    if given == "frequency":
        over = any(asked[0] in reading.words[name] for name in ("past_auxiliaries", "having"))
        is_over = over and reading.has("rates", (low for label in reading.labels for low in label.lows))
        has_it = reading.has("owning", asked[2:3]) and not reading.has("having_now_and_then", asked[3:6])
        return asked[0] in reading.words["acting"] and not is_over and not has_it
    if given == _NUMBERS:
        return reading.has("number_asks", asked)
    scale = scale_of(reading)
    return given == "agreement" or (scale is None and given in {"size", "cost"})


def _how_fits(reading: Reading, given: str) -> bool:
    about = _asked_dimension(reading)
    if about == "" and reading.has("paying", reading.asked[1:]):
        about = "count" if reading.has("much", reading.asked[1:2]) else about
    if about in {"", given}:
        return True
    if about == "frequency" and any(
        dimension_of_words(reading.words, label.lows[:1]) == about for label in reading.labels
    ):
        return True
    if about == "count":
        return given in {"size", "cost"}
    if given in _JUDGED_WELL and about not in _FITS:
        return given == "quality"
    return given in _FITS.get(about, frozenset())


def _asked_dimension(reading: Reading) -> str:
    """What "how" asks for: a dimension, "count", the adjective itself where no dimension has it, or nothing."""
    asked = reading.asked
    words = reading.words
    place = next((place + 1 for place, word in enumerate(asked[:2]) if word in words["how"]), len(asked))
    if place >= len(asked):
        return ""
    word = asked[place]
    if word in words["many"] or (
        word in words["much"] and reading.has("measured_things", asked[place + 1 : place + 2])
    ):
        return "count"
    if word in words["long"] or (word in words["distances"] and reading.has("being", asked[place + 1 : place + 2])):
        return "length"
    found = dimension_of_words(reading.words, [word])
    if found or not reading.is_adjective(word):
        return "" if word in words["adverbs_of_how"] else found
    opposites = {word, *(f"{prefix}{word}" for prefix in words.entries("opposite_prefixes"))}
    named = any(not opposites.isdisjoint(label.lows) for label in reading.labels)
    return "" if named else word


def _word_fits(reading: Reading, given: str) -> bool:
    asked = reading.asked
    if any(word in reading.words["satisfaction_openers"] for word in asked) or reading.has("about", asked[1:2]):
        return given != "frequency" or reading.has("acting", asked[1:2])
    named = {dimension_of_words(reading.words, [word]) for word in asked}
    if given in named or reading.has("asks_degree", asked):
        return True
    if given in {"size", "frequency", "cost", "speed"}:
        names = given == "frequency" and reading.has("never_rates", asked[1:5])
        return not names and reading.question_word not in reading.words["never_measured"]
    return scale_of(reading) is None


RULES = (
    Rule(
        "stem_option_mismatch",
        Severity.ERROR,
        _find,
        Sentence("The answers do not answer the question."),
        Sentence("People have to guess what is meant, and each guesses something else."),
        ("D", "SG"),
        Sentence("Change the answers or the question so that both are about the same thing."),
    ),
)
