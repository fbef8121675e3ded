"""Backup and restore: all rows as one snapshot in a zip file, readable on SQLite and PostgreSQL alike.

The file holds ``manifest.json`` (format, schema revision, columns and rows of every table) and one file of JSON lines
per table, each line a list of values in the order of the manifest's columns. The zip file's comment, its last 64 bytes,
is the SHA-256 of all bytes before it.
"""

import hashlib
import json
import os
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Table, false, insert, select, text, true

from cab_portal.core import clock
from cab_portal.core.errors import InvalidInput
from cab_portal.database.base import NOT_IN_BACKUPS, Base
from cab_portal.database.cleaning import empty_log
from cab_portal.database.engine import WRITING

FORMAT = 1
_BATCH = 500
_SEAL_LENGTH = 64
_MANIFEST = "manifest.json"
_DAMAGED = "This backup is damaged or was changed, so nothing was restored. Take another one."


def write_archive(engine: Engine, file: Path) -> int:
    """Write every row, as of one instant, while others go on writing; how many rows. Refuses to overwrite a file.

    Left out are answers to anonymous surveys that are being given: nobody has sent them, and a backup is for ever.
    """
    if file.exists():
        raise InvalidInput(f"{file} exists already. Choose another name.")
    empty_log(engine)
    partial = file.with_name(file.name + ".partial")
    level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else "SERIALIZABLE"
    tables: dict[str, dict[str, Any]] = {}
    try:
        with (
            engine.connect().execution_options(isolation_level=level) as connection,
            connection.begin(),
            zipfile.ZipFile(partial, "x", zipfile.ZIP_DEFLATED) as archive,
        ):
            for table in Base.metadata.sorted_tables:
                tables[table.name] = _write_table(connection, table, archive)
            manifest = {
                "format": FORMAT,
                "revision": _revision(connection),
                "made_at": clock.now().isoformat(),
                "tables": tables,
            }
            archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
            archive.comment = bytes(_SEAL_LENGTH)
        _seal(partial)
        partial.chmod(0o600)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return sum(int(entry["rows"]) for entry in tables.values())


def read_archive(engine: Engine, file: Path) -> int:
    """Restore a backup into a database that is migrated and holds nobody yet; how many rows.

    All or nothing: the whole file is held against its seal before anything is written.
    """
    if not file.exists():
        raise InvalidInput(f"There is no file {file}.")
    if not _is_whole(file):
        raise InvalidInput(_DAMAGED)
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            with engine.connect().execution_options(**WRITING) as connection, connection.begin():
                _refuse_unfit(connection, manifest)
                return _load(connection, archive, manifest)
    except (zipfile.BadZipFile, KeyError) as error:
        raise InvalidInput(_DAMAGED) from error


def _write_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> dict[str, Any]:
    columns = list(table.columns)
    count = 0
    kept = false() if table.info.get(NOT_IN_BACKUPS) else true()
    found = select(*columns).where(kept).order_by(*table.primary_key.columns)
    rows = connection.execution_options(yield_per=_BATCH).execute(found)
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as target:
        for row in rows:
            target.write((json.dumps([_plain(value) for value in row], separators=(",", ":")) + "\n").encode())
            count += 1
    return {"columns": [column.name for column in columns], "rows": count}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes():
            return b64encode(value).decode()
        case _:
            return value


def _reader(table: Table, name: str) -> Callable[[Any], Any]:
    """How a column's values come back from JSON; enums stay the text that they are stored as."""
    kinds: dict[type, Callable[[Any], Any]] = {
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
        UUID: UUID,
        bytes: b64decode,
    }
    return kinds.get(table.columns[name].type.python_type, lambda value: value)


def _seal(file: Path) -> None:
    seal = _digest(file)
    with file.open("r+b") as target:
        target.seek(-_SEAL_LENGTH, os.SEEK_END)
        target.write(seal)


def _is_whole(file: Path) -> bool:
    if file.stat().st_size < _SEAL_LENGTH:
        return False
    with file.open("rb") as source:
        source.seek(-_SEAL_LENGTH, os.SEEK_END)
        return source.read() == _digest(file)


def _digest(file: Path) -> bytes:
    """The SHA-256 of all bytes but the seal's, as hexadecimal digits."""
    digest = hashlib.sha256()
    left = file.stat().st_size - _SEAL_LENGTH
    with file.open("rb") as source:
        while left:
            chunk = source.read(min(left, 2**20))
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest().encode()


def _refuse_unfit(connection: Connection, manifest: dict[str, Any]) -> None:
    if manifest["format"] != FORMAT:
        raise InvalidInput("This backup was made by another release of the portal. Restore it with that release.")
    revision = _revision(connection)
    if manifest["revision"] != revision:
        raise InvalidInput(
            f"This backup has the schema {manifest['revision']} and the database {revision}. Use the same release."
        )
    if connection.scalar(text("SELECT 1 FROM people LIMIT 1")):
        raise InvalidInput("This database holds people already. Restore into an empty one.")


def _revision(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _load(connection: Connection, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> int:
    # The rows that every migrated database has come from the backup too.
    for name in ("audit_head", "program"):
        connection.execute(Base.metadata.tables[name].delete())
    count = 0
    for table in Base.metadata.sorted_tables:
        entry = manifest["tables"][table.name]
        with archive.open(f"{table.name}.jsonl") as source:
            for batch in _batches(_parents_first(table, _rows(table, entry["columns"], source))):
                connection.execute(insert(table), batch)
                count += len(batch)
    return count


def _rows(table: Table, columns: list[str], lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    readers = [_reader(table, name) for name in columns]
    for line in lines:
        values = json.loads(line)
        yield {
            name: None if value is None else read(value)
            for name, read, value in zip(columns, readers, values, strict=True)
        }


def _parents_first(table: Table, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows in an order in which none points to a later one of the same table."""
    pointers = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    if not pointers:
        yield from rows
        return
    waiting = list(rows)
    written: set[Any] = {None}
    while waiting:
        ready = [row for row in waiting if all(row[pointer] in written for pointer in pointers)]
        if not ready:
            raise InvalidInput(_DAMAGED)
        yield from ready
        written.update(row["id"] for row in ready)
        waiting = [row for row in waiting if row["id"] not in written]


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
