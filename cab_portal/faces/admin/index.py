"""The admin's start page: figures, and the way to everything that admins run."""

from flask import render_template
from flask.typing import ResponseReturnValue

from cab_portal.accounts import queries as accounts
from cab_portal.boards import queries as boards
from cab_portal.core.access import AreaPermission
from cab_portal.core.actor import Role
from cab_portal.faces.admin.blueprint import blueprint
from cab_portal.outbox import queries as outbox
from cab_portal.outbox.models import MessageStatus
from cab_portal.web import guards
from cab_portal.web.pages import present_program


@blueprint.get("/admin")
@guards.require(AreaPermission.ADMIN)
def index() -> ResponseReturnValue:
    """What needs an admin, and where everything is."""
    mails = outbox.counts_by_status()
    people = accounts.people_by_role()
    return render_template(
        "admin/index.html",
        figures=boards.board_figures(),
        people=sum(people.values()),
        has_writers=Role.CSM in people,
        mails_waiting=mails[MessageStatus.WAITING],
        mails_dead=mails[MessageStatus.DEAD],
        has_rate=present_program().hourly_rate is not None,
    )
