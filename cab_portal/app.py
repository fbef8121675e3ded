"""The application factory."""

import secrets
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import select_autoescape
from sqlalchemy.orm import configure_mappers
from werkzeug.middleware.proxy_fix import ProxyFix

from cab_portal import wiring
from cab_portal.core.settings import Settings
from cab_portal.database import engine
from cab_portal.database.session import db
from cab_portal.database.unit_of_work import connect
from cab_portal.web import (
    assets,
    converters,
    errors,
    filters,
    forms,
    guards,
    headers,
    identity,
    limits,
    logs,
    mail_transport,
    pages,
    paging,
    sessions,
    templating,
    warming,
)
from cab_portal.web.folders import folder

DEMO_SENDER = "Advisory board demo <demo@cab-portal.example>"


def create_app(settings: Settings | None = None) -> Flask:
    """The portal, ready to serve; ``settings`` come from the environment where none are given."""
    logs.configure()
    settings = settings or Settings.from_environment()
    base_url = settings.base_url or settings.local_url
    https = base_url.startswith("https://")
    app = Flask("cab_portal", static_folder=None, template_folder=str(folder("templates")))
    app.jinja_environment = templating.Environment
    app.session_interface = sessions.KeptSigner()
    app.extensions["cab_settings"] = settings
    app.config.update(_configuration(settings, base_url))
    app.url_map.converters["id"] = converters.IdConverter
    app.url_map.converters["int"] = converters.CountConverter
    app.jinja_options = {
        "trim_blocks": True,
        "lstrip_blocks": True,
        # Flask escapes .html alone; the words of mails are in .jinja files, and stand in an HTML part as well.
        "autoescape": select_autoescape(("html", "jinja")),
    }
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        engine.prepare(db.engine)
    connect(wiring.SUBSCRIPTIONS, wiring.record, wiring.wake_worker(settings))
    Babel(app, locale_selector=lambda: templating.LANGUAGE, timezone_selector=lambda: pages.present_program().zone)
    templating.init_app(app)
    identity.init_app(app)
    limits.init_app(app, settings.redis_url)
    guards.init_app(app, wiring.POLICIES)
    csrf = CSRFProtect(app)
    for view in wiring.OWN_PROOF:
        csrf.exempt(view)
    assets.init_app(app, folder("static"))
    filters.init_app(app)
    pages.init_app(app, wiring.NAVIGATION)
    paging.init_app(app)
    mail_transport.init_app(
        app, settings.mail_server, settings.mail_sender or DEMO_SENDER, base_url, wiring.is_stoppable
    )
    for blueprint in wiring.BLUEPRINTS:
        app.register_blueprint(blueprint)
    errors.init_app(app)
    headers.init_app(app, https=https)
    return app


def create_warm_app() -> Flask:
    """The portal for processes that are copies of one: with what each would else make for itself at its first pages."""
    app = create_app()
    configure_mappers()
    warming.warm(app)
    return app


def prepare_migrations(app: Flask) -> None:
    """Let Flask-Migrate know the application. What it imports takes 10 MB of memory, and no page needs it."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(folder("migrations")), render_as_batch=True)


def _configuration(settings: Settings, base_url: str) -> dict[str, Any]:
    """What Flask and its extensions read from ``app.config``."""
    https = base_url.startswith("https://")
    host = base_url.partition("://")[2].partition(":")[0]
    return {
        "SECRET_KEY": settings.secret_key or demo_secret_key(settings.data_dir),
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "SESSION_COOKIE_NAME": "__Host-cab" if https else "cab",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": 90 * 24 * 3600,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": forms.LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": forms.LARGEST_REQUEST,
        "MAX_FORM_PARTS": 2_000,
        "TRUSTED_HOSTS": [host, "127.0.0.1"],
        # A form is good as long as the session that it belongs to.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine.engine_options(settings.database_url, settings.web_threads),
    }


def demo_secret_key(data_dir: Path) -> str:
    """The demo's key, made once in the data folder. ``cab-portal run`` refuses to serve real people with it."""
    file = data_dir / "secret_key"
    if not file.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
    return file.read_text()
