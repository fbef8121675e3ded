"""Selections that a clumsy hand makes: across blocks, in lists, tables and code, overlapping, and in other scripts."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import Thread
from cab_portal.core import ids
from cab_portal.database import session
from tests.browser.browsers import PHONE, Browsers
from tests.browser.inspecting import problems_of, widths_exceeded_by
from tests.factories import boards, reviews
from tests.factories import comments as factory

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
TEXT = f"""Hello **{{first name}}**, welcome 👩‍👩‍👧‍👦 on board 🎉 and *thank you*.

- Export one month as a file.
- Drop it on the `import` page.

| What | How long |
|---|--:|
| Export | 10 minutes |
| Import | 20 minutes |

```
cab import --month 2026-10
  --dry-run
```

مرحبا بكم في المنصة، يجيب فريقنا خلال يوم واحد.

{LONG}

> The last words are a quotation, and *nothing* more."""

# Selects from the first words to the end of the last ones, wherever both stand, as a mouse that was dragged does.
DRAG = """([first, last]) => {
  const prose = document.querySelector("[data-prose]");
  const find = (words) => {
    const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.data.indexOf(words);
      if (at >= 0) return [walker.currentNode, at];
    }
    throw new Error(`no such words: ${words}`);
  };
  const [from, start] = find(first);
  const [to, end] = find(last);
  getSelection().setBaseAndExtent(from, start, to, end + last.length);
  prose.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
}"""

# First words, last words, and what is then quoted.
DRAGGED = (
    ("name", "board", "{first name}, welcome 👩‍👩‍👧‍👦 on board"),
    ("on board", "thank", "on board 🎉 and thank"),
    ("board", "and", "board 🎉 and"),
    ("one month", "import", "one month as a file.\nDrop it on the import"),
    ("Export", "Drop it", "Export one month as a file.\nDrop it"),
    ("10 minutes", "Import", "10 minutes\nImport"),
    ("How long", "20", "How long\nExport\n10 minutes\nImport\n20"),
    ("--month", "--dry", "--month 2026-10 --dry"),
    ("فريقنا", "خلال", "فريقنا خلال"),
    ("schifffahrts", "werkbau", "schifffahrtselektrizitätenhauptbetriebswerkbau"),
    ("quotation", "more", "quotation, and nothing more"),
)


@pytest.fixture
def page(app: Flask, browse: Browsers) -> Page:
    part = reviews.review(boards.board(privacy=Privacy.OPEN), [TEXT, "The second step."])
    opened = browse(session.get_one(Person, part.person_id)).new_page()
    opened.goto(f"/reviews/{ids.encode(part.request_id)}/v/1/steps/1", wait_until="networkidle")
    return opened


def threads() -> list[Thread]:
    session.rollback()
    return list(session.scalars(select(Thread).order_by(Thread.id)))


def add(page: Page, first: str, last: str) -> str:
    """Comment on what lies from the first to the last words; the quote of the composer."""
    page.evaluate(DRAG, [first, last])
    form = page.locator("#compose")
    quote = str(form.locator("[data-quote]").text_content())
    form.locator(".kind-praise").click()
    form.get_by_role("button", name="Add comment").click()
    expect(form).to_have_count(0)
    return quote


def test_whatever_is_selected_the_comment_stands_on_those_very_words(page: Page) -> None:
    for first, last, _quote in DRAGGED:
        add(page, first, last)
    found = threads()
    canonical = factory.step_of(found[0].version_id).canonical
    assert [thread.exact for thread in found] == [quote for _first, _last, quote in DRAGGED]
    assert all(canonical[thread.start : thread.end] == thread.exact for thread in found)
    page.reload(wait_until="networkidle")
    cards = page.locator("[data-margin] article.thread")
    expect(cards).to_have_count(len(DRAGGED))
    # Each number is drawn once, behind its words, however many comments overlap there.
    numbers = page.locator("[data-prose] .ref").all_inner_texts()
    assert sorted(map(int, numbers)) == list(range(1, len(DRAGGED) + 1))


def test_such_a_page_is_accessible_and_as_wide_as_the_screen(page: Page) -> None:
    for first, last, _quote in DRAGGED[::3]:
        add(page, first, last)
    for width in (1280, PHONE):
        page.set_viewport_size({"width": width, "height": 844})
        page.reload(wait_until="networkidle")
        assert problems_of(page) == []
    assert widths_exceeded_by(page) == []


def test_two_clicks_on_the_button_add_one_comment_and_back_does_not_add_it_again(page: Page) -> None:
    page.evaluate(DRAG, ["Export one", "file"])
    page.locator("#compose .kind-praise").click()
    button = page.locator("#compose [type=submit]")
    button.evaluate("(button) => { button.click(); button.click(); }")
    expect(page.locator("#compose")).to_have_count(0)
    expect(page.locator("[data-margin] article.thread")).to_have_count(1)
    page.get_by_role("button", name="Next step").click()
    expect(page.get_by_text("The second step.")).to_be_visible()
    page.go_back(wait_until="networkidle")
    expect(page.locator("[data-margin] article.thread")).to_have_count(1)
    assert len(threads()) == 1
