"""Pages of those who run the program."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__)
BLUEPRINTS = (blueprint,)
