"""Each rule turns red on the page that breaks it, and a good page stays green."""

import pytest

from tests.page_rules import (
    POLICY,
    cache_problems,
    fragment_problems,
    header_problems,
    page_problems,
    soup_of,
)

GOOD_BODY = """
<a href="#main">Skip to content</a>
<main id="main"><h1>Reviews</h1>
<form method="post" action="/reviews/1">
<input type="hidden" name="csrf_token" value="t">
<label for="name">Name</label><input id="name" name="name" aria-describedby="hint">
<p id="hint">As you sign</p>
<label><input type="checkbox" name="agree" value="1"> I agree</label>
<fieldset><legend>Verdict</legend>
<label><input type="radio" name="verdict" value="go"> Go ahead</label>
<label><input type="radio" name="verdict" value="stop"> Hold</label>
</fieldset>
<div role="group" aria-labelledby="kind"><p id="kind">Kind</p>
<label><input type="radio" name="kind" value="q"> Question</label></div>
<select name="board" aria-label="Board"><option value="1">One</option></select>
<button>Send review</button>
</form>
<img src="/static/logo.svg" alt="">
<svg viewBox="0 0 1 1" role="img" aria-label="Two of three"><path d="M0 0"/></svg>
<svg viewBox="0 0 1 1" aria-hidden="true"><path d="M0 0"/></svg>
<script type="application/json">{"step": 1}</script>
</main>
"""


def page(body: str = GOOD_BODY, *, head: str = "<title>Reviews</title>", lang: str = ' lang="en"') -> str:
    return f"<!DOCTYPE html><html{lang}><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


def with_extra(extra: str) -> str:
    return page(GOOD_BODY.replace("</main>", f"{extra}</main>"))


HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def page_said(html: str, **options: list[str]) -> list[str]:
    return page_problems(html, soup_of(html), **options)


def fragment_said(html: str) -> list[str]:
    return fragment_problems(html, soup_of(html))


def test_a_good_page_has_no_problems() -> None:
    assert page_said(page()) == []
    assert header_problems(HEADERS) == []


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (page().removeprefix("<!DOCTYPE html>"), "invalid HTML"),
        (page(lang=""), "no language"),
        (page(lang=' lang=""'), "no language"),
        (page(head=""), "not one title"),
        (page(head="<title> </title>"), "not one title"),
        (page(head="<title>a</title><title>b</title>"), "not one title"),
        (page("<main><p>x</p></main>"), "0 h1 elements"),
        (page("<main><h1> </h1></main>"), "the h1 is empty"),
        (page("<h1>Reviews</h1>"), "no main element"),
        (with_extra("<h1>Again</h1>"), "2 h1 elements"),
        (page(GOOD_BODY.replace('<a href="#main">Skip to content</a>', "")), "the first stop of the Tab key"),
        (page(GOOD_BODY.replace('href="#main"', 'href="#other"')), "the skip link leads to #other"),
    ],
)
def test_a_bad_frame_turns_red(html: str, said: str) -> None:
    assert said in "\n".join(page_said(html))


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ("<p><div>x</div></p>", "invalid HTML"),
        ("<b>x", "invalid HTML"),
        ('<p id="x" id="y">x</p>', "invalid HTML"),
        ('<section aria-label="Result"></section>' * 2, "2 landmarks section named 'Result'"),
        ("&nosuch;", "invalid HTML"),
        ('<svg viewBox="0 0 1 1" aria-hidden="true"><g></svg>', "invalid HTML"),
        ('<p id="main">x</p>', "id 'main' 2 times"),
        ('<input name="a">', "no label"),
        ('<label for="a"></label><input name="a" id="a">', "no label"),
        ('<textarea name="a"></textarea>', "no label"),
        ('<select name="a"><option>x</option></select>', "no label"),
        ('<input name="a" aria-label=" ">', "no label"),
        ('<input name="a" aria-labelledby="nobody">', "no label"),
        ('<label><input type="radio" name="a"> x</label>', "no legend"),
        ('<fieldset><label><input type="radio" name="a"> x</label></fieldset>', "no legend"),
        ('<div role="group"><label><input type="radio" name="a"> x</label></div>', "no legend"),
        ('<label for="nobody">x</label>', "names no id: nobody"),
        ('<p aria-describedby="main nobody">x</p>', "names no id: nobody"),
        ('<a href="#nobody">x</a>', "not on the page"),
        ('<a href="/x"></a>', "no words in"),
        ('<a href="/x"><img src="/x.svg" alt=""></a>', "no words in"),
        ("<button></button>", "no words in"),
        ("<script>alert(1)</script>", "inline script"),
        ('<script src="/x.js">alert(1)</script>', "inline script"),
        ('<script type="module">import "/x.js"</script>', "inline script"),
        ("<style>a{}</style>", "style element"),
        ('<p style="color:red">x</p>', "inline style"),
        ('<p onclick="x()">x</p>', "inline onclick"),
        ('<svg aria-hidden="true" onload="x()"></svg>', "inline onload"),
        ('<a href=" javascript:x()">x</a>', "javascript:"),
        ('<script src="https://elsewhere.example/x.js"></script>', "from elsewhere"),
        ('<img src="//elsewhere.example/x.png" alt="">', "from elsewhere"),
        ('<img src="/x.png">', "no alt"),
        ("<svg></svg>", "no name for"),
        ('<form method="post" action="/x"><button>Send it</button></form>', "no csrf_token"),
        ('<form method="post"><input type="hidden" name="csrf_token" value=""></form>', "no csrf_token"),
        (
            '<form action="/x"><input type="hidden" name="csrf_token" value="t"></form>',
            "token in the address",
        ),
        ("<span><p>x</p></span>", "p inside <span>"),
        ("<button><div>x</div></button>", "div inside <button>"),
        ('<a href="/x"><button>x</button></a>', "button inside <a"),
    ],
)
def test_a_bad_part_turns_red(extra: str, said: str) -> None:
    assert said in "\n".join(page_said(with_extra(extra)))


