"""Telling a past: scenes at instants before now, each the deed of one person in one unit of work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from cab_portal import wiring
from cab_portal.accounts import queries as accounts
from cab_portal.core import clock
from cab_portal.core.actor import SYSTEM, Actor, acting_as
from cab_portal.database import session, unit_of_work
from cab_portal.demo.people import EVERYBODY
from cab_portal.outbox import service as outbox
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import without_budgets
from cab_portal.web import mail_transport

Deed = Callable[[Actor], None]
Model = TypeVar("Model")

# Who acts where nobody does: the house itself.
NOBODY = ""


@dataclass(frozen=True)
class _Scene:
    at: datetime
    run: Callable[[], None]


class Story:
    """Scenes, told in the order of their instants whatever the order in which they were written down.

    ``ids`` holds what scenes made, by the name under which later scenes know it.
    """

    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        self._now = now
        self._zone = zone
        self._scenes: list[_Scene] = []
        self.ids: dict[str, UUID] = {}

    def day(self, working_days: int) -> date:
        """The day that is so many working days after today, or before it if negative; 0 is today."""
        day = self._now.astimezone(self._zone).date()
        step = timedelta(days=1 if working_days > 0 else -1)
        for _ in range(abs(working_days)):
            day += step
            while day.weekday() >= 5:
                day += step
        return day

    def on(self, working_days: int, hour: int, minute: int = 0) -> datetime:
        """An instant of :meth:`day`, by the clocks of the program."""
        return datetime.combine(self.day(working_days), time(hour, minute), self._zone)

    def ago(self, minutes: int) -> datetime:
        """So many minutes before now, for what must still be fresh: a link in a mail is good for three days."""
        return self._now - timedelta(minutes=minutes)

    def tell(self, at: datetime, who: str, deed: Deed) -> None:
        """Let somebody (by the key in ``people.EVERYBODY``, or ``NOBODY``) do something at an instant."""
        self._scenes.append(_Scene(at, lambda: _in_one_unit(who, deed)))

    def pass_time(self, at: datetime) -> None:
        """Let the house do what it does by the clock, such as closing what is due."""
        self._scenes.append(_Scene(at, _run_schedules))

    def run(self) -> None:
        """Tell everything, with the mails that each scene caused."""
        for scene in sorted(self._scenes, key=lambda scene: scene.at):
            with clock.standing_at(scene.at):
                scene.run()
                send_mails()

    def thing(self, model: type[Model], name: str) -> Model:
        """What an earlier scene made, locked as a page would lock it before it acts."""
        key: Any = cast("Any", model).id
        found = select(model).where(key == self.ids[name]).with_for_update(of=cast("Any", model))
        return session.scalars(found.execution_options(populate_existing=True)).unique().one()


def actor_of(who: str) -> Actor:
    """The actor behind a key."""
    if who == NOBODY:
        return SYSTEM
    person = accounts.person_by_email(EVERYBODY[who].email)
    if person is None:
        raise LookupError(f"{who} is not there yet.")
    return Actor(person.id, person.organization_id, person.role)


@contextmanager
def minutes_later(minutes: int) -> Iterator[None]:
    """Let a part of a scene happen somewhat later than its beginning."""
    with clock.standing_at(clock.now() + timedelta(minutes=minutes)):
        yield


def _in_one_unit(who: str, deed: Deed) -> None:
    actor = actor_of(who)
    with acting_as(actor), unit_of_work():
        deed(actor)


def _run_schedules() -> None:
    for job in wiring.SCHEDULES:
        job()


def send_mails() -> None:
    """Note every mail that is due as sent, as the worker of a demo does."""
    outbox.pump(without_budgets(wiring.MAILS), _keep, keep_secrets=True)


def _keep(message: OutboxMessage) -> None:
    """No mail leaves a demo; one that cannot be rendered stays where it is."""
    mail_transport.render(message)
