"""Stopping mails, by one click from a mail and without sign-in."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from cab_portal.accounts.service import people
from cab_portal.core.errors import NotFound
from cab_portal.database import unit_of_work
from cab_portal.faces.public.sign_in import blueprint
from cab_portal.web import guards
from cab_portal.web.mail_transport import person_of_stop_token


def _person(token: str) -> UUID:
    person_id = person_of_stop_token(token)
    if person_id is None:
        raise NotFound
    return UUID(person_id)


@blueprint.get("/unsubscribe/<string:token>")
@guards.public
def stop_mails(token: str) -> ResponseReturnValue:
    """Show one button; a GET changes nothing."""
    _person(token)
    return render_template("public/stop_mails.html", token=token, done=False)


@blueprint.post("/unsubscribe/<string:token>")
@guards.public
def create_stop(token: str) -> ResponseReturnValue:
    """Stop asks, reminders and news for this person. Mail programs post here themselves, so the token is the proof."""
    with unit_of_work():
        people.stop_mails(_person(token))
    return render_template("public/stop_mails.html", token=token, done=True)
