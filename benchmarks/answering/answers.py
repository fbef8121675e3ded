"""What members do in a survey, request by request, in both layouts; and what the bare application does instead."""

from collections.abc import Iterable

from benchmarks.browsers import Browser
from cab_portal.demo import filling

QUESTIONS = tuple(question["id"] for question in filling.QUESTIONS)
Fields = list[tuple[str, str]]


def answer_whole(browser: Browser, pages: str, number: int) -> None:
    """Answer all five questions on their one page and send them: page, send, stored."""
    page = browser.get(f"{pages}/answers")
    browser.post(f"{pages}/answers", whole_form(page.hidden, number))


def answer_paged(browser: Browser, pages: str, number: int) -> None:
    """Answer the questions page by page, check and send."""
    for place, _question in enumerate(QUESTIONS, start=1):
        page = browser.get(f"{pages}/q/{place}")
        browser.post(f"{pages}/q/{place}", paged_form(page.hidden, place, number))
    browser.post(f"{pages}/check", browser.get(f"{pages}/check").hidden)


def answer_bare(browser: Browser, number: int) -> None:
    """A bare page of 14 kB, and one insert of the same answers."""
    browser.get("/")
    browser.post("/responses", whole_form([], number))


def whole_form(hidden: Iterable[tuple[str, str]], number: int) -> Fields:
    """What the page with all questions sends."""
    given = filling.answers_of(number)
    return [*hidden, *((f"{question}-answer", value) for question in QUESTIONS for value in given[question])]


def paged_form(hidden: Iterable[tuple[str, str]], place: int, number: int) -> Fields:
    """What the page of the question at a place, counted from 1, sends."""
    return [*hidden, *(("answer", value) for value in filling.answers_of(number)[QUESTIONS[place - 1]])]
