"""Backup and restore: everything comes back, and a damaged file brings nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text

from cab_portal import wiring
from cab_portal.accounts.models import Organization, Person
from cab_portal.accounts.service import people
from cab_portal.audit import service as audit
from cab_portal.core.actor import Role
from cab_portal.core.errors import InvalidInput
from cab_portal.database import session, unit_of_work
from cab_portal.database.archive import read_archive, write_archive
from cab_portal.database.cleaning import empty_log
from cab_portal.database.session import engine
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.outbox.service import enqueue, hold_waiting
from tests.databases import MigratedDatabase

pytestmark = pytest.mark.usefixtures("app")


def write_something(who: str = "priya") -> None:
    with unit_of_work():
        organization = people.create_organization(f"Oakline of {who}")
        people.create_person(f"{who}@oakline.example", "Priya Raman", Role.MEMBER, organization.id)
        enqueue("fresh_link", f"{who}@oakline.example", key=who, secret={"link": "s"})


def rows() -> dict[str, list[tuple[object, ...]]]:
    session.rollback()
    return {
        model.__tablename__: [tuple(row) for row in session.execute(select(*model.__table__.columns))]
        for model in (Organization, Person, OutboxMessage)
    }


def test_everything_comes_back(tmp_path: Path, migrated: MigratedDatabase) -> None:
    write_something()
    before = rows()
    file = tmp_path / "backup.zip"
    write_archive(engine(), file)
    session.rollback()
    migrated.reset()
    assert session.scalar(select(func.count()).select_from(Person)) == 0
    session.rollback()
    read_archive(engine(), file)
    assert rows() == before
    assert audit.verify().broken_at is None


def test_a_backup_is_of_one_instant_while_people_write(app: Flask, tmp_path: Path, migrated: MigratedDatabase) -> None:
    """Each unit of work adds one of each kind, so a backup that saw half of one would hold different numbers."""
    stop = Event()
    written: list[int] = []

    def write_on() -> None:
        with app.app_context():
            while not stop.is_set():
                write_something(f"writer{len(written)}")
                written.append(1)

    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write_on)
        try:
            for number in range(3):
                at_least = len(written) + 3
                while len(written) < at_least and not writing.done():
                    stop.wait(0.01)
                write_archive(engine(), tmp_path / f"{number}.zip")
        finally:
            stop.set()
        writing.result()
    for number in range(3):
        session.rollback()
        migrated.reset()
        read_archive(engine(), tmp_path / f"{number}.zip")
        counts = {len(found) for found in rows().values()}
        assert len(counts) == 1
        assert 3 * (number + 1) <= counts.pop() <= len(written)
        assert audit.verify().broken_at is None


def test_a_backup_of_sqlite_comes_back_in_whatever_database_this_is(
    app: Flask, tmp_path: Path, migrated: MigratedDatabase
) -> None:
    other = MigratedDatabase(tmp_path / "other")
    file = tmp_path / "backup.zip"
    with other.app.app_context():
        write_something()
        before = rows()
        write_archive(engine(), file)
        head = audit.verify().head
    other.close()
    with app.app_context():
        read_archive(engine(), file)
        assert rows() == before
        assert audit.verify().head == head


def test_while_somebody_reads_the_log_is_left_after_a_moment() -> None:
    """An export reads for long, and nobody can write while the log waits to be emptied."""
    if engine().dialect.name == "postgresql":
        assert empty_log(engine()), "it keeps its log by itself"
        return
    write_something()
    waits: list[str] = []

    def note(*given: Any) -> None:
        if str(given[2]).startswith(("PRAGMA busy_timeout", "PRAGMA wal_checkpoint")):
            waits.append(str(given[2]))

    with engine().connect() as reader:
        reader.execute(select(func.count()).select_from(Person))
        write_something("jonas")
        event.listen(engine(), "before_cursor_execute", note)
        try:
            assert not empty_log(engine())
        finally:
            event.remove(engine(), "before_cursor_execute", note)
    first, *tries, last = waits
    assert (first, last) == ("PRAGMA busy_timeout=250", "PRAGMA busy_timeout=15000")
    assert tries == ["PRAGMA wal_checkpoint(TRUNCATE)"] * 4
    assert empty_log(engine())


def test_after_a_restore_no_mail_leaves_by_itself() -> None:
    write_something()
    with unit_of_work():
        assert hold_waiting(wiring.MAILS) == 1
    held = session.scalars(select(OutboxMessage)).one()
    assert (held.status, held.secret) == (MessageStatus.DEAD, {})


def test_a_file_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    file.write_text("mine")
    with pytest.raises(InvalidInput, match="exists already"):
        write_archive(engine(), file)
    assert file.read_text() == "mine"


def test_a_database_with_people_is_not_restored_into(tmp_path: Path) -> None:
    write_something()
    file = tmp_path / "backup.zip"
    write_archive(engine(), file)
    with pytest.raises(InvalidInput, match="holds people already"):
        read_archive(engine(), file)


def test_one_changed_byte_is_refused(tmp_path: Path, migrated: MigratedDatabase) -> None:
    write_something()
    file = tmp_path / "backup.zip"
    write_archive(engine(), file)
    session.rollback()
    migrated.reset()
    whole = file.read_bytes()
    for place in (0, 10, len(whole) // 3, len(whole) // 2, len(whole) - 100, len(whole) - 1):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        file.write_bytes(damaged)
        with pytest.raises(InvalidInput, match="damaged"):
            read_archive(engine(), file)
        assert session.scalar(text("SELECT count(*) FROM people")) == 0
        session.rollback()


@pytest.mark.parametrize("content", [b"", b"not a zip file", b"PK\x03\x04"])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "backup.zip"
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match="damaged"):
        read_archive(engine(), file)
    with pytest.raises(InvalidInput, match="no file"):
        read_archive(engine(), tmp_path / "missing.zip")
