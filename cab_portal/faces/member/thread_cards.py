"""Threads as the cards and highlights of a page."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_datetime, gettext, ngettext

from cab_portal.comments.queries import CommentView, ThreadView
from cab_portal.comments.rules import Disposition, PlaceStatus, ThreadKind
from cab_portal.core import clock
from cab_portal.drafts.queries import VersionView
from cab_portal.drafts.text.segments import Mark
from cab_portal.web.filters import word_runs

Runs = list[tuple[str, str]]

_TONES = {
    Disposition.ACCEPTED: "positive",
    Disposition.PARTLY: "caution",
    Disposition.DECLINED: "critical",
    Disposition.DUPLICATE: "plain",
    Disposition.ANSWERED: "positive",
}


@dataclass(frozen=True, slots=True)
class Contribution:
    """The thread's own text, or a reply."""

    author: str
    organization: str
    when: str
    body: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the team decided."""

    label: str
    tone: str
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the macro ``thread_card`` draws, with the thread itself for the actions under it.

    ``id`` is the number of the card on its page: highlights find it by that.
    """

    id: int
    number: int
    thread: ThreadView
    kind: str
    author: str
    organization: str
    when: str
    quote: str
    body: str
    replies: tuple[Contribution, ...]
    waiting: bool
    private: bool
    supports: int
    supporters: tuple[str, ...]
    place: str
    placed: str
    changes: Runs
    words: Runs
    disposition: Outcome | None


@dataclass(frozen=True)
class Cards:
    """The cards of a step: beside their words, about earlier wording, and resolved in an earlier version.

    ``left_out`` counts those that a page with many does not show until it is asked for all.
    """

    placed: list[Card]
    earlier: list[Card]
    resolved: list[Card]
    left_out: int = 0

    @property
    def total(self) -> int:
        """How many threads the step has."""
        return len(self.placed) + len(self.earlier) + len(self.resolved) + self.left_out


# So many cards of each group stand on a page at first: more are neither read in one go nor drawn fast on a phone.
CARDS_AT_FIRST = 40


def cards_of(threads: list[ThreadView], version: VersionView, most: int | None = None) -> Cards:
    """Threads of one step, in reading order, as numbered cards.

    With ``most``, so many of each group and all of the reader's own; every card keeps the number that it has among all.
    """
    resolved = [thread for thread in threads if thread.disposition and thread.version_id != version.id]
    apart = {thread.id for thread in resolved}
    unresolved = [thread for thread in threads if thread.id not in apart]
    placed = [thread for thread in unresolved if thread.is_placed]
    earlier = [thread for thread in unresolved if not thread.is_placed]
    numbers = {thread.id: number for number, thread in enumerate((*placed, *earlier, *resolved), 1)}

    def drawn(group: list[ThreadView]) -> list[Card]:
        return [card_of(thread, version, numbers[thread.id]) for thread in _first(group, most)]

    groups = drawn(placed), drawn(earlier), drawn(resolved)
    return Cards(*groups, left_out=len(threads) - sum(len(group) for group in groups))


def _first(group: list[ThreadView], most: int | None) -> list[ThreadView]:
    if most is None:
        return group
    return [thread for place, thread in enumerate(group) if place < most or thread.is_own]


def card_of(thread: ThreadView, version: VersionView, number: int) -> Card:
    """One thread as a card on a page of this version."""
    return Card(
        id=number,
        number=number,
        thread=thread,
        kind=thread.kind.value,
        author=author_of(thread.author),
        organization=thread.organization,
        when=_day(thread.created_at),
        quote=thread.exact,
        body=thread.body,
        replies=tuple(_contribution(reply) for reply in thread.replies),
        waiting=thread.is_waiting,
        private=thread.is_private,
        supports=thread.supports.count,
        supporters=tuple(", ".join(filter(None, person)) for person in thread.supports.people),
        place=_place(thread, version),
        placed=_placed(thread),
        changes=_changes(thread, version),
        words=word_runs(thread.exact, thread.replacement) if thread.replacement else [],
        disposition=outcome_of(thread),
    )


