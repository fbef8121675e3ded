"""Closed by default: each view says who may come in, and fetches what it shows through ``load``."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Flask, current_app, request
from sqlalchemy import Row, Select, Uuid, bindparam, select
from werkzeug.exceptions import NotFound as NoSuchRoute
from werkzeug.exceptions import Unauthorized

from cab_portal.core.access import AREAS, AreaPermission, Permission, Policy
from cab_portal.core.actor import Actor, Role
from cab_portal.core.errors import NotAllowed, NotFound
from cab_portal.database import session
from cab_portal.database.statements import run
from cab_portal.web import identity

View = TypeVar("View", bound=Callable[..., Any])
Model = TypeVar("Model")

PUBLIC = "public"
PERSON, ORGANIZATION = "actor_person", "actor_organization"


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
        self.statements: dict[tuple[Any, ...], Select[Any]] = {}

    def statement(
        self, model: type[Any], role: Role | None, found: Select[Any] | None = None, *, lock: bool
    ) -> Select[Any]:
        """What finds the thing with an ``id`` that this role may see, all or ``found`` of it; built once."""
        made = (model, role, found, lock)
        if made not in self.statements:
            whole = select(model) if found is None else found
            self.statements[made] = self._built(whole, model, role, lock=lock)
        return self.statements[made]

    def _built(self, found: Select[Any], model: type[Any], role: Role | None, *, lock: bool) -> Select[Any]:
        found = found.where(model.id == bindparam("id"), self.by_model[model].visible(stand_in(role)))
        if lock:
            found = found.with_for_update(of=model).execution_options(populate_existing=True)
        return found


_policies = _Policies()


def load(
    model: type[Model],
    key: UUID,
    permission: Permission,
    *,
    lock: bool = False,
    found: Select[Any] | None = None,
) -> Model:
    """Fetch and authorize in one call; ``found`` says what to fetch with it, and has to be built once.

    Not visible to the actor → NotFound (404); visible but not allowed → NotAllowed (403). ``lock`` holds the row until
    the commit where a state decides (PostgreSQL; a writer on SQLite holds the whole database anyway).
    """
    actor = identity.actor()
    statement = _policies.statement(model, actor.role, found, lock=lock)
    thing = cast("Model | None", session.scalars(statement, _named(key, actor)).unique().one_or_none())
    _ensure(model, permission, actor, thing)
    return cast("Model", thing)


def look(
    model: type[Any], key: UUID, permission: Permission, found: Select[Any], *, lock: bool = False, **values: object
) -> Sequence[Row[Any]]:
    """The same for a page that shows a few columns of it: the rows of ``found``, at least one.

    ``found`` is kept, so it has to be one that was built once; ``values`` are its parameters. Whether the permission is
    given is judged by the first row: where that needs what is not in ``found``, load the whole.
    """
    actor = identity.actor()
    statement = _policies.statement(model, actor.role, found, lock=lock)
    rows = run(statement, {**_named(key, actor), **values}).all()
    _ensure(model, permission, actor, rows[0] if rows else None)
    return rows


def _named(key: UUID, actor: Actor) -> dict[str, object]:
    return {"id": key, PERSON: actor.person_id, ORGANIZATION: actor.organization_id}


def _ensure(model: type[Any], permission: Permission, actor: Actor, thing: object | None) -> None:
    if thing is None:
        raise NotFound
    if not _policies.by_model[model].allowed[permission](actor, thing):
        raise NotAllowed


def stand_in(role: Role | None) -> Actor:
    """Anybody of a role, for a condition that is built before it is known who it is: ids are ``PERSON`` and
    ``ORGANIZATION``, parameters of the statement.
    """
    person, organization = bindparam(PERSON, type_=Uuid()), bindparam(ORGANIZATION, type_=Uuid())
    return Actor(cast("UUID", person), cast("UUID", organization), role)


def can(permission: Permission, thing: object) -> bool:
    """Whether the viewer may do this to something already loaded; templates ask the same table as ``load``."""
    policy = _policies.by_model[type(thing)]
    return policy.allowed[permission](identity.actor(), thing)


def init_app(app: Flask, policies: Mapping[type[Any], Policy]) -> None:
    """Refuse every request whose view did not say who may come in."""
    _policies.by_model = policies
    _policies.statements.clear()
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
