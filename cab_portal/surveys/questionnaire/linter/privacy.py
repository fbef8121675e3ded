"""sensitive_pii: special categories of personal data, identifiers, credentials, pay, and data about third persons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.reading import Kind, Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule
from cab_portal.surveys.questionnaire.linter.words import Token, span
from cab_portal.surveys.questionnaire.wording import Sentence

_ASKS_REACH = 6
_NEAR = 8
_HABIT_REACH = 5
_OWN_REACH = 4


def is_sensitive(reading: Reading) -> bool:
    """Whether the question asks for what is private."""
    return next(_find(reading), None) is not None


def is_identifying(reading: Reading) -> tuple[int, int] | None:
    """Where the question asks for something that tells who answered: a name, a number, an address."""
    said = reading.stem.said
    spared = reading.words["exempt_phrases"].covered(said)
    for start, end in reading.words["identifying"].find(said):
        if not _is_about_a_thing(reading, said, end) and _asks_value(reading, said, start):
            return span(said, start, end)
    for start, end in _identifiers(reading, said):
        if start not in spared and not _is_about_a_thing(reading, said, end):
            return span(said, start, end)
    return None


def _find(reading: Reading) -> Iterator[Hit]:
    said = reading.stem.said
    spared = reading.words["exempt_phrases"].covered(said)
    for search in (_credentials, _identifiers, _personal, _third_persons):
        for start, end in search(reading, said):
            if not spared.intersection(range(start, end)) and not _is_about_a_thing(reading, said, end):
                yield Hit(span(said, start, end), message=_message(reading, said, start, end))
                return


def _message(reading: Reading, said: Sequence[Token], start: int, end: int) -> Sentence:
    term = reading.stem.raw[said[start].start : said[end - 1].end]
    return Sentence("“%(term)s” asks for what is private.", term=term)


def _is_about_a_thing(reading: Reading, said: Sequence[Token], end: int) -> bool:
    """Whether the word only names a part of a product: "password rules", "salary module"."""
    return end < len(said) and said[end].low in reading.words["exempt_after"]


def _credentials(reading: Reading, said: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Credentials are private only where they are asked for, not where their use is."""
    for start, end in reading.words["credentials"].find(said):
        before = said[max(start - _ASKS_REACH, 0) : start]
        asks = any(reading.words["credential_asks"].length_at(before, place) for place in range(len(before)))
        is_field = reading.is_reworded and reading.question.is_open  # "Your PIN:"
        if (asks or is_field) and not reading.has("credential_uses", (token.low for token in before)):
            yield start, end


def _identifiers(reading: Reading, said: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Identifiers are asked for by a question word, a request, or in an open answer."""
    coarse = reading.words["coarse"].covered(said) if reading.question.options else set()
    for start, end in reading.words["identifiers"].find(said):
        if _asks_value(reading, said, start) and start not in coarse:
            yield start, end


def _asks_value(reading: Reading, said: Sequence[Token], start: int) -> bool:
    words = reading.words
    if reading.question.is_open or reading.question.type in {"number", "date"}:
        return reading.question_word not in words["why"] and not reading.asks("judging_ease")
    judged = reading.asks("how") and not reading.asks("how_personal")
    asks = reading.question_word in words["value_words"] or reading.opening is Kind.REQUEST
    opens = said[start].low in words["value_openers"] and start == 0
    return not judged and (asks or opens)


def _personal(reading: Reading, said: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Special categories and pay, where a person is spoken of."""
    asks = reading.opening is Kind.REQUEST or reading.is_reworded
    if not asks and not any(token.low in reading.words["persons"] for token in said):
        return
    judged = _is_judgment(reading)
    for start, end in reading.words["habits"].find(said):
        near = said[max(start - _HABIT_REACH, 0) : start]
        if not judged and any(
            token.low in reading.words["persons"] or token.low in reading.words["third_persons"] for token in near
        ):
            yield start, end
    yield from _own_pay(reading, said, judged=judged)
    for section in ("special", "pay"):
        for start, end in reading.words[section].find(said):
            if not judged:
                yield start, end


def _own_pay(reading: Reading, said: Sequence[Token], *, judged: bool) -> Iterator[tuple[int, int]]:
    """What somebody earns, with words between: "your monthly net income"."""
    for place, token in enumerate(said):
        before = said[max(place - _OWN_REACH, 0) : place]
        is_own = any(other.low in reading.words["yours"] for other in before)
        if token.low in reading.words["earnings"] and is_own and not judged:
            yield place, place + 1


def _is_judgment(reading: Reading) -> bool:
    """Whether it asks how good or how easy something is, and not for the thing itself."""
    first, second = (*reading.asked[:2], "", "")[:2]
    of_amount = second in reading.words["amount_adjectives"]
    is_measured = (
        reading.is_adjective(second) or reading.sign(second) != 0 or second in reading.words["judging_adverbs"]
    )
    return first in reading.words["how"] and not of_amount and is_measured


def _third_persons(reading: Reading, said: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Private things of somebody else, in one sentence with a word for that person."""
    persons = [place for place, token in enumerate(said) if token.low in reading.words["third_persons"]]
    if not persons or reading.asks("how") or reading.question_word in reading.words["why"]:
        return
    for start, end in reading.words["third_person_data"].find(said):
        if any(abs(place - start) <= _NEAR for place in persons):
            yield start, end


RULES = (
    Rule(
        "sensitive_pii",
        Severity.ERROR,
        _find,
        Sentence("This asks for what is private."),
        Sentence("Such data needs a legal ground, frightens people off, and must be guarded and deleted."),
        ("CP", "GDPR"),
        Sentence("Leave it out, or ask for the least that the decision needs."),
    ),
)
