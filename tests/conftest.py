"""Fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cab_portal import wiring
from cab_portal.accounts.models import Person
from cab_portal.accounts.service import sign_in as accounts
from cab_portal.core.actor import SYSTEM, set_acting
from cab_portal.database import unit_of_work
from cab_portal.database.unit_of_work import connect
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.service import pump
from cab_portal.web.limits import limiter
from tests import services
from tests.databases import MigratedDatabase, fresh_postgresql


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
def client(app: Flask) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[Person], FlaskClient]:
    """A browser in which a person is signed in."""

    def sign_in(person: Person) -> FlaskClient:
        with unit_of_work():
            secret = accounts.open_session(person)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = secret
            cookie["_fresh"] = True
        return client

    return sign_in


@pytest.fixture
def sent_mail(app: Flask) -> Callable[[], list[OutboxMessage]]:
    """Pump the outbox; the messages that would have left, with their secrets still in them."""

    def pump_now() -> list[OutboxMessage]:
        sent: list[OutboxMessage] = []
        pump(lambda message: wiring.MAILS[message.template].still_due(message), sent.append, keep_secrets=True)
        return sent

    return pump_now
