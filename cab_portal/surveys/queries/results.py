"""What all answered: counted by the database, never by loading responses; as much of it as the reader may know."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select

from cab_portal.accounts.models import Organization, Person
from cab_portal.core.paging import Page, offset_of
from cab_portal.database import session
from cab_portal.surveys.models import Answer, Response, Survey
from cab_portal.surveys.queries.anonymous import released_answers
from cab_portal.surveys.queries.answers import values_of
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.questionnaire.answers import Answers, answer_to
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.surveys.rules import SMALLEST_GROUP, Reading

VOICES_SHOWN = 3


@dataclass(frozen=True)
class QuestionResult:
    """A question, or an item of a battery as a rating, and its answers, counted; ``is_hidden`` where so few answered
    that nothing may be said of them.
    """

    number: int
    question: Question
    summary: Summary
    is_hidden: bool = False


@dataclass(frozen=True)
class Voice:
    """An answer in somebody's own words."""

    question_id: str
    words: str
    name: str
    organization: str


@dataclass(frozen=True)
class ResponseRow:
    """One member's answers, for a table of responses."""

    name: str
    organization: str
    submitted_at: datetime
    answers: Answers


def results_of(survey: Survey, questionnaire: Questionnaire, reading: Reading) -> list[QuestionResult]:
    """The counts of every question in order, as far as the reader may know them; at most one statement."""
    if reading is Reading.LATER:
        return []
    parts = [
        (number, question, part)
        for number, question in enumerate(questionnaire.questions, start=1)
        for part in question.parts()
    ]
    if reading is Reading.RELEASED:
        given = released_answers(survey.id, questionnaire)
        summaries = [part.summarize(_to_part(part, given.get(question.id, ()))) for _, question, part in parts]
    else:
        firsts = {question.id for question in questionnaire.questions if question.counts_firsts}
        counts, answered = _counted(survey.id, firsts)
        summaries = [part.tally(counts[part.id], answered[part.id]) for _, _, part in parts]
    results = [
        QuestionResult(number, part, summary) for (number, _, part), summary in zip(parts, summaries, strict=True)
    ]
    if reading is Reading.NAMES:
        return results
    return [without_small_group(result, survey.smallest_group or SMALLEST_GROUP) for result in results]


def _to_part(part: Question, answers: Iterable[Value]) -> list[Value]:
    """The answers to a part of a question, which are those to the question unless it is an item of a battery."""
    if "." not in part.id:
        return list(answers)
    found = (answer_to({part.id.partition(".")[0]: answer}, part.id) for answer in answers)
    return [answer for answer in found if answer is not None]


def without_small_group(result: QuestionResult, group: int) -> QuestionResult:
    """The same without its counts, and without their number, where fewer than ``group`` people answered."""
    if result.summary.answered >= group:
        return result
    return replace(result, summary=result.question.tally({}, 0), is_hidden=True)


def _counted(survey_id: UUID, firsts: Collection[str]) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """By question: the count of each code, and how many people answered; of ``firsts`` only who put it first counts."""
    people = func.sum(case((Answer.ordinal == 0, 1), else_=0))
    rows = session.execute(
        select(Answer.question_id, Answer.code, func.count(), people)
        .join(Response, Response.id == Answer.response_id)
        .where(*_sent(survey_id))
        .group_by(Answer.question_id, Answer.code)
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    answered: dict[str, int] = defaultdict(int)
    for question_id, code, count, first in rows:
        answered[question_id] += int(first)
        if code is not None:
            counts[question_id][code] = int(first) if question_id in firsts else count
    return counts, answered


def voices_of(survey: Survey, questionnaire: Questionnaire, reading: Reading) -> dict[str, list[Voice]]:
    """A few answers in own words of each question, where the reader may read them; at most one statement.

    The newest first; of an anonymous survey in the order of the alphabet, which says nothing of when.
    """
    if reading is Reading.NAMES:
        return _newest_voices(survey.id)
    if reading is not Reading.RELEASED:
        return {}
    return {
        question_id: [_voice(question_id, words, "", None) for words in said[:VOICES_SHOWN]]
        for question_id, said in _released_words(survey, questionnaire).items()
    }


def _released_words(survey: Survey, questionnaire: Questionnaire) -> dict[str, list[str]]:
    """The answers in own words to each question that enough people answered."""
    given = released_answers(survey.id, questionnaire)
    group = survey.smallest_group or SMALLEST_GROUP
    return {
        question.id: [str(answer) for answer in given[question.id]]
        for question in questionnaire.questions
        if question.written and len(given.get(question.id, ())) >= group
    }


def _newest_voices(survey_id: UUID) -> dict[str, list[Voice]]:
    place = (
        func.row_number()
        .over(partition_by=Answer.question_id, order_by=(Response.submitted_at.desc(), Response.id.desc()))
        .label("place")
    )
    ranked = _voices(survey_id).add_columns(place).subquery()
    rows = session.execute(select(ranked).where(ranked.c.place <= VOICES_SHOWN).order_by(ranked.c.place))
    voices: dict[str, list[Voice]] = defaultdict(list)
    for question_id, words, name, organization, _place in rows:
        voices[question_id].append(_voice(question_id, words, name, organization))
    return voices


def _voice(question_id: str, words: str | None, name: str, organization: str | None) -> Voice:
    return Voice(question_id, words or "", name, organization or "")


def released_voices_page(survey: Survey, questionnaire: Questionnaire, question_id: str, number: int) -> Page[Voice]:
    """All answers to one question of an anonymous survey in own words, by the alphabet; one statement."""
    said = _released_words(survey, questionnaire).get(question_id, [])
    page: Page[Voice] = Page([], len(said), number)
    start = offset_of(number)
    shown = [_voice(question_id, words, "", None) for words in said[start : start + page.size]]
    return Page(shown, len(said), number)


def voices_page(survey_id: UUID, question_id: str, number: int = 1) -> Page[Voice]:
    """All answers to one question in own words, the newest first; two statements."""
    found = _voices(survey_id).where(Answer.question_id == question_id)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page: Page[Voice] = Page([], total, number)
    rows = session.execute(
        found.order_by(Response.submitted_at.desc(), Response.id.desc()).limit(page.size).offset(offset_of(number))
    )
    return Page([_voice(*row) for row in rows], total, number)


def responses_of(survey_id: UUID, questionnaire: Questionnaire) -> Iterator[ResponseRow]:
    """Every response sent, in the order of sending, read in portions; one statement."""
    rows = session.execute(
        select(Response, Person.name, Organization.name, Answer.question_id, Answer.code, Answer.words)
        .join(Person, Person.id == Response.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .join(Answer, Answer.response_id == Response.id)
        .where(*_sent(survey_id))
        .order_by(Response.submitted_at, Response.id, Answer.question_id, Answer.ordinal),
        execution_options={"yield_per": 500},
    )
    for response, group in groupby(rows, key=lambda row: row[0]):
        members = list(group)
        answers = values_of(questionnaire, ((row[3], row[4], row[5]) for row in members))
        yield ResponseRow(members[0][1], members[0][2] or "", response.submitted_at, answers)


def _voices(survey_id: UUID) -> "Select[str, str | None, str, str]":
    """Question id, words, name, and organization, which staff have none of."""
    return (
        select(Answer.question_id, Answer.words, Person.name, Organization.name.label("organization"))
        .join(Response, Response.id == Answer.response_id)
        .join(Person, Person.id == Response.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(*_sent(survey_id), Answer.words.is_not(None), Answer.code.is_(None))
    )


def _sent(survey_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (Response.survey_id == survey_id, Response.submitted_at.is_not(None))
