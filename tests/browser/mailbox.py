"""What people find in their mail."""

from __future__ import annotations

import re
from email.message import EmailMessage

from flask import Flask
from sqlalchemy import update

from cab_portal import worker
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from tests.smtp import Sink

_LINK = re.compile(r"https?://\S+")


class Mailbox:
    """The mail that the worker has handed to the mail server."""

    def __init__(self, app: Flask, sink: Sink) -> None:
        self._app = app
        self._sink = sink

    def deliver(self) -> None:
        """Let the worker send what is due."""
        with self._app.app_context(), unit_of_work():
            # As if the hour of the digest had come.
            session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.status == MessageStatus.WAITING, OutboxMessage.tries == 0)
                .values(next_try_at=OutboxMessage.created_at)
            )
        worker.pump(self._app)

    def mails_to(self, address: str) -> list[EmailMessage]:
        """All mails to somebody, the oldest first, after everything that is due has left."""
        self.deliver()
        pairs = zip(self._sink.mails, self._sink.recipients, strict=True)
        return [mail for mail, recipients in pairs if address in recipients]

    def newest_to(self, address: str) -> EmailMessage:
        """The newest mail to somebody."""
        mails = self.mails_to(address)
        assert mails, f"no mail to {address}"
        return mails[-1]


def text_of(mail: EmailMessage) -> str:
    """The words of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage) -> str:
    """Where the button of a mail leads: the first address in its text."""
    found = _LINK.search(text_of(mail))
    assert found is not None, text_of(mail)
    return found.group()
