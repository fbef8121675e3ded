"""Signing people in without a mail: a session as the services open it, and the cookie that holds it."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient

from cab_portal.accounts.models import Person
from cab_portal.accounts.service.sign_in import open_session
from cab_portal.database import session


def cookie_of(app: Flask, person_id: UUID) -> str:
    """The cookie of a new session of somebody, inside a unit of work."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    if serializer is None:
        raise LookupError("The application has no secret key.")
    secret = open_session(session.get_one(Person, person_id))
    value = serializer.dumps({"_user_id": secret, "_fresh": True, "_permanent": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={value!s}"


def client_of(app: Flask, cookie: str) -> FlaskClient:
    """A client inside this process that sends the cookie."""
    client = app.test_client()
    name, _, value = cookie.partition("=")
    client.set_cookie(name, value, domain=urlsplit(app.extensions["cab_base_url"]).hostname or "localhost")
    return client
