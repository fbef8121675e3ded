"""Sign-in by mailed link and code; sessions."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from cab_portal.accounts import events, queries
from cab_portal.accounts.models import Person, SignInLink, SignInSession
from cab_portal.accounts.rules import (
    CODE_TRIES,
    LINK_LIFE,
    LINKS_AN_HOUR,
    MEMBER_LIFE,
    STAFF_LIFE,
    LinkPurpose,
    is_good,
)
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role
from cab_portal.core.errors import Conflict, TooMany
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.outbox.service import enqueue

LINK_GONE = "This link was used already, or its time is over. Ask for a fresh one."
WRONG_CODE = "This is not the code from the mail. Check the six digits and type them again."
TOO_MANY_CODES = "The code was wrong five times, so it is void now. Ask for a new link."


def request_sign_in(email: str, browser: str, target: str, code_key: bytes) -> SignInLink:
    """Mail a link and a code to an address. The same happens for an address that nobody here has: the outbox drops

    that message when its turn comes. ``browser`` is the secret that only the asking browser holds.
    """
    at = clock.now()
    _refuse_flood(email)
    session.execute(
        update(SignInLink)
        .where(
            SignInLink.email == email,
            SignInLink.purpose == LinkPurpose.SIGN_IN,
            SignInLink.used_at.is_(None),
            SignInLink.voided_at.is_(None),
        )
        .values(voided_at=at)
    )
    code = f"{secrets.randbelow(1_000_000):06d}"
    link, secret = _new_link(email, LinkPurpose.SIGN_IN, target)
    link.browser_hash = ids.fingerprint(browser)
    link.code_hash = code_hash(link.id, code, code_key)
    session.flush()
    enqueue(
        "sign_in_link",
        email,
        key=f"sign-in:{link.id}",
        secret={"link": secret, "code": code},
        expires_at=link.expires_at,
    )
    publish(events.SignInRequested(link_id=link.id))
    return link


def create_link(email: str, purpose: LinkPurpose, target: str) -> str:
    """The secret of a new link for a mail that we send on our own account: an invitation or a request."""
    return _new_link(email, purpose, target)[1]


def renew_link(old: SignInLink, browser: str) -> None:
    """Mail a fresh link in place of one that was used or has expired; nothing to type."""
    if old.purpose is LinkPurpose.SIGN_IN:
        raise Conflict("Ask for a new sign-in link with your address.")
    _refuse_flood(old.email)
    link, secret = _new_link(old.email, old.purpose, old.target)
    # Counted like a link that a browser asked for, because a browser did.
    link.browser_hash = ids.fingerprint(browser)
    enqueue("fresh_link", old.email, key=f"fresh:{link.id}", secret={"link": secret}, expires_at=link.expires_at)
    publish(events.SignInRequested(link_id=link.id))


def sign_in_by_link(link: SignInLink) -> tuple[Person, str]:
    """Use a link up; the person and the secret of the new session. ``link`` must be locked by the caller."""
    at = clock.now()
    person = queries.person_by_email(link.email)
    if person is None or person.deactivated_at or not is_good(at, link.expires_at, link.used_at, link.voided_at):
        raise Conflict(LINK_GONE, code="link_gone")
    link.used_at = at
    return person, open_session(person)


def code_matches(link: SignInLink, code: str, code_key: bytes) -> bool:
    """Whether ``code`` is the link's code; a wrong one is counted, so the caller must commit before it complains."""
    if link.tries >= CODE_TRIES:
        raise Conflict(TOO_MANY_CODES, code="code_void")
    if not is_good(clock.now(), link.expires_at, link.used_at, link.voided_at):
        raise Conflict(LINK_GONE, code="link_gone")
    if link.code_hash is not None and hmac.compare_digest(link.code_hash, code_hash(link.id, code, code_key)):
        return True
    link.tries += 1
    if link.tries >= CODE_TRIES:
        link.voided_at = clock.now()
    return False


def open_session(person: Person) -> str:
    """A new signed-in session; its secret, which is kept nowhere here."""
    at = clock.now()
    secret = ids.new_secret()
    life = MEMBER_LIFE if person.role is Role.MEMBER else STAFF_LIFE
    session.add(
        SignInSession(
            person_id=person.id,
            secret_hash=ids.fingerprint(secret),
            created_at=at,
            last_seen_at=at,
            expires_at=at + life,
        )
    )
    publish(events.SignedIn(person_id=person.id))
    return secret


def touch_session(session_id: UUID) -> None:
    """Note that a session is alive."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=clock.now()))


def end_session(session_id: UUID, person_id: UUID) -> None:
    """Sign one browser out."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(ended_at=clock.now()))
    publish(events.SignedOut(person_id=person_id, sessions=1))


def end_all_sessions(person_id: UUID) -> None:
    """Sign a person out everywhere, and void every link that lies unused in the mailbox."""
    session.execute(
        update(SignInLink)
        .where(
            SignInLink.email == select(Person.email).where(Person.id == person_id).scalar_subquery(),
            SignInLink.used_at.is_(None),
            SignInLink.voided_at.is_(None),
        )
        .values(voided_at=clock.now())
    )
    ended = session.execute(
        update(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(SignInSession.id)
    ).all()
    publish(events.SignedOut(person_id=person_id, sessions=len(ended)))


def code_hash(link_id: UUID, code: str, code_key: bytes) -> bytes:
    """Six digits are too few for a plain hash, so the code is kept as an HMAC under the installation's key."""
    return hmac.digest(code_key, link_id.bytes + code.encode(), hashlib.sha256)


def _new_link(email: str, purpose: LinkPurpose, target: str) -> tuple[SignInLink, str]:
    at = clock.now()
    secret = ids.new_secret()
    link = SignInLink(
        id=ids.new_id(),
        email=email,
        purpose=purpose,
        secret_hash=ids.fingerprint(secret),
        target=target,
        created_at=at,
        expires_at=at + LINK_LIFE[purpose],
    )
    session.add(link)
    return link, secret


def _refuse_flood(email: str) -> None:
    hour = timedelta(hours=1)
    if queries.links_since(email, clock.now() - hour) >= LINKS_AN_HOUR:
        raise TooMany(
            "Five links were sent to this address within an hour. Look for the newest mail, or try again later.",
            retry_after=int(hour.total_seconds()),
        )
