"""Limits on how often: in memory with one web process, in Redis with several."""

from math import ceil
from time import time

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from cab_portal.web import assets, identity, recent_hits

SIGN_IN_REQUESTS = "30 per hour"
WRITES = "120 per minute"
ANSWERS = "6000 per minute"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def _person_or_address() -> str:
    viewer = identity.viewer()
    return f"address:{get_remote_address()}" if viewer is None else f"person:{viewer.actor.id}"


def _is_read() -> bool:
    return request.method in _SAFE or request.endpoint == assets.ENDPOINT


def _is_about_a_survey() -> bool:
    """Answers to surveys, for which no count is kept of any one person."""
    return request.path.startswith(identity.LEAVES_NO_TRACE)


def _survey_asked() -> str:
    return f"survey:{(request.view_args or {}).get('survey_id')}"


class _Limiter(Limiter):
    """The library's, which would work out all limits of a request before it learned that none holds."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not (_is_read() or (in_middleware and _is_about_a_survey())):
            super()._check_request_limit(callable_name, in_middleware)


limiter = _Limiter(
    _person_or_address,
    application_limits=[WRITES],
    application_limits_exempt_when=_is_about_a_survey,
    strategy="moving-window",
    headers_enabled=False,
)
# One count over all the doors through which a stranger can make us send mail or guess a code.
sign_in_limit = limiter.shared_limit(SIGN_IN_REQUESTS, scope="sign-in", key_func=get_remote_address)

# So many answers a minute to one survey, whoever gives them: a count per person would tell who answered when.
answer_limit = limiter.shared_limit(ANSWERS, scope="survey", key_func=_survey_asked)


def seconds_to_wait() -> int:
    """Until the limit that stopped this request lets the next one through; a minute where none is known."""
    reached = limiter.current_limit
    return 60 if reached is None else max(1, ceil(reached.reset_at - time()))


def init_app(app: Flask, redis_url: str | None, *, key_prefix: str = "cab") -> None:
    """Count in Redis where there is one; while it is gone, each process counts for itself."""
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or f"{recent_hits.SCHEME}://"
    app.config["RATELIMIT_KEY_PREFIX"] = key_prefix
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = redis_url is not None
    app.config["RATELIMIT_SWALLOW_ERRORS"] = False
    limiter.init_app(app)
