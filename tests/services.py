"""The services that tests may use: which of them answer, and on which database this run stands.

Read by the suite's closing line and by the fixtures, so that both mean the same thing by "answers".

Environment: ``CAB_TEST_DATABASE_URL`` and ``CAB_TEST_REDIS_URL`` say where PostgreSQL and Redis are (where
unset: on loopback, as user postgres without a password); ``CAB_TEST_ON`` is ``sqlite``, the default, or
``postgresql``.
"""

from __future__ import annotations

import os
from typing import Literal

import psycopg
import redis

DEFAULT_DATABASE_URL = "postgresql://postgres@127.0.0.1:5432/postgres"
DEFAULT_REDIS_URL = "redis://127.0.0.1:6379/0"
CONNECT_SECONDS = 3


def database_url() -> str:
    """Where PostgreSQL is asked; its database is only used to make and drop databases of the tests' own."""
    return os.environ.get("CAB_TEST_DATABASE_URL", DEFAULT_DATABASE_URL)


def redis_url() -> str:
    """Where Redis is asked; tests use keys under a prefix of their own."""
    return os.environ.get("CAB_TEST_REDIS_URL", DEFAULT_REDIS_URL)


def engine_under_test() -> Literal["sqlite", "postgresql"]:
    """The database of this run.

    Raises ValueError for any other name in ``CAB_TEST_ON``, because a typing error must not run SQLite twice.
    """
    match os.environ.get("CAB_TEST_ON", "sqlite"):
        case "sqlite":
            return "sqlite"
        case "postgresql":
            return "postgresql"
        case other:
            raise ValueError(f"CAB_TEST_ON is {other!r}: it must be sqlite or postgresql.")


def why_no_postgresql() -> str | None:
    """None where PostgreSQL lets us in, else one sentence."""
    try:
        with psycopg.connect(database_url(), connect_timeout=CONNECT_SECONDS) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error as error:
        return f"PostgreSQL did not answer ({_first_line(error)})"
    return None


def why_no_redis() -> str | None:
    """None where Redis lets us in, else one sentence."""
    try:
        with redis.Redis.from_url(redis_url(), socket_connect_timeout=CONNECT_SECONDS) as connection:
            connection.ping()
    except redis.RedisError as error:
        return f"Redis did not answer ({_first_line(error)})"
    return None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
