"""Questionnaires as the rules read them."""

from __future__ import annotations

from dataclasses import replace

from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.languages import missing_translations
from cab_portal.surveys.questionnaire.linter.question import LintQuestion, LintSurvey, Panel
from cab_portal.surveys.questionnaire.outdated import outdated_in
from cab_portal.surveys.questionnaire.piping import pipes
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types import Battery, Nps


def question_of(
    question: Question, missing_languages: tuple[str, ...] = (), outdated: tuple[str, ...] = ()
) -> LintQuestion:
    """A question of a questionnaire. Labels come in its order."""
    return LintQuestion(
        id=question.id,
        text=question.text,
        type=question.type,
        options=_labels(question),
        required=question.required,
        instrument=_instrument(question),
        items=tuple(item.text for item in question.items) if isinstance(question, Battery) else (),
        decision=question.decision,
        is_shuffled=bool(getattr(question, "shuffle", False)),
        pipes=tuple(f"{{{pipe.reference}}}" for pipe in pipes(question.text) if pipe.fallback is None),
        missing_languages=missing_languages,
        outdated_languages=outdated,
        has_way_out=bool(getattr(question, "not_applicable", "")),
        ends=(question.low_label, question.high_label) if isinstance(question, Nps) else None,
    )


def survey_of(
    questionnaire: Questionnaire, panel: Panel | None = None, expected_seconds: float | None = None
) -> LintSurvey:
    """A questionnaire as a survey to judge, in its base language; `expected_seconds` is its estimated time."""
    missing: dict[str, list[str]] = {}
    for text in missing_translations(questionnaire):
        languages = missing.setdefault(text.question_id or "", [])
        if text.language not in languages:
            languages.append(text.language)
    outdated = {code: outdated_in(questionnaire, code) for code in questionnaire.translations}
    questions = tuple(
        question_of(
            question,
            tuple(missing.get(question.id, ())),
            tuple(code for code, question_ids in outdated.items() if question.id in question_ids),
        )
        for question in questionnaire.questions
    )
    language = questionnaire.language.partition("-")[0]
    return LintSurvey(questions, replace(panel or Panel(), language=language), expected_seconds)


def _labels(question: Question) -> tuple[str, ...]:
    points = getattr(question, "options", ()) or getattr(question, "points", ())
    return tuple(point.label for point in points)


def _instrument(question: Question) -> str:
    """The validated instrument that a question, or an item of a battery, is part of."""
    measures = [part.measure for part in (question, *question.parts()) if part.measure is not None]
    return measures[0].instrument if measures else ""
