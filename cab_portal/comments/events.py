"""Facts about threads and comments."""

from dataclasses import dataclass
from uuid import UUID

from cab_portal.comments.rules import Disposition, RestatementAnswer, ThreadKind
from cab_portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ThreadStarted(Event):
    name = "thread.started"
    says = "A member wrote a comment that waits"
    thread_id: UUID
    request_id: UUID
    kind: ThreadKind


@dataclass(frozen=True, kw_only=True)
class ThreadChanged(Event):
    name = "thread.changed"
    says = "A member changed a waiting comment"
    thread_id: UUID


@dataclass(frozen=True, kw_only=True)
class ThreadRemoved(Event):
    name = "thread.removed"
    says = "A member removed a waiting comment"
    thread_id: UUID


@dataclass(frozen=True, kw_only=True)
class ThreadsShared(Event):
    name = "threads.shared"
    says = "A member shared the comments of a review"
    assignment_id: UUID
    draft_id: UUID
    count: int


@dataclass(frozen=True, kw_only=True)
class ReplyPosted(Event):
    name = "comment.replied"
    says = "Somebody replied in a thread"
    thread_id: UUID
    comment_id: UUID
    author_id: UUID


@dataclass(frozen=True, kw_only=True)
class ThreadSupported(Event):
    name = "thread.supported"
    says = "A member said that a comment holds for them too"
    thread_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class SupportWithdrawn(Event):
    name = "thread.support_withdrawn"
    says = "A member took a “same for us” back"
    thread_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class ThreadDisposed(Event):
    name = "thread.disposed"
    says = "A thread was decided"
    thread_id: UUID
    draft_id: UUID
    disposition: Disposition


@dataclass(frozen=True, kw_only=True)
class ThreadPlacedAgain(Event):
    name = "thread.placed_again"
    says = "Somebody placed a comment on other words of a later version"
    thread_id: UUID
    version_id: UUID


@dataclass(frozen=True, kw_only=True)
class ThreadGrouped(Event):
    name = "thread.grouped"
    says = "A thread was put together with another that says the same"
    thread_id: UUID
    leader_id: UUID


@dataclass(frozen=True, kw_only=True)
class ThreadUngrouped(Event):
    name = "thread.ungrouped"
    says = "A thread was taken out of its group"
    thread_id: UUID
    leader_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConcernRestated(Event):
    name = "concern.restated"
    says = "The team put a concern into its own words"
    thread_id: UUID
    restatement_id: UUID


@dataclass(frozen=True, kw_only=True)
class RestatementAnswered(Event):
    name = "concern.answered"
    says = "A member confirmed or corrected how the team put a concern"
    thread_id: UUID
    restatement_id: UUID
    answer: RestatementAnswer


@dataclass(frozen=True, kw_only=True)
class SuggestionApplied(Event):
    name = "suggestion.applied"
    says = "A suggestion was put into the working text"
    thread_id: UUID
    draft_id: UUID


@dataclass(frozen=True, kw_only=True)
class SuggestionUndone(Event):
    name = "suggestion.undone"
    says = "A suggestion was taken out of the working text again"
    thread_id: UUID
    draft_id: UUID
