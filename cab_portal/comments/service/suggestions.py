"""A member's suggestion put into the working text by one click, with credit, and taken out again."""

from sqlalchemy import select

from cab_portal.comments.events import SuggestionApplied, SuggestionUndone
from cab_portal.comments.models import AppliedSuggestion, Thread
from cab_portal.comments.queries.suggestions import working_place
from cab_portal.comments.rules import Disposition, DispositionInput, shortened
from cab_portal.comments.service.dispositions import dispose
from cab_portal.comments.service.groups import members_of
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts.events import VersionShared
from cab_portal.drafts.models import Draft, Step, VersionStep
from cab_portal.drafts.service import passages
from cab_portal.drafts.text.normalizing import canonical

_LONGEST_IN_REASON = 300


def apply(actor: Actor, draft: Draft, thread: Thread) -> AppliedSuggestion:
    """Put the suggested words where the quoted ones stand in the working text, and accept an undecided suggestion.

    ``draft`` and ``thread`` are locked by the caller. ``Conflict`` unless the quoted words stand there unchanged, and
    where they cannot be replaced exactly.
    """
    place = working_place(thread.id)
    if place is None or thread.draft_id != draft.id:
        raise Conflict("The words of this suggestion do not stand in the working text as they did. Change it by hand.")
    step = session.get_one(Step, place.step_id, with_for_update=True, populate_existing=True)
    before = step.markdown
    passages.replace_passage(draft, step, place.start, place.end, place.exact, canonical(place.words))
    applied = AppliedSuggestion(
        id=ids.new_id(),
        thread_id=thread.id,
        draft_id=draft.id,
        step_id=step.id,
        markdown=before,
        revision=step.revision,
        disposed=thread.disposition is None,
        applied_at=clock.now(),
        applied_by_id=actor.id,
    )
    session.add(applied)
    session.flush()
    publish(SuggestionApplied(thread_id=thread.id, draft_id=draft.id))
    if applied.disposed:
        dispose(actor, thread, DispositionInput(Disposition.ACCEPTED, _reason(place.words)))
    return applied


def _reason(words: str) -> str:
    return f"The next version says “{shortened(words, _LONGEST_IN_REASON)}”."


def undo(draft: Draft, thread: Thread) -> None:
    """Give the step its text back, and the suggestion its place among what is undecided if applying decided it.

    ``draft`` and ``thread`` are locked by the caller. ``Conflict`` once the step was changed or the words were shared.
    """
    applied = session.scalar(
        select(AppliedSuggestion)
        .where(AppliedSuggestion.thread_id == thread.id, AppliedSuggestion.undone_at.is_(None))
        .with_for_update(of=AppliedSuggestion)
        .execution_options(populate_existing=True)
    )
    if applied is None or applied.draft_id != draft.id:
        return
    step = session.get(Step, applied.step_id, with_for_update=True, populate_existing=True)
    if applied.version_id is not None or step is None:
        raise Conflict("These words were shared with a version, so they stay in it. Change the step for the next one.")
    passages.restore_markdown(draft, step, applied.markdown, applied.revision)
    applied.undone_at = clock.now()
    if applied.disposed:
        _decide_nothing(thread)
    publish(SuggestionUndone(thread_id=thread.id, draft_id=draft.id))


def _decide_nothing(thread: Thread) -> None:
    """Take back what applying decided, here and in the threads that it stands for; a later decision stays."""
    by_applying = (thread.disposition, thread.disposition_reason)
    if by_applying != (Disposition.ACCEPTED, _reason(thread.replacement or "")):
        return
    for one in (thread, *members_of(thread)):
        if (one.disposition, one.disposition_reason) == by_applying:
            one.disposition, one.disposition_reason = None, ""
            one.disposed_at = one.disposed_by_id = None


def credit_version(event: VersionShared) -> None:
    """Name the version that brings applied words to readers, where they still stand in their step."""
    waiting = session.execute(
        select(AppliedSuggestion, Thread.replacement, VersionStep.canonical)
        .join(Thread, Thread.id == AppliedSuggestion.thread_id)
        .join(VersionStep, VersionStep.step_id == AppliedSuggestion.step_id)
        .where(
            AppliedSuggestion.draft_id == event.draft_id,
            AppliedSuggestion.undone_at.is_(None),
            AppliedSuggestion.version_id.is_(None),
            VersionStep.version_id == event.version_id,
        )
    )
    for applied, words, text in waiting:
        if canonical(words or "") in text:
            applied.version_id = event.version_id