def test_a_form_with_a_token_of_its_own_is_named() -> None:
    html = with_extra('<form method="post" action="/stop-mails/abc?k=1"><button>Stop these mails</button></form>')
    assert page_said(html, own_token=["/stop-mails/abc"]) == []
    assert page_said(html) != []


def test_a_fragment_is_checked_like_a_part() -> None:
    assert fragment_said('<p aria-describedby="elsewhere">x</p>') == []
    assert "no label" in fragment_said('<input name="a">')[0]
    assert "invalid HTML" in fragment_said("<b>x")[0]


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_a_missing_header_turns_red(name: str) -> None:
    rest = {other: value for other, value in HEADERS.items() if other != name}
    assert any(problem.startswith(name) for problem in header_problems(rest))


@pytest.mark.parametrize("name", sorted(POLICY))
def test_each_directive_of_the_policy_is_demanded(name: str) -> None:
    policy = "; ".join(f"{other} {value}" for other, value in POLICY.items() if other != name)
    assert header_problems({**HEADERS, "Content-Security-Policy": policy}) != []


@pytest.mark.parametrize("extra", ["script-src-elem 'unsafe-inline'", "font-src *"])
def test_a_loose_directive_turns_red(extra: str) -> None:
    policy = f"{HEADERS['Content-Security-Policy']}; {extra}"
    assert "not strict" in header_problems({**HEADERS, "Content-Security-Policy": policy})[0]


@pytest.mark.parametrize(
    ("headers", "is_fine"),
    [
        ({"Cache-Control": "no-store"}, True),
        ({"Cache-Control": "private, no-cache", "ETag": '"1"'}, True),
        ({"Cache-Control": "private, no-cache"}, False),
        ({"Cache-Control": "public, no-cache", "ETag": '"1"'}, False),
        ({}, False),
    ],
)
def test_a_signed_in_page_is_not_kept(headers: dict[str, str], is_fine: bool) -> None:
    assert (cache_problems(headers) == []) is is_fine


def test_a_template_is_no_part_of_the_page_but_holds_nothing_inline_either() -> None:
    twice = with_extra('<p id="a">A</p><template><p id="a">A</p><input name="b"></template>')
    assert page_said(twice) == []
    assert page_said(with_extra('<template><p style="color: red">A</p></template>')) != []
