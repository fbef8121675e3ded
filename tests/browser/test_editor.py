"""The editor of a draft in Chromium: saving while writing, two editors, what is not saved, and order by keyboard."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page, expect

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.drafts import queries
from cab_portal.drafts.models import Collaborator, Draft, Version
from cab_portal.drafts.rules import StepInput
from tests.browser.browsers import PHONE, Browsers, cookie_of
from tests.browser.inspecting import problems_of, widths_exceeded_by
from tests.factories import drafts as factories
from tests.factories.accounts import staff

pytestmark = pytest.mark.browser


@pytest.fixture
def mara(app: Flask) -> Person:
    return staff(name="Mara Keller")


@pytest.fixture
def draft(mara: Person) -> Draft:
    steps = [StepInput(title, f"Text of {title}.", day=day) for title, day in (("One", 0), ("Two", 3), ("Three", 7))]
    return factories.draft(mara, steps=steps)


def path(draft: Draft, rest: str = "") -> str:
    return f"/staff/drafts/{ids.encode(draft.id)}{rest}"


def stored(draft: Draft, place: int = 0) -> str:
    session.rollback()
    return queries.steps_of(draft.id)[place].markdown


def open_step(browse: Browsers, mara: Person, draft: Draft, **options: int) -> Page:
    page = browse(mara, **options).new_page()  # type: ignore[arg-type] # passed on as they are named there
    page.goto(path(draft, f"/steps/{ids.encode(queries.steps_of(draft.id)[0].id)}"), wait_until="networkidle")
    return page


def test_what_is_typed_is_saved_and_a_second_editor_loses_nothing(browse: Browsers, mara: Person, draft: Draft) -> None:
    first, second = open_step(browse, mara, draft), open_step(browse, mara, draft, width=PHONE)
    first.get_by_label("Text", exact=False).last.fill("Hello {frist name}, first.")
    expect(first.get_by_text("Do you mean {first name}?")).to_be_visible()
    expect(first.locator('form [data-part="status"]')).to_contain_text("Saved ")
    assert stored(draft) == "Hello {frist name}, first."
    assert session.query(Version).count() == 0

    second.get_by_label("Text", exact=False).last.fill("Second.")
    expect(second.get_by_text("Somebody else saved this step while you were writing")).to_be_visible()
    assert problems_of(second) == []
    assert widths_exceeded_by(second) == []
    assert stored(draft) == "Hello {frist name}, first."
    # It waits for its author now, and warns before the text is left behind.
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    second.on("dialog", stay)
    second.get_by_role("link", name="Back to the steps").click()
    expect(second.get_by_role("button", name="Save step")).to_be_visible()
    assert asked == ["beforeunload"]
    second.get_by_role("button", name="Save step").click()
    second.wait_for_url("**/edit*")
    assert stored(draft) == "Second."
    assert problems_of(first) == []


def test_writing_goes_on_after_signing_in_again_in_another_tab(
    browse: Browsers, app: Flask, served: str, mara: Person, draft: Draft
) -> None:
    helper = staff(name="Tom Baum")
    with unit_of_work():
        session.add(Collaborator(draft_id=draft.id, person_id=helper.id))
    page = open_step(browse, mara, draft)
    status = page.locator('form [data-part="status"]')
    page.context.clear_cookies()
    page.get_by_label("Text", exact=False).last.fill("Typed while signed out.")
    expect(status).to_contain_text("Not saved: sign in again in another tab")

    def come_back(person: Person) -> None:
        name = str(app.config["SESSION_COOKIE_NAME"])
        page.context.add_cookies([{"name": name, "value": cookie_of(app, person), "url": served}])
        with page.expect_response(lambda response: "fragment=saving" in response.url):
            page.evaluate("dispatchEvent(new Event('focus'))")

    # The session of somebody else who may write here does not take what Mara wrote.
    come_back(helper)
    expect(status).to_contain_text("Not saved: sign in again in another tab")
    come_back(mara)
    expect(status).to_contain_text("Saved ")
    assert stored(draft) == "Typed while signed out."
    assert problems_of(page) == []


def test_steps_are_put_in_order_by_keyboard_alone(browse: Browsers, mara: Person, draft: Draft) -> None:
    page = browse(mara).new_page()
    page.goto(path(draft, "/edit"), wait_until="networkidle")
    page.get_by_role("button", name="Move up Three").focus()
    for _ in range(2):
        with page.expect_navigation(wait_until="networkidle"):
            page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_text("Move down Three")
    page.get_by_label("Position of Three").focus()
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    with page.expect_navigation(wait_until="networkidle"):
        page.keyboard.press("Enter")
    session.rollback()
    assert [step.title for step in queries.steps_of(draft.id)] == ["One", "Two", "Three"]
    expect(page.locator(":focus")).to_have_attribute("name", "position")
    assert problems_of(page) == []
    assert widths_exceeded_by(page) == []
