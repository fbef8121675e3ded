"""Threads: kinds, dispositions, and how long a text may be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cab_portal.boards.rules import Privacy
from cab_portal.core.errors import InvalidInput

BODY_LIMIT = 4_000
QUOTE_LIMIT = 2_000


class ThreadKind(StrEnum):
    """What a member says with it. Chosen, never preset."""

    QUESTION = "question"
    CONCERN = "concern"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class Disposition(StrEnum):
    """What the team did with it; each needs a reason."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    DECLINED = "declined"
    DUPLICATE = "duplicate"
    ANSWERED = "answered"


class PlaceStatus(StrEnum):
    """Where a thread's words are in a version."""

    KEPT = "kept"
    EDITED = "edited"
    MOVED = "moved"
    MOVED_EDITED = "moved_edited"
    AMBIGUOUS = "ambiguous"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a step, named by a browser or chosen as a sentence; offsets count code points of its canonical text.

    Offsets are a claim until the words were found in the text: see ``comments.anchoring``.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class CommentInput:
    """What a member says about a passage. ``replacement`` belongs to a suggestion alone."""

    kind: ThreadKind
    body: str = ""
    replacement: str | None = None
    is_private: bool = False

    def checked(self, quote: str) -> "CommentInput":
        """The same about these words, without a replacement that changes nothing.

        ``InvalidInput`` where nothing is said: only praise, and a suggestion with a replacement, may do without a text.
        """
        replacement = self.replacement if self.kind is ThreadKind.SUGGESTION else None
        if not replacement or replacement == quote:
            replacement = None
        if not self.body and replacement is None and self.kind is not ThreadKind.PRAISE:
            sentence = _MISSING[self.kind]
            raise InvalidInput(sentence, fields={"body": sentence})
        return CommentInput(self.kind, self.body, replacement, self.is_private)


_MISSING = {
    ThreadKind.QUESTION: "Write your question.",
    ThreadKind.CONCERN: "Say what worries you.",
    ThreadKind.SUGGESTION: "Change the words, or say what would work better.",
}


def shows_words_of_others(privacy: Privacy) -> bool:
    """Whether members of one board read each other's comments."""
    return privacy is not Privacy.SEALED


def shows_names_of_others(privacy: Privacy) -> bool:
    """Whether members of one board learn who wrote a comment, and for which organization."""
    return privacy is Privacy.OPEN


def is_waiting(shared_at: datetime | None) -> bool:
    """Whether only its author sees a thread."""
    return shared_at is None


PLACED = frozenset({PlaceStatus.KEPT, PlaceStatus.EDITED, PlaceStatus.MOVED, PlaceStatus.MOVED_EDITED})
