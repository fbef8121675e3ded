"""Answers in own words, with the themes that the team gave them. Only for who may see who gave which answer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from cab_portal.accounts.models import Organization, Person
from cab_portal.core.paging import Page, offset_of
from cab_portal.database import session
from cab_portal.surveys.models import Answer, Response, Survey, Theme, ThemedAnswer

VOICES_SHOWN = 3
_NEWEST = 40
"""Among so many of the newest responses the page of results looks for the words that it shows."""


@dataclass(frozen=True)
class ThemeTag:
    """A theme of an answer."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Voice:
    """An answer in somebody's own words; one that was released has neither a response nor a name."""

    response_id: UUID | None
    question_id: str
    words: str
    name: str
    organization: str
    themes: tuple[ThemeTag, ...] = ()


@dataclass(frozen=True)
class ThemeCount:
    """A theme of a survey, and how many answers to one question have it."""

    id: UUID
    name: str
    count: int


def voices_of(survey_id: UUID) -> dict[str, list[Voice]]:
    """A few of the newest answers in own words to each question, with their themes; one statement."""
    newest = (
        select(Response.id)
        .where(Response.survey_id == survey_id, Response.submitted_at.is_not(None))
        .order_by(Response.submitted_at.desc(), Response.id.desc())
        .limit(_NEWEST)
    )
    found = _voices().where(Response.id.in_(newest)).order_by(Response.submitted_at.desc(), Response.id.desc())
    themed = found.add_columns(Theme.id.label("theme_id"), Theme.name.label("theme")).outerjoin(
        ThemedAnswer,
        (ThemedAnswer.response_id == Answer.response_id) & (ThemedAnswer.question_id == Answer.question_id),
    )
    rows = session.execute(themed.outerjoin(Theme, Theme.id == ThemedAnswer.theme_id).order_by(Theme.name)).all()
    voices: dict[str, list[Voice]] = defaultdict(list)
    for voice in _gathered(rows):
        if len(voices[voice.question_id]) < VOICES_SHOWN:
            voices[voice.question_id].append(voice)
    return voices


def _gathered(rows: Iterable[Any]) -> Iterable[Voice]:
    """One voice of all rows about it, which differ in the theme alone."""
    themes: dict[tuple[UUID, str], list[ThemeTag]] = defaultdict(list)
    firsts: dict[tuple[UUID, str], Any] = {}
    for row in rows:
        key = (row.response_id, row.question_id)
        firsts.setdefault(key, row)
        if row.theme_id is not None:
            themes[key].append(ThemeTag(row.theme_id, row.theme))
    return [_voice(row, themes[key]) for key, row in firsts.items()]


def _voice(row: Any, themes: Sequence[ThemeTag]) -> Voice:
    return Voice(row.response_id, row.question_id, row.words, row.name, row.organization or "", tuple(themes))


def voices_page(
    survey_id: UUID, question_id: str, number: int = 1, *, search: str = "", theme_id: UUID | None = None
) -> Page[Voice]:
    """The answers to one question in own words, the newest first: all, or those that hold some words, or a theme.

    Three statements.
    """
    found = _voices().where(
        Response.survey_id == survey_id, Response.submitted_at.is_not(None), Answer.question_id == question_id
    )
    if search:
        found = found.where(Answer.words.icontains(search, autoescape=True))
    if theme_id is not None:
        found = found.where(
            select(ThemedAnswer.theme_id)
            .where(
                ThemedAnswer.response_id == Answer.response_id,
                ThemedAnswer.question_id == Answer.question_id,
                ThemedAnswer.theme_id == theme_id,
            )
            .exists()
        )
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page: Page[Voice] = Page([], total, number)
    rows = session.execute(
        found.order_by(Response.submitted_at.desc(), Response.id.desc()).limit(page.size).offset(offset_of(number))
    ).all()
    themes = _themes_of([row.response_id for row in rows], question_id)
    return Page([_voice(row, themes[row.response_id]) for row in rows], total, number)


def _themes_of(response_ids: Sequence[UUID], question_id: str) -> dict[UUID, list[ThemeTag]]:
    found: dict[UUID, list[ThemeTag]] = defaultdict(list)
    rows = session.execute(
        select(ThemedAnswer.response_id, Theme.id, Theme.name)
        .join(Theme, Theme.id == ThemedAnswer.theme_id)
        .where(ThemedAnswer.response_id.in_(response_ids), ThemedAnswer.question_id == question_id)
        .order_by(Theme.name)
    )
    for response_id, theme_id, name in rows:
        found[response_id].append(ThemeTag(theme_id, name))
    return found


def voice_of(survey_id: UUID, question_id: str, response_id: UUID) -> Voice | None:
    """One answer in own words of a survey; None if it has none such that was sent. Two statements."""
    found = _voices().where(
        Response.id == response_id,
        Response.survey_id == survey_id,
        Response.submitted_at.is_not(None),
        Answer.question_id == question_id,
    )
    row = session.execute(found).one_or_none()
    return None if row is None else _voice(row, _themes_of([response_id], question_id)[response_id])


def quotable_survey(response_id: UUID, draft_id: UUID) -> UUID | None:
    """The survey about a draft of which this is a response that was sent; one statement."""
    return session.scalar(
        select(Survey.id)
        .join(Response, Response.survey_id == Survey.id)
        .where(Response.id == response_id, Response.submitted_at.is_not(None), Survey.draft_id == draft_id)
    )


def themes_of(survey_id: UUID, question_id: str) -> list[ThemeCount]:
    """All themes of a survey with how many answers to a question have them, the most frequent first; one statement."""
    count = func.count(ThemedAnswer.response_id)
    rows = session.execute(
        select(Theme.id, Theme.name, count)
        .outerjoin(ThemedAnswer, (ThemedAnswer.theme_id == Theme.id) & (ThemedAnswer.question_id == question_id))
        .where(Theme.survey_id == survey_id)
        .group_by(Theme.id, Theme.name)
        .order_by(count.desc(), Theme.name)
    )
    return [ThemeCount(*row) for row in rows]


def _voices() -> "Select[UUID, str, str | None, str, str]":
    """Response and question, words, name, and organization, which staff have none of."""
    return (
        select(
            Answer.response_id,
            Answer.question_id,
            Answer.words,
            Person.name.label("name"),
            Organization.name.label("organization"),
        )
        .join(Response, Response.id == Answer.response_id)
        .join(Person, Person.id == Response.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Answer.words.is_not(None), Answer.code.is_(None))
    )
