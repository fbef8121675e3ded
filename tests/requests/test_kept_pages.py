"""Pages that are drawn once for all their readers: what is kept is what would be drawn, and nothing of any reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, render_template
from jinja2 import ChoiceLoader, DictLoader
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.faces.member import survey, survey_questions, survey_sheet
from cab_portal.surveys.rules import SurveyLayout, SurveyPrivacy
from cab_portal.web import kept_pages
from tests.factories import surveys
from tests.factories.surveys import Sent
from tests.page_client import PageClient

SignIn = Callable[[Person], PageClient]
SIGNED = re.compile(r'name="(csrf_token|shown_at)" value="[^"]*"')
ENDINGS = {SurveyLayout.PAGED: ("", "/q/1", "/q/2", "/q/3", "/check"), SurveyLayout.WHOLE: ("", "/answers")}


@pytest.fixture(autouse=True)
def _nothing_drawn_yet() -> Iterator[None]:
    kept_pages._drawn.cache_clear()
    yield
    kept_pages._drawn.cache_clear()


def address(sent: Sent, ending: str) -> str:
    return f"/surveys/{ids.encode(sent.survey.id)}{ending}"


def unsigned(text: str) -> str:
    return SIGNED.sub("", text)


def drawn_anew(template: str, facts: kept_pages.Facts, words: kept_pages.Words) -> str:
    return render_template(template, **facts, **words)


@pytest.mark.parametrize("privacy", [SurveyPrivacy.NAMED, SurveyPrivacy.ANONYMOUS])
@pytest.mark.parametrize("layout", SurveyLayout)
def test_what_is_kept_is_what_would_be_drawn(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, layout: SurveyLayout, privacy: SurveyPrivacy
) -> None:
    sent = surveys.sent_survey(10, layout=layout, privacy=privacy)
    for person in sent.people[:2]:
        client = signed_in(person)
        if layout is SurveyLayout.PAGED:
            client.get(address(sent, "/q/1")).form().fill(answer="3").submit("Continue")
        for ending in ENDINGS[layout]:
            kept = [client.get(address(sent, ending)).text for _again in range(2)]
            with monkeypatch.context() as patched:
                for view in (survey, survey_sheet, survey_questions):
                    patched.setattr(view, "kept_page", drawn_anew)
                fresh = client.get(address(sent, ending)).text
            assert [unsigned(text) for text in kept] == [unsigned(fresh)] * 2
            assert [len(SIGNED.findall(text)) for text in kept] == [len(SIGNED.findall(fresh))] * 2
    assert kept_pages._drawn.cache_info().hits > 0


def test_nothing_of_one_reader_stands_on_the_page_of_another(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(2, layout=SurveyLayout.WHOLE)
    first, second = sent.people
    of_first = signed_in(first).get(address(sent, "/answers"))
    of_second = signed_in(second).get(address(sent, "/answers"))
    assert kept_pages._drawn.cache_info()[:2] == (1, 1)
    assert f"Signed in as {first.name}" in of_first.words
    assert f"Signed in as {second.name}" in of_second.words
    assert first.name not in of_second.text
    assert set(SIGNED.findall(of_first.text)) == {"csrf_token", "shown_at"}
    assert not {match[0] for match in SIGNED.finditer(of_first.text)} & {
        match[0] for match in SIGNED.finditer(of_second.text)
    }


def test_a_navigation_and_an_account_are_their_readers_own(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(2)
    first, second = sent.people
    pages = [signed_in(person).get(address(sent, "")) for person in (first, second)]
    for page, person, other in zip(pages, (first, second), (second, first), strict=True):
        (account,) = page.soup.select("a.account")
        assert person.name in account.get_text()
        initials = "".join(word[0] for word in (person.name.split()[0], person.name.split()[-1])).upper()
        assert [avatar.get_text() for avatar in account.select(".avatar")] == [initials]
        assert other.name not in page.text
        current = [link.get_text() for link in page.soup.select("nav.nav a[aria-current]")]
        assert current == ["Surveys"]
    assert kept_pages._drawn.cache_info()[:2] == (1, 1)


def test_notices_are_read_once(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(1, layout=SurveyLayout.WHOLE)
    client = signed_in(sent.people[0])
    client.get(address(sent, "/answers"))
    with client.client.session_transaction() as held:
        held["_flashes"] = [("message", "Something was done.")]
    assert "Something was done." in client.get(address(sent, "/answers")).words
    assert "Something was done." not in client.get(address(sent, "/answers")).words


SHARED = '{% extends "layouts/question.html" %}{% block title %}x{% endblock %}{% block question %}'
ASKING = {
    "request.html": SHARED + "{{ request.path }}{% endblock %}",
    "session.html": SHARED + "{{ session.get('x') }}{% endblock %}",
    "viewer.html": SHARED + "{{ viewer.email }}{% endblock %}",
    "token.html": SHARED
    + '{% from "components/buttons.html" import post_button %}{{ post_button("Go", "/") }}{% endblock %}',
}


@pytest.mark.parametrize("name", ASKING)
def test_a_template_that_takes_more_of_its_reader_is_refused(app: Flask, name: str) -> None:
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = ChoiceLoader([DictLoader(ASKING), loader])
    try:
        with app.test_request_context("/"), pytest.raises((UndefinedError, LookupError)):
            kept_pages.kept_page(name, {}, {})
    finally:
        app.jinja_env.loader = loader


def test_words_are_escaped_where_they_are_filled_in(app: Flask) -> None:
    template = SHARED + '<b title="{{ said }}">{{ said }}{{ drawn }}</b>{% endblock %}'
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = ChoiceLoader([DictLoader({"words.html": template}), loader])
    try:
        with app.test_request_context("/"):
            page = kept_pages.kept_page("words.html", {}, {"said": '"<i>', "drawn": Markup("<i>x</i>")})
    finally:
        app.jinja_env.loader = loader
    assert '<b title="&#34;&lt;i&gt;">&#34;&lt;i&gt;<i>x</i></b>' in page
