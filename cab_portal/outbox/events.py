"""Facts about messages."""

from dataclasses import dataclass
from uuid import UUID

from cab_portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageReleased(Event):
    name = "message.released"
    says = "A message that was given up is sent again"
    message_id: UUID
