"""Errors become HTTP here, once."""

from typing import cast

import structlog
from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError, Unauthorized

from cab_portal.core import ids
from cab_portal.core.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound, TooMany
from cab_portal.database import session
from cab_portal.web import uploads

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
    429: "Wait a minute and try again. What you typed is still in the form if you go back.",
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


def _typed() -> list[str]:
    """The texts of a post that a person may have written: several words, or several lines."""
    if request.method != "POST":
        return []
    return [value for _name, value in request.form.items(multi=True) if " " in value.strip() or "\n" in value.strip()]


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
    response = _page(status, _too_large() if status == 413 else SENTENCES.get(status, error.description or ""))
    if error.response is None and status == 429:
        response.headers["Retry-After"] = str(getattr(g, "retry_after", 60))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _too_large() -> str:
    limit = (request.max_content_length or uploads.LARGEST_REQUEST) // uploads.MIB
    return f"A request may have {limit} MiB at most. Choose a smaller file and send it again."


def _unexpected(error: Exception) -> Response:
    session.rollback()
    reference = ids.encode(ids.new_id())
    _log.error("unexpected_error", reference=reference, endpoint=request.endpoint, exc_info=error)
    return _page(500, SENTENCES[500], reference)
