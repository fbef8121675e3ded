"""Facts about review requests and reviews."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cab_portal.core.events import Event
from cab_portal.reviews.rules import Verdict


@dataclass(frozen=True, kw_only=True)
class RequestCreated(Event):
    name = "request.created"
    says = "A review request was prepared"
    request_id: UUID
    draft_id: UUID


@dataclass(frozen=True, kw_only=True)
class RequestChanged(Event):
    name = "request.changed"
    says = "A review request was changed before it was sent"
    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class RequestSent(Event):
    name = "request.sent"
    says = "A review request was sent"
    request_id: UUID
    draft_id: UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class RequestExtended(Event):
    name = "request.extended"
    says = "The closing date of a review request was changed"
    request_id: UUID
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class RequestWidened(Event):
    name = "request.widened"
    says = "More people were asked for a review"
    request_id: UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class RequestResent(Event):
    name = "request.resent"
    says = "A review request was sent to one person again"
    request_id: UUID
    assignment_id: UUID


@dataclass(frozen=True, kw_only=True)
class RequestClosed(Event):
    name = "request.closed"
    says = "A review request was closed"
    request_id: UUID
    draft_id: UUID


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn(Event):
    name = "request.withdrawn"
    says = "A review request was withdrawn"
    request_id: UUID
    draft_id: UUID


@dataclass(frozen=True, kw_only=True)
class VersionSwitched(Event):
    name = "review.version_switched"
    says = "A member switched to a newer version"
    assignment_id: UUID
    version_id: UUID


@dataclass(frozen=True, kw_only=True)
class SharingChanged(Event):
    name = "review.sharing_changed"
    says = "A member chose when comments are shared"
    assignment_id: UUID
    at_once: bool


@dataclass(frozen=True, kw_only=True)
class ReviewFinished(Event):
    name = "review.finished"
    says = "A member finished a review"
    assignment_id: UUID
    request_id: UUID
    draft_id: UUID
    person_id: UUID
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class ReviewMailsStopped(Event):
    name = "review.mails_stopped"
    says = "A member stopped the mails about one review"
    assignment_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewMailsResumed(Event):
    name = "review.mails_resumed"
    says = "A member takes the mails about one review again"
    assignment_id: UUID
