"""Clients of a server: a browser with one connection that stays open, and many requests for one page at once."""

import http.client
import re
import select
import socket
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

_PATIENCE = 600.0
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What came back; ``took`` is the time until all of it was there, ``first`` until the body began, in seconds."""

    status: int
    body: bytes
    tag: str
    first: float
    took: float

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The hidden fields of its forms, each once."""
        return hidden_in(self.body)


def hidden_in(page: bytes) -> list[tuple[str, str]]:
    """The hidden fields of the forms of a page, each once."""
    fields = (dict(_ATTRIBUTE.findall(tag)) for tag in _HIDDEN.findall(page.decode()))
    return list(dict.fromkeys((field["name"], unescape(field.get("value", ""))) for field in fields))


class Browser:
    """One connection, and its cookies: that of who is signed in, in the newest form that the server gave it.

    The server closes a connection that was idle for half a minute; a fresh one is opened then, as browsers do.
    """

    def __init__(self, port: int, cookie: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self._cookies: dict[str, str] = {}
        self._keep(cookie)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._connection.close()

    def get(self, path: str, *, tag: str = "", expected: HTTPStatus = HTTPStatus.OK) -> Answer:
        """A page; with the ``tag`` of the one that is there already."""
        return self._ask("GET", path, {"If-None-Match": tag} if tag else {}, None, expected)

    def post(self, path: str, fields: Iterable[tuple[str, str]]) -> Answer:
        """Send a form, which is answered by a redirect. What follows is left to the caller."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, headers, urlencode(list(fields)), HTTPStatus.SEE_OTHER)

    def _ask(
        self, method: str, path: str, headers: Mapping[str, str], body: str | None, expected: HTTPStatus
    ) -> Answer:
        cookies = {"Cookie": "; ".join(self._cookies.values())} if self._cookies else {}
        self._open_again()
        start = time.perf_counter()
        self._connection.request(method, path, body, {**cookies, **headers})
        response = self._connection.getresponse()
        begin = response.read(1)
        first = time.perf_counter() - start
        rest = response.read()
        took = time.perf_counter() - start
        if response.status != expected:
            raise SystemExit(f"{method} {path} answers {response.status} and not {expected.value}: nothing to measure.")
        for given in response.headers.get_all("Set-Cookie", ()):
            self._keep(given.partition(";")[0])
        return Answer(response.status, begin + rest, response.headers.get("ETag", ""), first, took)

    def _open_again(self) -> None:
        """Nothing is to be read from an idle connection but that it was closed."""
        held = self._connection.sock
        if held is not None and select.select([held], (), (), 0)[0]:
            self._connection.close()
            self._connection.connect()

    def _keep(self, cookie: str) -> None:
        if cookie:
            self._cookies[cookie.partition("=")[0]] = cookie


def first_byte(port: int, cookie: str, path: str) -> float:
    """How long it takes in seconds until a file begins to come; the rest of it is not waited for."""
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as connection:
        start = time.perf_counter()
        connection.sendall(_request(port, cookie, path))
        head = b""
        while len(head.partition(b"\r\n\r\n")[2]) == 0:
            piece = connection.recv(4_096)
            if not piece:
                raise SystemExit(f"{path} sends nothing.")
            head += piece
        return time.perf_counter() - start


def seconds_for(port: int, cookies: Iterable[str], path: str, each: int) -> float:
    """How long it takes until one connection per cookie has had a page ``each`` times, all at once.

    Written with care for its own cost, for it shares the processors with the server.
    """
    cookies = list(cookies)
    start = time.perf_counter()
    with ThreadPoolExecutor(len(cookies)) as pool:
        for asked in [pool.submit(_hammer, port, cookie, path, each) for cookie in cookies]:
            asked.result()
    return time.perf_counter() - start


def _hammer(port: int, cookie: str, path: str, times: int) -> None:
    message = _request(port, cookie, path)
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as connection:
        for _ in range(times):
            connection.sendall(message)
            _read_page(connection, path)


def _read_page(connection: socket.socket, path: str) -> None:
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += connection.recv(65_536)
    head = received[:end].lower()
    if b" 200 " not in head.partition(b"\r\n")[0]:
        raise SystemExit(f"{path} answers {head[:40]!r}: nothing to measure.")
    size = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    missing = size - (len(received) - end - 4)
    while missing > 0:
        missing -= len(connection.recv(65_536))


def _request(port: int, cookie: str, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode()
