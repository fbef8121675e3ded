"""A bare Flask application around the templates, with stand-ins for what the real one hands to them.

Run `python -m tests.gallery.app` and open http://127.0.0.1:8009/ to look at the components.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, flash, render_template, request

from cab_portal.web.assets import addresses_of_styles
from cab_portal.web.mail_transport import paragraphs
from tests.gallery import data
from tests.gallery.forms import PAGES_WITH_FORMS

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "components",
    "drafts",
    "charts",
    "forms",
    "home",
    "review",
    "results",
    "readiness",
    "nps",
    "scale",
    "choice",
    "text",
    "sign-in",
)
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'"
MEMBER_NAVIGATION = ("Home", "Reviews", "Surveys", "What changed", "Rewards")
STAFF_NAVIGATION = ("Today", "Drafts", "Surveys", "Boards", "Decisions", "Admin")


@dataclass(frozen=True)
class Viewer:
    name: str
    organization_name: str | None
    is_member: bool

    @property
    def is_staff(self) -> bool:
        return not self.is_member


MEMBER = Viewer("Priya Raman", "Oakline Logistics", True)
STAFF = Viewer("Mara Keller", None, False)
STAFF_PAGES = {
    "results": "Surveys",
    "readiness": "Drafts",
    "forms": "Drafts",
    "components": "Today",
    "charts": "Surveys",
}
MEMBER_PAGES = {"home": "Home", "review": "Reviews", "drafts": "Reviews"}


def _navigation(page: str) -> list[dict[str, object]]:
    labels, current = (
        (STAFF_NAVIGATION, STAFF_PAGES[page]) if page in STAFF_PAGES else (MEMBER_NAVIGATION, MEMBER_PAGES.get(page))
    )
    return [{"label": label, "url": "#main", "current": label == current} for label in labels]


def _viewer(page: str) -> Viewer | None:
    if page == "sign-in":
        return None
    return STAFF if page in STAFF_PAGES else MEMBER


pages = Blueprint("pages", __name__, template_folder="templates")


@pages.get("/")
def index() -> str:
    return render_template("gallery/index.html", pages=PAGES, viewer=None, navigation=None, demo=False)


@pages.get("/<page>")
def show(page: str) -> str:
    if page not in PAGES:
        abort(404)
    if page == "home":
        flash("Your review was sent. The Fernhill team reads it today.")
    form = PAGES_WITH_FORMS[page]() if page in PAGES_WITH_FORMS else None
    if form is not None and "errors" in request.args:
        form.validate()
    return render_template(
        f"gallery/{page}.html",
        viewer=_viewer(page),
        navigation=_navigation(page),
        demo="demo" in request.args,
        direction=request.args.get("dir", "ltr"),
        theme=request.args.get("theme"),
        form=form,
        data=data,
    )


def _mail(part: str) -> str:
    return render_template(
        "gallery/mail.jinja",
        layout=f"mails/layouts/message.{part}",
        address="http://127.0.0.1/reviews/1",
        stop_address="http://127.0.0.1/unsubscribe/1",
        program={"name": "Fernhill advisory board"},
    )


@pages.get("/mail")
def mail() -> str:
    return _mail("html")


@pages.get("/mail.txt")
def mail_text() -> Response:
    return Response(_mail("txt"), mimetype="text/plain")


@pages.get("/favicon.ico")
def favicon() -> Response:
    return Response(status=204)


@pages.after_request
def with_policy(response: Response) -> Response:
    # A mail is no page: it carries its styles along and is never served by the application.
    if request.endpoint != "pages.mail":
        response.headers["Content-Security-Policy"] = POLICY
    return response


def create_gallery() -> Flask:
    """The application with every route; holds no state, so one of it serves all tests."""
    app = Flask("gallery", static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.secret_key = "gallery"
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: text, lambda one, many, number: one if number == 1 else many, newstyle=True
    )
    app.jinja_env.filters["paragraphs"] = paragraphs
    app.jinja_env.globals |= {
        "asset": lambda path: f"/static/{path}",
        "stylesheets": lambda *names: addresses_of_styles("/static", names),
        "csrf_token": lambda: "not-a-secret",
        "program_name": "Fernhill advisory board",
    }
    for endpoint in ("public.home", "public.profile", "public.sign_out", "public.demo", "public.demo_mail"):
        app.add_url_rule(f"/{endpoint}", endpoint, lambda: "", methods=["GET", "POST"])
    app.register_blueprint(pages)
    return app


if __name__ == "__main__":
    create_gallery().run(port=8009)
