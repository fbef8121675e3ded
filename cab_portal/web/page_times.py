"""How long a page was open, told by the server alone: it carries when it was shown, signed, and brings it back."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from flask import current_app, request
from itsdangerous import BadSignature, Signer

from cab_portal.core import clock

FIELD = "shown_at"


def shown_now() -> str:
    """The value of the page's hidden field."""
    return _signer(current_app.secret_key).sign(str(int(clock.now().timestamp() * 1000))).decode()


def passed_since_shown() -> timedelta | None:
    """The time since the posted page was shown; None where it does not say, or what it says is not ours."""
    try:
        shown = int(_signer(current_app.secret_key).unsign(request.form.get(FIELD, "")))
    except (BadSignature, ValueError):
        return None
    return clock.now() - datetime.fromtimestamp(shown / 1000, UTC)


@lru_cache(maxsize=1)
def _signer(key: str | bytes | None) -> Signer:
    return Signer(key or "", salt="page shown")
