"""Writes about launches, exceptions, decisions and receipts: one function per verb."""

from cab_portal.launches.service.decisions import change_decision, create_decision, publish_decision
from cab_portal.launches.service.launching import launch
from cab_portal.launches.service.receipts import issue_receipts
from cab_portal.launches.service.waivers import ask_waiver, grant, refuse

__all__ = [
    "ask_waiver",
    "change_decision",
    "create_decision",
    "grant",
    "issue_receipts",
    "launch",
    "publish_decision",
    "refuse",
]
