"""The people and things of two boards that may not know of each other, for every proof about who may do what.

``made`` builds them through factories and services and returns plain ids and secrets, so that a test can go back to
the same state again and again. Side A is the one that requests are aimed at; side B is the stranger's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from flask import Flask
from sqlalchemy import select, update

from cab_portal.accounts.models import Person
from cab_portal.accounts.rules import LinkPurpose
from cab_portal.accounts.service import sign_in
from cab_portal.boards.models import Board, Seat
from cab_portal.boards.rules import Privacy, SeatStatus
from cab_portal.comments.rules import Disposition, DispositionInput, ThreadKind
from cab_portal.comments.service import dispositions, restatements
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role, acting_as
from cab_portal.database import session, unit_of_work
from cab_portal.drafts import queries as drafts_queries
from cab_portal.drafts import service as drafting
from cab_portal.drafts.models import Draft
from cab_portal.launches import service as launches
from cab_portal.launches.rules import Check, DecisionInput, Excuse, Outcome, WaiverInput
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.rewards import service as rewards
from cab_portal.rewards.rules import Activity, PayoutStatus
from cab_portal.surveys import service as surveys
from cab_portal.surveys.models import Survey
from cab_portal.web.mail_transport import stop_token
from tests.factories import accounts, boards, comments, drafts, requests
from tests.factories import rewards as reward_rows
from tests.factories import surveys as survey_rows

WORDS = "your workspace is ready"
# What the owner imported after the last version was shared.
UNSHARED = "# Process\n\n## Welcome\n\nHello again.\n\n## First import\n\nBring <u>one</u> file with 200 rows.\n"


class Who(StrEnum):
    """The nine actors of SECURITY A1 that need no API token."""

    ANONYMOUS = "anonymous"
    MEMBER_A = "member of A"
    MEMBER_B = "member of B"
    BOTH = "member of both"
    ENDED = "ended term on A"
    DEACTIVATED = "deactivated"
    OWNER = "owner of the draft"
    OTHER_CSM = "other CSM"
    ADMIN = "admin"


@dataclass
class Side:
    """One board with a draft before it. ``ids`` are named as the addresses name them, with a word before where an
    address needs one in another state."""

    ids: dict[str, UUID] = field(default_factory=dict)

    def names(self) -> dict[str, str]:
        """What each id, as it stands in an address, is called."""
        return {ids.encode(key): name for name, key in self.ids.items()}


@dataclass
class World:
    """Two sides, the secret of each person's session, and what else proves something."""

    a: Side
    b: Side
    sessions: dict[Who, str]
    people: dict[Who, UUID]
    link: str
    stop: str


def made(app: Flask) -> World:
    """Everything, in the database of the application."""
    with app.app_context():
        owner, other = accounts.staff(name="Olga Owner"), accounts.staff(name="Otto Other")
        admin = accounts.staff(Role.ADMIN, "Ada Admin")
        both, ended, gone = (accounts.person(name) for name in ("Bo Both", "Edda Ended", "Dora Deactivated"))
        a = _side("A", owner, both, ended, gone)
        b = _side("B", other, both)
        people = {
            Who.MEMBER_A: a.ids["person_id"],
            Who.MEMBER_B: b.ids["person_id"],
            Who.BOTH: both.id,
            Who.ENDED: ended.id,
            Who.DEACTIVATED: gone.id,
            Who.OWNER: owner.id,
            Who.OTHER_CSM: other.id,
            Who.ADMIN: admin.id,
        }
        with unit_of_work():
            sessions = {who: sign_in.open_session(session.get_one(Person, key)) for who, key in people.items()}
            link = sign_in.create_link(session.get_one(Person, people[Who.MEMBER_A]).email, LinkPurpose.REQUEST, "/me")
            _take_away(ended.id, gone.id)
        messages = session.scalars(select(OutboxMessage).where(OutboxMessage.person_id.is_not(None))).all()
        # One about a review, which alone can be taken again: rows come in any order.
        message = next(each for each in messages if "assignment_id" in each.context)
        return World(a, b, sessions, people, link, stop_token(message))


