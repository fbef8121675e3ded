"""The language in which somebody reads a survey, and the languages to choose from by their own names."""

from collections.abc import Collection
from dataclasses import replace

from babel import Locale, UnknownLocaleError
from flask import request, session

from cab_portal.surveys.queries import MemberSurvey
from cab_portal.surveys.questionnaire.definition import Questionnaire

ARGUMENT = "language"
"""How an address asks for a language."""

_CHOSEN = "survey_language"


def language_of(questionnaire: Questionnaire) -> str:
    """The language that its reader chose, else the first one that the browser asks for, else that of the questions.

    What was chosen is kept in the browser and nowhere else, so it tells nothing beside an answer.
    """
    return _wanted(questionnaire.language, questionnaire.translations)


def in_reader_language(survey: MemberSurvey) -> MemberSurvey:
    """A survey of a list with title and purpose in the language of `language_of`, as far as they are translated."""
    language = _wanted(survey.language, survey.said)
    title, purpose = survey.said.get(language, ("", ""))
    return replace(survey, language=language, title=title or survey.title, purpose=purpose or survey.purpose)


def _wanted(base: str, others: Collection[str]) -> str:
    if not others:
        return base
    known = [base, *others]
    chosen = session.get(_CHOSEN)
    return str(chosen) if chosen in known else request.accept_languages.best_match(known, base) or base


def choose_language(questionnaire: Questionnaire) -> bool:
    """Keep the language that the address asks for; whether it asks for one that the survey has."""
    asked = request.args.get(ARGUMENT)
    if asked not in _known(questionnaire):
        return False
    session[_CHOSEN] = asked
    return True


def languages_to_read(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """The languages of a survey with their own names, that of the questions first; empty where there is only one."""
    return [(code, own_name(code)) for code in _known(questionnaire)] if questionnaire.translations else []


def own_name(code: str) -> str:
    """A language by its own name, as in "Deutsch"; its code where it has none."""
    try:
        locale = Locale.parse(code, sep="-")
        name = locale.get_display_name(locale) or code
    except (UnknownLocaleError, ValueError):
        return code
    return name[:1].upper() + name[1:]


def _known(questionnaire: Questionnaire) -> list[str]:
    return [questionnaire.language, *questionnaire.translations]
