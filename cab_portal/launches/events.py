"""Facts about launches, waivers, decisions and receipts."""

from dataclasses import dataclass
from uuid import UUID

from cab_portal.core.events import Event
from cab_portal.launches.rules import Check, Excuse, Outcome


@dataclass(frozen=True, kw_only=True)
class WaiverAsked(Event):
    name = "waiver.asked"
    says = "An exception from a check was asked for"
    waiver_id: UUID
    draft_id: UUID
    check: Check
    excuse: Excuse


@dataclass(frozen=True, kw_only=True)
class WaiverGranted(Event):
    name = "waiver.granted"
    says = "An exception from a check was granted"
    waiver_id: UUID
    draft_id: UUID


@dataclass(frozen=True, kw_only=True)
class WaiverRefused(Event):
    name = "waiver.refused"
    says = "An exception from a check was refused"
    waiver_id: UUID
    draft_id: UUID


@dataclass(frozen=True, kw_only=True)
class DraftLaunched(Event):
    name = "draft.launched"
    says = "A draft was launched"
    launch_id: UUID
    draft_id: UUID
    version_id: UUID


@dataclass(frozen=True, kw_only=True)
class DecisionCreated(Event):
    name = "decision.created"
    says = "A decision was written"
    decision_id: UUID
    draft_id: UUID
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class DecisionChanged(Event):
    name = "decision.changed"
    says = "A decision was changed before it was published"
    decision_id: UUID
    draft_id: UUID


@dataclass(frozen=True, kw_only=True)
class DecisionPublished(Event):
    name = "decision.published"
    says = "A decision was published"
    decision_id: UUID
    draft_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReceiptIssued(Event):
    name = "receipt.issued"
    says = "A commenter was told what became of the comments"
    receipt_id: UUID
    draft_id: UUID
    person_id: UUID
