"""Questionnaires as the rules read them."""

from __future__ import annotations

from dataclasses import replace

from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.linter.question import LintQuestion, LintSurvey, Panel
from cab_portal.surveys.questionnaire.question import Question


def question_of(question: Question) -> LintQuestion:
    """A question of a questionnaire. The labels of a scale come in its order, the way out last."""
    measure = getattr(question, "measure", None)
    return LintQuestion(
        id=question.id,
        text=question.text,
        type=question.type,
        options=_labels(question),
        required=question.required,
        instrument=measure.instrument if measure is not None else "",
        items=tuple(item.text for item in getattr(question, "items", ())),
        decision=question.decision,
        is_shuffled=bool(getattr(question, "shuffle", False)),
        ends=_ends(question),
    )


def survey_of(
    questionnaire: Questionnaire, panel: Panel | None = None, expected_seconds: float | None = None
) -> LintSurvey:
    """A questionnaire as a survey to judge; `expected_seconds` is its estimated time, where that is known."""
    language = getattr(questionnaire, "language", "en")
    questions = tuple(question_of(question) for question in questionnaire.questions)
    known = panel or Panel()
    return LintSurvey(questions, replace(known, language=language), expected_seconds)


def _labels(question: Question) -> tuple[str, ...]:
    points = getattr(question, "options", ()) or getattr(question, "points", ())
    labels = tuple(point.label for point in points)
    way_out = getattr(question, "not_applicable", "")
    return (*labels, way_out) if way_out else labels


def _ends(question: Question) -> tuple[str, str] | None:
    low, high = getattr(question, "low_label", None), getattr(question, "high_label", None)
    return (low, high) if isinstance(low, str) and isinstance(high, str) else None
