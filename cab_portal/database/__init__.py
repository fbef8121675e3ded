"""The SQL side: base class, column types, session, unit of work."""

from cab_portal.database.base import Base
from cab_portal.database.session import session
from cab_portal.database.unit_of_work import unit_of_work

__all__ = ["Base", "session", "unit_of_work"]
