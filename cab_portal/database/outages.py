"""Errors that are no fault of ours: the database does not answer, or was busy for longer than we wait."""

from psycopg import OperationalError as NoAnswer
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

# Busy, locked, unreadable, full, cannot be opened: https://www.sqlite.org/rescode.html
_SQLITE_CODES = frozenset({5, 6, 10, 13, 14})


def is_outage(error: BaseException) -> bool:
    """Whether what was asked may work when it is asked again, with nothing changed."""
    if isinstance(error, NoFreeConnection):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", 0)
    # An extended code keeps the plain one in its last byte.
    return error.connection_invalidated or isinstance(error.orig, NoAnswer) or code & 0xFF in _SQLITE_CODES
