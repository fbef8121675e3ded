"""Pages of the customer-success team."""

from flask import Blueprint

blueprint = Blueprint("staff", __name__)
BLUEPRINTS = (blueprint,)
