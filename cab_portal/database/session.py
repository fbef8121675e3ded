"""The session of the present context. This package alone knows Flask-SQLAlchemy."""

from typing import cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine
from sqlalchemy.orm import Session, scoped_session

from cab_portal.database.base import Base

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)


def engine() -> Engine:
    """The engine of the present application, for what works below the session: backup and checks."""
    return db.engine


session = cast("scoped_session[Session]", db.session)
