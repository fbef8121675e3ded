"""Hostile words of a member on every way out: pages of both sides, mails, and the table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from flask import Flask

from cab_portal.accounts.models import Person
from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import ThreadKind
from cab_portal.comments.service import replies
from cab_portal.core import ids
from cab_portal.core.actor import Role
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import OutboxMessage
from cab_portal.web import mail_transport
from tests.factories import accounts, boards, reviews
from tests.factories import comments as factory
from tests.factories.accounts import actor_of
from tests.page_client import PageClient

HOSTILE = '=HYPERLINK("//evil")<img src=x onerror=alert(1)><script>alert(1)</script>\'"><svg onload=alert(1)>{{7*7}}'
QUOTE = "Mara <b onmouseover=alert(1)> calls"


def test_hostile_words_are_words_everywhere(
    app: Flask, signed_in: Callable[[Person], PageClient], sent_mail: Callable[[], list[OutboxMessage]]
) -> None:
    part = reviews.review(boards.board(privacy=Privacy.OPEN), [f"{QUOTE} you on Friday. `{QUOTE}`"])
    suggestion = factory.thread(
        part, "Mara", kind=ThreadKind.SUGGESTION, body=HOSTILE, replacement=HOSTILE, shared=True
    )
    owner = accounts.staff(Role.ADMIN, name="Mara <script>alert(1)</script>")
    with unit_of_work():
        replies.reply(actor_of(owner), session.get_one(Thread, suggestion.id), HOSTILE)
    thread = session.merge(suggestion)
    base = f"/reviews/{ids.encode(thread.request_id)}"
    draft = f"/staff/drafts/{ids.encode(thread.draft_id)}"
    member, team = signed_in(session.get_one(Person, thread.author_id)), signed_in(owner)
    pages = [member.get(f"{base}{end}") for end in ("/v/1/steps/1", f"/comments/{ids.encode(thread.id)}")]
    pages += [team.get(f"{draft}/triage"), team.get(f"/staff/drafts/threads/{ids.encode(thread.id)}")]
    for page in pages:
        assert page.status == 200, page.path
        assert page.soup.select("main img, main script, main [onerror], main [onload], main [onmouseover]") == []
    assert sum("{{7*7}}" in page.text for page in pages) >= 3
    (mail,) = sent_mail()
    html = mail_transport.preview(mail).html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    table = team.get(f"{draft}/comments.csv").text
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
