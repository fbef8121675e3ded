"""Pages of surveys read at once, over one connection: a second one beside it would leave none for others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import event

from cab_portal.accounts.models import Person
from cab_portal.core import paths
from cab_portal.database import session
from cab_portal.database.session import db, give_back
from cab_portal.surveys.rules import SurveyLayout, SurveyPrivacy
from tests.factories import accounts, surveys
from tests.factories.rewards import FORTY
from tests.page_client import PageClient

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")


def most_connections(ask_for: Callable[[], object]) -> int:
    """How many connections are held at the same time during a call that begins with none."""
    session.rollback()
    give_back()
    held = [0]

    def take(*_given: object) -> None:
        held.append(held[-1] + 1)

    def give(*_given: object) -> None:
        held.append(held[-1] - 1)

    event.listen(db.engine, "checkout", take)
    event.listen(db.engine, "checkin", give)
    try:
        ask_for()
    finally:
        event.remove(db.engine, "checkout", take)
        event.remove(db.engine, "checkin", give)
    return max(held)


@pytest.mark.parametrize("privacy", SurveyPrivacy)
@pytest.mark.parametrize(
    ("layout", "endings"),
    [(SurveyLayout.PAGED, ("", "/q/1", "/check", "/stored")), (SurveyLayout.WHOLE, ("", "/answers", "/stored"))],
)
def test_a_page_of_a_survey_takes_one_connection(
    signed_in: SignIn, layout: SurveyLayout, endings: tuple[str, ...], privacy: SurveyPrivacy
) -> None:
    trusted = [accounts.staff()] if privacy is SurveyPrivacy.CONFIDENTIAL else []
    sent = surveys.sent_survey(10, layout=layout, privacy=privacy, confidants=trusted, reward=FORTY)
    path, client = paths.survey(sent.survey.id), signed_in(sent.people[0]).client
    for ending in endings:
        assert most_connections(partial(client.get, path + ending)) == 1, ending
