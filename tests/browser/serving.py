"""The application over a real socket, and a Chromium that looks at it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from cab_portal.accounts.models import Person
from cab_portal.accounts.service import sign_in
from cab_portal.database import session, unit_of_work

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The base address of the application, served by threads of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def cookie_of(app: Flask, person: Person) -> str:
    """The cookie of a browser in which a person is signed in."""
    with unit_of_work():
        secret = sign_in.open_session(session.get_one(Person, person.id))
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = secret, True
    cookie = client.get_cookie(str(app.config["SESSION_COOKIE_NAME"]))
    assert cookie is not None
    return cookie.value


def violations(page: Page) -> list[str]:
    """What axe finds on a page, with every fold open."""
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
    response = Axe().run(page, options={"runOnly": RULES}).response
    assert response["passes"], "axe ran no rule"
    return [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in response["violations"]]


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """A new page, and the list in which the browser's own complaints will stand."""
    complaints: list[str] = []
    page = context.new_page()
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints
