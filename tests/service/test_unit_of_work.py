"""One write transaction, its handlers, its audit entries: all or nothing."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from cab_portal import wiring
from cab_portal.accounts.events import OrganizationCreated
from cab_portal.accounts.models import Organization
from cab_portal.accounts.service import people
from cab_portal.audit import service as audit
from cab_portal.audit.models import AuditEntry
from cab_portal.core.actor import Actor, Role, acting_as
from cab_portal.core.ids import new_id
from cab_portal.database import session, unit_of_work
from cab_portal.database.session import connection, db, give_back, read_at_once
from cab_portal.database.statements import run, table_of
from cab_portal.database.unit_of_work import connect

pytestmark = pytest.mark.usefixtures("app")


def count_of(model: type[Organization] | type[AuditEntry]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def write_and_fail() -> None:
    with pytest.raises(LookupError), unit_of_work():  # noqa: PT012 - what is written before the failure is the point
        people.create_organization("Oakline")
        raise LookupError


def test_a_block_that_raises_leaves_nothing() -> None:
    write_and_fail()
    assert count_of(Organization) == 0
    assert count_of(AuditEntry) == 0


def is_in_a_transaction() -> bool:
    driver: Any = connection().connection.driver_connection
    if db.engine.dialect.name == "sqlite":
        return bool(driver.in_transaction)
    return not driver.autocommit


def names() -> list[str]:
    return list(run(select(table_of(Organization).c.name)).scalars())


def test_what_reads_at_once_has_no_transaction_and_a_write_after_it_has_one() -> None:
    read_at_once()
    assert (names(), is_in_a_transaction()) == ([], False)
    write_and_fail()
    assert count_of(Organization) == 0
    read_at_once()
    with unit_of_work():
        people.create_organization("Oakline")
        session.flush()
        assert (names(), is_in_a_transaction()) == (["Oakline"], True)
    read_at_once()
    assert names() == ["Oakline"]
    give_back()
    assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_handler_that_raises_takes_the_write_with_it() -> None:
    def refuse(_event: OrganizationCreated) -> None:
        raise LookupError

    connect({OrganizationCreated: (refuse,)}, wiring.record, lambda: None)
    with pytest.raises(LookupError), unit_of_work():
        people.create_organization("Oakline")
    assert count_of(Organization) == 0


def test_units_of_work_do_not_nest() -> None:
    with pytest.raises(RuntimeError, match="does not nest"), unit_of_work(), unit_of_work():
        pass


def test_the_worker_is_woken_after_the_commit_only() -> None:
    woken: list[int] = []
    connect({}, wiring.record, lambda: woken.append(count_of(Organization)))
    write_and_fail()
    assert woken == []
    with unit_of_work():
        people.create_organization("Oakline")
    assert woken == [1]


def test_every_event_is_recorded_with_who_did_it() -> None:
    actor = Actor(new_id(), None, Role.ADMIN)
    with acting_as(actor), unit_of_work():
        people.create_organization("Oakline")
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.event, entry.actor_id, entry.number) == ("organization.created", actor.person_id, 1)
    assert "Oakline" not in str(entry.payload)
    assert audit.verify().broken_at is None


def write_entries(how_many: int) -> None:
    for number in range(how_many):
        with unit_of_work():
            people.create_organization(f"Oakline {number}")


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entries SET event = 'x' WHERE number = 2",
        "UPDATE audit_entries SET actor_id = '00000000000000000000000000000001' WHERE number = 3",
        "UPDATE audit_entries SET payload = '{}' WHERE number = 1",
        "DELETE FROM audit_entries WHERE number = 2",
        "DELETE FROM audit_entries WHERE number = 4",
        "UPDATE audit_entries SET number = 9 WHERE number = 4",
    ],
)
def test_tampering_with_the_log_is_found(tampering: str) -> None:
    write_entries(4)
    assert audit.verify().broken_at is None
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER audit_entries_no_update"))
            connection.execute(text("DROP TRIGGER audit_entries_no_delete"))
        connection.execute(text(tampering))
    session.rollback()
    assert audit.verify().broken_at is not None


@pytest.mark.parametrize("change", ["UPDATE audit_entries SET event = 'x'", "DELETE FROM audit_entries"])
def test_the_database_itself_refuses_to_change_the_log(change: str) -> None:
    write_entries(1)
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work():
        session.execute(text(change))


def test_writers_at_the_same_time_wait_for_each_other_and_keep_one_chain(app: Flask) -> None:
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with app.app_context(), unit_of_work():
                people.create_organization(f"Oakline {number}")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    report = audit.verify()
    assert (report.entries, report.broken_at) == (32, None)


def test_an_id_of_an_event_is_kept_as_text() -> None:
    with unit_of_work():
        organization_id = people.create_organization("Oakline").id
    payload = session.scalars(select(AuditEntry.payload)).one()
    assert UUID(payload["organization_id"]) == organization_id
