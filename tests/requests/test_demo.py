"""Every page that a demo person can reach by links answers, and keeps the rules of pages."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.demo import seed
from cab_portal.demo.people import EVERYBODY, MEMBERS
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import sent_questionnaire_of
from cab_portal.surveys.questionnaire.languages import missing_translations
from tests.page_client import Page, PageClient

# Far more pages than the story has, so that a circle of ever new addresses ends the test instead of the patience.
MOST_PAGES = 2_000
# Addresses that differ in ids, page numbers and the values of filters only are of one shape; the quick crawl looks at
# so many of each, the long one at so many for each person of the story.
OF_EACH_SHAPE = 2
MANY_OF_EACH_SHAPE = 30
ID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}|[0-9]+")
# What is no page by design: files to keep, and mails under a policy of their own.
NO_PAGES = ("/html", ".csv")


def key_of(email: str) -> str:
    return ids.encode(session.scalars(select(Person.id).where(Person.email == email)).one())


def enter(app: Flask, who: str) -> PageClient:
    """A browser in which one click on the page of the demo signed this person in."""
    browser = PageClient(app.test_client(), before_each=session.rollback)
    person = EVERYBODY[who]
    home = browser.get("/demo").form(f"/demo/people/{key_of(person.email)}").submit(f"Continue as {person.name}")
    assert home.status == 200
    return browser


def links_of(page: Page) -> list[str]:
    """The internal addresses that a page links to, without fragments; the doors of the demo are the same for all."""
    found = []
    for link in page.soup.select("a[href]"):
        assert isinstance(link, Tag)
        address = urlsplit(urljoin(page.response.request.url, str(link["href"])))
        if address.hostname == "localhost" and not address.path.startswith("/demo"):
            found.append(address.path + (f"?{address.query}" if address.query else ""))
    return found


def test_a_member_chooses_the_language_of_the_survey(app: Flask) -> None:
    seed.create_all()
    browser = enter(app, "priya")
    start = browser.get("/surveys").follow("How did onboarding feel?")
    assert "Read the questions in" in start.words
    german = start.follow("Deutsch")
    assert german.h1 == "Wie war der Einstieg?"
    assert "Welchen Anteil hatten Sie am Einstieg mit Fernhill?" in german.follow("Start survey").words
    # Nothing is left in the language of the questions.
    survey = session.scalars(select(Survey).where(Survey.title == "How did onboarding feel?")).one()
    questionnaire = sent_questionnaire_of(survey)
    assert missing_translations(questionnaire) == ()


@dataclass(frozen=True)
class Seen:
    """What answered an address; a redirect and a file have no title."""

    status: int
    title: str = ""
    further: tuple[str, ...] = ()


def crawl(browser: PageClient, start: str, of_each_shape: int) -> dict[str, Seen]:
    """What every address answers that links lead to; the page client checks each page on the way."""
    answers: dict[str, Seen] = {}
    shapes: Counter[str] = Counter()
    waiting = deque([start])
    while waiting:
        address = waiting.popleft()
        shape = shape_of(address)
        if address in answers or shapes[shape] == of_each_shape:
            continue
        shapes[shape] += 1
        assert len(answers) < MOST_PAGES, f"more than {MOST_PAGES} pages, the last ones {list(answers)[-5:]}"
        answers[address] = look_at(browser, address)
        waiting.extend(answers[address].further)
    return answers


def shape_of(address: str) -> str:
    """An address without what differs from one thing to the next: ids, numbers, and the values of its query."""
    split = urlsplit(address)
    return f"{ID.sub('*', split.path)}?{'&'.join(sorted({name for name, _value in parse_qsl(split.query)}))}"


def look_at(browser: PageClient, address: str) -> Seen:
    """What stands at an address, and where its links or its redirect lead."""
    if urlsplit(address).path.endswith(NO_PAGES):
        session.rollback()
        # Closed as a server closes it, which lets go of the cursor that a file is read from.
        with browser.client.application.app_context(), browser.client.get(address) as file:
            return Seen(file.status_code)
    page = browser.get(address)
    if page.location is not None:
        return Seen(page.status, further=(page.location,))
    if page.response.mimetype != "text/html":
        return Seen(page.status)
    return Seen(page.status, page.title, tuple(links_of(page)))


def broken(answers: dict[str, Seen]) -> dict[str, int]:
    return {address: seen.status for address, seen in answers.items() if seen.status >= 400}


def alike(answers: dict[str, Seen]) -> dict[str, set[str]]:
    """Titles that pages at different addresses have; what follows the question mark is another view of one page."""
    titles: dict[str, set[str]] = {}
    for address, seen in answers.items():
        if seen.title:
            titles.setdefault(seen.title, set()).add(urlsplit(address).path)
    return {title: paths for title, paths in titles.items() if len(paths) > 1}


@pytest.mark.timeout(300)
def test_j3_j5_the_links_of_the_story_lead_to_pages_that_keep_the_rules(app: Flask) -> None:
    """Points 3 and 5: nothing inline; one h1, language, a title that no other page has, the skip link first."""
    seed.create_all()
    for who in ("priya", "mara", "hana"):
        seen = crawl(enter(app, who), "/start", OF_EACH_SHAPE)
        assert broken(seen) == {}, who
        assert alike(seen) == {}, who
    for who in MEMBERS:
        browser = enter(app, who)
        for link in browser.get("/start", follow=True).soup.select(".nav a"):
            assert browser.get(str(link["href"]), follow=True).status == 200
    every_mail_is_shown(PageClient(app.test_client(), before_each=session.rollback))


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", list(EVERYBODY))
def test_the_links_lead_somewhere_for_everybody(app: Flask, who: str) -> None:
    seed.create_all()
    assert broken(crawl(enter(app, who), "/start", MANY_OF_EACH_SHAPE)) == {}


def every_mail_is_shown(browser: PageClient) -> None:
    """By the stranger who has only heard of the demo; the newest links in the mails still work."""
    page = browser.get("/demo/mail")
    shown = [str(link["href"]) for link in page.soup.select("main .item h2 a")]
    while page.soup.select("a[rel=next]"):
        page = page.follow("Next page")
        shown += [str(link["href"]) for link in page.soup.select("main .item h2 a")]
    links = []
    for address in shown[:: len(shown) // 8]:
        mail = browser.get(address)
        assert mail.status == 200
        links += [str(link["href"]) for link in mail.soup.select("main a") if "/sign-in/" in str(link["href"])]
    assert browser.get(links[0]).status == 200, "the newest link is good for three days"
