"""Themes: what answers in own words are about, given by hand. The caller has locked the survey."""

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import aliased

from cab_portal.core import ids
from cab_portal.core.errors import InvalidInput, NotFound
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.surveys.events import AnswerThemed, ThemeRenamed
from cab_portal.surveys.models import Survey, Theme, ThemedAnswer
from cab_portal.surveys.queries import voice_of
from cab_portal.surveys.rules import ThemesInput, theme_name


def give_themes(survey: Survey, question_id: str, response_id: UUID, given: ThemesInput) -> None:
    """Let an answer have just these themes, and a new one where a name for it is given.

    ``NotFound`` for an answer that the survey does not have. A name that a theme has already is that theme.
    """
    if voice_of(survey.id, question_id, response_id) is None:
        raise NotFound
    known = set(session.scalars(select(Theme.id).where(Theme.survey_id == survey.id)))
    if not given.chosen <= known:
        sentence = "Somebody merged or renamed a theme meanwhile. Choose again."
        raise InvalidInput(sentence, fields={"chosen": sentence})
    wanted = set(given.chosen)
    if given.new_name:
        wanted.add(_named(survey.id, given.new_name).id)
    session.execute(
        delete(ThemedAnswer).where(ThemedAnswer.response_id == response_id, ThemedAnswer.question_id == question_id)
    )
    session.add_all(
        ThemedAnswer(theme_id=theme_id, response_id=response_id, question_id=question_id) for theme_id in sorted(wanted)
    )
    session.flush()
    _forget_unused(survey.id)
    publish(AnswerThemed(survey_id=survey.id, response_id=response_id, themes=len(wanted)))


def rename_theme(survey: Survey, theme_id: UUID, name: str) -> UUID:
    """Give a theme another name; one that has this name already takes its answers over. The id of what remains."""
    theme = session.scalar(select(Theme).where(Theme.id == theme_id, Theme.survey_id == survey.id))
    if theme is None:
        raise NotFound
    wanted = theme_name(name)
    other = session.scalar(select(Theme).where(Theme.survey_id == survey.id, Theme.name == wanted))
    if other is None:
        theme.name = wanted
    elif other.id != theme.id:
        _merge(theme, other)
    remaining = theme.id if other is None else other.id
    publish(ThemeRenamed(survey_id=survey.id, theme_id=theme_id, merged_into_id=None if other is None else other.id))
    return remaining


def _merge(theme: Theme, other: Theme) -> None:
    """Answers with both themes keep one row."""
    twin = aliased(ThemedAnswer)
    has_both = (
        select(twin.theme_id)
        .where(
            twin.theme_id == other.id,
            twin.response_id == ThemedAnswer.response_id,
            twin.question_id == ThemedAnswer.question_id,
        )
        .exists()
    )
    session.execute(delete(ThemedAnswer).where(ThemedAnswer.theme_id == theme.id, has_both))
    session.execute(update(ThemedAnswer).where(ThemedAnswer.theme_id == theme.id).values(theme_id=other.id))
    session.delete(theme)
    session.flush()


def _named(survey_id: UUID, name: str) -> Theme:
    wanted = theme_name(name)
    found = session.scalar(select(Theme).where(Theme.survey_id == survey_id, Theme.name == wanted))
    if found is None:
        found = Theme(id=ids.new_id(), survey_id=survey_id, name=wanted)
        session.add(found)
        session.flush()
    return found


def _forget_unused(survey_id: UUID) -> None:
    """A theme that no answer has any more is gone."""
    used = select(ThemedAnswer.theme_id)
    session.execute(delete(Theme).where(Theme.survey_id == survey_id, Theme.id.not_in(used)))
