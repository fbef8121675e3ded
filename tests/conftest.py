"""Fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy import update

from cab_portal import wiring
from cab_portal.accounts.mails import NEWS
from cab_portal.accounts.models import Person
from cab_portal.accounts.service import sign_in as accounts
from cab_portal.core.actor import SYSTEM, set_acting
from cab_portal.database import session, unit_of_work
from cab_portal.database.unit_of_work import connect
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.service import pump
from cab_portal.web.limits import limiter
from tests import services
from tests.databases import MigratedDatabase, fresh_postgresql
from tests.page_client import PageClient

# Laws are tried on fewer examples than hypothesis would; --hypothesis-profile=thorough asks for many.
settings.register_profile("quick", max_examples=40)
settings.register_profile("thorough", max_examples=500)
settings.load_profile("quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second engine, leave out what asks no database: it would be the very same test again."""
    if services.engine_under_test() == "sqlite":
        return
    same = [item for item in items if not _asks_database(item)]
    config.hook.pytest_deselected(items=same)
    items[:] = [item for item in items if _asks_database(item)]


def _asks_database(item: pytest.Item) -> bool:
    """Whether a test rests on the migrated database, or is one of the services', some of which make their own."""
    return "migrated" in getattr(item, "fixturenames", ()) or "service" in item.path.parts


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MigratedDatabase]:
    """The migrated database of this test process, on the engine under test."""
    with ExitStack() as stack:
        url = ""
        if services.engine_under_test() == "postgresql":
            url = stack.enter_context(fresh_postgresql())
        database = MigratedDatabase(tmp_path_factory.mktemp("data"), url)
        stack.callback(database.close)
        yield database


@pytest.fixture
def app(migrated: MigratedDatabase) -> Iterator[Flask]:
    """The application over an empty database, in an application context; nothing wakes a worker."""
    migrated.reset()
    connect(wiring.SUBSCRIPTIONS, wiring.record, lambda: None)
    with migrated.app.app_context():
        limiter.reset()
        set_acting(SYSTEM)
        yield migrated.app


@pytest.fixture
def new_browser(app: Flask) -> Callable[[], PageClient]:
    """Makes browsers that are not signed in, each with cookies of its own."""

    def make() -> PageClient:
        # The test's own reads end before each request, so that afterwards it sees what the request wrote.
        return PageClient(app.test_client(), signed_in=lambda: True, before_each=session.rollback)

    return make


@pytest.fixture
def client(new_browser: Callable[[], PageClient]) -> PageClient:
    """A browser that is not signed in."""
    return new_browser()


@pytest.fixture
def signed_in(new_browser: Callable[[], PageClient]) -> Callable[[Person], PageClient]:
    """Makes a browser in which a person is signed in: ``signed_in(person).get("/")``."""

    def sign_in(person: Person) -> PageClient:
        with unit_of_work():
            secret = accounts.open_session(person)
        browser = new_browser()
        with browser.client.session_transaction() as cookie:
            cookie["_user_id"] = secret
            cookie["_fresh"] = True
        return browser

    return sign_in


@pytest.fixture
def sent_mail(app: Flask) -> Callable[[], list[OutboxMessage]]:
    """Pump the outbox; the messages that would have left, with their secrets still in them.

    News leaves one by one and at once, as if the hour of the digest had come each time; the digest itself is told in
    tests/service/test_digests.py.
    """
    alone = {
        name: replace(kind, budget=None if kind.budget == NEWS else kind.budget) for name, kind in wiring.MAILS.items()
    }
    news = [name for name, kind in wiring.MAILS.items() if kind.budget == NEWS]

    def pump_now() -> list[OutboxMessage]:
        with unit_of_work():
            waiting = update(OutboxMessage).where(OutboxMessage.template.in_(news), OutboxMessage.tries == 0)
            session.execute(waiting.values(next_try_at=OutboxMessage.created_at))
        sent: list[OutboxMessage] = []
        pump(alone, sent.append, keep_secrets=True)
        return sent

    return pump_now
