"""Sign-in without a password: a mailed link and a code.

A GET never uses a link up, because mail scanners open links.
"""

from typing import cast

from flask import Blueprint, current_app, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.accounts import queries
from cab_portal.accounts.models import SignInLink
from cab_portal.accounts.rules import LinkPurpose, is_good, masked
from cab_portal.accounts.service import sign_in as service
from cab_portal.core import clock, ids
from cab_portal.core.errors import Conflict, InvalidInput, NotFound, TooMany
from cab_portal.database import session as database
from cab_portal.database import unit_of_work
from cab_portal.faces.public.sign_in_forms import AddressForm, CodeForm
from cab_portal.web import forms, guards, identity
from cab_portal.web.forms import ButtonForm
from cab_portal.web.limits import sign_in_limit
from cab_portal.web.pages import see_other

blueprint = Blueprint("public", __name__)
_BROWSER = "browser"
_ASKED = "asked_for"
# A stranger writes it, and it is kept.
_LONGEST_PATH = 2_000


def safe_path(text: str | None) -> str:
    """A path of ours to go on to; the start page for anything that could lead elsewhere."""
    if not text or len(text) > _LONGEST_PATH or not text.isprintable():
        return "/"
    if not text.startswith("/") or text.startswith("//") or "\\" in text:
        return "/"
    return text


def _browser() -> str:
    """The secret that only this browser holds, in its signed cookie."""
    if _BROWSER not in session:
        session.permanent = True
        session[_BROWSER] = ids.new_secret()
    return cast("str", session[_BROWSER])


def _code_key() -> bytes:
    return b"sign-in code" + cast("str", current_app.secret_key).encode()


@blueprint.get("/sign-in")
@guards.public
def sign_in() -> ResponseReturnValue:
    """Ask for an address."""
    return _address_page(AddressForm(request.args))


@blueprint.post("/sign-in")
@guards.public
@sign_in_limit
def create_sign_in() -> ResponseReturnValue:
    """Mail a link; the same answer for every address."""
    form = AddressForm()

    def act() -> ResponseReturnValue:
        email = form.given()
        service.request_sign_in(email, _browser(), safe_path(form.next.data), _code_key())
        session[_ASKED] = email
        return see_other("public.link_sent")

    return forms.save(form, act, lambda: _address_page(form))


def _address_page(form: AddressForm) -> str:
    return render_template("public/sign_in.html", form=form)


@blueprint.get("/sign-in/sent")
@guards.public
def link_sent() -> ResponseReturnValue:
    """Say where the link went, and take the code instead."""
    if _ASKED not in session:
        return see_other("public.sign_in")
    return _sent_page(CodeForm())


@blueprint.post("/sign-in/sent")
@guards.public
@sign_in_limit
def sign_in_by_code() -> ResponseReturnValue:
    """Take the code in the browser that asked."""
    if _ASKED not in session:
        return see_other("public.sign_in")
    form = CodeForm()
    if not form.validate():
        return _sent_page(form), 422
    link = queries.newest_link_for(session[_ASKED], ids.fingerprint(_browser()))
    return _try_code(link, form) or (_sent_page(form), 422)


def _sent_page(form: CodeForm) -> str:
    return render_template("public/link_sent.html", form=form, email=session[_ASKED])


@blueprint.get("/sign-in/<string:secret>")
@guards.public
def sign_in_link(secret: str) -> ResponseReturnValue:
    """Show what the link is good for; using it takes the button."""
    link = queries.link_by_secret(secret)
    if link is None:
        return render_template("public/link_gone.html", link=None, form=ButtonForm(), secret=secret), 410
    viewer = identity.viewer()
    if viewer is not None and viewer.email == link.email:
        return redirect(safe_path(link.target), 303)
    if not is_good(clock.now(), link.expires_at, link.used_at, link.voided_at):
        return _gone_page(link, secret)
    return _link_page(link, secret, CodeForm())


def _link_page(link: SignInLink, secret: str, form: CodeForm) -> str:
    return render_template(
        "public/link.html",
        address=masked(link.email),
        secret=secret,
        form=form,
        needs_code=_is_foreign_browser(link),
    )


def _gone_page(link: SignInLink, secret: str) -> tuple[str, int]:
    renewable = link.purpose is not LinkPurpose.SIGN_IN
    page = render_template(
        "public/link_gone.html",
        form=ButtonForm(),
        secret=secret,
        link=link,
        renewable=renewable,
        address=masked(link.email),
    )
    return page, 410


def _is_foreign_browser(link: SignInLink) -> bool:
    """A link that a browser asked for is good in that browser; elsewhere it takes the code as well."""
    return link.purpose is LinkPurpose.SIGN_IN and link.browser_hash != ids.fingerprint(_browser())


@blueprint.post("/sign-in/<string:secret>")
@guards.public
@sign_in_limit
def use_sign_in_link(secret: str) -> ResponseReturnValue:
    """Use a link up and sign in."""
    link = queries.link_by_secret(secret)
    if link is None:
        return render_template("public/link_gone.html", link=None, form=ButtonForm(), secret=secret), 410
    if _is_foreign_browser(link):
        form = CodeForm()
        if not form.validate():
            return _link_page(link, secret, form), 422
        return _try_code(link, form) or (_link_page(link, secret, form), 422)
    try:
        return _enter(link)
    except Conflict:
        return _gone_page(link, secret)


@blueprint.post("/sign-in/<string:secret>/fresh")
@guards.public
@sign_in_limit
def renew_link(secret: str) -> ResponseReturnValue:
    """Mail a fresh link in place of a used or expired one; nothing to type."""
    with unit_of_work():
        link = queries.link_by_secret(secret)
        if link is None:
            raise NotFound
        service.renew_link(link, _browser())
        address = masked(link.email)
    return render_template("public/fresh_link_sent.html", address=address)


def _try_code(link: SignInLink | None, form: CodeForm) -> ResponseReturnValue | None:
    """Sign in by code, or put a sentence on the form. A wrong try is committed before anybody hears of it."""
    if link is None:
        form.refuse(InvalidInput(service.WRONG_CODE, fields={"code": service.WRONG_CODE}))
        return None
    try:
        with unit_of_work():
            locked = database.get_one(SignInLink, link.id, with_for_update=True, populate_existing=True)
            right = service.code_matches(locked, form.given(), _code_key())
        if right:
            return _enter(link)
        form.refuse(InvalidInput(service.WRONG_CODE, fields={"code": service.WRONG_CODE}))
    except (Conflict, TooMany) as error:
        form.refuse(InvalidInput(error.message, fields={"code": error.message}))
    return None


def _enter(link: SignInLink) -> ResponseReturnValue:
    """Use the link up, start the session, go on to the clean address."""
    link_id, target = link.id, link.target
    before = identity.viewer()
    with unit_of_work():
        locked = database.get_one(SignInLink, link_id, with_for_update=True, populate_existing=True)
        _person, secret = service.sign_in_by_link(locked)
        if before is not None:
            # This browser has one session: whoever was signed in here before is no more.
            service.end_session(before.session_id, before.actor.id)
    session.pop(_ASKED, None)
    session.permanent = True
    identity.begin(secret)
    return redirect(safe_path(target), 303)


@blueprint.post("/sign-out")
@guards.public
def sign_out() -> ResponseReturnValue:
    """End this session on the server, then in the browser."""
    viewer = identity.viewer()
    if viewer is not None:
        with unit_of_work():
            service.end_session(viewer.session_id, viewer.actor.id)
    identity.end()
    session.clear()
    return render_template("public/signed_out.html", message=gettext("You are signed out."))
