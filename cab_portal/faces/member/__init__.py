"""Pages of the advisory customer."""

from flask import Blueprint

blueprint = Blueprint("member", __name__)
BLUEPRINTS = (blueprint,)
