"""A database that does not answer: every page says so, what was typed is shown, and afterwards all is as before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from cab_portal.accounts.models import Person
from cab_portal.database import session
from cab_portal.database.outages import is_outage
from cab_portal.database.session import engine
from cab_portal.drafts.models import Draft
from tests.factories.accounts import staff
from tests.page_client import PageClient

SignIn = Callable[[Person], PageClient]


@contextmanager
def no_connection_free() -> Iterator[None]:
    """Every transaction of the block ends before it begins, as where all connections are taken."""

    def refuse(_connection: Connection) -> None:
        raise NoFreeConnection("no connection became free")

    event.listen(engine(), "begin", refuse)
    try:
        yield
    finally:
        event.remove(engine(), "begin", refuse)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/staff/drafts", "/readyz"])
def test_a_page_says_that_the_database_does_not_answer(signed_in: SignIn, app: Flask, path: str) -> None:
    del app
    browser = signed_in(staff())
    session.rollback()
    with no_connection_free():
        answer = browser.client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "Its database does not answer" in answer.text
    assert browser.get("/staff/drafts").status == 200, "who was signed in still is"


def test_what_was_typed_is_shown(signed_in: SignIn, app: Flask) -> None:
    del app
    form = (
        signed_in(staff()).get("/staff/drafts/new").form("/staff/drafts").fill(kind="email_series", title="Onboarding")
    )
    session.rollback()
    with no_connection_free():
        answer = form.submit("Create draft")
    assert answer.status == 503
    assert [area["value"] for area in answer.soup.select("main input")] == ["Onboarding"]
    assert session.query(Draft).count() == 0
    form.submit("Create draft")
    assert session.query(Draft).count() == 1


@pytest.mark.usefixtures("app")
def test_a_mistake_of_ours_is_no_outage() -> None:
    with pytest.raises(DBAPIError) as caught:
        session.execute(text("SELECT nothing FROM nowhere"))
    session.rollback()
    assert not is_outage(caught.value)
    assert not is_outage(RuntimeError("locked"))


@pytest.mark.usefixtures("app")
def test_a_lock_that_is_held_too_long_is_an_outage() -> None:
    session.rollback()
    on_sqlite = engine().dialect.name == "sqlite"
    short, take = (
        ("PRAGMA busy_timeout=1", "UPDATE program SET name = name")
        if on_sqlite
        else ("SET lock_timeout = 1", "LOCK TABLE program")
    )
    with engine().connect() as holding, engine().connect() as waiting:
        waiting.exec_driver_sql(short)
        holding.exec_driver_sql(take)
        with pytest.raises(DBAPIError) as caught:
            waiting.exec_driver_sql(take)
        # The pool takes no impatient connection back.
        waiting.invalidate()
    assert is_outage(caught.value)
