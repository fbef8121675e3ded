"""The page client: the test client of every request test, which checks each page that it fetches.

How a page is written does not rest on the database: its HTML is checked in the run on SQLite, as browser tests are.

It reads and fills forms as a browser without script would: hidden fields go along, a choice that a page does
not offer cannot be made, a redirect is followed by GET, and every page on the way is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import page_rules, services

MAX_REDIRECTS = 5
CHOSEN_BY_CHECK = ("radio", "checkbox")
PRESSED = ("submit", "image", "reset", "button")
_CHECKS_HTML = services.engine_under_test() == "sqlite"


class PageClient:
    """Fetches pages and fails with every rule that one breaks.

    ``signed_in`` tells whether the last response went to a signed-in person, whose pages no cache may keep;
    ``own_token`` holds the paths whose forms carry another proof than the CSRF token; ``before_each`` is called
    before every request.
    """

    def __init__(
        self,
        client: FlaskClient,
        *,
        signed_in: Callable[[], bool] = lambda: False,
        own_token: Iterable[str] = (),
        before_each: Callable[[], object] = lambda: None,
    ) -> None:
        self.client = client
        self._before_each = before_each
        self._signed_in = signed_in
        self._own_token = tuple(own_token)

    def get(self, path: str, *, follow: bool = False, fragment: bool = False, **options: Any) -> Page:
        """Fetch a path; ``fragment`` where a part of a page is asked for."""
        return self.open("GET", path, follow=follow, fragment=fragment, **options)

    def post(self, path: str, data: Mapping[str, Any] | None = None, *, follow: bool = False, **options: Any) -> Page:
        """Post fields as they are, without a page's form: for bodies that no form would send."""
        return self.open("POST", path, data=data or {}, follow=follow, **options)

    def open(self, method: str, path: str, *, follow: bool = False, fragment: bool = False, **options: Any) -> Page:
        """Send one request, and with ``follow`` the redirects after it; every response is checked."""
        page = self._checked(self._send(method, path, options), fragment=fragment)
        kept = {name: value for name, value in options.items() if name in ("base_url", "headers")}
        for _ in range(MAX_REDIRECTS):
            if not follow or page.location is None:
                return page
            page = self._checked(self._send("GET", page.location, kept), fragment=fragment)
        raise AssertionError(f"more than {MAX_REDIRECTS} redirects from {path}")

    def _send(self, method: str, path: str, options: Mapping[str, Any]) -> TestResponse:
        self._before_each()
        # In a context of its own: otherwise each request would share the test's, and all that Flask keeps in it.
        with self.client.application.app_context():
            response = self.client.open(path, method=method, **options)
        # A large upload was spooled to a file, which nobody else closes.
        response.request.environ["wsgi.input"].close()
        return response

    def _checked(self, response: TestResponse, *, fragment: bool) -> Page:
        page = Page(self, response)
        problems = page_rules.header_problems(dict(response.headers))
        shown = response.mimetype == "text/html" and response.request.method != "HEAD"
        if shown and response.status_code not in (301, 302, 303, 304, 307, 308):
            if _CHECKS_HTML:
                check = page_rules.fragment_problems if fragment else page_rules.page_problems
                problems += check(page.text, page.soup, own_token=self._own_token)
            if self._signed_in():
                problems += page_rules.cache_problems(dict(response.headers))
        asked = f"{response.request.method} {response.request.path}"
        assert not problems, "\n".join([f"{asked} answers {response.status_code}, but:", *problems])
        return page


class Page:
    """One response that kept the rules."""

    def __init__(self, client: PageClient, response: TestResponse) -> None:
        self.client = client
        self.response = response

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def location(self) -> str | None:
        """Where a redirect leads, or None."""
        return self.response.headers.get("Location") if 300 <= self.status < 400 else None

    @property
    def path(self) -> str:
        """The path that was asked for, after the redirects that were followed."""
        return self.response.request.path

    @cached_property
    def text(self) -> str:
        """The body as it came."""
        return self.response.get_data(as_text=True)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The body as a tree."""
        return page_rules.soup_of(self.text)

    @cached_property
    def words(self) -> str:
        """What a person reads, white space folded."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def h1(self) -> str:
        """The words of the heading."""
        return self._words_of("h1")

    @property
    def title(self) -> str:
        """The words of the title."""
        return self._words_of("title")

    def form(self, which: str | None = None) -> Form:
        """The form with this id or with this path as its action; without a name the only form within main."""
        forms = list(self.soup.select("main form" if which is None else "form"))
        if which is not None:
            forms = [form for form in forms if which in (_text(form, "id"), urlsplit(self._action(form)).path)]
        assert len(forms) == 1, f"{len(forms)} forms {which or ''} on {self.path}: {self._shown_forms()}"
        return Form(self, forms[0], self._action(forms[0]))

    def link(self, words: str) -> str:
        """The address of the one link with these words (or this accessible name)."""
        found = {
            _text(link, "href")
            for link in self.soup.select("a[href]")
            if words in (" ".join(link.get_text(" ").split()), _text(link, "aria-label"))
        }
        assert len(found) == 1, f"{len(found)} links {words!r} on {self.path}"
        return found.pop()

    def follow(self, words: str) -> Page:
        """The page behind the one link with these words."""
        return self.client.get(self.link(words), follow=True)

    def _action(self, form: Tag) -> str:
        return _text(form, "action") or self.path

    def _shown_forms(self) -> list[str]:
        return [_text(form, "id") or self._action(form) for form in self.soup.select("form")]

    def _words_of(self, name: str) -> str:
        element = self.soup.find(name)
        assert isinstance(element, Tag), f"no {name} on {self.path}"
        return " ".join(element.get_text(" ").split())


