"""Attacks on anonymous answers by somebody who reads the database, its files, a backup or the log."""

from __future__ import annotations

import json
import logging
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import DateTime, delete, select, text
from sqlalchemy.exc import OperationalError

from cab_portal.audit.models import AuditEntry
from cab_portal.database import session, unit_of_work
from cab_portal.database.archive import read_archive, write_archive
from cab_portal.database.base import Base
from cab_portal.database.cleaning import clean_files
from cab_portal.database.session import engine
from cab_portal.outbox.models import OutboxMessage
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.service import requests
from cab_portal.surveys.jobs import seal_due
from cab_portal.surveys.models import (
    AnonymousAnswers,
    AnswersUnderWay,
    Participant,
    ReleasedAnswers,
    Seal,
)
from cab_portal.surveys.rules import SurveyPrivacy
from cab_portal.surveys.service.anonymous import random_id
from tests.databases import MigratedDatabase
from tests.factories import surveys
from tests.factories.surveys import Sent

pytestmark = pytest.mark.usefixtures("app")
MEMBERS = 12
TABLES = (Participant, AnonymousAnswers, ReleasedAnswers, AnswersUnderWay)
# Long enough that no other text of the database holds it by chance.
CANARY = "Zebrafinkenschwarm im Morgennebel, Nummer"


def anonymous() -> Sent:
    return surveys.sent_survey(MEMBERS, privacy=SurveyPrivacy.ANONYMOUS)


def mark(place: int) -> str:
    """What the member in this place writes, so that the attacker could tell whose answer it is."""
    return f"{CANARY} {place:03}"


def send(sent: Sent, place: int) -> None:
    surveys.send_unlinked(sent.survey, sent.people[place], {"q1": 9, "q2": "right", "q5": mark(place)})


def seal() -> None:
    session.rollback()
    seal_due()


def close(sent: Sent) -> None:
    with unit_of_work():
        requests.close(session.get_one(ReviewRequest, sent.request.id, with_for_update=True))


def on_postgresql() -> bool:
    return session.get_bind().dialect.name == "postgresql"


def as_stored(model: type[Base], column: str) -> list[str]:
    """One column in the order in which the rows lie."""
    session.rollback()
    order = " ORDER BY ctid" if on_postgresql() else ""
    found = session.execute(text(f"SELECT {column} FROM {model.__tablename__}{order}"))  # noqa: S608 - our own names
    return [row if isinstance(row, str) else json.dumps(row) for (row,) in found]


def test_no_table_of_answers_knows_a_person_a_time_or_a_number() -> None:
    columns = {model.__tablename__: set(model.__table__.columns.keys()) for model in TABLES}
    assert columns == {
        "participants": {"survey_id", "person_id", "is_done"},
        "anonymous_answers": {"id", "survey_id", "body"},
        "released_answers": {"id", "survey_id", "body", "is_shown"},
        "answers_under_way": {"key", "survey_id", "body"},
    }
    for model in TABLES:
        assert not any(isinstance(column.type, DateTime) for column in model.__table__.columns)
        if model is not Participant:
            assert {key.column.table.name for key in model.__table__.foreign_keys} == {"surveys"}
    pointed_at = {key.column.table.name for table in Base.metadata.tables.values() for key in table.foreign_keys}
    assert not pointed_at & columns.keys(), "nothing points at an answer or at a participant"


def test_the_ids_of_answers_tell_no_time() -> None:
    """All 128 bits are random: of 64 ids each bit is set in some, and the order of sending is not theirs."""
    sent = anonymous()
    for place in range(MEMBERS):
        send(sent, place)
    session.rollback()
    rows = session.execute(select(AnonymousAnswers.id, AnonymousAnswers.body).order_by(AnonymousAnswers.id)).all()
    assert [body["q5"] for _key, body in rows] != [mark(place) for place in range(MEMBERS)]
    drawn = [random_id().int for _draw in range(64)]
    assert all(0 < sum(value >> bit & 1 for value in drawn) < 64 for bit in range(128))


def test_a_sealing_leaves_no_order_of_sending() -> None:
    """Ten answers of known order are sealed twenty times; the first lies first no oftener than by chance."""
    sent = anonymous()
    lies_first = 0
    for _round in range(20):
        with unit_of_work():
            session.execute(delete(ReleasedAnswers))
            for place in range(10):
                row = AnonymousAnswers(id=random_id(), survey_id=sent.survey.id, body={"q5": mark(place)})
                session.add(row)
                session.flush()
        seal()
        lie = [place for row in as_stored(ReleasedAnswers, "body") for place in range(10) if mark(place) in row]
        assert sorted(lie) == list(range(10))
        assert lie != sorted(lie)
        lies_first += lie[0] == 0
    # By chance 2 of 20; 13 or more come once in a hundred million runs.
    assert lies_first < 13


