"""Making the demo data, and the mark that says so."""

from sqlalchemy import select, update

from cab_portal.accounts.models import Person
from cab_portal.accounts.service.people import create_person
from cab_portal.core.actor import Role
from cab_portal.database import session, unit_of_work
from cab_portal.program.models import Program


def is_empty() -> bool:
    """Whether nobody is here yet: demo data never joins real data."""
    return session.scalar(select(Person.id).limit(1)) is None


def create_all() -> None:
    """Tell the whole story, and mark the database as a demo."""
    with unit_of_work():
        session.execute(
            update(Program).values(
                name="Fernhill advisory board", time_zone="Europe/Berlin", hourly_rate_minor=12_000, is_demo=True
            )
        )
        create_person("hana.vogt@fernhill.example", "Hana Vogt", Role.ADMIN)
        create_person("mara.keller@fernhill.example", "Mara Keller", Role.CSM)
