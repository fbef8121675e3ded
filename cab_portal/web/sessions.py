"""The cookie that holds a browser's session."""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class KeptSigner(SecureCookieSessionInterface):
    """Flask's own, with one signer for all requests: it would make one for each, and try it out each time."""

    def __init__(self) -> None:
        self._made: tuple[object, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        keys = (app.secret_key, *app.config["SECRET_KEY_FALLBACKS"])
        known, signer = self._made
        if known != keys:
            signer = super().get_signing_serializer(app)
            self._made = (keys, signer)
        return signer
