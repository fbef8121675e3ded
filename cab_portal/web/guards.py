"""Closed by default: each view says who may come in, and fetches what it shows through ``load``."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Flask, current_app, request
from sqlalchemy import select
from werkzeug.exceptions import NotFound as NoSuchRoute
from werkzeug.exceptions import Unauthorized

from cab_portal.core.access import AREAS, AreaPermission, Permission, Policy
from cab_portal.core.errors import NotAllowed, NotFound
from cab_portal.database import session
from cab_portal.web import identity

View = TypeVar("View", bound=Callable[..., Any])
Model = TypeVar("Model")

PUBLIC = "public"


def public(view: View) -> View:
    """Let everybody in, signed in or not."""
    cast("Any", view).guard = PUBLIC
    return view


def require(permission: AreaPermission) -> Callable[[View], View]:
    """Let in those whose role the area is for; what they see there is decided by ``load``."""

    def mark(view: View) -> View:
        cast("Any", view).guard = permission
        return view

    return mark


def guard_of(view: Callable[..., Any]) -> str | AreaPermission | None:
    """What a view declared: ``PUBLIC``, an area, or None where the declaration is missing."""
    return cast("str | AreaPermission | None", getattr(view, "guard", None))


class _Policies:
    """The policies of the wiring table, by model."""

    def __init__(self) -> None:
        self.by_model: Mapping[type[Any], Policy] = {}


_policies = _Policies()


def load(model: type[Model], key: UUID, permission: Permission, *, lock: bool = False) -> Model:
    """Fetch and authorize in one call.

    Not visible to the actor → NotFound (404); visible but not allowed → NotAllowed (403). ``lock`` holds the row until
    the commit where a state decides (PostgreSQL; a writer on SQLite holds the whole database anyway).
    """
    policy = _policies.by_model[model]
    actor = identity.actor()
    found = select(model).where(cast("Any", model).id == key, policy.visible(actor))
    if lock:
        found = found.with_for_update(of=cast("Any", model)).execution_options(populate_existing=True)
    thing = session.scalars(found).unique().one_or_none()
    if thing is None:
        raise NotFound
    if not policy.allowed[permission](actor, thing):
        raise NotAllowed
    return thing


def can(permission: Permission, thing: object) -> bool:
    """Whether the viewer may do this to something already loaded; templates ask the same table as ``load``."""
    policy = _policies.by_model[type(thing)]
    return policy.allowed[permission](identity.actor(), thing)


def init_app(app: Flask, policies: Mapping[type[Any], Policy]) -> None:
    """Refuse every request whose view did not say who may come in."""
    _policies.by_model = policies
    app.before_request(_check)
    app.jinja_env.globals["can"] = can


def _check() -> None:
    endpoint = request.endpoint
    if endpoint is None:
        return  # No route: Flask answers 404 itself.
    guard = guard_of(_view(endpoint))
    if guard == PUBLIC:
        return
    if guard is None:
        raise NoSuchRoute
    if identity.viewer() is None:
        raise Unauthorized
    if not AREAS[cast("AreaPermission", guard)](identity.actor()):
        # Whole areas do not exist for those who have no business there.
        raise NotFound


def _view(endpoint: str) -> Callable[..., Any]:
    return current_app.view_functions[endpoint]
