"""The doors of the demo: sign-in by one click, and the page of sent mail.

They exist only where the database bears the mark of the demo and the portal is reached over a loopback address.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.accounts import queries as accounts
from cab_portal.accounts.models import Person
from cab_portal.accounts.queries import PersonRow
from cab_portal.accounts.service.sign_in import end_session, open_session
from cab_portal.core.actor import Role
from cab_portal.core.errors import NotFound
from cab_portal.core.paging import Page
from cab_portal.database import session as database
from cab_portal.database import unit_of_work
from cab_portal.faces.public.demo_lines import LINES
from cab_portal.faces.public.sign_in import blueprint
from cab_portal.outbox import queries as outbox
from cab_portal.outbox.models import OutboxMessage
from cab_portal.web import guards, identity, mail_transport
from cab_portal.web.mail_pages import html_part
from cab_portal.web.pages import is_demo, see_other
from cab_portal.web.paging import page_number

# Of each role; the others are folded away, so that every role is seen on the first screens.
_SHOWN_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as; ``line`` says what they have before them when the story begins."""

    id: UUID
    name: str
    detail: str
    line: str


@dataclass(frozen=True, slots=True)
class DemoMail:
    """A sent mail in the list, by its subject."""

    message: OutboxMessage
    subject: str


def _ensure_demo() -> None:
    if not is_demo():
        raise NotFound


@blueprint.get("/demo")
@guards.public
def demo() -> ResponseReturnValue:
    """Everybody in the demo, by role; those with most to show first."""
    _ensure_demo()
    headings = {
        Role.MEMBER: gettext("Members: customers who advise"),
        Role.CSM: gettext("Customer success managers: they write, route and decide"),
        Role.ADMIN: gettext("Admins: they run the program"),
    }
    people = {role: _people(role) for role in headings}
    groups = [(headings[role], found[:_SHOWN_AT_ONCE], found[_SHOWN_AT_ONCE:]) for role, found in people.items()]
    return render_template("public/demo.html", groups=groups)


def _people(role: Role) -> list[DemoPerson]:
    active = [person for person in accounts.people(role=role).items if not person.is_deactivated]
    places = {email: place for place, email in enumerate(LINES)}
    active.sort(key=lambda person: places.get(person.email, len(places)))
    return [_demo_person(person) for person in active]


def _demo_person(person: PersonRow) -> DemoPerson:
    return DemoPerson(person.id, person.name, person.organization_name or person.email, LINES.get(person.email, ""))


@blueprint.post("/demo/people/<id:person_id>")
@guards.public
def create_demo_session(person_id: UUID) -> ResponseReturnValue:
    """Sign in as a demo person; whoever was signed in before is no more."""
    _ensure_demo()
    before = identity.viewer()
    with unit_of_work():
        person = database.get(Person, person_id)
        if person is None or person.deactivated_at is not None:
            raise NotFound
        secret = open_session(person)
        if before is not None:
            end_session(before.session_id, before.actor.id)
    session.clear()
    session.permanent = True
    identity.begin(secret)
    return see_other("public.home")


@blueprint.get("/demo/mail")
@guards.public
def demo_mail() -> ResponseReturnValue:
    """What was sent, the newest first."""
    _ensure_demo()
    found = outbox.sent_messages(page_number())
    mails = [DemoMail(message, mail_transport.render(message).subject) for message in found.items]
    return render_template("public/demo_mail.html", page=Page(mails, found.total, found.number))


@blueprint.get("/demo/mail/<id:message_id>")
@guards.public
def show_demo_mail(message_id: UUID) -> ResponseReturnValue:
    """One mail in words; its links work, as they would in the reader's mailbox."""
    message = _sent(message_id)
    return render_template("public/demo_message.html", message=message, rendered=mail_transport.render(message))


@blueprint.get("/demo/mail/<id:message_id>/html")
@guards.public
def show_demo_mail_html(message_id: UUID) -> Response:
    """The HTML part of a mail."""
    return html_part(mail_transport.render(_sent(message_id)))


def _sent(message_id: UUID) -> OutboxMessage:
    _ensure_demo()
    message = outbox.sent_message(message_id)
    if message is None:
        raise NotFound
    return message
