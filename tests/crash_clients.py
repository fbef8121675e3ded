"""Clients of a portal that is killed again and again: what was acknowledged is written down, the rest is sent again."""

from __future__ import annotations

import http.client
import json
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
CHOICE = re.compile(r'action="/rewards/([^/"]+)/choice"')
THREAD = re.compile(r'href="(/staff/drafts/threads/[^/"?#]+)"')
ANSWER_SECONDS = 60.0
PAUSE_SECONDS = 0.05
# Two minutes: a portal that stays away longer was not started again.
TRIES = 2_400
TOO_MANY = 429
ANSWERS = (("q1", "9"), ("q2", "right"), ("q3", "data"), ("q4", "4"), ("q5", "Calm"))


@dataclass(frozen=True)
class Written:
    """One acknowledged write: what kind it is, whose, and what tells it from all others."""

    kind: str
    who: str
    what: str


class Journal:
    """What the portal has acknowledged, on the disk before anybody asks for more."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self.entries: list[Written] = []

    def note(self, entry: Written) -> None:
        """Write an entry down for good."""
        with self._lock:
            self._file.write(json.dumps([entry.kind, entry.who, entry.what]) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
            self.entries.append(entry)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@dataclass
class Tally:
    """What the clients met on their way."""

    unanswered: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Ground:
    """The addresses at which all clients work."""

    port: int
    review: str
    survey: str
    triage: str
    words: str
    start: int


class Browser:
    """A signed-in browser without script, on connections that may break at any moment."""

    def __init__(self, port: int, who: str, cookie: str, tally: Tally) -> None:
        self.who = who
        self._port = port
        self._cookie = cookie
        self._tally = tally

    def get(self, path: str) -> str:
        """The page at this address."""
        return self._until_answered("GET", path, {})

    def post(self, path: str, token: str, given: Mapping[str, str]) -> None:
        """Post the same fields until they are acknowledged."""
        self._until_answered("POST", path, {**given, "csrf_token": token})

    def _until_answered(self, method: str, path: str, given: Mapping[str, str]) -> str:
        for _ in range(TRIES):
            try:
                status, text = self._ask(method, path, given)
            except (OSError, http.client.HTTPException):
                self._tally.unanswered += 1
                time.sleep(PAUSE_SECONDS)
                continue
            if status == TOO_MANY:
                time.sleep(1)
                continue
            if status >= http.HTTPStatus.BAD_REQUEST:
                self._tally.refused.append(f"{method} {path} answers {status}")
                raise AssertionError(self._tally.refused[-1])
            return text
        raise AssertionError(f"{method} {path} got no answer")

    def _ask(self, method: str, path: str, given: Mapping[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_SECONDS)
        try:
            headers = {"Cookie": f"cab={self._cookie}", "Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, path, urlencode(given) if given else None, headers)
            response = connection.getresponse()
            text = response.read().decode()
            assert not (response.getheader("Location") or "").startswith("/sign-in"), f"{self.who} is signed out"
            cookie = SimpleCookie(response.getheader("Set-Cookie") or "").get("cab")
            if cookie is not None:
                self._cookie = cookie.value
            return response.status, text
        finally:
            connection.close()


class Client:
    """Writes as one person after another would; every acknowledged write is in the journal before the next one."""

    def __init__(self, name: str, ground: Ground, journal: Journal, stop: threading.Event) -> None:
        self.name = name
        self._ground = ground
        self._journal = journal
        self._stop = stop
        self._count = 0

    def be_members(self, browsers: list[Browser], round_now: Callable[[], int]) -> None:
        """One member after another reviews; each goes on commenting until the round of the next one has begun."""
        for number, browser in enumerate(browsers):
            for step in (self._comment, self._answer, self._send, self._comment, self._finish, self._choose):
                if self._stop.is_set():
                    return
                step(browser)
            while round_now() <= number and not self._stop.is_set():
                self._comment(browser)

    def be_staff(self, browser: Browser) -> None:
        """Reply to the comments at the head of the list, as long as there is time."""
        while not self._stop.is_set():
            for path in sorted(set(THREAD.findall(browser.get(self._ground.triage)))):
                if self._stop.is_set():
                    return
                page = browser.get(path)
                self._write(browser, "reply", f"{path}/replies", page, {"body": self._new_words()})
            self._stop.wait(PAUSE_SECONDS)

    def _comment(self, browser: Browser) -> None:
        ground, words = self._ground, self._new_words()
        page = browser.get(f"{ground.review}/comments/new?version=1&step=1&block=0")
        given = {"version": "1", "step": "1", "kind": "question", "body": words, "exact": ground.words}
        given |= {"start": str(ground.start), "end": str(ground.start + len(ground.words))}
        self._write(browser, "comment", f"{ground.review}/comments", page, given)

    def _answer(self, browser: Browser) -> None:
        for number, (question, value) in enumerate(ANSWERS, 1):
            path = f"{self._ground.survey}/q/{number}"
            given = {"question_id": question, "answer": value}
            self._write(browser, "answer", path, browser.get(path), given, what=question)

    def _send(self, browser: Browser) -> None:
        path = f"{self._ground.survey}/check"
        self._write(browser, "survey", path, browser.get(path), {}, what="sent")

    def _finish(self, browser: Browser) -> None:
        path = f"{self._ground.review}/finish"
        self._write(browser, "review", path, browser.get(path), {"verdict": "good"}, what="finished")

    def _choose(self, browser: Browser) -> None:
        page = browser.get("/rewards")
        payouts = sorted(set(CHOICE.findall(page)))
        assert len(payouts) == 2, f"{len(payouts)} rewards for a review and a survey"
        for payout, choice in zip(payouts, ("accepted", "declined"), strict=True):
            given = {"choice": choice}
            self._write(browser, "choice", f"/rewards/{payout}/choice", page, given, what=f"{payout} {choice}")

    def _write(
        self, browser: Browser, kind: str, path: str, page: str, given: Mapping[str, str], what: str = ""
    ) -> None:
        token = TOKEN.search(page)
        assert token, f"no form on the page before {path}"
        browser.post(path, token[1], given)
        self._journal.note(Written(kind, browser.who, what or given["body"]))

    def _new_words(self) -> str:
        self._count += 1
        return f"{self.name} says this once: {self._count}"
