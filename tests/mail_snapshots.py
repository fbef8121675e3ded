"""Mail bodies as files: a mail changes only where somebody meant it to.

``CAB_WRITE_SNAPSHOTS=1`` writes what is rendered; read the difference before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

from cab_portal.outbox.models import OutboxMessage
from cab_portal.web.mail_transport import render, stop_token

FOLDER = Path(__file__).resolve().parent / "snapshots" / "mails"


def assert_mail(message: OutboxMessage, name: str) -> None:
    """The rendered text of a message equals the snapshot of this name; secrets are blanked first."""
    mail = render(message)
    shown = f"Subject: {mail.subject}\n\n{mail.text}".replace(stop_token(message), "STOP")
    for secret in message.secret.values():
        shown = shown.replace(str(secret), "SECRET")
        assert str(secret) in mail.html
    file = FOLDER / f"{name}.txt"
    if os.environ.get("CAB_WRITE_SNAPSHOTS"):
        FOLDER.mkdir(parents=True, exist_ok=True)
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")
