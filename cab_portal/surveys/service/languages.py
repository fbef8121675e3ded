"""The languages of a survey. A survey passed in must be locked by the caller."""

from typing import Any

from cab_portal.core import clock
from cab_portal.core.errors import Conflict, InvalidInput, NotFound
from cab_portal.core.events import publish
from cab_portal.surveys.events import TranslationConfirmed
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import questionnaire_of
from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.questionnaire.outdated import confirmed, outdated_in
from cab_portal.surveys.questionnaire.problems import DefinitionError
from cab_portal.surveys.rules import NOT_OUTDATED, STALE, ensure_changeable
from cab_portal.surveys.service.design import store


def add_language(survey: Survey, language: str, seen_revision: int) -> None:
    """Let the survey be translated into one more language; nothing where it is one already."""
    data = _changeable(survey, seen_revision)
    if language not in data["translations"]:
        data["translations"] = {**data["translations"], language: {"questions": {}}}
        _store(survey, data)


def set_base_language(survey: Survey, language: str, seen_revision: int) -> None:
    """Say in which language the questions themselves are written; nothing where that is known."""
    data = _changeable(survey, seen_revision)
    if language != data["language"]:
        data["language"] = language
        _store(survey, data)


def say_what_it_is_for(survey: Survey, language: str, title: str, purpose: str, seen_revision: int) -> None:
    """The survey's title and purpose in one of its further languages. Raises `NotFound` for another language."""
    data = _changeable(survey, seen_revision)
    if language not in data["translations"]:
        raise NotFound
    data["translations"][language] |= {"title": title, "purpose": purpose}
    _store(survey, data)


def confirm_translation(survey: Survey, language: str, question_id: str, seen_revision: int) -> None:
    """Say that the translation of a question holds, though the question was worded anew; also after it was sent."""
    if survey.revision != seen_revision:
        raise Conflict(STALE, code="stale")
    questionnaire = questionnaire_of(survey)
    if questionnaire is None or question_id not in outdated_in(questionnaire, language):
        raise Conflict(NOT_OUTDATED, code="not_outdated")
    survey.definition = confirmed(questionnaire, language, question_id).model_dump(mode="json")
    survey.revision += 1
    survey.updated_at = clock.now()
    publish(
        TranslationConfirmed(survey_id=survey.id, question_id=question_id, language=language, revision=survey.revision)
    )


def remove_language(survey: Survey, language: str, seen_revision: int) -> None:
    """Give up a language with all its texts."""
    data = _changeable(survey, seen_revision)
    if language not in data["translations"]:
        raise NotFound
    data["translations"] = {code: told for code, told in data["translations"].items() if code != language}
    _store(survey, data)


def _changeable(survey: Survey, seen_revision: int) -> dict[str, Any]:
    ensure_changeable(survey.status, survey.revision, seen_revision)
    questionnaire = questionnaire_of(survey)
    if questionnaire is None:
        raise Conflict("There is nothing to translate yet. Add the first question.")
    return questionnaire.model_dump(mode="json")


def _store(survey: Survey, data: dict[str, Any]) -> None:
    try:
        store(survey, from_data(data))
    except DefinitionError as error:
        problem = error.problems[0]
        raise InvalidInput(str(problem), code=problem.code, about=problem.question_id or "") from error
