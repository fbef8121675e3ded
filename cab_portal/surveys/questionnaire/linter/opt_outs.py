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

_PAST = frozenset({"was", "were", "did", "had"})
_FIRST_WORDS = 4
_ASKS_FACT = frozenset({"what", "when", "which", "who", "how"})
_DOUBT = "I do not know"
_DOES_NOT_APPLY = "Does not apply"
_REFUSED = "Prefer not to say"


def _find(reading: Reading) -> Iterator[Hit]:
    question = reading.question
    if question.has_way_out:
        return
    if not question.required or not question.has_choices or any(_lets_out(reading, label) for label in reading.labels):
        return
    if any(label.is_other for label in reading.labels) and question.type == "multi_choice":
        return
    for applies, label, message in (
        (is_sensitive, _REFUSED, Sentence("This is private, it must be answered, and nobody can decline.")),
        (_may_not_apply, _DOES_NOT_APPLY, Sentence("This may not apply to everybody, and it must be answered.")),
        (_may_be_unknown, _DOUBT, Sentence("Not everybody knows this, and it must be answered.")),
    ):
        if applies(reading):
            suggestion = Sentence("Add “%(label)s”.", label=label)
            yield Hit(whole(question.text), message=message, suggestion=suggestion, fixes=(AddOption(label),))
            return


def _lets_out(reading: Reading, label: Label) -> bool:
    """Whether a label is a way out; "None" under "How many" is a number."""
    return label.is_opt_out and not (label.lows == ("none",) and reading.asked[:2] == ("how", "many"))


def _may_not_apply(reading: Reading) -> bool:
    """A judgment of something that happened, or of a thing that not everybody uses."""
    if reading.question.type == "nps" or not reading.asked or "draft" in reading.asked:
        return False
    happened = any(word in _PAST for word in reading.asked[:_FIRST_WORDS])
    met = any(reading.words["experience_nouns"].find(tuple(reading.stem.said)))
    if reading.opening is Kind.YES_NO:
        return happened and met and not _is_about_own_deed(reading)
    return reading.question_word == "how" and reading.asked[1:2] not in [("many",), ("much",)] and (met or happened)


def _is_about_own_deed(reading: Reading) -> bool:
    """Whether "no" covers those to whom it does not apply: "Did you attend …"."""
    return reading.asked[1:2] == ("you",)


def _may_be_unknown(reading: Reading) -> bool:
    """A fact about the company that not everybody in it knows."""
    asked = reading.asked
    if reading.question_word not in _ASKS_FACT or {"prefer", "should", "would"} & set(asked):
        return False
    if reading.question_word == "how" and asked[1:2] not in [
        ("many",),
        ("much",),
        ("large",),
        ("big",),
        ("long",),
        ("old",),
    ]:
        return False
    of_company = any(word in reading.words["workplaces"] for word in asked)
    if of_company and ranges(reading) and asked[:4] != ("how", "many", "times", "did"):
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
