"""Who writes more than a person can is stopped for a minute, and loses nothing by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cab_portal.accounts.models import Person
from cab_portal.database import session
from cab_portal.drafts.models import Draft
from tests.factories.accounts import staff
from tests.page_client import PageClient

SignIn = Callable[[Person], PageClient]


@pytest.mark.usefixtures("app")
def test_a_person_may_write_120_times_a_minute(signed_in: SignIn) -> None:
    mara, hana = staff(), staff()
    browser = signed_in(mara)
    form = browser.get("/staff/drafts/new").form("/staff/drafts").fill(kind="email_series")
    for _ in range(120):
        assert form.submit("Create draft").status == 422
    refused = form.fill(title="Onboarding").submit("Create draft")
    assert (refused.status, refused.h1) == (429, "That was a lot at once")
    assert 0 < int(refused.response.headers["Retry-After"]) <= 61
    assert "Nothing was saved." in refused.words
    assert refused.soup.select_one('main input[value="Onboarding"]') is not None
    assert session.query(Draft).count() == 0

    assert browser.get("/staff/drafts").status == 200, "reading goes on"
    other = signed_in(hana).get("/staff/drafts/new").form("/staff/drafts")
    assert other.fill(kind="email_series", title="Onboarding").submit("Create draft").status == 200
