"""The page client, against a small application with the forms and mistakes that matter."""

import pytest
from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from tests.page_client import PageClient
from tests.page_rules import POLICY

FORM = """
<form method="post" action="/answers" id="answers">
<input type="hidden" name="csrf_token" value="secret">
<label>Name <input name="name" value="Ada"></label>
<label>Text <textarea name="text">
as it was</textarea></label>
<label>Agree <input type="checkbox" name="agree" value="yes" checked></label>
<label>News <input type="checkbox" name="news" value="yes"></label>
<fieldset><legend>Verdict</legend>
<label><input type="radio" name="verdict" value="go"> Go</label>
<label><input type="radio" name="verdict" value="hold" checked> Hold</label></fieldset>
<label>Board <select name="board"><option value="a">A</option><option value="b">B</option></select></label>
<label>Old <input name="old" value="x" disabled></label>
<button name="then" value="save">Save draft</button> <button name="then" value="send">Send review</button>
</form>
<a href="/start">Read it again</a>
"""


def page(body: str) -> str:
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Answers</title></head>'
        f'<body><a href="#main">Skip</a><main id="main"><h1>Answers</h1>{body}</main></body></html>'
    )


def answers() -> AnyResponse:
    return redirect("/seen?" + "&".join(f"{k}={v}" for k, v in request.form.items(multi=True)), 303)


def seen() -> str:
    return page("".join(f"<p>{name}={value}</p>" for name, value in sorted(request.args.items())))


def with_headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = "; ".join(f"{k} {v}" for k, v in POLICY.items())
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def application() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/start", view_func=lambda: page(FORM), endpoint="start")
    app.add_url_rule("/bad", view_func=lambda: page('<p style="color:red">x</p>'), endpoint="bad")
    app.add_url_rule("/to-bad", view_func=lambda: redirect("/bad"), endpoint="to_bad")
    app.add_url_rule("/loop", view_func=lambda: redirect("/loop"), endpoint="loop")
    app.add_url_rule("/part", view_func=lambda: "<p>One part</p>", endpoint="part")
    app.add_url_rule("/answers", view_func=answers, methods=["POST"])
    app.add_url_rule("/seen", view_func=seen)
    app.after_request(with_headers)
    return app


@pytest.fixture
def client() -> PageClient:
    return PageClient(application().test_client())


def test_a_form_sends_what_stands_in_it(client: PageClient) -> None:
    seen = client.get("/start").form("answers").submit("Send review")
    assert seen.path == "/seen"
    assert seen.words == (
        "Answers Skip Answers agree=yes board=a csrf_token=secret name=Ada text=as it was then=send verdict=hold"
    )


def test_a_form_sends_what_was_filled_in(client: PageClient) -> None:
    form = client.get("/start").form("/answers").fill(name="Bo", verdict="go", board="b", agree=None, news="yes")
    assert form.submit().words == (
        "Answers Skip Answers board=b csrf_token=secret name=Bo news=yes text=as it was then=save verdict=go"
    )


@pytest.mark.parametrize(
    "fields", [{"verdict": "maybe"}, {"board": "c"}, {"missing": "x"}, {"old": "y"}, {"csrf_token": "x"}]
)
def test_what_a_page_does_not_offer_cannot_be_filled(client: PageClient, fields: dict[str, str]) -> None:
    with pytest.raises(AssertionError):
        client.get("/start").form().fill_all(fields)


def test_an_attacker_sends_anything(client: PageClient) -> None:
    assert "verdict=maybe" in client.get("/start").form().forge(verdict="maybe").submit().words


def test_a_page_tells_its_heading_title_and_links(client: PageClient) -> None:
    start = client.get("/start")
    assert (start.status, start.h1, start.title) == (200, "Answers", "Answers")
    assert start.follow("Read it again").path == "/start"
    with pytest.raises(AssertionError):
        start.link("Nowhere")


def test_a_bad_page_fails_with_the_rule_also_behind_a_redirect(client: PageClient) -> None:
    with pytest.raises(AssertionError, match="inline style"):
        client.get("/bad")
    with pytest.raises(AssertionError, match="inline style"):
        client.get("/to-bad", follow=True)
    assert client.get("/to-bad").location == "/bad"


def test_a_fragment_must_be_asked_for(client: PageClient) -> None:
    assert client.get("/part", fragment=True).words == "One part"
    with pytest.raises(AssertionError, match="h1"):
        client.get("/part")


def test_a_signed_in_page_must_not_be_kept() -> None:
    client = PageClient(application().test_client(), signed_in=lambda: True)
    with pytest.raises(AssertionError, match="Cache-Control"):
        client.get("/start")


def test_a_redirect_in_a_circle_ends(client: PageClient) -> None:
    with pytest.raises(AssertionError, match="redirects"):
        client.get("/loop", follow=True)
