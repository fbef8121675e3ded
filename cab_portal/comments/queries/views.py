"""A thread as one reader may see it: names are left out here, once, where the board's level keeps them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cab_portal.accounts.models import Person
from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import Comment, Thread, ThreadPlace
from cab_portal.comments.rules import (
    PLACED,
    Disposition,
    PlaceStatus,
    ThreadKind,
    shows_names_of_others,
    shows_words_of_others,
)
from cab_portal.core.actor import Actor


@dataclass(frozen=True, slots=True)
class CommentView:
    """One contribution. ``author`` and ``organization`` are empty where the reader may not learn them."""

    id: UUID
    author: str
    organization: str
    is_own: bool
    is_by_staff: bool
    body: str
    created_at: datetime
    edited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Supports:
    """Who says "same for us" of a thread. ``people`` holds name and organization, where the reader may learn them."""

    count: int = 0
    is_own: bool = False
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedAgain:
    """A person put a thread on these words: the reader where ``is_own``, its author where ``by`` is empty."""

    by: str
    at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread in one version. ``start`` and ``end`` are None where its words have no place there.

    ``exact`` is what was quoted in version ``version_number``; ``comments`` holds the thread's own text first and is
    empty where only the thread's place was asked for.
    """

    id: UUID
    request_id: UUID
    step_id: UUID
    origin_step_id: UUID
    version_id: UUID
    version_number: int
    kind: ThreadKind
    exact: str
    replacement: str | None
    is_own: bool
    is_private: bool
    is_waiting: bool
    author: str
    organization: str
    created_at: datetime
    status: PlaceStatus
    start: int | None
    end: int | None
    disposition: Disposition | None
    disposition_reason: str
    comments: tuple[CommentView, ...]
    supports: Supports
    placed_again: PlacedAgain | None

    @property
    def is_placed(self) -> bool:
        return self.status in PLACED and self.start is not None

    @property
    def body(self) -> str:
        return self.comments[0].body if self.comments else ""

    @property
    def replies(self) -> tuple[CommentView, ...]:
        return self.comments[1:]


def in_reading_order(threads: Iterable[ThreadView]) -> list[ThreadView]:
    """Placed threads in the order of their words, then those about earlier wording by age."""
    return sorted(
        threads,
        key=lambda thread: (not thread.is_placed, thread.start or 0, thread.end or 0, thread.created_at, thread.id),
    )


def may_read(actor: Actor, privacy: Privacy, author: Person) -> bool:
    """Whether the reader may read a comment in a thread that they see: a board sealed since hides others' replies."""
    is_of_other_member = _is_member(author) and author.id != actor.person_id
    return actor.is_staff or not is_of_other_member or shows_words_of_others(privacy)


def supports_of(actor: Actor, privacy: Privacy, people: Sequence[tuple[Person, str | None]]) -> Supports:
    """What this reader learns of who says the same: nothing on a sealed board, on others how many, and who by level."""
    if not actor.is_staff and not shows_words_of_others(privacy):
        return Supports()
    bylines = (_byline(actor, privacy, person, organization) for person, organization in people)
    return Supports(
        count=len(people),
        is_own=any(person.id == actor.person_id for person, _organization in people),
        people=tuple(byline for byline in bylines if byline[0]),
    )


def comment_view(
    actor: Actor, privacy: Privacy, comment: Comment, author: Person, organization: str | None
) -> CommentView:
    """A comment for this reader."""
    name, of = _byline(actor, privacy, author, organization)
    return CommentView(
        id=comment.id,
        author=name,
        organization=of,
        is_own=author.id == actor.person_id,
        is_by_staff=not _is_member(author),
        body=comment.body,
        created_at=comment.created_at,
        edited_at=comment.edited_at,
    )


def view_of(
    actor: Actor,
    privacy: Privacy,
    thread: Thread,
    place: ThreadPlace,
    version_number: int,
    author: Person,
    organization: str | None,
    comments: tuple[CommentView, ...],
    supports: Supports,
) -> ThreadView:
    """A thread for this reader."""
    name, of = _byline(actor, privacy, author, organization)
    return ThreadView(
        id=thread.id,
        request_id=thread.request_id,
        step_id=place.step_id,
        origin_step_id=thread.step_id,
        version_id=thread.version_id,
        version_number=version_number,
        kind=thread.kind,
        exact=thread.exact,
        replacement=thread.replacement,
        is_own=thread.author_id == actor.person_id,
        is_private=thread.is_private,
        is_waiting=thread.shared_at is None,
        author=name,
        organization=of,
        created_at=thread.created_at,
        status=place.status,
        start=place.start,
        end=place.end,
        disposition=thread.disposition,
        disposition_reason=thread.disposition_reason,
        comments=comments,
        supports=supports,
        placed_again=_placed_again(actor, thread, place),
    )


def _placed_again(actor: Actor, thread: Thread, place: ThreadPlace) -> PlacedAgain | None:
    """Only its author and the team place a thread, so a name is never another member's."""
    person, at = place.placed_by, place.placed_at
    if person is None or at is None:
        return None
    return PlacedAgain("" if person.id == thread.author_id else person.name, at, person.id == actor.person_id)


def _is_member(person: Person) -> bool:
    return person.organization_id is not None


def _byline(actor: Actor, privacy: Privacy, author: Person, organization: str | None) -> tuple[str, str]:
    """Name and organization as far as the reader may know them. The team is known to everybody."""
    known = actor.is_staff or author.id == actor.person_id or not _is_member(author) or shows_names_of_others(privacy)
    return (author.name, organization or "") if known else ("", "")
