"""How a person gets about in the portal, on a wide screen and on a phone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.browsers import DESK, Browsers
from tests.browser.mailbox import Mailbox, link_in

# Selects words as a person does, and lets the button go.
_SELECT = """(words) => {
  const walker = document.createTreeWalker(document.querySelector("[data-prose]"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
    walker.currentNode.parentElement.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
    return;
  }
  throw new Error(`no such words: ${words}`);
}"""


@dataclass(frozen=True)
class Walker:
    """Somebody with a browser and a mailbox; ``wide`` tells which of the two navigations is in sight."""

    name: str
    address: str
    page: Page
    mailbox: Mailbox
    wide: bool

    def follow_mail(self, subject: str) -> None:
        """Open the newest mail, whose subject begins so, and its link; whoever is not signed in presses Continue."""
        mail = self.mailbox.newest_to(self.address)
        # A long subject comes folded.
        assert " ".join(str(mail["Subject"]).split()).startswith(subject), mail["Subject"]
        self.page.goto(link_in(mail))
        who, _, host = self.address.partition("@")
        button = self.page.get_by_role("button", name=f"Continue as {who[0]}…@{host}")
        if button.count():
            button.click()
        self.sees_clean_address()

    def sees_clean_address(self) -> None:
        """The secret of a link does not stay in the address."""
        assert "/sign-in/" not in self.page.url

    def go(self, name: str) -> None:
        """Choose a place in the navigation."""
        if self.wide:
            self.page.locator(".nav").get_by_role("link", name=name, exact=True).click()
            return
        self.page.locator("details.menu summary").click()
        self.page.locator(".menu-sheet").get_by_role("link", name=name, exact=True).click()

    def tab(self, name: str) -> None:
        """Choose a tab of the draft."""
        self.page.get_by_role("navigation", name="This draft").get_by_role("link", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow the link with this name."""
        self.page.locator("main").get_by_role("link", name=name, exact=True).click()

    def press(self, name: str) -> None:
        """Press the button with this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def fill(self, label: str, text: str) -> None:
        """Write into the field with this label, optional or not."""
        self.labelled(label).fill(text)

    def choose(self, label: str) -> None:
        """Choose a radio button or tick a checkbox by the words that its label begins with."""
        row = self.page.locator("label.choice, label.kind", has=self.page.get_by_text(label, exact=True)).first
        # The whole row takes the click, as it does under a finger.
        row.click()
        expect(row.locator("input")).to_be_checked()

    def labelled(self, label: str) -> Locator:
        """The one field with this label."""
        # One locator for both: looked for until it is there, also while the page before it is still in sight.
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))

    def sees_heading(self, words: str | re.Pattern[str]) -> None:
        """The page's heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def sees(self, words: str) -> None:
        """Words that stand in the page, in sight."""
        expect(self.page.locator("main").get_by_text(words).first).to_be_visible()

    def comments(self, on: str, kind: str, body: str, replacement: str = "") -> None:
        """Select words of the step and say something about them."""
        self.page.evaluate(_SELECT, on)
        if not self.wide:
            self.page.locator("[data-comment]").click()
        form = self.page.locator("#compose")
        expect(form.locator("[data-quote]")).to_have_text(on)
        form.locator(f".kind-{kind}").click()
        if replacement:
            form.get_by_label("Replace with").fill(replacement)
        form.locator("[name=body]").fill(body)
        form.get_by_role("button", name="Add comment").click()
        expect(self.page.locator("mark:not(.mark-chosen)", has_text=on)).to_have_count(1)


def walker(name: str, address: str, browse: Browsers, mailbox: Mailbox, width: int) -> Walker:
    """Somebody who is not signed in yet."""
    context: BrowserContext = browse(width=width)
    return Walker(name, address, context.new_page(), mailbox, width == DESK)
