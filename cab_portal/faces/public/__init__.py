"""Pages that need no sign-in."""

from cab_portal.faces.public import health, mails, sign_in

BLUEPRINTS = (sign_in.blueprint,)

__all__ = ["BLUEPRINTS", "health", "mails", "sign_in"]
