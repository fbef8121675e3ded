"""Who a person is, and how long a link, a code or a session is good."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SIGN_IN_LIFE = timedelta(minutes=15)
REQUEST_LINK_LIFE = timedelta(hours=72)
INVITATION_LINK_LIFE = timedelta(hours=72)
CODE_TRIES = 5
LINKS_AN_HOUR = 5

MEMBER_IDLE = timedelta(days=14)
MEMBER_LIFE = timedelta(days=90)
STAFF_IDLE = timedelta(hours=12)
STAFF_LIFE = timedelta(days=7)
MEMBER_SEEN_EVERY = timedelta(days=1)
STAFF_SEEN_EVERY = timedelta(hours=1)


class LinkPurpose(StrEnum):
    """Why a link was mailed. Only a sign-in link was asked for by a browser, and is bound to it."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    REQUEST = "request"


LINK_LIFE = {
    LinkPurpose.SIGN_IN: SIGN_IN_LIFE,
    LinkPurpose.INVITATION: INVITATION_LINK_LIFE,
    LinkPurpose.REQUEST: REQUEST_LINK_LIFE,
}


def is_good(at: datetime, expires_at: datetime, used_at: datetime | None, voided_at: datetime | None) -> bool:
    """Whether a link may still be used at ``at``."""
    return used_at is None and voided_at is None and at < expires_at


def masked(address: str) -> str:
    """``p…@oakline.example``: enough for its owner to know it, too little for others to learn it."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}"


def initials(name: str) -> str:
    """Up to two letters for an avatar."""
    words = [word for word in name.split() if word[0].isalnum()]
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in picked).upper() or "?"


# Replies, receipts and news reach a member in one mail, in the afternoon; a team hears of concerns in the morning of
# a working day.
DIGEST_HOUR = 16
TEAM_HOUR = 8
_SATURDAY = 5


def next_digest(at: datetime, zone: ZoneInfo) -> datetime:
    """The first daily mail of members at or after an instant, in UTC."""
    return _next_at(at, DIGEST_HOUR, zone, lambda _day: True)


def next_team_digest(at: datetime, zone: ZoneInfo) -> datetime:
    """The first daily mail of the team at or after an instant, in UTC; none at a weekend."""
    return _next_at(at, TEAM_HOUR, zone, lambda day: day.weekday() < _SATURDAY)


def _next_at(at: datetime, hour: int, zone: ZoneInfo, fits: Callable[[date], bool]) -> datetime:
    day = at.astimezone(zone).date()
    while True:
        found = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if found >= at and fits(day):
            return found
        day += timedelta(days=1)
