"""The journey on whole processes: import, route, comment, answer, share the next version, decide, launch.

On the process written for this project always, and on every folder of versions under CAB_TEST_PROCESSES.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.audit import service as audit
from cab_portal.boards.models import Board, Seat
from cab_portal.cli import drafts as command
from cab_portal.comments.models import Thread, ThreadPlace
from cab_portal.comments.rules import Disposition, DispositionInput, ThreadKind
from cab_portal.comments.service import dispositions, replies
from cab_portal.core import ids
from cab_portal.core.errors import Conflict
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft, Version, VersionStep
from cab_portal.drafts.queries import newest_version
from cab_portal.drafts.rules import DraftStage
from cab_portal.drafts.text.blocks import parse_blocks
from cab_portal.drafts.text.sentences import sentences
from cab_portal.launches import service as launches
from cab_portal.launches.models import Launch, Receipt
from cab_portal.outbox.models import OutboxMessage
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import Verdict, VerdictInput
from cab_portal.reviews.service import reading
from cab_portal.reviews.service import requests as requesting
from cab_portal.rewards.models import Offer, Posting
from cab_portal.surveys import service as surveys
from cab_portal.surveys.models import Survey
from tests.factories import accounts, boards, comments, requests, rewards
from tests.factories import surveys as survey_rows
from tests.factories.rewards import owed_minor

OWN = Path(__file__).parents[1] / "processes"
ROOTS = [OWN, *(Path(root) for root in [os.environ.get("CAB_TEST_PROCESSES", "")] if root)]
FOLDERS = sorted(folder for root in ROOTS for folder in root.iterdir() if (folder / "v1.md").is_file())
MEMBERS = 3
KINDS = (ThreadKind.QUESTION, ThreadKind.CONCERN, ThreadKind.SUGGESTION)

SentMail = Callable[[], list[OutboxMessage]]


@dataclass
class Journey:
    """One process on its way, and the people around it."""

    owner: Person
    board: Board
    seats: list[Seat]
    draft_id: UUID

    @property
    def draft(self) -> Draft:
        return session.get_one(Draft, self.draft_id)

    def ground(self) -> requests.Ground:
        version = newest_version(self.draft_id)
        assert version is not None
        newest = session.get_one(Version, version.id)
        return requests.Ground(self.owner, self.draft, newest, self.board, tuple(self.seats))

    def is_launched(self) -> bool:
        return self.draft.stage is DraftStage.LAUNCHED

    def launch(self) -> None:
        with unit_of_work():
            launches.launch(self.draft, accounts.actor_of(self.owner))


@pytest.fixture
def bring(app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., UUID]:
    """Import a file by the command; the draft's id."""
    monkeypatch.setattr(command, "create_app", lambda: app)
    monkeypatch.setattr(command, "migrate", lambda _app: None)

    def import_file(file: Path, *arguments: str) -> UUID:
        session.rollback()
        command.import_draft.main([str(file), *arguments], standalone_mode=False)
        session.rollback()
        return ids.decode(capsys.readouterr().out.splitlines()[0])

    return import_file


def route(journey: Journey) -> ReviewRequest:
    """Put the newest version before all seats, with an offer, and a survey before the first launch."""
    ground = journey.ground()
    request = requests.prepared_request(ground)
    with_survey = journey.draft.stage is not DraftStage.LAUNCHED
    rewards.offer_for(request, survey=rewards.FIFTEEN if with_survey else None)
    if with_survey:
        asked = survey_rows.survey(journey.draft)
        with unit_of_work():
            surveys.open_with(session.merge(asked), session.merge(request))
    requests.send_request(session.get_one(ReviewRequest, request.id), journey.ground())
    return session.get_one(ReviewRequest, request.id)


def sentences_by_step(version_id: UUID) -> list[tuple[int, str]]:
    """Real sentences with the place of their step: long ones, which stand once in their step."""
    steps = session.scalars(
        select(VersionStep).where(VersionStep.version_id == version_id).order_by(VersionStep.position)
    ).all()
    return [
        (place, sentence.text)
        for place, step in enumerate(steps)
        for block in parse_blocks(step.markdown)
        for sentence in sentences(block.text)
        if len(sentence.text) > 20 and step.canonical.count(sentence.text) == 1
    ]


