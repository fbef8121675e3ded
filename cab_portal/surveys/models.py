"""Surveys, responses and answers.

Answers to an anonymous survey lie in tables of their own, which hold no person, no time and no order: their ids are
random, and on SQLite their rows have no number.
"""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, cast, func, select
from sqlalchemy.orm import Mapped, column_property, declared_attr, mapped_column, relationship

from cab_portal.accounts.models import Person
from cab_portal.database import Base
from cab_portal.database.base import BY_CHANCE, NOT_IN_BACKUPS, Keyed
from cab_portal.database.types import states
from cab_portal.drafts.models import Draft
from cab_portal.reviews.models import ReviewRequest
from cab_portal.surveys.rules import PORTIONS, SurveyLayout, SurveyPrivacy, SurveyStatus

# On SQLite such a table is kept in the order of its key, and its rows have no number that tells when each was written.
UNORDERED: dict[str, Any] = {"sqlite_with_rowid": False}
NOT_KEPT: dict[str, Any] = {"info": {NOT_IN_BACKUPS: True}}
OF_THE_MOMENT: dict[str, Any] = {**UNORDERED, **NOT_KEPT}


class ResultMark(Base):
    """What the results of a survey rest on has changed wherever a mark has: each is drawn anew by triggers.

    ``part`` is a portion of its responses, ``rules.ASKED`` for who was asked and reminded, or ``rules.BESIDE`` for
    names, themes, rewards, and released answers of anonymous surveys. A part without a mark saw no change yet. Before
    they are released, nothing marks anonymous answers.
    """

    __tablename__ = "result_marks"
    __table_args__ = NOT_KEPT

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[UUID]


class CountedPart(Base):
    """What a portion of the responses to a survey counted to under one mark, kept for all processes by the worker.

    It holds while the portion has that mark, and for what is counted now, of which ``basis`` is a digest. ``rows`` and
    ``texts`` are those of ``queries.results.parts.Part``.
    """

    __tablename__ = "counted_parts"
    __table_args__ = NOT_KEPT

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str]
    basis: Mapped[str]
    rows: Mapped[list[Any]]
    texts: Mapped[bytes]


class Survey(Keyed):
    """A questionnaire about a draft. ``definition`` is the JSON form of ``questionnaire.definition.Questionnaire``, or
    the same with an empty list while there is no question yet.

    ``request_id`` is the request that it was sent with; before, it is None. It closes with its request. ``revision``
    counts every saved change. ``smallest_group`` is the size of group that was promised when it was sent, None before.
    From then on neither it nor ``privacy`` ever changes: a trigger holds them.
    """

    __tablename__ = "surveys"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"), index=True)
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("review_requests.id"), unique=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    privacy: Mapped[SurveyPrivacy] = mapped_column(states(SurveyPrivacy, "privacy"), default=SurveyPrivacy.NAMED)
    layout: Mapped[SurveyLayout] = mapped_column(states(SurveyLayout, "layout"), default=SurveyLayout.PAGED)
    status: Mapped[SurveyStatus] = mapped_column(states(SurveyStatus, "status"), default=SurveyStatus.WRITING)
    definition: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    smallest_group: Mapped[int | None]

    # Every page of a survey shows these, and every door asks whether its request is open.
    draft: Mapped[Draft] = relationship(lazy="joined", innerjoin=True)
    request: Mapped[ReviewRequest | None] = relationship(lazy="joined")
    owner: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    confidants: Mapped[list["Confidant"]] = relationship(viewonly=True)

    @property
    def was_corrected(self) -> bool:
        """Whether a slip of the pen was corrected after it was sent; nothing else of it is saved from then on."""
        return self.opened_at is not None and self.updated_at > self.opened_at

    @declared_attr
    @classmethod
    def marks(cls) -> Mapped[str | None]:
        """All marks of what its results rest on, as ``part:mark`` and in no order; read with it by who wants them."""
        told = cast(ResultMark.part, String) + ":" + cast(ResultMark.mark, String)
        found = select(func.aggregate_strings(told, ",")).where(ResultMark.survey_id == cls.id)
        return column_property(found.correlate_except(ResultMark).scalar_subquery(), deferred=True)


class DeletedQuestion(Base):
    """A question that was taken out of a survey in writing; ``kept`` is what ``editing.restored`` puts back."""

    __tablename__ = "deleted_questions"

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    kept: Mapped[dict[str, Any]]
    deleted_at: Mapped[datetime]


class SurveyCorrection(Keyed):
    """A text of a question that was corrected after the survey was sent: both wordings, when and by whom.

    ``place`` orders those that were made at once.
    """

    __tablename__ = "survey_corrections"

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), index=True)
    question_id: Mapped[str]
    place: Mapped[int]
    before: Mapped[str]
    after: Mapped[str]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))

    made_by: Mapped[Person] = relationship()


