"""Errors that are no fault of ours: the database does not answer, or was busy for longer than we wait."""

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

# Busy, locked, unreadable, full, cannot be opened: https://www.sqlite.org/rescode.html
_SQLITE_CODES = frozenset({5, 6, 10, 13, 14})


def is_outage(error: BaseException) -> bool:
    """Whether what was asked may work when it is asked again, with nothing changed."""
    if isinstance(error, NoFreeConnection):
        return True
    if not isinstance(error, DBAPIError):
        return False
    # An extended code keeps the plain one in its last byte. On PostgreSQL, this class of error is of the server alone.
    code = getattr(error.orig, "sqlite_errorcode", None)
    is_fault = isinstance(error, OperationalError) if code is None else code & 0xFF in _SQLITE_CODES
    return error.connection_invalidated or is_fault
