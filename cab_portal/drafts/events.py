"""Facts about drafts and versions."""

from dataclasses import dataclass
from uuid import UUID

from cab_portal.core.events import Event
from cab_portal.drafts.rules import DraftKind, DraftStage


@dataclass(frozen=True, kw_only=True)
class DraftCreated(Event):
    name = "draft.created"
    says = "A draft was created"
    draft_id: UUID
    kind: DraftKind


@dataclass(frozen=True, kw_only=True)
class DraftChanged(Event):
    name = "draft.changed"
    says = "A draft was changed"
    draft_id: UUID
    revision: int


@dataclass(frozen=True, kw_only=True)
class DraftImported(Event):
    name = "draft.imported"
    says = "A file was imported into a draft"
    draft_id: UUID
    steps: int


@dataclass(frozen=True, kw_only=True)
class DraftHandedOver(Event):
    name = "draft.handed_over"
    says = "A draft was handed over"
    draft_id: UUID
    owner_id: UUID


@dataclass(frozen=True, kw_only=True)
class DraftMoved(Event):
    name = "draft.moved"
    says = "A draft came to another stage"
    draft_id: UUID
    stage: DraftStage


@dataclass(frozen=True, kw_only=True)
class CollaboratorAdded(Event):
    name = "draft.collaborator_added"
    says = "A collaborator was named"
    draft_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class CollaboratorRemoved(Event):
    name = "draft.collaborator_removed"
    says = "A collaborator was removed"
    draft_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class VersionShared(Event):
    name = "draft.version_shared"
    says = "A version of a draft was shared"
    draft_id: UUID
    version_id: UUID
    number: int
