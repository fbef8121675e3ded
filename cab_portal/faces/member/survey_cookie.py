"""The cookie under which a member's browser finds the answers that it is giving to an anonymous survey.

It holds 256 random bits, and only the pages of its survey get it. What is stored stands under a hash of it together
with the member, so that whoever uses the same browser later finds nothing, and the row names nobody.
"""

from uuid import UUID

from flask import current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from cab_portal.core import ids, paths
from cab_portal.reviews.rules import LONGEST_WINDOW
from cab_portal.web import identity


def token() -> str | None:
    """What this browser holds for the survey of the present page."""
    return request.cookies.get(_name())


def key_of(held: str) -> bytes:
    """Under which key this member's answers lie, given what the browser holds."""
    return ids.fingerprint(f"{held}:{identity.actor().id}")


def give(answer: ResponseReturnValue, survey_id: UUID, held: str) -> Response:
    """Let the browser hold it, for as long as a survey can be open."""
    response = current_app.make_response(answer)
    response.set_cookie(
        _name(),
        held,
        max_age=int(LONGEST_WINDOW.total_seconds()),
        path=paths.survey(survey_id),
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def take_back(answer: ResponseReturnValue, survey_id: UUID) -> Response:
    """Let the browser forget it: the answers were received."""
    response = current_app.make_response(answer)
    response.delete_cookie(_name(), path=paths.survey(survey_id), secure=_is_secure(), httponly=True, samesite="Lax")
    return response


def _name() -> str:
    return "__Secure-answers" if _is_secure() else "answers"


def _is_secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