def review(request: ReviewRequest) -> None:
    """Every member comments on a sentence of their own, answers the survey, and finishes."""
    found = sentences_by_step(request.version_id)
    survey = session.scalars(select(Survey).where(Survey.request_id == request.id)).one_or_none()
    survey_id = None if survey is None else survey.id
    for number, assignment in enumerate(requests.assignments_of(request)):
        place, words = found[number * len(found) // MEMBERS]
        person_id, assignment_id = assignment.person_id, assignment.id
        comments.thread(assignment, words, kind=KINDS[number], body="Think of us.", position=place)
        if survey_id is not None:
            survey_rows.response(session.get_one(Survey, survey_id), session.get_one(Person, person_id))
        with unit_of_work():
            mine = session.get_one(Assignment, assignment_id)
            reading.finish(mine, VerdictInput(Verdict.GOOD))


def answer(journey: Journey) -> None:
    for key in threads_of(journey):
        with unit_of_work():
            thread = session.get_one(Thread, key)
            replies.reply(accounts.actor_of(journey.owner), thread, "We look into it.")


def threads_of(journey: Journey) -> list[UUID]:
    shared = select(Thread.id).where(Thread.draft_id == journey.draft_id, Thread.shared_at.is_not(None))
    return list(session.scalars(shared.order_by(Thread.id)))


def read_again(request_id: UUID, version_id: UUID, readers: int = 2) -> None:
    """So many members go on to the newer version and read all its steps."""
    keys = [row.id for row in requests.assignments_of(session.get_one(ReviewRequest, request_id))]
    for key in keys[:readers]:
        with unit_of_work():
            assignment, version = session.get_one(Assignment, key), session.get_one(Version, version_id)
            reading.switch_version(assignment, version)
            for step in version.steps:
                reading.mark_read(assignment, step, version)


def decide(journey: Journey, request_id: UUID) -> None:
    """Decide about every thread, and end the review."""
    for key in threads_of(journey):
        with unit_of_work():
            given = DispositionInput(
                Disposition.ACCEPTED, "It is in the next version.", unconfirmed_reason="Agreed on the phone."
            )
            thread = session.get_one(Thread, key)
            if thread.disposition is None:
                dispositions.dispose(accounts.actor_of(journey.owner), thread, given)
    with unit_of_work():
        requesting.close(session.get_one(ReviewRequest, request_id))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_process_goes_from_its_first_version_to_every_launch(
    folder: Path, bring: Callable[..., UUID], sent_mail: SentMail
) -> None:
    first, second, *later = sorted(folder.glob("v*.md"), key=lambda path: int(path.stem[1:]))
    owner, board = accounts.staff(), boards.board()
    segment = boards.segment(board)
    seats = [boards.seat(board, segment=segment) for _ in range(MEMBERS)]
    draft_id = bring(first, "--kind", "policy", "--title", folder.name, "--owner", owner.email)
    journey = Journey(owner, board, seats, draft_id)

    request_id = route(journey).id
    review(session.get_one(ReviewRequest, request_id))
    answer(journey)
    bring(second, "--owner", owner.email, "--draft", ids.encode(draft_id))
    placed = session.scalar(select(func.count()).select_from(ThreadPlace))
    assert placed == MEMBERS * 2, "each comment has a place in both versions, or the note that it has none"
    with pytest.raises(Conflict, match="Not ready"):
        journey.launch()
    assert not journey.is_launched()

    newest = newest_version(draft_id)
    assert newest is not None
    read_again(request_id, newest.id)
    decide(journey, request_id)
    journey.launch()
    assert journey.is_launched()

    for file in later:
        bring(file, "--owner", owner.email, "--draft", ids.encode(draft_id))
        request_id = route(journey).id
        review(session.get_one(ReviewRequest, request_id))
        with pytest.raises(Conflict, match="Not ready"):
            journey.launch()
        answer(journey)
        decide(journey, request_id)
        journey.launch()

    rounds = 1 + len(later)
    assert session.scalar(select(func.count()).select_from(Launch)) == rounds
    told_once(draft_id, sent_mail())
    books_balance(rounds + 1)
    assert audit.verify().broken_at is None


def told_once(draft_id: UUID, sent: list[OutboxMessage]) -> None:
    """Each commenter has one receipt, however often the draft is launched, and was mailed about it once."""
    receipts = session.scalars(select(Receipt.person_id).where(Receipt.draft_id == draft_id)).all()
    assert len(receipts) == len(set(receipts)) == MEMBERS
    mailed = Counter(message.person_id for message in sent if message.template == "draft_launched")
    assert mailed == dict.fromkeys(receipts, 1)


def books_balance(activities: int) -> None:
    """One posting for each activity of each member, and each member is owed what they were promised."""
    assert session.scalar(select(func.count()).select_from(Posting)) == MEMBERS * activities
    promised = select(func.sum(Offer.amount_minor)).join(Posting, Posting.offer_id == Offer.id)
    assert owed_minor() == session.scalar(promised)
