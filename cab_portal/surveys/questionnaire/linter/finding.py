"""What a rule found, and why it matters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cab_portal.surveys.questionnaire.linter.fixes import Fix
from cab_portal.surveys.questionnaire.wording import Sentence


class Severity(StrEnum):
    """How grave a finding is, as the rule's definition says."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Level(StrEnum):
    """What a finding means for sending."""

    MUST_FIX = "must_fix"
    SHOULD_FIX = "should_fix"
    CONSIDER = "consider"


SOURCES = {
    "KP": "Krosnick & Presser 2010, Question and Questionnaire Design, Handbook of Survey Research",
    "CP": "Choi & Pak 2005, A catalog of biases in questionnaires",
    "LKL": "Lenzner, Kaczmirek & Lenzner 2010, Cognitive burden of survey questions",
    "QUAID": "Graesser and others 2006, Question Understanding Aid",
    "QAS": "Willis & Lessler 1999, Question Appraisal System",
    "BS": "Bassili & Scott 1996, Response latency as a signal to question problems",
    "SG": "Saris & Gallhofer 2014, Design, Evaluation, and Analysis of Questionnaires",
    "SRKS": "Saris, Revilla, Krosnick & Shaeffer 2010, Questions with agree/disagree response options",
    "D": "Dillman, Smyth & Christian 2014, Internet, Phone, Mail, and Mixed-Mode Surveys",
    "PEW": "Pew Research Center, notes on writing and length of survey questions",
    "GDPR": "Regulation (EU) 2016/679, Article 9",
    "J": "Judgment of this project, without a published source",
}
"""Full references by the keys that findings carry."""


@dataclass(frozen=True)
class Finding:
    """One thing that a rule found.

    `span` are two offsets in code points in the text concerned: the question's, the label of the option with the
    place `option` (from 0), or the item of a battery with the place `item`. `question_id` is empty for the survey as
    a whole. `is_certain` says that it is no judgment but can be shown, so that it stands in the way of sending.

    What grows by small steps is the same finding up to the first of its `bounds`, and a graver one beyond each;
    `holds` says how far a reason to ignore it reaches.
    """

    rule: str
    severity: Severity
    question_id: str
    span: tuple[int, int]
    message: Sentence
    why: Sentence
    sources: tuple[str, ...]
    suggestion: Sentence
    option: int | None = None
    fix: Fix | None = None
    is_certain: bool = False
    item: int | None = None
    bounds: tuple[int, ...] = ()
    holds: Sentence | None = None

    @property
    def level(self) -> Level:
        """What it means for sending: only what is certain must be mended, a judgment may be answered by a reason."""
        if self.is_certain:
            return Level.MUST_FIX
        return Level.CONSIDER if self.severity is Severity.INFO else Level.SHOULD_FIX

    def as_data(self) -> dict[str, Any]:
        """The finding as the command prints it; `option` or `item` only where the span lies there."""
        data: dict[str, Any] = {
            "rule": self.rule,
            "severity": self.severity.value,
            "span": list(self.span),
            "message": str(self.message),
            "suggestion": str(self.suggestion),
        }
        places = {"option": self.option, "item": self.item}
        data.update({name: place for name, place in places.items() if place is not None})
        return data
