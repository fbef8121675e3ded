"""Facts in the past tense.

They hold ids and values only: no name, address or text of a person, so that erasure stays possible.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import ClassVar, TypeAlias
from uuid import UUID

Scalar: TypeAlias = str | int | bool | None


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. ``name`` is dotted (``comment.posted``); ``says`` is its wording in the audit log."""

    name: ClassVar[str]
    says: ClassVar[str]

    def payload(self) -> dict[str, Scalar]:
        """The fields as JSON values, in the order of their definition."""
        return {field.name: _scalar(getattr(self, field.name)) for field in fields(self)}


def wordings() -> dict[str, str]:
    """What each event says in the audit log, by its dotted name: all events whose features are imported."""
    return {kind.name: kind.says for kind in Event.__subclasses__()}


def _scalar(value: object) -> Scalar:
    match value:
        case Enum():
            return str(value.value)
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case None | bool() | int() | str():
            return value
        case _:
            raise TypeError(f"An event holds ids and plain values, not {type(value).__name__}.")


_collected: ContextVar[list[Event] | None] = ContextVar("collected_events", default=None)


def publish(event: Event) -> None:
    """Say that something happened. Only inside a unit of work, which runs the handlers before it commits."""
    collected = _collected.get()
    if collected is None:
        raise RuntimeError(f"{event.name} was published outside of a unit of work.")
    collected.append(event)


@contextmanager
def collecting() -> Iterator[list[Event]]:
    """Collect what is published in this context; used by the unit of work."""
    collected: list[Event] = []
    token = _collected.set(collected)
    try:
        yield collected
    finally:
        _collected.reset(token)
