"""Texts that a person has read and found right, kept in ``tests/snapshots``.

``CAB_WRITE_SNAPSHOTS=1`` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

from cab_portal.outbox.models import OutboxMessage
from cab_portal.web import mail_transport

FOLDER = Path(__file__).parent / "snapshots"


def assert_same(name: str, text: str) -> None:
    """The text is the one that was kept under this name."""
    file = FOLDER / name
    if os.environ.get("CAB_WRITE_SNAPSHOTS") == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.exists(), f"there is no {name} yet: run with CAB_WRITE_SNAPSHOTS=1 and read it"
    assert text == file.read_text(encoding="utf-8")


def assert_mail(name: str, message: OutboxMessage) -> None:
    """Subject, text part and words of the HTML part of a mail; its secrets stand as ``hidden``."""
    rendered = mail_transport.preview(message)
    assert_same(f"mails/{name}.txt", f"Subject: {rendered.subject}\n\n{rendered.text}")
    assert_same(f"mails/{name}.html", rendered.html)
