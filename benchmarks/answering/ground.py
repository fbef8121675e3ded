"""A database filled to be measured: a survey with many responses, members who may still answer, and a busy draft."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from flask import Flask
from sqlalchemy import select, text, update

from benchmarks.answering.databases import Environ
from benchmarks.bare import TABLE
from benchmarks.signing import cookie_of
from cab_portal.accounts.models import Person
from cab_portal.app import create_app
from cab_portal.cli.database import migrate
from cab_portal.comments.rules import CommentInput, Passage, ThreadKind
from cab_portal.comments.service import threads
from cab_portal.core import ids
from cab_portal.core.actor import Actor, Role, acting_as
from cab_portal.core.settings import Settings
from cab_portal.database import session, unit_of_work
from cab_portal.database.session import engine
from cab_portal.demo import filling
from cab_portal.demo.copying import copies_of
from cab_portal.demo.telling import send_mails
from cab_portal.drafts.models import VersionStep
from cab_portal.reviews.models import Assignment
from cab_portal.routing.queries import reminder_hours
from cab_portal.surveys.jobs import count_changed
from cab_portal.surveys.models import Survey
from cab_portal.surveys.rules import SurveyLayout


@dataclass(frozen=True)
class Size:
    """How much a database holds: responses, members who were asked and did not answer yet, comments on one draft."""

    responses: int
    waiting: int
    comments: int = 0


@dataclass(frozen=True)
class Filled:
    """A filled database: addresses of its pages, and cookies of who looks at them.

    ``seconds`` is how long the responses took to write. ``waiting`` are the cookies of members who may still answer,
    ``member`` is of one who did, and who wrote the comments.
    """

    environ: Environ
    responses: int
    comments: int
    seconds: float
    survey_id: UUID
    empty_id: UUID
    draft_id: UUID
    request_id: UUID
    admin: str
    member: str
    waiting: tuple[str, ...]

    @property
    def pages(self) -> str:
        """The address of the survey's pages for its members."""
        return f"/surveys/{ids.encode(self.survey_id)}"

    def results(self, *, of_empty: bool = False) -> str:
        """The address of the page of results, or of that of a survey that nobody answered."""
        return f"/staff/surveys/{ids.encode(self.empty_id if of_empty else self.survey_id)}/results"


def fill(environ: Environ, size: Size) -> Filled:
    """Fill an empty database, by the services and copies of what they wrote."""
    app = create_app(Settings.from_environment(environ))
    migrate(app)
    with app.app_context():
        filled = _filled(app, environ, size)
        with engine().begin() as connection:
            connection.execute(text(TABLE))
        # As the worker does every minute.
        count_changed(reminder_hours)
        _settle()
        engine().dispose()
    return filled


def lay_out(app: Flask, filled: Filled, layout: SurveyLayout) -> None:
    """Show the survey in this layout from now on.

    No page does that to a survey that was sent. Its responses are the same rows in either layout, but for the times of
    its pages, so that one filled database can be measured in both.
    """
    with app.app_context(), unit_of_work():
        session.execute(update(Survey).where(Survey.id == filled.survey_id).values(layout=layout))


def _filled(app: Flask, environ: Environ, size: Size) -> Filled:
    empty = filling.ask(SurveyLayout.WHOLE)
    ground = filling.prepare(SurveyLayout.WHOLE)
    if size.comments:
        _comment(ground, size.comments)
    # Before the responses: to see what a deed wrote, the tables are read whole.
    waiting = range(size.responses + 1, size.responses + size.waiting + 1)
    _invite(ground, waiting)
    start = time.perf_counter()
    filling.add_copies(ground, size.responses)
    took = time.perf_counter() - start
    draft_id = session.get_one(Survey, ground.survey_id).draft_id
    with unit_of_work():
        admin = cookie_of(app, ground.admin.id)
        member, *others = [cookie_of(app, _person(ground, number)) for number in (1, *waiting)]
    return Filled(
        environ=environ,
        responses=size.responses,
        comments=size.comments,
        seconds=took,
        survey_id=ground.survey_id,
        empty_id=empty.survey_id,
        draft_id=draft_id,
        request_id=ground.request_id,
        admin=admin,
        member=member,
        waiting=tuple(others),
    )


def _invite(ground: filling.Ground, numbers: range) -> None:
    """Let members be asked, the first by the services and the others as copies."""
    _repeat(ground, partial(filling.invite, ground, numbers[0]), numbers)


def _comment(ground: filling.Ground, count: int) -> None:
    """Let the first member comment on a few words, and copy that."""
    person_id = _person(ground, 1)
    organization_id = session.get_one(Person, person_id).organization_id

    def deed() -> None:
        member = Actor(person_id, organization_id, Role.MEMBER)
        with acting_as(member), unit_of_work():
            asked = select(Assignment).where(
                Assignment.request_id == ground.request_id, Assignment.person_id == person_id
            )
            steps = select(VersionStep).where(VersionStep.version_id == ground.version_id)
            step = session.scalars(steps).one()
            given = CommentInput(ThreadKind.QUESTION, "Who calls us first?")
            threads.start(session.scalars(asked).one(), step, Passage(0, len(step.canonical), step.canonical), given)
        send_mails()

    _repeat(ground, deed, range(1, count + 1))


def _repeat(ground: filling.Ground, deed: Callable[[], None], numbers: range) -> None:
    """Do what one member does, and copy it for the other numbers."""
    words = filling.identity(ground, numbers[0])
    copies = copies_of(deed, words)
    with unit_of_work():
        copies.write(
            [
                copies.one(dict(zip(words, filling.identity(ground, number), strict=True)), place * filling.APART)
                for place, number in enumerate(numbers[1:], start=1)
            ]
        )


def _person(ground: filling.Ground, number: int) -> UUID:
    return session.scalars(select(Person.id).where(Person.email == filling.identity(ground, number)[0])).one()


def _settle() -> None:
    """Let PostgreSQL know what its tables hold, as it finds out by itself within minutes."""
    if engine().dialect.name == "postgresql":
        with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
