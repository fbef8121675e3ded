"""Stopping mails, by one click from a mail and without sign-in."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cab_portal.accounts.service import people
from cab_portal.core.errors import NotFound
from cab_portal.database import unit_of_work
from cab_portal.faces.public.sign_in import blueprint
from cab_portal.reviews.service import mail_stops
from cab_portal.web import guards
from cab_portal.web.mail_transport import MailStop, stop_of


def _stop(token: str) -> MailStop:
    stop = stop_of(token)
    if stop is None:
        raise NotFound
    return stop


@blueprint.get("/unsubscribe/<string:token>")
@guards.public
def stop_mails(token: str) -> ResponseReturnValue:
    """Show what can be stopped; a GET changes nothing."""
    return _page(token, "", one_review=_stop(token).assignment_id is not None)


@blueprint.post("/unsubscribe/<string:token>")
@guards.public
def create_stop(token: str) -> ResponseReturnValue:
    """Stop the mails about one review; all that may be stopped where the mail was about none, or on demand.

    Mail programs post here themselves, so the token is the proof.
    """
    stop = _stop(token)
    one_review = stop.assignment_id is not None and request.form.get("scope") != "all"
    with unit_of_work():
        if stop.assignment_id is not None and one_review:
            mail_stops.stop_mails(stop.assignment_id)
        else:
            people.stop_mails(stop.person_id)
    return _page(token, "stopped", one_review=one_review)


@blueprint.post("/unsubscribe/<string:token>/resume")
@guards.public
def undo_stop(token: str) -> ResponseReturnValue:
    """Take the mails about one review again: whoever clicked by mistake does not have to look for a page."""
    stop = _stop(token)
    if stop.assignment_id is None:
        raise NotFound
    with unit_of_work():
        mail_stops.resume_mails(stop.assignment_id)
    return _page(token, "resumed", one_review=True)


def _page(token: str, done: str, *, one_review: bool) -> str:
    return render_template("public/stop_mails.html", token=token, done=done, one_review=one_review)
