"""Fixtures of the browser tests: one Chromium, a portal on a port, its mail, and browsers that must stay quiet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from cab_portal.core.settings import MailServer
from tests.browser import serving
from tests.browser.browsers import Browsers
from tests.browser.mailbox import Mailbox
from tests.smtp import smtp_server


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser of this test process; it ends with these tests, for its event loop would meet those of others."""
    if serving.CHROMIUM is None:
        pytest.fail("Chromium is not installed: make test installs it, or says how.")
    with serving.chromium() as browser:
        yield browser


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address of the portal over an empty database."""
    with serving.serving(app) as url:
        yield url


@pytest.fixture
def browse(app: Flask, served: str, chromium: Browser) -> Iterator[Browsers]:
    """Makes browsers: ``browse(person, scheme, width, script=…)``; the test fails with what one of them objected to."""
    browsers = Browsers(app, served, chromium)
    yield browsers
    complaints = browsers.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def mailbox(app: Flask, served: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """The mail of everybody, as a mail server takes it; its links lead to the served portal."""
    with smtp_server() as (sink, port):
        monkeypatch.setitem(app.extensions, "cab_base_url", served)
        monkeypatch.setitem(app.extensions, "cab_mail_server", MailServer("127.0.0.1", port))
        yield Mailbox(app, sink)
