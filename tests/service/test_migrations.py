"""Migrations and models say the same, on both databases, in both directions, and no revision loses a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, Connection, Engine, inspect, text

from cab_portal.app import create_app, prepare_migrations
from cab_portal.boards.models import Seat
from cab_portal.core import clock
from cab_portal.database import engine as engines
from cab_portal.database import session, unit_of_work
from cab_portal.database.session import db
from cab_portal.models import metadata
from cab_portal.rewards import service
from cab_portal.surveys.rules import SurveyPrivacy
from cab_portal.web.folders import folder
from tests import services
from tests.databases import fresh_postgresql, settings_for
from tests.factories import accounts, boards, surveys
from tests.factories.requests import ground_of, prepared_request, send_request
from tests.factories.rewards import earn_for, offer_for

# Tables whose rows nobody may change, each held by triggers.
APPEND_ONLY = {"audit_entries", "charters", "launches", "postings", "version_steps", "versions"}
# Tables on which results of surveys rest: every change of them is marked, by triggers.
MARKING = {
    *(
        "answers",
        "assignments",
        "boards",
        "offers",
        "organizations",
        "page_times",
        "people",
        "postings",
        "released_answers",
    ),
    *("reminders", "responses", "seats", "segments", "themed_answers", "themes"),
}
SQLITE_TRIGGERS = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
POSTGRESQL_TRIGGERS = (
    "SELECT c.relname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE NOT t.tgisinternal"
)

BATCH_CHANGE = '''
    """Change a table that has child rows, one that has triggers, and one that triggers of others name."""

    from alembic import op
    import sqlalchemy as sa

    revision = "9999"
    down_revision = "{head}"
    branch_labels = None
    depends_on = None


    def upgrade() -> None:
        for table, column in (("boards", "purpose"), ("charters", "text"), ("surveys", "purpose")):
            with op.batch_alter_table(table) as batch:
                batch.alter_column(column, type_=sa.String(500), existing_type=sa.String(), existing_nullable=False)


    def downgrade() -> None:
        for table, column in (("boards", "purpose"), ("charters", "text"), ("surveys", "purpose")):
            with op.batch_alter_table(table) as batch:
                batch.alter_column(column, type_=sa.String(), existing_type=sa.String(500), existing_nullable=False)
'''


@pytest.fixture
def migrating(tmp_path: Path) -> Iterator[Flask]:
    """An application over a database of its own that has no tables yet, on the engine under test."""

    def over(url: str) -> Iterator[Flask]:
        application = create_app(settings_for(tmp_path, url))
        prepare_migrations(application)
        with application.app_context():
            yield application
            db.session.remove()
            db.engine.dispose()

    if services.engine_under_test() == "postgresql":
        with fresh_postgresql() as url:
            yield from over(url)
    else:
        yield from over("")


def triggers(connection: Connection) -> dict[str, list[str]]:
    statement = SQLITE_TRIGGERS if connection.dialect.name == "sqlite" else POSTGRESQL_TRIGGERS
    found: dict[str, list[str]] = {}
    for table, definition in connection.execute(text(statement)):
        found.setdefault(table, []).append(" ".join(definition.split()))
    return {table: sorted(definitions) for table, definitions in found.items()}


def schema(engine: Engine) -> dict[str, Any]:
    """All that a database says of its tables: columns, keys, indexes, checks and triggers, in one order."""
    seen = inspect(engine)
    tables: dict[str, Any] = {}
    for table in sorted(filter(is_ours, seen.get_table_names())):
        tables[table] = {
            "columns": sorted(
                (column["name"], str(column["type"]), column["nullable"], str(column["default"]))
                for column in seen.get_columns(table)
            ),
            "primary": sorted(seen.get_pk_constraint(table)["constrained_columns"]),
            "foreign": sorted(
                (str(key["name"]), key["constrained_columns"], key["referred_table"], key["referred_columns"])
                for key in seen.get_foreign_keys(table)
            ),
            "unique": sorted((str(key["name"]), key["column_names"]) for key in seen.get_unique_constraints(table)),
            "indexes": sorted(
                (str(index["name"]), index["column_names"], index["unique"], predicate(index))
                for index in seen.get_indexes(table)
            ),
            "checks": sorted((str(check["name"]), check["sqltext"]) for check in seen.get_check_constraints(table)),
        }
    with engine.connect() as connection:
        return {"tables": tables, "triggers": triggers(connection)}


def is_ours(table: str) -> bool:
    """The queue that wakes the worker keeps its own tables, and makes them itself."""
    return table != "alembic_version" and not table.startswith("queue_")


def predicate(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


def allowed_values(sqltext: str) -> list[str]:
    """The texts and numbers that a check names: each database spells the rest in its own way."""
    return sorted(re.findall(r"'[^']*'|\b\d+\b", sqltext))


def test_models_equal_migrations(migrating: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        options: dict[str, Any] = {"compare_type": True, "compare_server_default": True, "render_as_batch": True}
        options["include_name"] = lambda name, kind, _parents: kind != "table" or is_ours(name)
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_checks_of_the_models_stand_in_the_database(migrating: Flask) -> None:
    """Autogenerate does not see a check that came later."""
    upgrade()
    seen = inspect(db.engine)
    for table in metadata.sorted_tables:
        wanted = {
            str(check.name): allowed_values(str(check.sqltext.compile(compile_kwargs={"literal_binds": True})))
            for check in table.constraints
            if isinstance(check, CheckConstraint)
        }
        found = {
            str(check["name"]): allowed_values(check["sqltext"]) for check in seen.get_check_constraints(table.name)
        }
        assert found == wanted, table.name


def test_what_is_immutable_is_held_by_triggers(migrating: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        found = triggers(connection)
    assert set(found) == APPEND_ONLY | {"surveys"} | MARKING
    for table in APPEND_ONLY:
        definitions = found[table]
        said = " ".join(definitions).upper()
        assert "UPDATE" in said, table
        assert "DELETE" in said, table


def test_up_down_up_leaves_the_same_schema(migrating: Flask) -> None:
    upgrade()
    first = schema(db.engine)
    downgrade(revision="base")
    empty = schema(db.engine)
    assert (empty["tables"], empty["triggers"]) == ({}, {})
    upgrade()
    assert schema(db.engine) == first


@pytest.fixture
def with_batch_change(tmp_path: Path, migrating: Flask) -> str:
    """Revisions of a folder of their own, whose last one rebuilds a table with child rows and one with triggers."""
    upgrade()
    with db.engine.connect() as connection:
        head = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    own = tmp_path / "migrations"
    versions = own / "versions"
    versions.mkdir(parents=True)
    given = folder("migrations")
    for name in ("env.py", "alembic.ini", "script.py.mako"):
        (own / name).write_bytes((given / name).read_bytes())
    for path in (given / "versions").glob("*.py"):
        (versions / path.name).write_bytes(path.read_bytes())
    change = dedent(BATCH_CHANGE).format(head=head)
    (versions / "9999_change_boards.py").write_text(change, encoding="utf-8")
    return str(own)


def rows(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.scalar(text(f"SELECT count(*) FROM {table.name}")) or 0  # noqa: S608 - our own names
        for table in metadata.sorted_tables
    }


def test_a_batch_change_keeps_child_rows_and_triggers(with_batch_change: str) -> None:
    """On SQLite it rebuilds the table: with foreign keys on, the rebuilding would delete or refuse its child rows."""
    seat = boards.seat(boards.board(), accounts.person())
    assert seat.starts_at < clock.now()
    db.session.remove()
    with db.engine.connect() as connection:
        before, guards = rows(connection), triggers(connection)
    assert before["seats"] == before["charters"] == 1
    upgrade(directory=with_batch_change)
    with db.engine.connect() as connection:
        assert rows(connection) == before
        assert triggers(connection) == guards
    downgrade(directory=with_batch_change)
    with db.engine.connect() as connection:
        assert rows(connection) == before
        assert triggers(connection) == guards


def test_a_revision_that_fails_leaves_nothing_behind(with_batch_change: str) -> None:
    path = Path(with_batch_change) / "versions" / "9999_change_boards.py"
    lines = [
        "upgrade() -> None:",
        "op.create_table('lofts', sa.Column('id', sa.Integer))",
        "raise RuntimeError('halfway')",
    ]
    halfway = "\n    ".join(lines)
    path.write_text(path.read_text(encoding="utf-8").replace("upgrade() -> None:", halfway), encoding="utf-8")
    before = schema(db.engine)
    with pytest.raises(SystemExit):
        upgrade(directory=with_batch_change)
    assert schema(db.engine) == before


def test_foreign_keys_are_held_again_after_a_migration(with_batch_change: str) -> None:
    upgrade(directory=with_batch_change)
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    assert engines.SQLITE_PRAGMAS["foreign_keys"] == "ON"


def test_confidential_answers_sent_before_keep_their_segment(migrating: Flask) -> None:
    upgrade()
    sent = surveys.sent_survey(3, privacy=SurveyPrivacy.CONFIDENTIAL, confidants=[accounts.staff()])
    with unit_of_work():
        session.get_one(Seat, sent.seats[0].id).segment_id = boards.segment(sent.board, "Carriers").id
    for person in sent.people[:2]:
        surveys.response(sent.survey, person)
    surveys.answer(sent.survey, sent.people[2])
    session.remove()
    downgrade(revision="0014")
    upgrade()
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT segment, submitted_at IS NULL FROM responses ORDER BY id")).all()
    assert [tuple(row) for row in found] == [("Carriers", False), ("", False), (None, True)]


def test_postings_keep_what_their_entries_said(migrating: Flask) -> None:
    upgrade()
    ground = ground_of()
    request = prepared_request(ground)
    offer_for(request)
    send_request(request, ground)
    payouts = [earn_for(request, seat.person) for seat in ground.seats[:2]]
    with unit_of_work():
        service.reverse(payouts[1].posting)
    session.remove()
    found = "SELECT kind, debit, credit, amount_minor, currency FROM postings ORDER BY id"
    with db.engine.connect() as connection:
        before = connection.execute(text(found)).all()
    assert [tuple(row)[:4] for row in before] == [
        ("earned", "program", "member", 4_000),
        ("earned", "program", "member", 4_000),
        ("reversed", "member", "program", 4_000),
    ]
    downgrade(revision="0020")
    with db.engine.connect() as connection:
        sums = "SELECT account, sum(amount_minor) FROM ledger_entries GROUP BY account ORDER BY account"
        assert [tuple(row) for row in connection.execute(text(sums))] == [("member", 4_000), ("program", -4_000)]
    upgrade()
    with db.engine.connect() as connection:
        assert connection.execute(text(found)).all() == before
