"""Pages on paper: black on white, without bars and buttons, and saying what they are about."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cab_portal.core import ids
from cab_portal.launches.rules import Check
from tests.browser.browsers import Browsers
from tests.factories import accounts, launches
from tests.factories.launches import reviewed

pytestmark = pytest.mark.browser

# Every color of words, and every ground that is neither clear nor white, of what is shown.
COLORS = """() => {
  const shown = [...document.querySelectorAll("main *")].filter((element) => element.checkVisibility());
  const styles = shown.map((element) => getComputedStyle(element));
  const grounds = styles.map((style) => style.backgroundColor);
  return {
    words: [...new Set(styles.map((style) => style.color))],
    grounds: [...new Set(grounds)].filter((ground) => !["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(ground)),
  };
}"""


def test_the_readiness_page_is_black_on_white_and_names_its_draft(browse: Browsers) -> None:
    scene = reviewed(5, finished=2, title="Onboarding e-mail series")
    launches.waiver(scene, Check.ENOUGH_FINISHED, granted_by=accounts.staff())
    page = browse(scene.owner, "dark").new_page()
    page.goto(f"/staff/drafts/{ids.encode(scene.draft.id)}/launch")
    page.emulate_media(media="print")
    expect(page.get_by_text("Ready, with one exception")).to_be_visible()
    expect(page.get_by_text("Onboarding e-mail series")).to_be_visible()
    for bar in ("header.top", "footer", "main .tabs", "main .button"):
        for found in page.locator(bar).all():
            expect(found).to_be_hidden()
    colors = page.evaluate(COLORS)
    assert set(colors["words"]) <= {"rgb(0, 0, 0)", "rgb(51, 51, 51)"}
    assert colors["grounds"] == []
