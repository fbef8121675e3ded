"""Leaving nothing behind of rows that were deleted: in the database's file, and in its log of writes."""

import time

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from cab_portal.database.base import Base
from cab_portal.database.engine import SQLITE_PRAGMAS

_MOMENT = 250
"""Milliseconds."""
_TRIES = 4


def clean_files(engine: Engine, models: tuple[type[Base], ...]) -> bool:
    """Free the space of deleted rows of these tables; False where others were in the way, and it is to be tried again.

    SQLite rewrites its whole file and empties the write-ahead log; PostgreSQL removes the dead rows of these tables.
    Not inside a transaction.
    """
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("VACUUM")
            else:
                for model in models:
                    connection.exec_driver_sql(f"VACUUM {model.__tablename__}")
    except OperationalError:
        # A writer held the file for longer than we wait. Nothing is lost: whoever asks looks at the answer.
        return False
    return empty_log(engine)


def empty_log(engine: Engine) -> bool:
    """Move what lies in SQLite's write-ahead log into the database and cut the log off; False where a reader holds it.

    PostgreSQL keeps its log by itself: no archive of it may be kept where surveys are anonymous. While it waits for a
    reader nobody can write. So it waits for a moment, lets the writers in, and tries a few times; in one long wait they
    would all run out of patience.
    """
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_MOMENT}")
        try:
            for _ in range(_TRIES):
                is_busy, _frames, _moved = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
                if not is_busy:
                    return True
                time.sleep(_MOMENT / 1_000)
        finally:
            # The connection goes back to the pool, where a writer finds it.
            connection.exec_driver_sql(f"PRAGMA busy_timeout={SQLITE_PRAGMAS['busy_timeout']}")
    return False
