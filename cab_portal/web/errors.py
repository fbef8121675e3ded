"""Errors become HTTP here, once."""

from math import ceil
from typing import cast

import structlog
from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError, Unauthorized

from cab_portal.core import ids
from cab_portal.core.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound, TooMany
from cab_portal.database import session
from cab_portal.database.outages import is_outage
from cab_portal.web import forms, limits, pages

_NAMED_IN = "typed"
"""The field in which a page names those that hold a person's own words: see templates/components/forms.html."""

_log = structlog.get_logger()

STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    InvalidInput: 422,
    TooMany: 429,
}
TITLES = {
    400: "This request could not be read",
    401: "Sign in to go on",
    403: "This is not yours to do",
    404: "Nothing is here for you",
    405: "This address does not take that",
    409: "This cannot be done now",
    413: "This is too large",
    415: "This kind of file cannot be read",
    422: "Something needs your attention",
    429: "That was a lot at once",
    500: "Something went wrong on our side",
    503: "The portal is not ready",
}
SENTENCES = {
    400: "Go back, load the page again and try once more.",
    404: "There is nothing at this address, or it is not for you. Check the link, or ask who sent it.",
    405: "Go back and use the buttons of the page.",
    413: f"A form may have {forms.LARGEST_REQUEST // 2**20} MiB at most, with its file. Nothing was saved."
    " Go back and choose a smaller file, or shorten the text.",
    503: "Its database does not answer, or has too much to do. Nothing was saved."
    " Wait a minute, then go back and try again.",
    500: "What you did was not saved. Go back and try again; if it happens again, tell your contact the number below.",
}


def init_app(app: Flask) -> None:
    """Register the handlers, from the particular to the general."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(Unauthorized, _signed_out)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _page(status: int, message: str, reference: str = "") -> Response:
    body = render_template(
        "errors/error.html",
        status=status,
        heading=TITLES.get(status, TITLES[400]),
        message=message,
        reference=reference,
        # Of what is too large nothing was read.
        typed=[] if status == 413 else _typed(),
    )
    return make_response(body, status)


def _domain(error: DomainError) -> Response:
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    response = _page(status, SENTENCES[404] if status == 404 else error.message)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _signed_out(_error: Unauthorized) -> Response:
    """A page asks to sign in; a post whose session has ended shows its text again, so that nothing is lost."""
    if request.method in ("GET", "HEAD"):
        return cast("Response", redirect(url_for("public.sign_in", next=_back_to()), 303))
    return make_response(
        render_template("errors/signed_out.html", typed=_typed(), back=_back_to()),
        401,
    )


def _form_expired(error: CSRFError) -> Response:
    _log.info("form_refused", reason=error.description, endpoint=request.endpoint)
    return make_response(render_template("errors/form_expired.html", typed=_typed(), back=_back_to()), 400)


def _typed() -> list[tuple[str, str]]:
    """What a person wrote into the text fields of the form that was posted, each with the label of its field.

    The form itself names them, as "name label". Words that the page sent along by itself are left out: a quote fills
    the field for other words in its place. Of a form that names no fields, as a page from before an upgrade: whatever
    has several words or lines, without labels.
    """
    labels = {name: label for name, _, label in (named.partition(" ") for named in request.form.getlist(_NAMED_IN))}
    sent = [(name, text) for name, text in request.form.items(multi=True) if text.strip() and name != _NAMED_IN]
    if not labels:
        return [("", text) for _name, text in sent if _has_words(text)]
    own = {text.strip() for name, text in sent if name not in labels and _has_words(text)}
    return [(labels[name], text) for name, text in sent if name in labels and text.strip() not in own]


def _has_words(text: str) -> bool:
    return len(text.split()) > 1


def _back_to() -> str:
    """Where to go after sign-in: this page, or the one whose form was posted."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    referrer = request.referrer or ""
    # One slash in front: a browser would take what follows two for another host.
    return "/" + referrer.removeprefix(request.host_url).lstrip("/\\") if referrer.startswith(request.host_url) else "/"


def _http(error: HTTPException) -> Response:
    if isinstance(error, SecurityError):
        # An unknown host: nothing of ours may be told under its name.
        return make_response("This host is not known here.\n", 400, {"Content-Type": "text/plain; charset=utf-8"})
    status = error.code or 500
    if status == 429:
        return _too_often(limits.seconds_to_wait())
    response = _page(status, SENTENCES.get(status, error.description or ""))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _too_often(seconds: int) -> Response:
    minutes = ceil(seconds / 60)
    sentence = ngettext(
        "Nothing was saved. Wait a minute, then go back and try again.",
        "Nothing was saved. Wait %(num)s minutes, then go back and try again.",
        minutes,
    )
    response = _page(429, sentence)
    response.headers["Retry-After"] = str(seconds)
    return response


def _unexpected(error: Exception) -> Response:
    if is_outage(error):
        return _unavailable(error)
    session.rollback()
    reference = ids.encode(ids.new_id())
    _log.error("unexpected_error", reference=reference, endpoint=request.endpoint, exc_info=error)
    return _page(500, SENTENCES[500], reference)


def _unavailable(error: Exception) -> Response:
    session.remove()
    _log.error("database_unavailable", endpoint=request.endpoint, reason=str(error))
    pages.do_without_database()
    response = _page(503, SENTENCES[503])
    response.headers["Retry-After"] = "60"
    return response
