"""Changing the program's settings."""

from cab_portal.core import clock
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.program.events import ProgramChanged
from cab_portal.program.models import Program
from cab_portal.program.rules import ProgramInput, rate_of


def update_program(given: ProgramInput) -> None:
    """Take the settings over. What was promised before keeps its own currency and amount."""
    rate = rate_of(given)
    program = session.get_one(Program, 1, with_for_update=True, populate_existing=True)
    program.name = given.name
    program.currency = given.currency
    program.time_zone = given.time_zone
    program.hourly_rate_minor = rate.minor
    program.reply_address = given.reply_address
    program.finished_percent = given.finished_percent
    program.finished_per_segment = given.finished_per_segment
    program.smallest_group = given.smallest_group
    program.placeholders = given.placeholders
    program.updated_at = clock.now()
    publish(ProgramChanged(hourly_rate_minor=program.hourly_rate_minor, currency=program.currency))
