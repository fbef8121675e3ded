"""Rendering messages and handing them to the mail server, by Flask-Mail. Nothing else imports it."""

import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formataddr
from typing import Any, cast
from uuid import UUID

from flask import Flask, current_app
from flask_mail import Connection, Mail, Message
from itsdangerous import BadSignature, URLSafeSerializer
from jinja2 import Environment
from markupsafe import Markup, escape

from cab_portal.accounts import queries as accounts
from cab_portal.core import ids
from cab_portal.core.settings import MailServer
from cab_portal.outbox.models import OutboxMessage
from cab_portal.program.queries import program

TIMEOUT_SECONDS = 20
_STOP_SALT = "stop-mails"
# Stands in a preview for what only the reader of a mail may have.
HIDDEN = "hidden"


class TimedConnection(Connection):
    """Flask-Mail's connection with a time-out: a server that hangs must not hold a worker for ever."""

    def configure_host(self) -> smtplib.SMTP:
        server: MailServer = current_app.extensions["cab_mail_server"]
        context = ssl.create_default_context()
        if server.security == "tls":
            host: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            host = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        if server.security == "starttls":
            host.starttls(context=context)
        if server.username and server.password:
            host.login(server.username, server.password)
        return host


@dataclass(frozen=True)
class RenderedMail:
    """A message in words; ``html`` shows the same as ``text``. ``stop_address`` is empty where nobody may stop it.

    ``reply_to`` is where answers to it go, as it stands in the header; empty where nobody was named.
    """

    subject: str
    text: str
    html: str
    stop_address: str
    reply_to: str


def init_app(app: Flask, server: MailServer, sender: str, base_url: str, is_stoppable: Callable[[str], bool]) -> None:
    """Prepare Flask-Mail, and what mail templates use. ``is_stoppable`` says which templates a reader may stop."""
    app.extensions["cab_is_stoppable"] = is_stoppable
    app.config["MAIL_DEFAULT_SENDER"] = sender
    Mail(app)
    app.extensions["cab_mail_server"] = server
    app.extensions["cab_base_url"] = base_url
    app.extensions["cab_mail_text"] = app.jinja_env.overlay(autoescape=False)
    app.jinja_env.filters["paragraphs"] = paragraphs


def paragraphs(text: Markup | str) -> Markup:
    """Blank-line separated text as HTML paragraphs, for mails."""
    parts = [part.strip() for part in str(escape(text)).split("\n\n")]
    return Markup("\n").join(
        Markup('<p style="margin:0 0 16px">{}</p>').format(Markup(part))  # noqa: S704
        for part in parts
        if part
    )


def render(message: OutboxMessage) -> RenderedMail:
    """The message as it is, or would be, sent."""
    return _render(message, message.secret, stop_token(message))


def preview(message: OutboxMessage) -> RenderedMail:
    """The message for other eyes than its reader's: no link or code in it is of use to anybody."""
    hidden = dict.fromkeys(message.secret, HIDDEN)
    if not hidden and "path" not in message.context:
        # Its secrets were blanked when it left.
        hidden = {"link": HIDDEN, "code": HIDDEN}
    return _render(message, hidden, HIDDEN)


def _render(message: OutboxMessage, secret: Mapping[str, Any], stop: str) -> RenderedMail:
    base_url: str = current_app.extensions["cab_base_url"]
    if message.person_id and current_app.extensions["cab_is_stoppable"](message.template):
        stop = base_url + url_for_path("public.stop_mails", token=stop)
    else:
        stop = ""
    reader = accounts.reachable(message.reply_to_id) if message.reply_to_id else None
    values = {
        **message.context,
        **secret,
        "base_url": base_url,
        "address": _button_address(message, secret, base_url),
        "stop_address": stop,
        "stops_one_review": "assignment_id" in message.context,
        "answered_by": reader.name if reader else "",
        "program": program(),
    }
    if items := message.context.get("items"):
        values["lines"] = [_line(item) for item in items]
    name = f"mails/{message.template}.jinja"
    text_environment: Environment = current_app.extensions["cab_mail_text"]
    subject = _part(text_environment, name, "mails/layouts/subject.txt", values)
    return RenderedMail(
        subject=" ".join(subject.split()),
        text=_part(text_environment, name, "mails/layouts/message.txt", values).strip() + "\n",
        html=_part(current_app.jinja_env, name, "mails/layouts/message.html", values),
        stop_address=stop,
        reply_to=formataddr((reader.name, reader.email)) if reader else program().reply_address,
    )


def _line(item: Mapping[str, Any]) -> str:
    """What a mail says that leaves within another: its subject."""
    environment: Environment = current_app.extensions["cab_mail_text"]
    subject = _part(environment, f"mails/{item['template']}.jinja", "mails/layouts/subject.txt", dict(item["context"]))
    return " ".join(subject.split())


def _part(environment: Environment, name: str, layout: str, values: dict[str, Any]) -> str:
    return environment.get_template(name).render({**values, "layout": layout})


def _button_address(message: OutboxMessage, secret: Mapping[str, Any], base_url: str) -> str:
    if link := secret.get("link"):
        return base_url + url_for_path("public.sign_in_link", secret=link)
    return base_url + str(message.context.get("path", "/"))


def url_for_path(endpoint: str, **values: Any) -> str:
    """The path of an endpoint, also outside of a request."""
    adapter = current_app.url_map.bind("mail.invalid")
    return adapter.build(endpoint, values)


@dataclass(frozen=True, slots=True)
class MailStop:
    """Whose mails a one-click stop ends: all that may be stopped, or those about one part in a review."""

    person_id: UUID
    assignment_id: UUID | None = None


def stop_token(message: OutboxMessage) -> str:
    """What proves, without sign-in, that a one-click stop comes from a mail of this person."""
    parts = [str(message.person_id)]
    if assignment := message.context.get("assignment_id"):
        parts.append(str(ids.decode(str(assignment))))
    return _stop_serializer().dumps(" ".join(parts))


def stop_of(token: str) -> MailStop | None:
    """What a token of :func:`stop_token` stops, or None where it is none."""
    try:
        person, _, assignment = str(_stop_serializer().loads(token)).partition(" ")
    except BadSignature:
        return None
    return MailStop(UUID(person), UUID(assignment) if assignment else None)


def _stop_serializer() -> URLSafeSerializer:
    return URLSafeSerializer(cast("str", current_app.secret_key), salt=_STOP_SALT)


def send(message: OutboxMessage) -> None:
    """Hand a message to the SMTP server; raises whatever goes wrong. The Message-ID is the same at every try."""
    mail = render(message)
    host = str(current_app.extensions["cab_base_url"]).partition("://")[2].partition(":")[0]
    headers = {"Auto-Submitted": "auto-generated"}
    if mail.stop_address:
        headers["List-Unsubscribe"] = f"<{mail.stop_address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    outgoing = Message(
        subject=mail.subject,
        recipients=[message.address],
        body=mail.text,
        html=mail.html,
        reply_to=mail.reply_to or None,
        extra_headers=headers,
    )
    outgoing.msgId = f"<{message.id}@{host}>"
    with TimedConnection(current_app.extensions["mail"]) as connection:
        connection.send(outgoing)
