"""How members of the story read, comment and decide, and how the team answers them."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from cab_portal.comments.models import Thread
from cab_portal.comments.rules import (
    CommentInput,
    Disposition,
    DispositionInput,
    Passage,
    RestatementAnswer,
    RestatementReply,
    ThreadKind,
)
from cab_portal.comments.service import dispositions, replies, restatements, supports, threads
from cab_portal.core.actor import Actor, Role, acting_as
from cab_portal.database import session
from cab_portal.demo.telling import NOBODY, Story, minutes_later
from cab_portal.drafts.models import Version, VersionStep
from cab_portal.reviews.models import Assignment
from cab_portal.reviews.rules import Verdict, VerdictInput
from cab_portal.reviews.service import reading


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on words of a step, which are counted from 1; ``name`` is what answers call it by."""

    name: str
    step: int
    quote: str
    kind: ThreadKind
    body: str = ""
    replacement: str | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One sitting of one member: steps read, remarks made and, with a verdict, the review finished.

    ``working_days`` counts from today, as in ``Story.on``. ``steps`` None is all of them. ``newest`` turns to the
    newest version first. ``same`` names remarks of others that hold for this member too.
    """

    who: str
    working_days: int
    hour: int
    minute: int
    verdict: Verdict | None = None
    reason: str = ""
    remarks: tuple[Remark, ...] = ()
    steps: tuple[int, ...] | None = None
    newest: bool = False
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the team says to a remark: a restatement, perhaps ``confirmed`` by its author; a reply; a disposition."""

    to: str
    who: str
    working_days: int
    hour: int
    minute: int = 0
    reply: str = ""
    disposition: Disposition | None = None
    reason: str = ""
    twin: str = ""
    restatement: str = ""
    confirmed: bool = False


# Why concerns of the story were decided without a restatement in writing.
_ASKED_BY_PHONE = "We restated it on the phone, and the member agreed."


def tell_readings(story: Story, request: str, readings: tuple[Reading, ...]) -> None:
    """Add the sittings of a request to the story."""
    for sitting in readings:
        at = story.on(sitting.working_days, sitting.hour, sitting.minute)
        story.tell(at, sitting.who, partial(_read, story, request, sitting))


def tell_answers(story: Story, answers: tuple[Answer, ...]) -> None:
    """Add what the team answers to the story."""
    for answer in answers:
        at = story.on(answer.working_days, answer.hour, answer.minute)
        if answer.confirmed:
            # The member has a mail to answer first, so this was said an hour before.
            story.tell(at - timedelta(minutes=60), answer.who, partial(_restate, story, answer))
            story.tell(at - timedelta(minutes=20), NOBODY, partial(_confirm, story, answer))
        story.tell(at, answer.who, partial(_answer, story, answer))


def _read(story: Story, request: str, sitting: Reading, actor: Actor) -> None:
    assignment = session.scalars(
        select(Assignment)
        .where(Assignment.request_id == story.ids[request], Assignment.person_id == actor.id)
        .with_for_update()
    ).one()
    reading.note_opened(assignment.id)
    if sitting.newest:
        reading.switch_version(assignment, _newest(assignment))
    version = session.get_one(Version, assignment.version_id)
    chosen = sitting.steps if sitting.steps is not None else tuple(range(1, len(version.steps) + 1))
    for number in chosen:
        with minutes_later(2 * number):
            reading.mark_read(assignment, version.steps[number - 1], version)
            for remark in sitting.remarks:
                if remark.step == number:
                    _remark(story, assignment, version.steps[number - 1], remark)
    for name in sitting.same:
        supports.support(assignment, session.get_one(Thread, story.ids[name]))
    if sitting.verdict is not None:
        with minutes_later(2 * len(version.steps) + 3):
            reading.finish(assignment, VerdictInput(sitting.verdict, sitting.reason))


def _newest(assignment: Assignment) -> Version:
    return session.scalars(
        select(Version).where(Version.draft_id == assignment.request.draft_id).order_by(Version.number.desc()).limit(1)
    ).one()


def _remark(story: Story, assignment: Assignment, step: VersionStep, remark: Remark) -> None:
    start = step.canonical.index(remark.quote)
    passage = Passage(start, start + len(remark.quote), remark.quote)
    given = CommentInput(remark.kind, remark.body, remark.replacement, remark.is_private)
    story.ids[remark.name] = threads.start(assignment, step, passage, given).id


def _restate(story: Story, answer: Answer, actor: Actor) -> None:
    restatements.restate(actor, story.thing(Thread, answer.to), answer.restatement)


def _confirm(story: Story, answer: Answer, _nobody: Actor) -> None:
    thread = story.thing(Thread, answer.to)
    with acting_as(Actor(thread.author_id, None, Role.MEMBER)):
        restatements.answer(thread, 1, RestatementReply(RestatementAnswer.CONFIRMED))


def _answer(story: Story, answer: Answer, actor: Actor) -> None:
    thread = story.thing(Thread, answer.to)
    if answer.restatement and not answer.confirmed:
        restatements.restate(actor, thread, answer.restatement)
    if answer.reply:
        replies.reply(actor, thread, answer.reply)
    if answer.disposition is not None:
        twin = story.ids[answer.twin] if answer.twin else None
        unconfirmed = _ASKED_BY_PHONE if thread.kind is ThreadKind.CONCERN and not answer.restatement else ""
        dispositions.dispose(actor, thread, DispositionInput(answer.disposition, answer.reason, twin, unconfirmed))
