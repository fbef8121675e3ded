"""Surveys, sent or in writing, and the responses to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board, Seat
from cab_portal.core import clock, ids
from cab_portal.core.money import Money
from cab_portal.database import session
from cab_portal.drafts.models import Draft
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from cab_portal.rewards import service as rewards
from cab_portal.rewards.rules import Activity
from cab_portal.surveys import queries, service
from cab_portal.surveys.models import Response, Survey, Theme
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.questionnaire.conditions import Comparison
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.question import Option
from cab_portal.surveys.questionnaire.types import LongText, MultiChoice, Nps, Point, Rating, ShortText, SingleChoice
from cab_portal.surveys.rules import SurveyInput, SurveyLayout, SurveyPrivacy, ThemesInput
from tests.factories import accounts, boards, drafts, keep, working

DECISION = "Change the order of the first three e-mails."


def questionnaire() -> Questionnaire:
    """One question of each type; the last one is shown only to who would not recommend us."""
    return Questionnaire.of(
        [
            Nps(id="q1", text="How likely are you to recommend us?", required=True, decision=DECISION, owner="Mara"),
            SingleChoice(
                id="q2",
                text="Is the pace too slow, right or too fast?",
                required=True,
                options=(
                    Option(id="slow", label="Too slow"),
                    Option(id="right", label="About right"),
                    Option(id="fast", label="Too fast"),
                ),
                decision=DECISION,
            ),
            MultiChoice(
                id="q3",
                text="Which topics are missing?",
                options=(Option(id="data", label="Our data"), Option(id="people", label="Who does what")),
                decision=DECISION,
            ),
            Rating(
                id="q4",
                text="How clear or unclear is the first week?",
                points=tuple(
                    Point(value=value, label=label)
                    for value, label in enumerate(("Very unclear", "Rather unclear", "Rather clear", "Very clear"), 1)
                ),
                decision=DECISION,
            ),
            ShortText(id="q5", text="Which word fits the first week best?", decision=DECISION),
            LongText(
                id="q6",
                text="What would make you recommend us?",
                required=True,
                show_if=Comparison(op="le", question="q1", value=6),
                decision=DECISION,
            ),
        ]
    )


HAPPY: Mapping[str, Value] = {"q1": 9, "q2": "right", "q3": ("data",), "q4": 4, "q5": "Calm"}
UNHAPPY: Mapping[str, Value] = {"q1": 3, "q2": "fast", "q4": 1, "q6": "A person to call."}


def survey(
    draft: Draft | None = None,
    *,
    title: str = "How does the first week feel?",
    purpose: str = "We decide whether the first e-mail comes sooner.",
    questions: Questionnaire | None = None,
    empty: bool = False,
    privacy: SurveyPrivacy = SurveyPrivacy.NAMED,
    confidants: Sequence[Person] = (),
    layout: SurveyLayout = SurveyLayout.PAGED,
) -> Survey:
    """A survey in writing about a draft, of its owner; with a question of each type unless ``empty``.

    What the design assistant says of its wording is set aside, so that it can be sent.
    """
    draft = draft or drafts.draft()
    with working():
        draft = session.merge(draft)
        named = frozenset(person.id for person in confidants)
        given = SurveyInput(title, purpose, privacy, named, layout)
        made = service.create_survey(accounts.actor_of(draft.owner), draft, given)
        if not empty:
            service.save_questionnaire(made, questions or questionnaire(), made.revision)
            set_all_aside(made)
    return made


def take_up(survey: Survey, *rules: str) -> None:
    """Take back the reasons for findings of these rules; inside a unit of work."""
    for advice, _reason in queries.assessment_of(survey).set_aside:
        if advice.rule in rules:
            service.take_up(survey, advice.key)


def set_all_aside(survey: Survey) -> None:
    """Give a reason for all that may be ignored, as its owner; inside a unit of work."""
    for advice in queries.assessment_of(survey).open:
        if advice.may_be_ignored:
            service.set_aside(survey, accounts.actor_of(survey.owner), advice.key, "We looked at it and leave it.")


@dataclass(frozen=True)
class Sent:
    """A survey that was sent to seats of a board with a review request."""

    survey: Survey
    request: ReviewRequest
    board: Board
    seats: tuple[Seat, ...]
    owner: Person

    @property
    def people(self) -> tuple[Person, ...]:
        """The members, in the order of their seats."""
        return tuple(seat.person for seat in self.seats)


def sent_survey(
    members: int = 1,
    *,
    questions: Questionnaire | None = None,
    closes_at: datetime | None = None,
    reward: Money | None = None,
    privacy: SurveyPrivacy = SurveyPrivacy.NAMED,
    confidants: Sequence[Person] = (),
    layout: SurveyLayout = SurveyLayout.PAGED,
) -> Sent:
    """An open survey with this many members invited, open for ten more days, unpaid unless ``reward`` is given."""
    with working():
        draft = drafts.draft()
        version = drafts.version(draft)
        made = survey(draft, questions=questions, privacy=privacy, confidants=confidants, layout=layout)
        board = boards.board()
        seats = tuple(boards.seat(board) for _ in range(members))
        request = _request(draft, version.id, board, closes_at)
        if reward is not None:
            rewards.make_offer(request, Activity.SURVEY, reward)
        request.status, request.sent_at = RequestStatus.OPEN, clock.now()
        for seat in seats:
            assignment(request, seat)
        service.open_with(made, request)
        return Sent(made, request, board, seats, draft.owner)


def _request(draft: Draft, version_id: UUID, board: Board, closes_at: datetime | None) -> ReviewRequest:
    at = clock.now()
    return keep(
        ReviewRequest(
            id=ids.new_id(),
            draft_id=draft.id,
            board_id=board.id,
            version_id=version_id,
            status=RequestStatus.PREPARING,
            created_by_id=draft.owner_id,
            created_at=at,
            closes_at=closes_at or at + timedelta(days=10),
        )
    )


def assignment(request: ReviewRequest, seat: Seat) -> Assignment:
    """One seat's part in a request that was sent."""
    return keep(
        Assignment(
            id=ids.new_id(),
            request_id=request.id,
            seat_id=seat.id,
            person_id=seat.person_id,
            version_id=request.version_id,
            invited_at=clock.now(),
        )
    )