def marks_of(cards: Cards) -> list[Mark]:
    """The highlights of a step, each with a numbered link to its card."""
    return [
        Mark(
            start=card.thread.start,
            end=card.thread.end,
            kind=f"mark-{card.kind}",
            number=card.number,
            href=f"#thread-{card.id}",
            label=_label(card),
        )
        for card in cards.placed
        if card.thread.start is not None and card.thread.end is not None
    ]


def author_of(name: str) -> str:
    """Who wrote it, as far as the reader may know."""
    return name or str(gettext("A member of your board"))


def kind_name(kind: ThreadKind) -> str:
    """The word for a kind of comment."""
    words: dict[ThreadKind, str] = {
        ThreadKind.QUESTION: gettext("Question"),
        ThreadKind.CONCERN: gettext("Concern"),
        ThreadKind.SUGGESTION: gettext("Suggestion"),
        ThreadKind.PRAISE: gettext("Praise"),
    }
    return words[kind]


def outcome_of(thread: ThreadView) -> Outcome | None:
    """The team's decision on a thread, if there is one."""
    if thread.disposition is None:
        return None
    labels = {
        Disposition.ACCEPTED: gettext("Accepted"),
        Disposition.PARTLY: gettext("Partly accepted"),
        Disposition.DECLINED: gettext("Declined"),
        Disposition.DUPLICATE: gettext("Answered elsewhere"),
        Disposition.ANSWERED: gettext("Answered"),
    }
    return Outcome(labels[thread.disposition], _TONES[thread.disposition], thread.disposition_reason)


def _day(value: datetime) -> str:
    """``19 Nov``, with the year where it is another one: a card is narrow. It is not broken at the end of a line."""
    same_year = value.year == clock.now().year
    return str(format_datetime(value, "d MMM" if same_year else "d MMM y")).replace(" ", "\u00a0")


def _contribution(comment: CommentView) -> Contribution:
    return Contribution(author_of(comment.author), comment.organization, _day(comment.created_at), comment.body)


def _label(card: Card) -> str:
    replies = len(card.replies)
    kind = kind_name(card.thread.kind).lower()
    if not replies:
        return str(gettext("%(number)s, %(kind)s by %(author)s", number=card.number, kind=kind, author=card.author))
    label: str = ngettext(
        "%(number)s, %(kind)s by %(author)s, %(num)s reply",
        "%(number)s, %(kind)s by %(author)s, %(num)s replies",
        replies,
        number=card.number,
        kind=kind,
        author=card.author,
    )
    return label


def _place(thread: ThreadView, version: VersionView) -> str:
    number = thread.version_number
    match thread.status:
        case PlaceStatus.KEPT:
            return ""
        case PlaceStatus.EDITED:
            return str(gettext("Wording changed since version %(number)s", number=number))
        case PlaceStatus.AMBIGUOUS:
            return str(gettext("These words now stand in several places."))
        case PlaceStatus.REMOVED:
            return str(gettext("These words are no longer in the text."))
    moved = _moved(thread, version)
    if thread.status is PlaceStatus.MOVED:
        return moved
    return str(gettext("%(moved)s. Wording changed since version %(number)s", moved=moved, number=number))


def _placed(thread: ThreadView) -> str:
    """Who put it on these words by hand, if anybody did."""
    again = thread.placed_again
    if again is None:
        return ""
    day = _day(again.at)
    if again.is_own:
        return str(gettext("You placed it here on %(date)s", date=day))
    if again.by:
        return str(gettext("Placed here by %(name)s on %(date)s", name=again.by, date=day))
    return str(gettext("Placed here by its author on %(date)s", date=day))


def _moved(thread: ThreadView, version: VersionView) -> str:
    places = {step.step_id: place for place, step in enumerate(version.steps, 1)}
    origin = places.get(thread.origin_step_id)
    if origin is None:
        return str(gettext("Moved from a step that is no longer there"))
    if thread.origin_step_id == thread.step_id:
        return str(gettext("Moved within this step"))
    return str(gettext("Moved from step %(number)s", number=origin))


def _changes(thread: ThreadView, version: VersionView) -> Runs:
    if thread.status not in (PlaceStatus.EDITED, PlaceStatus.MOVED_EDITED) or not thread.is_placed:
        return []
    text = next((step.canonical for step in version.steps if step.step_id == thread.step_id), "")
    return word_runs(thread.exact, text[thread.start : thread.end])
