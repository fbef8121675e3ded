"""What surveys do when something happens to the request that they were sent with."""

from cab_portal.core.events import Event
from cab_portal.database.unit_of_work import Handler
from cab_portal.reviews.events import RequestClosed, RequestExtended, RequestWithdrawn
from cab_portal.surveys.service import close_with, reopen_with


def on_request_ended(event: RequestClosed | RequestWithdrawn) -> None:
    """A survey closes with its request."""
    close_with(event.request_id)


def on_request_extended(event: RequestExtended) -> None:
    """A request that is extended after its end takes answers again."""
    reopen_with(event.request_id)


SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    RequestClosed: (on_request_ended,),
    RequestExtended: (on_request_extended,),
    RequestWithdrawn: (on_request_ended,),
}
