"""Why a text changed on the way from one version to another: beside the very paragraph that members had spoken of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, and_, case, or_, select
from sqlalchemy.orm import aliased

from cab_portal.accounts.models import Organization, Person
from cab_portal.boards.models import Board
from cab_portal.comments.access import privacy_for, visible_threads
from cab_portal.comments.models import AppliedSuggestion, Comment, Thread, ThreadPlace, ThreadSupport
from cab_portal.comments.rules import Disposition, shortened, shows_names_of_others, shows_words_of_others
from cab_portal.core.actor import Actor
from cab_portal.database import session
from cab_portal.drafts.models import Version, VersionStep
from cab_portal.drafts.queries import Comparison, Rewritten, StepChange, StepState
from cab_portal.launches.models import Decision, DecisionThread
from cab_portal.launches.rules import Outcome
from cab_portal.reviews.models import ReviewRequest

_TAKEN_UP = (Disposition.ACCEPTED, Disposition.PARTLY)
_QUOTED = 160
# A thread; a published decision that answers it, if one does; who else said the same; whether the reader sees the
# thread, and at which level; its place in the newer and in the older version; the number of the version that brought
# its words; author, organization, first words.
_ThreadRow: TypeAlias = Row[*tuple[Any, ...]]
# A step, and the place of a paragraph among the groups of its comparison; None for the step as a whole.
_Spot: TypeAlias = tuple[UUID, int | None]


@dataclass(frozen=True, slots=True)
class SaidReason:
    """What members said, and what was done. ``people`` counts those who said it, as far as the reader may know of them;
    ``is_own`` where the reader is one of them."""

    said: str
    answer: str
    people: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class Credit:
    """A member's words, which the version with this number brought as they were suggested.

    ``author`` and ``organization`` are empty where the reader may not learn them.
    """

    words: str
    author: str
    organization: str
    is_own: bool
    version_number: int


@dataclass(slots=True)
class StepReasons:
    """Why one step changed: its paragraphs by their place in the groups of its comparison, and the step as a whole."""

    whole: list[SaidReason | Credit] = field(default_factory=list)
    paragraphs: defaultdict[int, list[SaidReason | Credit]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class _Told:
    """A reason in the making: who said it, and where."""

    said: str
    answer: str
    people: set[UUID] = field(default_factory=set)
    spots: dict[_Spot, None] = field(default_factory=dict)

    def add(self, actor: Actor, row: _ThreadRow, spot: _Spot) -> None:
        """Who said it, as far as the reader may know: a sealed board does not tell who says the same."""
        self.spots[spot] = None
        if row.is_seen:
            self.people.add(row.Thread.author_id)
        if row.is_seen and row.supporter_id and (actor.is_staff or shows_words_of_others(row.privacy)):
            self.people.add(row.supporter_id)


def reasons_of(actor: Actor, found: Comparison) -> Mapping[UUID, StepReasons]:
    """By step, what members said and suggested, and what became of it; one statement.

    A published decision of what was done, a comment that was taken up and a suggestion that was kept stand beside the
    changed paragraph that the comment is about. Where that did not change, or the reader does not see the comment, a
    decision stands at its step, if that changed. Comments count that were made before the newer version, and whose step
    no version changed between their decision and the older one: it would have been the consequence.
    """
    if found.old is None:
        return {}
    steps = {step.step_id: step for step in found.steps if step.step_id is not None}
    decided: dict[UUID, _Told] = {}
    taken_up: dict[UUID, _Told] = {}
    answered: set[UUID] = set()
    kept: defaultdict[_Spot, dict[Credit, None]] = defaultdict(dict)
    for row in _rows(actor, found.old.id, found.new.id):
        spot = _spot_of(row, steps)
        if spot is None:
            continue
        thread, decision = row.Thread, row.Decision
        if decision is not None:
            answered.add(thread.id)
        if decision is not None and decision.outcome is Outcome.DID:
            decided.setdefault(decision.id, _Told(decision.said, decision.answer)).add(actor, row, spot)
        elif row.number is None and row.is_seen and thread.disposition in _TAKEN_UP and spot[1] is not None:
            taken_up.setdefault(thread.id, _Told(_words_of(row), thread.disposition_reason)).add(actor, row, spot)
        if row.number is not None and row.is_seen:
            kept[spot][_credit(actor, row)] = None
    told = [*decided.values(), *(one for thread_id, one in taken_up.items() if thread_id not in answered)]
    return _by_step(actor, told, kept)


def _rows(actor: Actor, older_id: UUID, newer_id: UUID) -> Sequence[_ThreadRow]:
    older, newer, made_on, changed, brought = (aliased(Version) for _ in range(5))
    here, there = aliased(ThreadPlace, name="here"), aliased(ThreadPlace, name="there")
    before = aliased(VersionStep)
    rows = (
        select(
            Thread,
            Decision,
            ThreadSupport.person_id.label("supporter_id"),
            case((visible_threads(actor), 1), else_=0).label("is_seen"),
            privacy_for(actor).label("privacy"),
            here,
            there,
            brought.number.label("number"),
            Person.name.label("author"),
            Organization.name.label("organization"),
            _first_words().label("body"),
        )
        .select_from(Thread)
        .join(older, older.id == older_id)
        .join(newer, newer.id == newer_id)
        .join(made_on, and_(made_on.id == Thread.version_id, made_on.number < newer.number))
        .join(here, and_(here.thread_id == Thread.id, here.version_id == newer_id))
        .outerjoin(there, and_(there.thread_id == Thread.id, there.version_id == older_id))
        .outerjoin(before, and_(before.version_id == older_id, before.step_id == here.step_id))
        .outerjoin(changed, and_(changed.draft_id == older.draft_id, changed.number == before.changed_in))
        .outerjoin(DecisionThread, DecisionThread.thread_id == Thread.id)
        .outerjoin(Decision, and_(Decision.id == DecisionThread.decision_id, Decision.published_at.is_not(None)))
        .outerjoin(
            AppliedSuggestion, and_(AppliedSuggestion.thread_id == Thread.id, AppliedSuggestion.undone_at.is_(None))
        )
        .outerjoin(
            brought,
            and_(
                brought.id == AppliedSuggestion.version_id,
                brought.number > older.number,
                brought.number <= newer.number,
            ),
        )
        .join(Person, Person.id == Thread.author_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .join(ReviewRequest, ReviewRequest.id == Thread.request_id)
        .join(Board, Board.id == ReviewRequest.board_id)
        .outerjoin(ThreadSupport, ThreadSupport.thread_id == Thread.id)
        .where(Thread.draft_id == newer.draft_id, Thread.shared_at.is_not(None))
        .where(or_(Decision.id.is_not(None), brought.id.is_not(None), Thread.disposition.in_(_TAKEN_UP)))
        .where(or_(made_on.number >= older.number, changed.id.is_(None), changed.shared_at < Thread.disposed_at))
        .order_by(Decision.published_at, Decision.id, Thread.id)
    )
    return session.execute(rows).all()


def _first_words() -> ScalarSelect[str]:
    first = select(Comment.body).where(Comment.thread_id == Thread.id).order_by(Comment.created_at, Comment.id).limit(1)
    return first.correlate(Thread).scalar_subquery()


def _spot_of(row: _ThreadRow, steps: Mapping[UUID, StepChange]) -> _Spot | None:
    """The changed paragraph that a thread is about, now or before; else its changed step; None where neither is."""
    own = None
    for place, side in ((row.here, "new"), (row.there, "old")):
        step = steps.get(place.step_id) if place is not None else None
        if step is None or step.state in (StepState.UNCHANGED, StepState.FORMATTING, StepState.MOVED):
            continue
        number = _paragraph_at(step, place, side) if row.is_seen else None
        if number is not None:
            return place.step_id, number
        own = own or (place.step_id, None)
    return own


def _paragraph_at(step: StepChange, place: ThreadPlace, side: str) -> int | None:
    if place.start is None or place.end is None:
        return None
    for number, group in enumerate(step.groups):
        span: tuple[int, int] | None = getattr(group, side) if isinstance(group, Rewritten) else None
        if span is not None and span[0] < place.end and place.start < span[1]:
            return number
    return None


def _words_of(row: _ThreadRow) -> str:
    return shortened(row.body or row.Thread.replacement or row.Thread.exact, _QUOTED)


def _credit(actor: Actor, row: _ThreadRow) -> Credit:
    is_own = row.Thread.author_id == actor.person_id
    is_known = actor.is_staff or is_own or shows_names_of_others(row.privacy)
    return Credit(
        words=row.Thread.replacement or "",
        author=row.author if is_known else "",
        organization=(row.organization or "") if is_known else "",
        is_own=is_own,
        version_number=row.number,
    )


def _by_step(actor: Actor, told: Iterable[_Told], kept: Mapping[_Spot, Iterable[Credit]]) -> Mapping[UUID, StepReasons]:
    steps: defaultdict[UUID, StepReasons] = defaultdict(StepReasons)

    def add(spot: _Spot, reason: SaidReason | Credit) -> None:
        step_id, number = spot
        (steps[step_id].whole if number is None else steps[step_id].paragraphs[number]).append(reason)

    for one in told:
        reason = SaidReason(one.said, one.answer, len(one.people), actor.person_id in one.people)
        beside = {step_id for step_id, number in one.spots if number is not None}
        for spot in one.spots:
            if spot[1] is not None or spot[0] not in beside:
                add(spot, reason)
    for spot, those in kept.items():
        for credit in those:
            add(spot, credit)
    return steps