def pairs_by_transaction() -> list[tuple[str, str]]:
    """The attack that named everybody on PostgreSQL: join what one transaction wrote."""
    session.rollback()
    rows = session.execute(
        text(
            "SELECT p.person_id, a.body FROM participants p JOIN"
            " (SELECT xmin, body FROM anonymous_answers UNION ALL SELECT xmin, body FROM released_answers) a"
            " ON p.xmin = a.xmin WHERE p.is_done"
        )
    )
    return [(str(person), body["q5"]) for person, body in rows]


def test_no_row_says_when_it_was_written() -> None:
    """Neither by a number, nor by its transaction, nor by its place."""
    sent = anonymous()
    for place in range(10):
        send(sent, place)
    if not on_postgresql():
        for model in TABLES:
            with pytest.raises(OperationalError, match="no such column: rowid"):
                session.execute(text(f"SELECT rowid FROM {model.__tablename__}"))  # noqa: S608 - our own names
            session.rollback()
        return
    assert len(pairs_by_transaction()) == 10, "before it is sealed the attack works: that limit is stated"
    seal()
    assert len(pairs_by_transaction()) == 100, "afterwards everybody goes with every answer"
    # Two come later; the sealed ones are written again with them.
    for place in (10, 11):
        send(sent, place)
    close(sent)
    session.rollback()
    for table in ("participants", "released_answers"):
        assert session.scalar(text(f"SELECT count(DISTINCT xmin::text) FROM {table}")) == 1  # noqa: S608 - ours
    lie = as_stored(Participant, "person_id::text")
    assert lie != [str(person.id) for person in sent.people]


def test_nothing_of_an_answer_is_left_in_the_files() -> None:
    """What was typed and changed, or never sent, is gone from the file and the log of writes, and no row lies dead."""
    sent = anonymous()
    surveys.keep_unlinked(sent.survey, sent.people[0], {"q5": f"{CANARY} changed later"})
    surveys.keep_unlinked(sent.survey, sent.people[11], {"q5": f"{CANARY} never sent"})
    for place in range(6):
        send(sent, place)
    if on_postgresql():
        close(sent)
        seal()
        session.rollback()
        statement = text("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = :name")
        assert all(session.scalar(statement, {"name": model.__tablename__}) for model in TABLES)
        return
    database = Path(str(engine().url.database))
    files = [database, Path(f"{database}-wal")]
    assert any(b"changed later" in file.read_bytes() for file in files), "the attack would find it"
    close(sent)
    seal()
    left = b"".join(file.read_bytes() for file in files if file.exists())
    assert b"changed later" not in left
    assert b"never sent" not in left
    assert left.count(CANARY.encode()) == 6, "each answer lies there once"
    assert session.scalars(select(Seal.is_clean)).all() == [True]


def test_a_sealing_that_could_not_clean_is_cleaned_later(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = anonymous()
    for place in range(5):
        send(sent, place)
    monkeypatch.setattr("cab_portal.surveys.jobs.clean_files", lambda *_given: False)
    seal()
    assert session.scalars(select(Seal.is_clean)).all() == [False]
    monkeypatch.setattr("cab_portal.surveys.jobs.clean_files", clean_files)
    seal()
    assert session.scalars(select(Seal.is_clean)).all() == [True]


def test_a_backup_holds_no_answers_under_way_and_no_order(tmp_path: Path, migrated: MigratedDatabase) -> None:
    sent = anonymous()
    surveys.keep_unlinked(sent.survey, sent.people[11], {"q5": f"{CANARY} never sent"})
    for place in range(7):
        send(sent, place)
    seal()
    session.rollback()
    file = tmp_path / "backup.zip"
    write_archive(engine(), file)
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name).decode() for name in archive.namelist()}
    assert content["answers_under_way.jsonl"] == ""
    assert "never sent" not in "".join(content.values())
    for name in ("anonymous_answers", "released_answers", "participants"):
        keys = [tuple(json.loads(line)[:2]) for line in content[f"{name}.jsonl"].splitlines()]
        assert keys == sorted(keys), "rows stand in the order of their keys"
    session.rollback()
    migrated.reset()
    read_archive(engine(), file)
    assert session.scalar(text("SELECT count(*) FROM released_answers")) == 5
    assert session.scalar(text("SELECT count(*) FROM participants WHERE is_done")) == 7


def test_log_audit_and_mails_hold_no_answer_and_no_sending(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    sent = anonymous()
    caplog.set_level(logging.DEBUG)
    before = session.scalars(select(AuditEntry.number)).all()
    session.rollback()
    for place in range(4):
        send(sent, place)
    seal()
    assert session.scalars(select(AuditEntry.number)).all() == before
    assert session.scalars(select(OutboxMessage)).all() == []
    close(sent)
    seal()
    said = caplog.text + "".join(capfd.readouterr())
    audit = "".join(json.dumps(payload) for payload in session.scalars(select(AuditEntry.payload)))
    mails = "".join(json.dumps(context) for context in session.scalars(select(OutboxMessage.context)))
    assert CANARY not in said + audit + mails
