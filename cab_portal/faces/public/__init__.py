"""Pages that need no sign-in."""

from cab_portal.faces.public import demo, health, home, mails, profile, sign_in

BLUEPRINTS = (sign_in.blueprint,)

__all__ = ["BLUEPRINTS", "demo", "health", "home", "mails", "profile", "sign_in"]
