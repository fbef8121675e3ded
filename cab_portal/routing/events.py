"""Facts about reminders."""

from dataclasses import dataclass
from uuid import UUID

from cab_portal.core.events import Event
from cab_portal.routing.rules import ReminderKind


@dataclass(frozen=True, kw_only=True)
class MemberReminded(Event):
    name = "request.reminded"
    says = "A member was reminded of a review"
    assignment_id: UUID
    number: int
    kind: ReminderKind
