"""Reading the program's settings."""

from sqlalchemy import select

from cab_portal.database import session
from cab_portal.program.models import Program
from cab_portal.program.rules import ProgramView


def program() -> ProgramView:
    """The program as it is set up; one statement. The migration made the row, so there always is one."""
    return view_of(session.execute(select(Program)).scalar_one())


def view_of(row: Program) -> ProgramView:
    """The detached form of a row that was read together with something else."""
    return ProgramView(
        name=row.name,
        currency=row.currency,
        time_zone=row.time_zone,
        hourly_rate_minor=row.hourly_rate_minor,
        reply_address=row.reply_address,
        finished_percent=row.finished_percent,
        finished_per_segment=row.finished_per_segment,
        smallest_group=row.smallest_group,
        placeholders=row.placeholders,
        is_demo=row.is_demo,
    )
