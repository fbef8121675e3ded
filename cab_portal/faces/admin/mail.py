"""What was mailed, what will be, and what could not be."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from jinja2 import TemplateError

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.faces.admin.blueprint import blueprint
from cab_portal.outbox import queries, service
from cab_portal.outbox.access import MessagePermission
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.web import forms, guards, mail_transport
from cab_portal.web.forms import ButtonForm
from cab_portal.web.mail_pages import html_part
from cab_portal.web.mail_transport import RenderedMail
from cab_portal.web.pages import is_demo, see_other
from cab_portal.web.paging import page_number


@blueprint.get("/admin/mail")
@guards.require(AreaPermission.ADMIN)
def mail() -> ResponseReturnValue:
    """All messages, the newest first."""
    status = _asked_status()
    counts = queries.counts_by_status()
    labels = {
        None: gettext("All"),
        MessageStatus.WAITING: gettext("Waiting"),
        MessageStatus.SENT: gettext("Sent"),
        MessageStatus.DROPPED: gettext("Not needed"),
        MessageStatus.DEAD: gettext("Given up"),
    }
    choices = [
        {
            "label": label,
            "url": url_for("admin.mail", status=kind.value if kind else None),
            "current": kind is status,
            "count": counts[kind] if kind else sum(counts.values()),
        }
        for kind, label in labels.items()
    ]
    return render_template("admin/mail.html", page=queries.messages(status, page_number()), choices=choices)


def _asked_status() -> MessageStatus | None:
    given = request.args.get("status", "")
    if not given:
        return None
    if given not in list(MessageStatus):
        raise NotFound
    return MessageStatus(given)


@blueprint.get("/admin/mail/<id:message_id>")
@guards.require(AreaPermission.ADMIN)
def show_message(message_id: UUID) -> ResponseReturnValue:
    """One message in words, without what only its reader may have."""
    return _page(message_id, ButtonForm())


@blueprint.get("/admin/mail/<id:message_id>/html")
@guards.require(AreaPermission.ADMIN)
def show_message_html(message_id: UUID) -> ResponseReturnValue:
    """The HTML part as a mail program shows it."""
    rendered = _rendered(guards.load(OutboxMessage, message_id, MessagePermission.READ))
    if rendered is None:
        raise NotFound
    return html_part(rendered)


@blueprint.post("/admin/mail/<id:message_id>/release")
@guards.require(AreaPermission.ADMIN)
def release_message(message_id: UUID) -> ResponseReturnValue:
    """Send a message again that was given up."""
    guards.load(OutboxMessage, message_id, MessagePermission.RELEASE)
    form = ButtonForm()

    def act() -> ResponseReturnValue:
        service.send_again(guards.load(OutboxMessage, message_id, MessagePermission.RELEASE, lock=True))
        flash(gettext("The message is sent again."))
        return see_other("admin.show_message", message_id=message_id)

    return forms.save(form, act, lambda: _page(message_id, form))


def _page(message_id: UUID, form: ButtonForm) -> str:
    message = guards.load(OutboxMessage, message_id, MessagePermission.READ)
    return render_template("admin/message.html", message=message, rendered=_rendered(message), form=form)


def _rendered(message: OutboxMessage) -> RenderedMail | None:
    """The words of the message; None where its template has changed since and no longer fits what it holds."""
    try:
        return mail_transport.render(message) if is_demo() else mail_transport.preview(message)
    except (TemplateError, TypeError, ValueError):
        return None
