"""The admin's start page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from cab_portal.core.access import AreaPermission
from cab_portal.faces.admin.blueprint import blueprint
from cab_portal.web import guards


@blueprint.get("/admin")
@guards.require(AreaPermission.ADMIN)
def index() -> ResponseReturnValue:
    """Where everything is that admins run."""
    return render_template("admin/index.html")
