"""Pages that need no sign-in."""

from cab_portal.faces.public import health, home, mails, profile, sign_in

BLUEPRINTS = (sign_in.blueprint,)

__all__ = ["BLUEPRINTS", "health", "home", "mails", "profile", "sign_in"]
