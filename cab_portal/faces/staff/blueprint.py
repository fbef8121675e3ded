"""The blueprint that every module of this face adds its routes to."""

from flask import Blueprint

blueprint = Blueprint("staff", __name__)
