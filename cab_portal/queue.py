"""The job queue: it only wakes the worker, for the outbox table is the truth.

Tasks carry nothing; a lost one costs a minute.
"""

import json
import os
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

import structlog
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from cab_portal.core.settings import Settings

_log = structlog.get_logger()


class JsonSerializer(Serializer):  # type: ignore[misc]
    """Tasks as JSON: huey's own way is pickle, with which whoever writes to the queue could run code here."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(data._asdict(), default=_as_text).encode()

    def _deserialize(self, data: bytes) -> Message:
        fields = json.loads(data)
        if fields["eta"] is not None:
            fields["eta"] = datetime.fromisoformat(fields["eta"])
        return Message(**fields)


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"A task carries ids only, not {type(value).__name__}.")


class Queue:
    """The queue of one installation, and its one message: look into the outbox.

    ``out_of_reach`` are the errors, beside `OSError`, that say that it could not be reached.
    """

    def __init__(self, huey: Huey, *out_of_reach: type[Exception]) -> None:
        self.huey = huey
        self._out_of_reach: tuple[type[Exception], ...] = (OSError, *out_of_reach)
        self._run: Callable[[], None] | None = None
        self._pump = huey.task(name="pump_outbox")(self._pump_here)

    def serve(self, run: Callable[[], None]) -> None:
        """Say what the worker does when it is woken."""
        self._run = run

    def wake(self) -> None:
        """Tell the worker that there may be something to send."""
        try:
            self._pump()
        except self._out_of_reach as error:
            # The message stays in the outbox, and the worker looks there every minute by itself.
            _log.warning("worker_not_woken", error=str(error))

    def _pump_here(self) -> None:
        if self._run is None:
            raise RuntimeError("Only a worker runs tasks.")
        self._run()


@cache
def queue_for(settings: Settings) -> Queue:
    """The queue that belongs to these settings: in Redis, in PostgreSQL, or in a file beside the SQLite database."""
    common: dict[str, Any] = {"serializer": JsonSerializer(), "results": False}
    if settings.redis_url:
        from redis.exceptions import RedisError

        return Queue(RedisHuey("cab", url=settings.redis_url, **common), RedisError)
    if not settings.on_sqlite:
        dsn = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        return Queue(PostgresHuey("cab", dsn=dsn, table_prefix="queue", **common))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    file = os.fspath(settings.data_dir / "queue.sqlite3")
    return Queue(SqliteHuey("cab", filename=file, fsync=False, **common))