def _take_away(ended: UUID, gone: UUID) -> None:
    """End one term and deactivate one person, silently: their sessions live on, so that only their rights are gone.

    By then everybody was invited a day ago.
    """
    yesterday = clock.now() - timedelta(days=1)
    session.execute(update(Assignment).where(Assignment.invited_at.is_not(None)).values(invited_at=yesterday))
    session.execute(update(Seat).where(Seat.person_id == ended).values(ends_at=yesterday, ends_on=yesterday.date()))
    session.execute(update(Person).where(Person.id == gone).values(deactivated_at=yesterday))


def _side(name: str, owner: Person, *more: Person) -> Side:
    side = Side()
    member = accounts.person(f"Mia of {name}", organization=accounts.organization(f"Customer of {name}"))
    writer = accounts.staff(name=f"Cora of {name}")
    board = boards.board(f"Board {name}")
    segment = boards.segment(board, f"Segment {name}")
    seats = [boards.seat(board, person, segment=segment) for person in (member, *more)]
    side.ids |= {
        "board_id": board.id,
        "segment_id": segment.id,
        "seat_id": seats[0].id,
        "person_id": member.id,
        "organization_id": member.organization_id or member.id,
        "writer_id": writer.id,
        "invited_seat_id": _invited_seat(f"Second board {name}", member).id,
        "spare_segment_id": boards.segment(board, f"Spare segment {name}").id,
    }
    _add_draft(side, name, owner, writer)
    _add_request(side, owner, board, seats)
    _add_words(side, owner)
    _add_peer(side, owner, name)
    _add_closing(side, owner)
    _add_rewards(side, seats[1].person_id)
    side.ids["spare_seat_id"] = boards.seat(board, segment=segment).id
    side.ids["message_id"] = _given_up_message(member)
    return side


def _invited_seat(name: str, person: Person) -> Seat:
    return boards.seat(boards.board(name), person, status=SeatStatus.INVITED)


def _add_draft(side: Side, name: str, owner: Person, writer: Person) -> None:
    draft = drafts.draft(owner, title=f"Draft of {name}")
    with acting_as(accounts.actor_of(owner)), unit_of_work():
        drafting.add_collaborator(session.get_one(Draft, draft.id), writer)
    first = drafts.version(draft)
    steps = drafts_queries.steps_of(draft.id)
    drafts.rewrite(steps[1], "Bring one file with 100 rows.")
    second = drafts.version(session.get_one(Draft, draft.id), "Twice the rows.")
    with acting_as(accounts.actor_of(owner)), unit_of_work():
        imported = drafting.read_file(UNSHARED.encode(), "process.md")
        drafting.import_steps(session.get_one(Draft, draft.id), imported)
    side.ids |= {
        "draft_id": draft.id,
        "step_id": steps[0].id,
        "other_step_id": steps[1].id,
        "version_id": second.id,
        "first_version_id": first.id,
    }


def _add_request(side: Side, owner: Person, board: Board, seats: list[Seat]) -> None:
    draft = session.get_one(Draft, side.ids["draft_id"])
    version = drafts_queries.newest_version(draft.id)
    assert version is not None
    ground = requests.Ground(owner, draft, version, board, tuple(seats))  # type: ignore[arg-type]
    sent = requests.prepared_request(ground)
    reward_rows.offer_for(sent)
    asked = survey_rows.survey(draft, title="Sent with the request")
    writing = survey_rows.survey(draft, title="In writing")
    with acting_as(accounts.actor_of(owner)), unit_of_work():
        surveys.open_with(session.merge(asked), session.merge(sent))
    # What was asked just now is not to be asked again: a reason for the one, and a survey with findings of each kind.
    with acting_as(accounts.actor_of(owner)), unit_of_work():
        survey_rows.set_all_aside(session.merge(writing))
    judged = survey_rows.survey(draft, title="With findings")
    with acting_as(accounts.actor_of(owner)), unit_of_work():
        survey_rows.take_up(session.merge(judged), "standard_wording", "non_exhaustive")
        surveys.save_questionnaire(session.merge(judged), survey_rows.outdated_in(judged, "q5"), judged.revision)
    requests.send_request(sent, ground)
    prepared = requests.prepared_request(ground)
    found = requests.assignments_of(sent)
    side.ids |= {
        "request_id": sent.id,
        "prepared_request_id": prepared.id,
        "assignment_id": next(row.id for row in found if row.person_id == seats[0].person_id),
        "survey_id": asked.id,
        "written_survey_id": writing.id,
        "judged_survey_id": judged.id,
    }


