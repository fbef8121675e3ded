"""Whether the portal is alive, and whether it is ready."""

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from cab_portal.database import session
from cab_portal.faces.public.sign_in import blueprint
from cab_portal.web import guards


@blueprint.get("/healthz")
@guards.public
def alive() -> ResponseReturnValue:
    """The process answers; says nothing else."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@guards.public
def ready() -> ResponseReturnValue:
    """The database answers and holds our tables."""
    session.execute(text("SELECT 1 FROM program"))
    return jsonify(status="ok")