class Confidant(Base):
    """A staff member who may read a confidential survey's answers with their names. Fixed when it is sent."""

    __tablename__ = "confidants"

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)

    person: Mapped[Person] = relationship(viewonly=True)


class SetAside(Base):
    """That a finding of the design assistant stays as it is, and why.

    ``key`` is that of ``questionnaire.advice.Advice``, so that a changed text brings the finding back; ``text`` is what
    the question said. ``question_id`` is empty for the survey as a whole. Fixed when the survey is sent.
    """

    __tablename__ = "set_aside_findings"

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str]
    rule: Mapped[str]
    text: Mapped[str]
    reason: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    set_aside_at: Mapped[datetime]


class Response(Keyed):
    """One member's answers to one survey; under way until ``submitted_at`` is set.

    ``changes`` are corrections under way of answers that were sent: stored answers by question, None for one taken out.
    What was sent stands until they are sent as well, which is when ``changed_at`` is.

    ``segment`` is kept of a confidential survey when it is sent: the name of the member's segment, empty for none. A
    member who is moved to another one later must not be known by what the totals of the two lose and gain. Of others
    it is None, and the seat is asked.

    ``milliseconds`` is how long the page with all questions was open, all visits together and pauses cut short; None
    where nobody knows, and where each question has a page and a time of its own.

    ``portion`` is one of the ``rules.PORTIONS`` among which chance divides the responses to a survey: results are
    counted anew for the portion in which something changed.
    """

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("survey_id", "person_id"),
        Index(None, "survey_id", "submitted_at"),
        Index(None, "survey_id", "portion"),
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"))
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_at: Mapped[datetime | None]
    segment: Mapped[str | None]
    milliseconds: Mapped[int | None]
    portion: Mapped[int] = mapped_column(default=lambda: secrets.randbelow(PORTIONS), info={BY_CHANCE: True})

    person: Mapped[Person] = relationship()


class Answer(Base):
    """One value given to one question: several rows where several options were chosen or put in order.

    What each type of question stores is said by ``questionnaire.answers.AnswerRow``; an item of a battery has the
    ``question_id`` ``question.item``. Results group by question and code.
    """

    __tablename__ = "answers"
    __table_args__ = (Index(None, "question_id", "code"),)

    response_id: Mapped[UUID] = mapped_column(ForeignKey("responses.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None]
    words: Mapped[str | None]


class PageTime(Base):
    """How long a page was open, all visits together and pauses cut short. Never for an anonymous survey.

    ``page`` is the id of the question that stood on it.
    """

    __tablename__ = "page_times"

    response_id: Mapped[UUID] = mapped_column(ForeignKey("responses.id"), primary_key=True)
    page: Mapped[str] = mapped_column(primary_key=True)
    milliseconds: Mapped[int]


class Participant(Base):
    """That somebody was asked to answer an anonymous survey, and whether the answers were received. No times."""

    __tablename__ = "participants"
    __table_args__ = UNORDERED

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    is_done: Mapped[bool]


class AnonymousAnswers(Base):
    """The answers that somebody sent, until they are sealed. ``body`` maps ids of questions to stored answers."""

    __tablename__ = "anonymous_answers"
    __table_args__ = UNORDERED

    id: Mapped[UUID] = mapped_column(primary_key=True)
    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"))
    body: Mapped[dict[str, Any]]


class ReleasedAnswers(Base):
    """Answers that were sealed. What an anonymous survey says comes from those that ``is_shown``, after its end."""

    __tablename__ = "released_answers"
    __table_args__ = UNORDERED

    id: Mapped[UUID] = mapped_column(primary_key=True)
    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"))
    body: Mapped[dict[str, Any]]
    is_shown: Mapped[bool]


class AnswersUnderWay(Base):
    """Answers to an anonymous survey that are being given, under a key that only the member's browser can make."""

    __tablename__ = "answers_under_way"
    __table_args__ = OF_THE_MOMENT

    key: Mapped[bytes] = mapped_column(primary_key=True)
    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"))
    body: Mapped[dict[str, Any]]


class Seal(Base):
    """That an anonymous survey was sealed, and whether the database's files were cleaned of what was deleted then."""

    __tablename__ = "seals"

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    is_clean: Mapped[bool]


class Theme(Keyed):
    """What several answers in own words are about, in the words of the team."""

    __tablename__ = "themes"
    __table_args__ = (UniqueConstraint("survey_id", "name"),)

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"))
    name: Mapped[str]


class ThemedAnswer(Base):
    """An answer to one question that is about a theme."""

    __tablename__ = "themed_answers"
    __table_args__ = (Index(None, "response_id", "question_id"),)

    theme_id: Mapped[UUID] = mapped_column(ForeignKey("themes.id"), primary_key=True)
    response_id: Mapped[UUID] = mapped_column(ForeignKey("responses.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
