"""A survey with as many responses as wanted, for measuring: a few by the services, the others as copies of one.

One survey of five questions, all on one page or one by one, sent to a board whose members all answered and earned a
reward. The first member and the second do everything through the services; every further one is a copy of what the
second left in the database, with ids, names, answers and times of their own (`copying`).
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from cab_portal.accounts.models import Person
from cab_portal.accounts.service import people
from cab_portal.boards import queries as boards
from cab_portal.boards import service as seats
from cab_portal.boards.models import Board, Seat
from cab_portal.boards.rules import BoardInput, InvitationInput, Privacy, SeatInput
from cab_portal.core import clock
from cab_portal.core.actor import SYSTEM, Actor, Role, acting_as
from cab_portal.core.errors import Conflict
from cab_portal.core.money import Money
from cab_portal.database import Base, session, unit_of_work
from cab_portal.demo.copying import copies_of
from cab_portal.demo.telling import send_mails
from cab_portal.drafts import service as drafts
from cab_portal.drafts.models import Draft, Version
from cab_portal.drafts.rules import DraftInput, DraftKind, StepInput
from cab_portal.program.models import Program
from cab_portal.program.queries import program
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.rules import RequestInput
from cab_portal.reviews.service import requests
from cab_portal.rewards import service as rewards
from cab_portal.rewards.rules import Activity
from cab_portal.surveys import service as surveys
from cab_portal.surveys.models import Answer, PageTime, Response, Survey
from cab_portal.surveys.queries import sent_questionnaire_of
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.rules import SurveyInput, SurveyLayout

REFUSED = (
    "There are people in this database who were not made for a demo. Measure in an empty database: set CAB_DATA_DIR or "
    "CAB_DATABASE_URL to another one."
)
BATCH = 1_000
# No two of them do anything at one instant, and the last of many not long after they were written.
APART = timedelta(milliseconds=1)
_SCALE = ("Very unclear", "Rather unclear", "Neither", "Rather clear", "Very clear")
_WORDS = ("first", "call", "week", "mail", "too", "long", "clear", "who", "our", "data", "next", "team", "and", "when")
QUESTIONS: list[dict[str, Any]] = [
    {
        "type": "nps",
        "id": "recommend",
        "text": "How likely are you to recommend us to a friend or colleague?",
        "low_label": "Not at all likely",
        "high_label": "Extremely likely",
        "required": True,
    },
    {
        "type": "single_choice",
        "id": "pace",
        "text": "Is the pace of the series too slow, about right or too fast?",
        "required": True,
        "options": [
            {"id": "slow", "label": "Too slow"},
            {"id": "right", "label": "About right"},
            {"id": "fast", "label": "Too fast"},
        ],
    },
    {
        "type": "multi_choice",
        "id": "missing",
        "text": "Which topics are missing?",
        "options": [
            {"id": "data", "label": "Bringing our data in"},
            {"id": "roles", "label": "Who does what"},
            {"id": "time", "label": "How long each step takes"},
            {"id": "none", "label": "None of these", "exclusive": True},
        ],
    },
    {
        "type": "rating",
        "id": "clarity",
        "text": "How clear or unclear is it what your team does first?",
        "points": [{"value": value, "label": label} for value, label in enumerate(_SCALE, 1)],
    },
    {"type": "long_text", "id": "change", "text": "What should we change before this goes out?"},
]


@dataclass(frozen=True)
class Ground:
    """A survey that was sent: ids of what the members need, and the admin who acts."""

    survey_id: UUID
    request_id: UUID
    board_id: UUID
    version_id: UUID
    admin: Actor
    layout: SurveyLayout
    mark: str
    """Part of every address, so that several such surveys fit into one database."""


def fill(responses: int, layout: SurveyLayout = SurveyLayout.PAGED) -> UUID:
    """The id of a new survey with so many responses, at least two.

    ``Conflict`` in a database with real people: one that is neither empty nor marked as a demo.
    """
    ensure_no_real_people()
    ground = prepare(layout)
    add_copies(ground, responses)
    return ground.survey_id


def add_copies(ground: Ground, responses: int) -> None:
    """Let the second member take part, and copy what that left until there are so many responses."""
    questions = sent_questionnaire_of(session.get_one(Survey, ground.survey_id))
    on_one_page = ground.layout is SurveyLayout.WHOLE
    makers: dict[str, Callable[[int], Iterator[dict[str, Any]]]] = {
        Answer.__tablename__: lambda number: _rows(questions, number),
        PageTime.__tablename__: lambda number: iter(()) if on_one_page else _times(number),
    }
    email, name = identity(ground, 2)
    copies = copies_of(lambda: take_part(ground, 2), words=(email, name), left_out=tuple(makers))
    response_id = copies.id_in(Response.__tablename__)
    for first in range(3, responses + 1, BATCH):
        numbers = range(first, min(first + BATCH, responses + 1))
        with unit_of_work():
            made = [
                copies.one(
                    dict(zip((email, name), identity(ground, number), strict=True)),
                    (number - 2) * APART,
                    {Response.__tablename__: {"milliseconds": _time(number)}} if on_one_page else {},
                )
                for number in numbers
            ]
            copies.write(made)
            for table, rows_of in makers.items():
                rows = [
                    {"response_id": copy.ids[response_id], **row}
                    for number, copy in zip(numbers, made, strict=True)
                    for row in rows_of(number)
                ]
                if not rows:
                    continue
                # By its table: a model would be inserted in a statement of its own wherever a row leaves out a column.
                session.execute(insert(Base.metadata.tables[table]), rows)


def ensure_no_real_people() -> None:
    """``Conflict`` unless the database is marked as a demo, or nobody is in it."""
    if not program().is_demo and session.scalar(select(Person.id).limit(1)) is not None:
        raise Conflict(REFUSED)


def prepare(layout: SurveyLayout) -> Ground:
    """A survey that one member was asked to answer and did, by the services."""
    ground = ask(layout)
    answer(ground, 1)
    send_mails()
    return ground


def ask(layout: SurveyLayout) -> Ground:
    """A board, a draft and a survey of five questions that one member was asked to answer, by the services."""
    mark = secrets.token_hex(4)
    with acting_as(SYSTEM), unit_of_work():
        session.execute(update(Program).values(is_demo=True))
        person = people.create_person(f"admin@{mark}.example", "Admin of a measurement", Role.ADMIN)
        admin = Actor(person.id, None, Role.ADMIN)
    with acting_as(admin), unit_of_work():
        board = seats.create_board(BoardInput(f"Board {mark}", "Is measured.", Privacy.SEALED, "All is made up."))
        draft = drafts.create_draft(admin, DraftInput(DraftKind.EMAIL_SERIES, f"Onboarding series {mark}"))
        drafts.add_step(draft, StepInput("Welcome", "word " * 200))
        version = drafts.share_version(draft)
        given = SurveyInput("How does the first week feel?", "We decide what comes first.", layout=layout)
        survey = surveys.create_survey(admin, draft, given)
        surveys.save_questionnaire(survey, _questionnaire(), survey.revision)
        found = board.id, draft.id, version.id, survey.id
    return _sent(admin, layout, mark, *found)


def _questionnaire() -> Questionnaire:
    decision = {"decision": "We change the order of the series.", "owner": "The admin"}
    return from_data({"questions": [{**question, **decision} for question in QUESTIONS]})


def _sent(
    admin: Actor, layout: SurveyLayout, mark: str, board_id: UUID, draft_id: UUID, version_id: UUID, survey_id: UUID
) -> Ground:
    ground = Ground(survey_id, UUID(int=0), board_id, version_id, admin, layout, mark)
    seat_id = _take_seat(ground, 1)
    with acting_as(admin), unit_of_work():
        draft = session.get_one(Draft, draft_id)
        version = session.get_one(Version, version_id)
        given = RequestInput(board_id, frozenset({seat_id}), clock.now() + timedelta(days=10))
        request = requests.create_request(admin, draft, version, given)
        rewards.make_offer(request, Activity.SURVEY, Money(2_000, "EUR"))
        surveys.open_with(session.get_one(Survey, survey_id), request)
        requests.send(request, version)
        ground = replace(ground, request_id=request.id)
    send_mails()
    return ground


def take_part(ground: Ground, number: int) -> None:
    """Let a further member be invited, asked, answer and be told of the reward, all by the services."""
    invite(ground, number)
    answer(ground, number)
    send_mails()


def invite(ground: Ground, number: int) -> None:
    """Let a further member take a seat and be asked, by the services."""
    seat_id = _take_seat(ground, number)
    with acting_as(ground.admin), unit_of_work():
        request = session.get_one(ReviewRequest, ground.request_id)
        requests.widen(request, session.get_one(Version, ground.version_id), [seat_id])
    send_mails()


def _take_seat(ground: Ground, number: int) -> UUID:
    today = clock.now().date()
    term = SeatInput(None, today, today + timedelta(days=365))
    email, name = identity(ground, number)
    with acting_as(ground.admin), unit_of_work():
        board = session.get_one(Board, ground.board_id)
        first = session.scalar(select(Person).where(Person.email == identity(ground, 1)[0]))
        given = InvitationInput(email, name, f"Customer {ground.mark}", term)
        seat = seats.invite_by_address(board, given, first.organization if first else None)
        seat_id, member = seat.id, _member(email)
    with acting_as(member), unit_of_work():
        seats.accept(session.get_one(Seat, seat_id), boards.newest_charter(ground.board_id).id)
    return seat_id


def answer(ground: Ground, number: int) -> None:
    """Let a member answer and send, as the pages of the layout do."""
    member = _member(identity(ground, number)[0])
    times = {row["page"]: row["milliseconds"] for row in _times(number)}
    with acting_as(member), unit_of_work():
        survey = session.get_one(Survey, ground.survey_id)
        questions = sent_questionnaire_of(survey)
        given = {key: questions.question(key).parse(values) for key, values in answers_of(number).items()}
        if ground.layout is SurveyLayout.WHOLE:
            answers = {key: value for key, value in given.items() if value is not None}
            surveys.send_all(survey, member, answers, _time(number))
            return
        for key, value in given.items():
            surveys.save_answer(survey, member, questions.question(key), value, times[key])
        surveys.submit(survey, member)


def _member(email: str) -> Actor:
    person = session.scalars(select(Person).where(Person.email == email)).one()
    return Actor(person.id, person.organization_id, person.role)


def identity(ground: Ground, number: int) -> tuple[str, str]:
    """The address and the name of a member."""
    return f"member{number:07}@{ground.mark}.example", f"Member {number:07}"


def answers_of(number: int) -> dict[str, list[str]]:
    """What a member answers, as a form sends it; the same for the same number."""
    chance = Random(number)  # noqa: S311 - guards nothing
    several = chance.sample(["data", "roles", "time"], chance.randint(0, 3)) or ["none"]
    return {
        "recommend": [str(chance.randint(0, 10))],
        "pace": [chance.choice(["slow", "right", "fast"])],
        "missing": several,
        "clarity": [str(chance.randint(1, 5))],
        "change": [" ".join(chance.choices(_WORDS, k=chance.randint(4, 24)))],
    }


def _rows(questions: Questionnaire, number: int) -> Iterator[dict[str, Any]]:
    for question_id, values in answers_of(number).items():
        question = questions.question(question_id)
        value = question.parse(values)
        for row in question.rows(value) if value is not None else ():
            yield {"question_id": row.question_id, "ordinal": row.ordinal, "code": row.code, "words": row.words}


def _times(number: int) -> Iterator[dict[str, Any]]:
    """How long a member had the page of each question open; the same for the same number."""
    chance = Random(number)  # noqa: S311 - guards nothing
    for question in QUESTIONS:
        yield {"page": question["id"], "milliseconds": chance.randint(4_000, 60_000)}


def _time(number: int) -> int:
    """How long a member had the page with all questions open."""
    return int(next(_times(number))["milliseconds"])
