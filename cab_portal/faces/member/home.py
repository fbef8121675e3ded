"""For you: what waits for a member, ordered by closing date."""

from flask import render_template
from flask.typing import ResponseReturnValue

from cab_portal.core.access import AreaPermission
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.web import guards, identity
from cab_portal.web.pages import see_other


@blueprint.get("/")
@guards.require(AreaPermission.SIGNED_IN)
def home() -> ResponseReturnValue:
    """The member's start page; staff have another."""
    if not identity.actor().is_member:
        return see_other("staff.today")
    return render_template("member/home.html")