def answer(
    survey: Survey, person: Person, answers: Mapping[str, Value] = HAPPY, milliseconds: int | None = 8_000
) -> None:
    """Answers of a member that are saved and not sent; each page was open for as long."""
    with working():
        survey = session.merge(survey)
        questions = survey_questions(survey)
        for question_id, value in answers.items():
            service.save_answer(survey, accounts.actor_of(person), questions.question(question_id), value, milliseconds)


def response(
    survey: Survey, person: Person, answers: Mapping[str, Value] = HAPPY, milliseconds: int | None = 8_000
) -> Response:
    """Answers of a member, sent; each page, or of one page the part of each answer, was open for as long."""
    actor = accounts.actor_of(person)
    with working():
        survey = session.merge(survey)
        if survey.layout is SurveyLayout.WHOLE:
            spent = None if milliseconds is None else milliseconds * len(answers)
            return session.get_one(Response, service.send_all(survey, actor, answers, spent))
        answer(survey, person, answers, milliseconds)
        return session.get_one(Response, service.submit(survey, actor))


def key_of(person: Person) -> bytes:
    """Under which key a member's answers to an anonymous survey lie, as if their browser had made it."""
    return ids.fingerprint(f"token of {person.id}")


def keep_unlinked(survey: Survey, person: Person, answers: Mapping[str, Value] = HAPPY) -> None:
    """Answers of a member to an anonymous survey that are under way."""
    with working():
        survey = session.merge(survey)
        for question_id, value in answers.items():
            question = survey_questions(survey).question(question_id)
            service.keep_answer(survey, accounts.actor_of(person), key_of(person), question, value)


def send_unlinked(survey: Survey, person: Person, answers: Mapping[str, Value] = HAPPY) -> None:
    """Answers of a member to an anonymous survey, given and sent."""
    with working():
        keep_unlinked(survey, person, answers)
        service.send_answers(session.merge(survey), accounts.actor_of(person), key_of(person))


def theme(survey: Survey, response_id: UUID, question_id: str, name: str) -> UUID:
    """A theme with this name, given to one answer in own words."""
    with working():
        survey = session.merge(survey)
        service.give_themes(survey, question_id, response_id, ThemesInput(frozenset(), name))
        return session.scalars(select(Theme.id).where(Theme.survey_id == survey.id, Theme.name == name)).one()


def response_ids(survey: Survey) -> list[UUID]:
    """The responses to a survey, in the order in which they were begun."""
    return list(session.scalars(select(Response.id).where(Response.survey_id == survey.id).order_by(Response.id)))


def survey_questions(survey: Survey) -> Questionnaire:
    """The questionnaire of a survey that has questions."""
    return Questionnaire.model_validate(survey.definition)


def outdated_in(survey: Survey, question_id: str) -> Questionnaire:
    """Its questions with one text in German, which was made from another wording."""
    words = {"text": "Und sonst?", "made_from": {"text": "Anything else?"}}
    german = {"de": {"questions": {question_id: words}}}
    return from_data({**survey_questions(survey).model_dump(mode="json"), "translations": german})


def replace_questions(survey: Survey, questions: Questionnaire) -> None:
    """Other questions for a survey in writing."""
    with working():
        survey = session.merge(survey)
        service.save_questionnaire(survey, questions, survey.revision)
