"""Writes about launches, exceptions, decisions and receipts: one function per verb."""

from cab_portal.core.events import Event
from cab_portal.database.unit_of_work import Handler
from cab_portal.launches.events import DraftLaunched
from cab_portal.launches.service.decisions import change_decision, create_decision, publish_decision
from cab_portal.launches.service.launching import launch
from cab_portal.launches.service.receipts import issue_receipts
from cab_portal.launches.service.waivers import ask_waiver, grant, refuse

# Whoever commented hears of a launch in the same transaction.
SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {DraftLaunched: (issue_receipts,)}

__all__ = [
    "SUBSCRIPTIONS",
    "ask_waiver",
    "change_decision",
    "create_decision",
    "grant",
    "issue_receipts",
    "launch",
    "publish_decision",
    "refuse",
]
