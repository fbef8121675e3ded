"""Making the demo data, and the mark that says so."""

from zoneinfo import ZoneInfo

from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.core import clock
from cab_portal.core.errors import Conflict
from cab_portal.database import session
from cab_portal.demo import boards, course, onboarding, practice, qbr, support
from cab_portal.demo.telling import Story

NOT_EMPTY = "There are people in this database already, and demo data never joins real data."


def is_empty() -> bool:
    """Whether nobody is here yet: demo data never joins real data."""
    return session.scalar(select(Person.id).limit(1)) is None


def create_all() -> None:
    """Tell the whole story, and mark the database as a demo. ``Conflict`` where somebody is here already."""
    if not is_empty():
        raise Conflict(NOT_EMPTY)
    story = Story(clock.now(), ZoneInfo(boards.ZONE))
    for tell in (boards.tell, support.tell, qbr.tell, onboarding.tell, course.tell, practice.tell):
        tell(story)
    story.run()
