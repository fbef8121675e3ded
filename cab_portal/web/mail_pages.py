"""The HTML part of a mail at an address of its own, as a mail program would show it."""

from flask import Response

from cab_portal.web.mail_transport import RenderedMail

# The one exception from the page policy: the HTML part of a mail carries its style with it. The sandbox runs nothing.
MAIL_POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox; style-src 'unsafe-inline'"


def html_part(rendered: RenderedMail) -> Response:
    """The HTML part alone, under the policy that lets it have its own style and nothing else."""
    response = Response(rendered.html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response
