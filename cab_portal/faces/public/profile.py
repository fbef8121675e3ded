"""The signed-in person's own page: mails and sessions."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.accounts import queries
from cab_portal.accounts.service import people, sign_in
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.database import unit_of_work
from cab_portal.faces.public.sign_in import blueprint
from cab_portal.web import guards, identity
from cab_portal.web.pages import see_other


@blueprint.get("/me")
@guards.require(AreaPermission.SIGNED_IN)
def profile() -> ResponseReturnValue:
    """Who one is here, and what one may set."""
    viewer = identity.viewer()
    if viewer is None:
        raise NotFound
    rows = [
        {"label": gettext("Name"), "value": viewer.name},
        {"label": gettext("E-mail address"), "value": viewer.email},
        {"label": gettext("Organization"), "value": viewer.organization_name or viewer.program.name},
    ]
    stopped, sessions = queries.mails_and_sessions(viewer.actor.id)
    return render_template("public/profile.html", rows=rows, mails_stopped=stopped, sessions=sessions)


@blueprint.post("/me/stop-mails")
@guards.require(AreaPermission.SIGNED_IN)
def stop_own_mails() -> ResponseReturnValue:
    """No more asks and news."""
    with unit_of_work():
        people.stop_mails(identity.actor().id)
    flash(gettext("Mails about reviews and surveys have stopped."))
    return see_other("public.profile")


@blueprint.post("/me/resume-mails")
@guards.require(AreaPermission.SIGNED_IN)
def resume_mails() -> ResponseReturnValue:
    """Asks and news again."""
    with unit_of_work():
        people.resume_mails(identity.actor().id)
    flash(gettext("You get mails about reviews and surveys again."))
    return see_other("public.profile")


@blueprint.post("/me/end-all-sessions")
@guards.require(AreaPermission.SIGNED_IN)
def end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    with unit_of_work():
        sign_in.end_all_sessions(identity.actor().id)
    identity.end()
    return see_other("public.sign_in")
