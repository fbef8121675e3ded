"""The one table that joins the features: everything that looks both ways stands here."""

from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint

from cab_portal.accounts import access as account_access
from cab_portal.accounts import mails as account_mails
from cab_portal.audit.service import record
from cab_portal.boards import access as board_access
from cab_portal.boards import mails as board_mails
from cab_portal.comments import access as comment_access
from cab_portal.comments import mails as comment_mails
from cab_portal.comments import service as comment_service
from cab_portal.core.access import Policy
from cab_portal.core.events import Event
from cab_portal.core.settings import Settings
from cab_portal.database.unit_of_work import Handler
from cab_portal.drafts import access as draft_access
from cab_portal.faces import admin as admin_face
from cab_portal.faces import member, public, staff
from cab_portal.launches import access as launch_access
from cab_portal.launches import mails as launch_mails
from cab_portal.launches import service as launch_service
from cab_portal.outbox import access as outbox_access
from cab_portal.outbox.rules import MailKind
from cab_portal.queue import queue_for
from cab_portal.reviews import access as review_access
from cab_portal.reviews import jobs as review_jobs
from cab_portal.rewards import access as reward_access
from cab_portal.rewards import mails as reward_mails
from cab_portal.routing import jobs as routing_jobs
from cab_portal.routing import mails as routing_mails
from cab_portal.routing.queries import reminder_hours
from cab_portal.surveys import access as survey_access
from cab_portal.surveys import jobs as survey_jobs
from cab_portal.web.pages import Destination

__all__ = [
    "BLUEPRINTS",
    "MAILS",
    "NAVIGATION",
    "OWN_PROOF",
    "POLICIES",
    "SCHEDULES",
    "SUBSCRIPTIONS",
    "is_stoppable",
    "record",
    "wake_worker",
]

BLUEPRINTS: tuple[Blueprint, ...] = (
    *public.BLUEPRINTS,
    *member.BLUEPRINTS,
    *staff.BLUEPRINTS,
    *admin_face.BLUEPRINTS,
)

# Posts whose proof is not the CSRF token: the one-click stop of mails has a signed token of its own.
OWN_PROOF = (public.mails.create_stop,)

# How each kind of object is guarded: by model, from the features' access rooms.
_POLICIES: tuple[Policy, ...] = (
    *outbox_access.POLICIES,
    *account_access.POLICIES,
    *board_access.POLICIES,
    *draft_access.POLICIES,
    *review_access.POLICIES,
    *comment_access.POLICIES,
    *survey_access.POLICIES,
    *reward_access.POLICIES,
    *launch_access.POLICIES,
)
POLICIES: dict[type[object], Policy] = {policy.model: policy for policy in _POLICIES}


def _joined(*tables: Mapping[type[Event], tuple[Handler, ...]]) -> dict[type[Event], tuple[Handler, ...]]:
    """One table of handlers; where several features listen to an event, the lower ones come first."""
    handlers: dict[type[Event], tuple[Handler, ...]] = {}
    for table in tables:
        for event, listening in table.items():
            handlers[event] = (*handlers.get(event, ()), *listening)
    return handlers


# What happens when something has happened, inside the same transaction. The audit log hears of every event by itself.
SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = _joined(
    account_mails.SUBSCRIPTIONS,
    board_mails.SUBSCRIPTIONS,
    comment_service.SUBSCRIPTIONS,
    comment_mails.SUBSCRIPTIONS,
    survey_jobs.SUBSCRIPTIONS,
    reward_mails.SUBSCRIPTIONS,
    routing_mails.SUBSCRIPTIONS,
    launch_service.SUBSCRIPTIONS,
    launch_mails.SUBSCRIPTIONS,
)

# What the pump asks about each mail template.
MAILS: dict[str, MailKind] = {
    **account_mails.MAILS,
    **board_mails.MAILS,
    **comment_mails.MAILS,
    **reward_mails.MAILS,
    **routing_mails.MAILS,
    **launch_mails.MAILS,
}


def is_stoppable(template: str) -> bool:
    """Whether a reader may stop mails of this kind; what no feature sends any more can be stopped by nobody."""
    kind = MAILS.get(template)
    return kind is not None and kind.stoppable


# What the worker does every minute, each in a unit of work of its own.
SCHEDULES: tuple[Callable[[], None], ...] = (
    review_jobs.close_due,
    routing_jobs.remind_missing,
    survey_jobs.seal_due,
    partial(survey_jobs.count_changed, reminder_hours),
)

_MEMBER = (
    Destination("Home", "member.home", "/"),
    Destination("Reviews", "member.reviews", "/reviews"),
    Destination("Surveys", "member.surveys", "/surveys"),
    Destination("What changed", "member.changes", "/changes"),
    Destination("Rewards", "member.rewards", "/rewards"),
)
_STAFF = (
    Destination("Today", "staff.today", "/staff"),
    Destination("Drafts", "staff.drafts", "/staff/drafts", ("/staff/requests",)),
    Destination("Surveys", "staff.surveys", "/staff/surveys"),
    Destination("Boards", "staff.boards", "/staff/boards"),
    Destination("Decisions", "staff.decisions", "/staff/decisions"),
)
NAVIGATION: dict[str, tuple[Destination, ...]] = {
    "member": _MEMBER,
    "csm": _STAFF,
    "admin": (*_STAFF, Destination("Admin", "admin.index", "/admin")),
}


def wake_worker(settings: Settings) -> Callable[[], None]:
    """What wakes the outbox pump after a commit."""
    return queue_for(settings).wake
