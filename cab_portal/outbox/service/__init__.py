"""Writing messages into the outbox, and the pump that sends them."""

from cab_portal.outbox.service.messages import READER, enqueue, hold_waiting, send_again
from cab_portal.outbox.service.pump import pump

__all__ = ["READER", "enqueue", "hold_waiting", "pump", "send_again"]
