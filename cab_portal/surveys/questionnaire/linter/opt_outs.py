"""missing_opt_out: a required choice among answers of which none may be true for somebody."""

from __future__ import annotations

from collections.abc import Iterator

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.fixes import AddOption
from cab_portal.surveys.questionnaire.linter.intervals import ranges
from cab_portal.surveys.questionnaire.linter.privacy import is_sensitive
from cab_portal.surveys.questionnaire.linter.reading import Kind, Label, Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule, whole
from cab_portal.surveys.questionnaire.wording import Sentence

_FIRST_WORDS = 4


def _find(reading: Reading) -> Iterator[Hit]:
    question = reading.question
    if question.has_way_out:
        return
    if not question.required or not _is_closed(reading) or any(_lets_out(reading, label) for label in reading.labels):
        return
    if any(label.is_other for label in reading.labels) and question.type == "multi_choice":
        return
    for applies, section, message in (
        (is_sensitive, "say_refused", Sentence("This is private, it must be answered, and nobody can decline.")),
        (_may_not_apply, "say_does_not_apply", Sentence("This may not apply to everybody, and it must be answered.")),
        (_may_be_unknown, "say_unknown", Sentence("Not everybody knows this, and it must be answered.")),
    ):
        if applies(reading):
            label = reading.words.phrase(section)
            suggestion = Sentence("Add “%(label)s”.", label=label) if label else None
            fixes = (AddOption(label),) if label else ()
            yield Hit(whole(question.text), message=message, suggestion=suggestion, fixes=fixes)
            return


def _is_closed(reading: Reading) -> bool:
    """Whether one must choose; a scale needs no labels for that."""
    return reading.question.has_choices or reading.question.type == "rating"


def _lets_out(reading: Reading, label: Label) -> bool:
    """Whether a label is a way out; "None" under "How many" is a number."""
    return label.is_opt_out and not (label.is_whole("zero_answers") and reading.asks("counting"))


def _may_not_apply(reading: Reading) -> bool:
    """A judgment of something that happened, or of a thing that not everybody has met.

    Everybody can judge what is before their eyes, what they want, and what everybody has: their work, their home,
    the company that asks.
    """
    asked, words = reading.asked, reading.words
    if reading.question.type == "nps" or not asked or reading.stem_has("work_in_progress") or _is_shown(reading):
        return False
    if reading.asks("how") and any(word in words["inner"] for word in asked[1:2]):
        return False
    happened = any(word in words["past_auxiliaries"] for word in asked[:_FIRST_WORDS])
    met = reading.stem_has("experience_nouns")
    if reading.opening is Kind.YES_NO:
        return happened and (met or reading.has("ours_or_the", asked[1:2])) and not _is_about_own_deed(reading)
    if not reading.asks("how") or reading.asks("how_amounts"):
        return False
    return met or happened or (_is_judged(reading) and not reading.stem_has("known_to_all"))


def _is_shown(reading: Reading) -> bool:
    """Whether it is about what stands before the reader: "this consent form"."""
    tokens = reading.stem.said
    return any(
        token.low in reading.words["shown_by"]
        and reading.has("shown_things", (later.low for later in tokens[place + 1 : place + 4]))
        for place, token in enumerate(tokens)
    )


def _is_judged(reading: Reading) -> bool:
    """Whether "how" asks how good a thing is: "How clear is the sign", "How satisfied are you with the bus"."""
    words, asked = reading.words, reading.asked
    if reading.has("modals", asked[1:2]) and not reading.has("satisfaction_openers", asked[2:5]):
        return False
    if any(word in words["inner"] for word in asked[2:3]):
        return False
    judges = reading.is_adjective(asked[1]) or reading.sign(asked[1]) != 0 if len(asked) > 1 else False
    return judges or reading.has("satisfaction_openers", asked[1:5])


def _is_about_own_deed(reading: Reading) -> bool:
    """Whether "no" covers those to whom it does not apply: "Did you attend …"."""
    return any(word in reading.words["you"] for word in reading.asked[1:2])


def _may_be_unknown(reading: Reading) -> bool:
    """A fact about the company that not everybody in it knows."""
    words, asked = reading.words, reading.asked
    if reading.question_word not in words["fact_asks"] or any(word in words["opinion_words"] for word in asked):
        return False
    if reading.asks("how") and not reading.asks("how_facts"):
        return False
    endings = words.entries("owner_endings")
    plain = (next((word.removesuffix(end) for end in endings if word.endswith(end)), word) for word in asked)
    of_company = any(word in words["workplaces"] for word in plain)
    of_oneself = any(word in words["you"] for word in asked) or reading.stem_has("known_of_company")
    if of_company and not reading.asks("deed_counts") and (ranges(reading) or not of_oneself):
        return True
    return reading.words["fact_nouns"].first(tuple(reading.stem.said)) is not None


RULES = (
    Rule(
        "missing_opt_out",
        Severity.WARNING,
        _find,
        Sentence("It must be answered, and not everybody can."),
        Sentence("People who cannot answer must invent an answer or leave the survey."),
        ("QAS", "D", "CP"),
        Sentence("Add an answer for those who cannot say, or make it optional."),
    ),
)
