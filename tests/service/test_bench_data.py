"""A survey filled for measuring: its rows are those that the services write, and real people keep it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.audit import service as audit
from cab_portal.core import clock, ids
from cab_portal.core.errors import Conflict
from cab_portal.database import session
from cab_portal.demo import filling
from cab_portal.models import metadata
from cab_portal.surveys.models import Response, ResultMark
from cab_portal.surveys.rules import SurveyLayout
from tests.databases import MigratedDatabase
from tests.factories import accounts
from tests.factories.rewards import owed_minor
from tests.page_client import PageClient

pytestmark = pytest.mark.usefixtures("app")
MEMBERS = 6


def columns_filled() -> dict[str, dict[str, int]]:
    """How many rows of each table have something in each column. How many marks there are is a matter of chance."""
    session.rollback()
    return {
        table.name: dict(
            session.execute(select(*(func.count(column).label(column.name) for column in table.c))).mappings().one()
        )
        for table in metadata.sorted_tables
        if table.name != ResultMark.__tablename__
    }


def results(ground: filling.Ground, signed_in: Callable[[Person], PageClient]) -> list[str]:
    """What stands in the tables of the page: the numbers of every chart. Words of one instant come in any order."""
    admin = session.get_one(Person, ground.admin.id)
    page = signed_in(admin).get(f"/staff/surveys/{ids.encode(ground.survey_id)}/results")
    assert "6 of 6 invited" in page.words
    return [" ".join(table.text.split()) for table in page.soup.select("table")]


def told(ground: filling.Ground, signed_in: Callable[[Person], PageClient]) -> dict[str, Any]:
    filled = columns_filled()
    return {"columns": filled, "results": results(ground, signed_in)}


@pytest.mark.parametrize("layout", SurveyLayout)
def test_copies_are_what_the_services_write(
    signed_in: Callable[[Person], PageClient], migrated: MigratedDatabase, layout: SurveyLayout
) -> None:
    with clock.standing_at(clock.now()):
        _copies_are_what_the_services_write(signed_in, migrated, layout)


def _copies_are_what_the_services_write(
    signed_in: Callable[[Person], PageClient], migrated: MigratedDatabase, layout: SurveyLayout
) -> None:
    ground = filling.prepare(layout)
    for number in range(2, MEMBERS + 1):
        filling.take_part(ground, number)
    by_services = told(ground, signed_in)
    session.rollback()
    migrated.reset()
    ground = filling.prepare(layout)
    filling.add_copies(ground, MEMBERS)
    by_copies = told(ground, signed_in)
    assert by_copies["columns"] == by_services["columns"]
    assert by_copies["results"] == by_services["results"]
    assert len(by_copies["results"]) >= 4
    timed = "page_times" if layout is SurveyLayout.PAGED else "responses"
    assert by_copies["columns"][timed]["milliseconds"] >= MEMBERS
    assert audit.verify().broken_at is None
    assert owed_minor() == MEMBERS * 2_000


def test_each_copy_is_somebody_else() -> None:
    filling.fill(MEMBERS)
    people = session.scalars(select(Response.person_id)).all()
    assert len(set(people)) == MEMBERS
    names = session.scalars(select(Person.name).where(Person.id.in_(people)).order_by(Person.name)).all()
    assert names == [f"Member {number:07}" for number in range(1, MEMBERS + 1)]


def test_two_such_surveys_fit_into_one_database() -> None:
    assert filling.fill(3) != filling.fill(3, SurveyLayout.WHOLE)


def test_real_people_keep_it_out() -> None:
    accounts.person()
    with pytest.raises(Conflict, match="Measure in an empty database"):
        filling.fill(3)
    assert session.scalar(select(func.count()).select_from(Person)) == 1
