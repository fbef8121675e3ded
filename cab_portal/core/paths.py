"""Addresses that mails lead to, for features that know no routes. A house test holds them against the routes."""

from uuid import UUID

from cab_portal.core import ids


def review(request_id: UUID) -> str:
    """The draft of a review request, at the first unread step."""
    return f"/reviews/{ids.encode(request_id)}"


def comparison(request_id: UUID, older: int, newer: int) -> str:
    """What differs between two versions that were put before a member."""
    return f"{review(request_id)}/compare?from={older}&to={newer}"


def reviews() -> str:
    """The list of a member's reviews."""
    return "/reviews"


def thread(request_id: UUID, thread_id: UUID) -> str:
    """A member's view of one thread."""
    return f"/reviews/{ids.encode(request_id)}/comments/{ids.encode(thread_id)}"


def restatement(request_id: UUID, thread_id: UUID) -> str:
    """A member's concern as the team understood it."""
    return f"/reviews/{ids.encode(request_id)}/comments/{ids.encode(thread_id)}/restatement"


def survey(survey_id: UUID) -> str:
    """A survey's start page."""
    return f"/surveys/{ids.encode(survey_id)}"


def invitation(seat_id: UUID) -> str:
    """The page on which a seat is accepted or declined."""
    return f"/invitations/{ids.encode(seat_id)}"


def profile() -> str:
    """One's own page."""
    return "/me"


def changes(draft_id: UUID) -> str:
    """What changed in a draft thanks to the reader."""
    return f"/changes/{ids.encode(draft_id)}"


def rewards() -> str:
    """A member's rewards."""
    return "/rewards"


def triage(draft_id: UUID) -> str:
    """The threads of a draft, for its team."""
    return f"/staff/drafts/{ids.encode(draft_id)}/triage"


def launch(draft_id: UUID) -> str:
    """A draft's readiness page."""
    return f"/staff/drafts/{ids.encode(draft_id)}/launch"


def today() -> str:
    """A staff member's work queue."""
    return "/staff"
