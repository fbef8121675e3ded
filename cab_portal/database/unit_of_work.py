"""The unit of work: one write transaction, the handlers of its events, one commit.

Nothing else in the house commits.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy.exc import IntegrityError

from cab_portal.core import events
from cab_portal.core.errors import Conflict
from cab_portal.core.events import Event
from cab_portal.database.engine import WRITING
from cab_portal.database.session import give_back, holding, session
from cab_portal.database.statements import repeats_a_row

Handler: TypeAlias = Callable[[Any], None]


@dataclass
class _Dispatch:
    """What the wiring table handed over."""

    subscriptions: Mapping[type[Event], Sequence[Handler]] = field(default_factory=dict)
    record: Callable[[Sequence[Event]], None] = lambda _events: None
    after_commit: Callable[[], None] = lambda: None


_dispatch = _Dispatch()
_open: ContextVar[bool] = ContextVar("unit_of_work_open", default=False)


def connect(
    subscriptions: Mapping[type[Event], Sequence[Handler]],
    record: Callable[[Sequence[Event]], None],
    after_commit: Callable[[], None],
) -> None:
    """Hand over the wiring table: handlers per event, the audit log's ``record``, and what to wake after a commit."""
    _dispatch.subscriptions = subscriptions
    _dispatch.record = record
    _dispatch.after_commit = after_commit


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Run the block in one write transaction; returning commits, raising rolls back.

    Ends the read transaction that came before it, so objects loaded earlier must be loaded again inside. Handlers run
    inside the transaction, event by event until none is left; the audit log is written last, because the lock on the
    head of its chain is held from there to the commit. ``Conflict`` where a unique constraint refuses a row.
    """
    if _open.get():
        raise RuntimeError("A unit of work does not nest.")
    give_back()
    session.rollback()
    token = _open.set(True)
    try:
        with events.collecting() as collected, holding(session.connection(execution_options=WRITING)):
            yield
            session.flush()
            _handle(collected)
            session.commit()
    except IntegrityError as error:
        session.rollback()
        if repeats_a_row(error):
            # Who looked first and found nothing was overtaken between the look and the insert.
            raise Conflict(
                "The same was saved at the same moment. Look at it, then try again.", code="repeated"
            ) from error
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        _open.reset(token)
    if collected:
        _dispatch.after_commit()


def _handle(collected: list[Event]) -> None:
    handled = 0
    while handled < len(collected):
        event = collected[handled]
        handled += 1
        for handler in _dispatch.subscriptions.get(type(event), ()):
            handler(event)
    _dispatch.record(collected)
    session.flush()
