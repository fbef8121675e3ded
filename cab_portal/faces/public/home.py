"""The first address: it leads everybody to their own start page."""

from flask.typing import ResponseReturnValue

from cab_portal.faces.public.sign_in import blueprint
from cab_portal.web import guards, identity
from cab_portal.web.pages import see_other


@blueprint.get("/start")
@guards.public
def home() -> ResponseReturnValue:
    """Members to what waits for them, staff to their work queue, strangers to the sign-in page."""
    viewer = identity.viewer()
    if viewer is None:
        return see_other("public.sign_in")
    return see_other("staff.today" if viewer.is_staff else "member.home")
