"""Reading the program's settings."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import select

from cab_portal.database import session
from cab_portal.program.models import Program
from cab_portal.program.rules import ProgramView

COLUMNS = tuple(getattr(Program, field.name) for field in fields(ProgramView))
"""What ``view_of`` makes a view of."""


def program() -> ProgramView:
    """The program as it is set up; one statement. The migration made the row, so there always is one."""
    return view_of(session.execute(select(*COLUMNS)).one())


def view_of(values: Sequence[Any]) -> ProgramView:
    """The program of the values of ``COLUMNS``, which may have been read together with something else."""
    return ProgramView(*values)
