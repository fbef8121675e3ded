"""Who is at the other end of a request, by Flask-Login over our own session rows."""

from typing import cast

from flask import Flask, Response, g, has_request_context, request
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from cab_portal.accounts import queries
from cab_portal.accounts.queries import Viewer
from cab_portal.accounts.rules import MEMBER_SEEN_EVERY, STAFF_SEEN_EVERY
from cab_portal.accounts.service import sign_in as service
from cab_portal.core import clock
from cab_portal.core.actor import SYSTEM, Actor, set_acting
from cab_portal.database import unit_of_work
from cab_portal.database.session import give_back, read_at_once


class _Sessions(LoginManager):  # type: ignore[misc]
    """Flask-Login without its remember cookie, which we never set: sent by a stranger, it must be of no effect."""

    def _load_user_from_remember_cookie(self, _cookie: str) -> None:
        return None

    def _session_protection_failed(self) -> bool:
        # Our rows decide; the library's own check would end sessions whenever a phone changes its network.
        return False


_login = _Sessions()
# Under these addresses nothing notes who came when.
LEAVES_NO_TRACE = "/surveys/"
# Asked for ten times by one page: what stands behind Flask-Login's proxy is looked up once.
_KEPT = "viewer"


class Identity(UserMixin):  # type: ignore[misc]
    """What Flask-Login holds: the session's secret, which its cookie keeps, and the viewer behind it."""

    def __init__(self, secret: str, viewer: Viewer) -> None:
        self.secret = secret
        self.viewer = viewer

    def get_id(self) -> str:
        return self.secret


@_login.user_loader  # type: ignore[untyped-decorator]
def _identity_of(secret: str) -> Identity | None:
    viewer = queries.viewer_of_session(secret)
    return None if viewer is None else Identity(secret, viewer)


def viewer() -> Viewer | None:
    """The signed-in person, or None; also outside of a request, where a worker words its mails."""
    if not has_request_context():
        return None
    if _KEPT not in g:
        # A stranger, as Flask-Login sees one, has no viewer.
        setattr(g, _KEPT, getattr(current_user, "viewer", None))
    return cast("Viewer | None", getattr(g, _KEPT))


def actor() -> Actor:
    """The signed-in person as actor; the system, which no policy lets see anything, for a stranger."""
    present = viewer()
    return SYSTEM if present is None else present.actor


def begin(secret: str) -> None:
    """Bind this browser to a new session."""
    end()
    identity = _identity_of(secret)
    if identity is None:
        raise LookupError("A session that was just opened is not there.")
    login_user(identity)


def end() -> None:
    """Let this browser forget its session."""
    logout_user()
    g.pop(_KEPT, None)


def take_for_stranger() -> None:
    """Take whoever asks for a stranger until this request ends; the session stays."""
    g._login_user = _login.anonymous_user()  # noqa: SLF001 - where Flask-Login looks first
    g.pop(_KEPT, None)


def init_app(app: Flask) -> None:
    """Load the identity on demand, name the actor for the audit log, and note signs of life."""
    _login.init_app(app)
    app.before_request(_name_actor)
    app.after_request(_note_life)
    app.teardown_appcontext(lambda _error: give_back())


def _name_actor() -> None:
    # A file that is still being sent on this thread keeps its request's globals, and with them who asked for it.
    g.pop("_login_user", None)
    g.pop(_KEPT, None)
    if request.path.startswith(LEAVES_NO_TRACE):
        read_at_once()
    set_acting(actor())


def _note_life(response: Response) -> Response:
    """A GET must change nothing, save this: a short transaction of its own, rarely, and never for a prefetch.

    Never on the pages of a survey either: when somebody was there is a trace to an anonymous answer.
    """
    is_read = request.method == "GET" and "Sec-Purpose" not in request.headers
    present = viewer() if is_read and not request.path.startswith(LEAVES_NO_TRACE) else None
    if present is not None:
        every = MEMBER_SEEN_EVERY if present.is_member else STAFF_SEEN_EVERY
        if clock.now() - present.last_seen_at >= every:
            with unit_of_work():
                service.touch_session(present.session_id)
    return response