def _add_words(side: Side, owner: Person) -> None:
    """Member's words: a shared thread that is decided, an open one, one that waits, a concern, and an older one."""
    mine = session.get_one(Assignment, side.ids["assignment_id"])
    thread = comments.thread(mine, WORDS, shared=True)
    open_thread = comments.thread(mine, WORDS, body="And on Sundays?", shared=True)
    waiting = comments.thread(mine, WORDS, body="This one waits.")
    concern = comments.thread(mine, WORDS, kind=ThreadKind.CONCERN, body="It comes too early.", shared=True)
    earlier = comments.thread(mine, WORDS, body="Since when?", shared=True)
    comments.as_made_on(earlier, side.ids["first_version_id"])
    with unit_of_work():
        given = DispositionInput(Disposition.ACCEPTED, "It will say so.", unconfirmed_reason="As agreed.")
        dispositions.dispose(accounts.actor_of(owner), session.merge(thread), given)
        restatements.restate(accounts.actor_of(owner), session.merge(concern), "You worry that it comes too early.")
    side.ids |= {
        "concern_id": concern.id,
        "thread_id": thread.id,
        "open_thread_id": open_thread.id,
        "waiting_thread_id": waiting.id,
        "earlier_thread_id": earlier.id,
    }


def _add_peer(side: Side, owner: Person, name: str) -> None:
    """On a board whose members read each other: a thread of somebody else there."""
    draft = session.get_one(Draft, side.ids["draft_id"])
    version = drafts_queries.newest_version(draft.id)
    assert version is not None
    board = boards.board(f"Reading board {name}", privacy=Privacy.WORDS)
    seats = (boards.seat(board, session.get_one(Person, side.ids["person_id"])), boards.seat(board))
    ground = requests.Ground(owner, draft, version, board, seats)  # type: ignore[arg-type]
    sent = requests.prepared_request(ground)
    requests.send_request(sent, ground)
    peer = next(row for row in requests.assignments_of(sent) if row.seat_id == seats[1].id)
    side.ids |= {"request_id_of_peers": sent.id, "thread_id_of_peer": comments.thread(peer, WORDS, shared=True).id}


def _add_closing(side: Side, owner: Person) -> None:
    """A decision that nobody has read yet, and an exception that waits for a second person."""
    actor = accounts.actor_of(owner)
    with acting_as(actor), unit_of_work():
        draft = session.get_one(Draft, side.ids["draft_id"])
        said = DecisionInput(Outcome.DID, "Mornings are too early.", "It comes at noon.")
        decision = launches.create_decision(draft, actor, said, [side.ids["thread_id"]])
        waiver = launches.ask_waiver(draft, actor, WaiverInput(Check.ENOUGH_FINISHED, Excuse.NO_TIME, "Monday."))
    side.ids |= {"decision_id": decision.id, "waiver_id": waiver.id}


def _add_rewards(side: Side, finisher: UUID) -> None:
    """The first member's reward waits for the choice; the second member's, who answered too, waits for approval."""
    request = session.get_one(ReviewRequest, side.ids["request_id"])
    side.ids["response_id"] = survey_rows.response(session.merge(survey_of(side)), session.get_one(Person, finisher)).id
    side.ids["theme_id"] = survey_rows.theme(survey_of(side), side.ids["response_id"], "q5", "The first word")
    member = session.get_one(Person, side.ids["person_id"])
    survey_rows.answer(survey_of(side), member)
    request = session.get_one(ReviewRequest, side.ids["request_id"])
    side.ids["payout_id"] = reward_rows.earn_for(request, member).id
    request = session.get_one(ReviewRequest, side.ids["request_id"])
    taken = reward_rows.payout_of(request, session.get_one(Person, finisher), Activity.SURVEY)
    with unit_of_work():
        rewards.choose(session.merge(taken), PayoutStatus.ACCEPTED)
    side.ids["taken_payout_id"] = taken.id


def survey_of(side: Side) -> Survey:
    """The survey that was sent."""
    return session.get_one(Survey, side.ids["survey_id"])


def _given_up_message(person: Person) -> UUID:
    with unit_of_work():
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.person_id == person.id)).first()
        assert message is not None
        message.status = MessageStatus.DEAD
    return message.id
