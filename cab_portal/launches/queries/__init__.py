"""Reads about the launch gate, exceptions, decisions and what changed for a member."""

from cab_portal.launches.queries.gate import (
    CheckView,
    Gate,
    LaunchView,
    WaiverView,
    gate_of,
    launches_of,
    verdict_counts,
    waivers_of,
)

__all__ = [
    "CheckView",
    "Gate",
    "LaunchView",
    "WaiverView",
    "gate_of",
    "launches_of",
    "verdict_counts",
    "waivers_of",
]
