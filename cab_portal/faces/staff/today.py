"""Today: a staff member's work queue."""

from flask import render_template
from flask.typing import ResponseReturnValue

from cab_portal.core.access import AreaPermission
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.web import guards


@blueprint.get("/staff")
@guards.require(AreaPermission.STAFF)
def today() -> ResponseReturnValue:
    """What needs me now, overdue replies first."""
    return render_template("staff/today.html")
