"""Answers in own words: found by what they say, sorted into themes by hand, quoted with care."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from tests.factories import accounts, surveys
from tests.factories.surveys import HAPPY, Sent
from tests.page_client import Page, PageClient

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")

WORDS = ("Too many mails at once", "Calm, and 100 % clear", "Many mails")


def answered() -> Sent:
    sent = surveys.sent_survey(3)
    for person, words in zip(sent.people, WORDS, strict=True):
        surveys.response(sent.survey, person, {**HAPPY, "q5": words})
    return sent


def address(sent: Sent, ending: str = "/results/q5") -> str:
    return f"/staff/surveys/{ids.encode(sent.survey.id)}{ending}"


def themed(page: Page, who: Person, *names: str) -> Page:
    """The words page, after an answer was given themes by their new names."""
    for name in names:
        page = page.follow(f"Choose themes : {who.name}").form().fill(new_name=name).submit("Save themes")
    return page


def voices(page: Page) -> list[str]:
    return [quote.text for quote in page.soup.select(".voice blockquote")]


def test_words_are_found_by_what_they_say(signed_in: SignIn) -> None:
    sent = answered()
    page = signed_in(accounts.staff()).get(address(sent))
    assert voices(page) == list(reversed(WORDS))
    form = page.form()
    assert voices(form.fill(search="MAILS").submit("Find answers")) == [WORDS[2], WORDS[0]]
    assert voices(form.fill(search="0 %").submit("Find answers")) == [WORDS[1]]
    nothing = form.fill(search="_").submit("Find answers")
    assert "Nothing found" in nothing.words
    assert voices(nothing.follow("Show all answers")) == list(reversed(WORDS))


def test_themes_are_given_counted_filtered_and_taken_away(signed_in: SignIn) -> None:
    sent = answered()
    first, _second, third = sent.people
    page = themed(signed_in(sent.owner).get(address(sent)), first, "Too many mails", "Pace")
    page = themed(page, third, "  Too many   mails ")
    assert [link.text for link in page.soup.select(".filters a")] == ["All", "Too many mails 2", "Pace 1"]
    assert voices(page.follow("Too many mails 2")) == [WORDS[2], WORDS[0]]
    results = signed_in(sent.owner).get(address(sent, "/results"))
    assert "Too many mails" in " ".join(tag.text for tag in results.soup.select(".voice .tag"))
    chosen = page.follow(f"Choose themes : {first.name}")
    form = chosen.form()
    page = form.fill(chosen=[]).submit("Save themes")
    assert [link.text for link in page.soup.select(".filters a")] == ["All", "Too many mails 1"], "unused themes go"


def test_a_theme_is_renamed_and_merged(signed_in: SignIn) -> None:
    sent = answered()
    browser = signed_in(sent.owner)
    page = themed(browser.get(address(sent)), sent.people[0], "Mails", "Volume")
    page = themed(page, sent.people[1], "Volume")
    rename = page.follow("Volume 2").follow("Rename the theme")
    done = browser.get(rename.path).form().fill(name="Mails").submit("Save the name")
    assert done.path == address(sent, "/results")
    assert [link.text for link in browser.get(address(sent)).soup.select(".filters a")] == ["All", "Mails 2"]
    assert browser.get(rename.path).status == 404


def test_a_theme_needs_a_short_name(signed_in: SignIn) -> None:
    sent = answered()
    browser = signed_in(sent.owner)
    page = browser.get(address(sent)).follow(f"Choose themes : {sent.people[0].name}")
    refused = page.form().fill(new_name="x" * 61).submit("Save themes")
    assert refused.status == 422
    assert "x" * 61 in refused.text
    page = themed(browser.get(address(sent)), sent.people[0], "Mails").follow("Mails 1").follow("Rename the theme")
    assert page.form().fill(name=" ").submit("Save the name").status == 422


def test_an_answer_is_quoted_in_a_decision_with_care(signed_in: SignIn) -> None:
    sent = answered()
    page = signed_in(sent.owner).get(address(sent)).follow(f"Choose themes : {sent.people[1].name}")
    assert f"Ask {sent.people[1].name} first" in page.words
    decision = page.follow("Quote it in a decision")
    assert decision.form().values["said"] == [f"“{WORDS[1]}”"]
    assert "Quote it in a decision" not in signed_in(accounts.staff()).get(page.path).words


def test_nobody_quotes_from_another_draft_or_without_the_right(signed_in: SignIn) -> None:
    sent, other = answered(), answered()
    response = surveys.response_ids(other.survey)[0]
    draft = f"/staff/drafts/{ids.encode(sent.survey.draft_id)}/decisions/new"
    for query in (f"?quote={ids.encode(response)}&question=q5", "?quote=nothing", "?quote=&question=q5"):
        page = signed_in(sent.owner).get(draft + query)
        assert page.status == 200
        assert "".join(page.form().values["said"]).strip() == ""


def test_an_answer_of_another_survey_has_no_page(signed_in: SignIn) -> None:
    sent, other = answered(), answered()
    foreign = ids.encode(surveys.response_ids(other.survey)[0])
    browser = signed_in(sent.owner)
    assert browser.get(address(sent, f"/results/q5/{foreign}")).status == 404
    own = ids.encode(surveys.response_ids(sent.survey)[0])
    assert browser.get(address(sent, f"/results/q1/{own}")).status == 404
    assert browser.get(address(sent, f"/results/q5/{own}")).status == 200
