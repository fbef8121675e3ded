"""Browsers of people: who is signed in, on what kind of screen, and what the browser must never object to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request, Response, WebError

from cab_portal.accounts.models import Person
from cab_portal.accounts.service import sign_in
from cab_portal.database import session, unit_of_work

HEIGHT = 900
PHONE, DESK = 390, 1280


class Watch:
    """Notes what a browser objects to: errors and warnings of the console (a breach of the page policy is one of
    them), errors of scripts, requests that failed, and answers that no page should get.

    A post that is refused is no fault by itself: the page that comes back says why, and the test looks at that.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        # What could not be loaded is told by its answer, with the address and the method.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _error(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")

    def _failed(self, request: Request) -> None:
        # Going on while a page still loads, and a file that is downloaded, both end a request on purpose.
        # A test may switch the network off, to see what a page makes of it.
        if request.failure not in ("net::ERR_ABORTED", "net::ERR_INTERNET_DISCONNECTED"):
            self.complaints.append(f"{request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and response.request.method != "POST"):
            self.complaints.append(f"{response.request.method} {response.url} answers {response.status}")


class Browsers:
    """Opens browsers at one address of a portal, and closes them."""

    def __init__(self, app: Flask, url: str, chromium: Browser) -> None:
        self._app = app
        self._url = url
        self._chromium = chromium
        self._open: list[tuple[BrowserContext, Watch]] = []

    def __call__(
        self,
        person: Person | UUID | None = None,
        scheme: str = "light",
        width: int = DESK,
        *,
        script: bool = True,
        **more: Any,
    ) -> BrowserContext:
        """A browser in which this person is signed in, or nobody; ``more`` as Playwright names it."""
        options: dict[str, Any] = {
            "base_url": self._url,
            "color_scheme": scheme,
            "viewport": {"width": width, "height": HEIGHT},
            "java_script_enabled": script,
            # A color that is still on its way to another has a contrast of its own.
            "reduced_motion": "reduce",
        }
        context = self._chromium.new_context(**{**options, **more})
        if person is not None:
            name = str(self._app.config["SESSION_COOKIE_NAME"])
            context.add_cookies([{"name": name, "value": cookie_of(self._app, person), "url": self._url}])
        self._open.append((context, Watch(context)))
        return context

    def close(self) -> list[str]:
        """Close all of them; what they objected to."""
        for context, _watch in self._open:
            context.close()
        complaints = [complaint for _context, watch in self._open for complaint in watch.complaints]
        self._open.clear()
        return complaints


def cookie_of(app: Flask, person: Person | UUID) -> str:
    """The cookie of a new session of this person."""
    key = person if isinstance(person, UUID) else person.id
    with app.app_context(), unit_of_work():
        secret = sign_in.open_session(session.get_one(Person, key))
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"] = secret
        kept["_fresh"] = True
    cookie = client.get_cookie(str(app.config["SESSION_COOKIE_NAME"]))
    assert cookie is not None
    return cookie.value