class Form:
    """A form as a person finds it; ``values`` holds what would be sent now, a list for each field."""

    def __init__(self, page: Page, form: Tag, action: str) -> None:
        self._page = page
        self._action = action
        self._method = _text(form, "method").upper() or "GET"
        # In the order of the page, as a browser has it: the first button is the one that the Enter key presses.
        within = {id(control) for control in form.select("input, select, textarea, button")}
        if _text(form, "id"):
            within |= {id(control) for control in page.soup.select(f'[form="{_text(form, "id")}"]')}
        controls = [control for control in page.soup.select("input, select, textarea, button") if id(control) in within]
        self._controls = [control for control in controls if not _is_disabled(control)]
        self.values: dict[str, list[Any]] = {}
        for control in self._controls:
            for value in _standing_values(control):
                self.values.setdefault(_text(control, "name"), []).append(value)

    def fill(self, **fields: Any) -> Form:
        """Set fields by name; a list for several values, None to leave a choice open, a tuple for a file.

        Fails where the page has no such field that a person can set, or does not offer the value.
        """
        return self.fill_all(fields)

    def fill_all(self, fields: Mapping[str, Any]) -> Form:
        """Like ``fill``, for names that are no words of Python."""
        for name, given in fields.items():
            values = [] if given is None else given if isinstance(given, list) else [given]
            controls = [c for c in self._controls if _text(c, "name") == name and _kind(c) != "hidden"]
            assert controls, f"no field {name!r} to fill on {self._page.path}: {sorted(self.values)}"
            offered = _offered(controls)
            for value in values:
                assert offered is None or str(value) in offered, f"{name} offers {offered}, not {value!r}"
            self.values[name] = [value if isinstance(value, tuple) else str(value) for value in values]
        return self

    def forge(self, **fields: Any) -> Form:
        """Set fields as an attacker would: hidden ones, unknown ones, values that are not offered."""
        for name, given in fields.items():
            self.values[name] = given if isinstance(given, list) else [given]
        return self

    def submit(self, button: str | None = None, *, follow: bool = True, **options: Any) -> Page:
        """Press the button with these words (the first one where None)."""
        pressed = self._button(button)
        data = {name: list(values) for name, values in self.values.items()}
        action = self._action
        if pressed is not None:
            action = _text(pressed, "formaction") or action
            if _text(pressed, "name"):
                data.setdefault(_text(pressed, "name"), []).append(_text(pressed, "value"))
        where = "data" if self._method == "POST" else "query_string"
        options[where] = data
        return self._page.client.open(self._method, action, follow=follow, **options)

    def _button(self, words: str | None) -> Tag | None:
        buttons = [c for c in self._controls if _kind(c) == "submit"]
        if words is None:
            return buttons[0] if buttons else None
        named = [c for c in buttons if words in (" ".join(c.get_text(" ").split()), _text(c, "value"))]
        assert len(named) == 1, f"{len(named)} buttons {words!r} on {self._page.path}"
        return named[0]


def _kind(control: Tag) -> str:
    if control.name == "button":
        return _text(control, "type") or "submit"
    return (_text(control, "type") or "text") if control.name == "input" else control.name


def _standing_values(control: Tag) -> list[str]:
    """What the control sends if nobody touches it."""
    kind = _kind(control)
    if not _text(control, "name") or kind in PRESSED or kind == "file":
        return []
    if kind in CHOSEN_BY_CHECK:
        return [_text(control, "value") or "on"] if control.has_attr("checked") else []
    if kind == "textarea":
        # The parser of a browser drops one line break after the start tag.
        return [control.get_text().replace("\r\n", "\n").removeprefix("\n")]
    if kind == "select":
        options = control.select("option")
        chosen = [option for option in options if option.has_attr("selected")]
        if not chosen and not control.has_attr("multiple"):
            chosen = options[:1]
        return [_option_value(option) for option in chosen]
    return [_text(control, "value")]


def _offered(controls: list[Tag]) -> list[str] | None:
    """The values to choose among, or None where anything can be typed."""
    kinds = {_kind(control) for control in controls}
    if kinds <= set(CHOSEN_BY_CHECK):
        return [_text(control, "value") or "on" for control in controls]
    if kinds == {"select"}:
        return [_option_value(option) for control in controls for option in control.select("option")]
    return None


def _option_value(option: Tag) -> str:
    return _text(option, "value") if option.has_attr("value") else option.get_text(strip=True)


def _is_disabled(control: Tag) -> bool:
    return control.has_attr("disabled") or control.find_parent("fieldset", attrs={"disabled": True}) is not None


def _text(element: Tag, name: str) -> str:
    value = element.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)
