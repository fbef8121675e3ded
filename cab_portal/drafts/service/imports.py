"""Steps from a file."""

import os
from typing import Any, BinaryIO

from cab_portal.core import clock
from cab_portal.core.errors import InvalidInput
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts import events, queries
from cab_portal.drafts.models import Draft, Step
from cab_portal.drafts.queries import ImportReportView
from cab_portal.drafts.rules import TYPED, StepInput, timed
from cab_portal.drafts.service.drafts import touch
from cab_portal.drafts.service.steps import new_step
from cab_portal.drafts.text.blocks import canonical_text, parse_blocks
from cab_portal.drafts.text.docx import LARGEST_DOCUMENT
from cab_portal.drafts.text.files import import_file, refused_by_size
from cab_portal.drafts.text.import_report import ImportRefused
from cab_portal.drafts.text.importing import ImportedDraft
from cab_portal.drafts.text.step_files import NUMBERS, TEXTS, FileStep
from cab_portal.drafts.text.step_matching import StepText, match_steps


def read_stream(stream: BinaryIO, filename: str) -> ImportedDraft:
    """Like ``read_file``; what is larger than any file that is taken is refused unread."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size > LARGEST_DOCUMENT:
        sentence = refused_by_size(stream.read(4), size).message
        raise InvalidInput(sentence, code="too_large", fields={"file": sentence})
    return read_file(stream.read(), filename)


def read_file(data: bytes, filename: str) -> ImportedDraft:
    """The draft in a Markdown or Word file; ``InvalidInput`` with one sentence for the field ``file`` without one."""
    try:
        return import_file(data, filename)
    except ImportRefused as refusal:
        raise InvalidInput(refusal.message, code=refusal.code, fields={"file": refusal.message}) from refusal


def import_steps(draft: Draft, imported: ImportedDraft) -> ImportReportView:
    """Make the steps of a file the working text; what became of them stays with the draft until the next import.

    Steps are matched in order by title, then by similar text: those keep their id, and with it their comments, and
    their day, channel and envelope. What is left over is new or removed. The draft keeps its title.
    """
    old = list(queries.steps_of(draft.id))
    matching = match_steps(
        [StepText(step.title, _canonical(step.markdown)) for step in old],
        [StepText(step.title, _canonical(step.markdown)) for step in imported.steps],
    )
    kept = {new_place: old[old_place] for old_place, new_place in matching.pairs}
    removed = [old[place] for place in matching.removed]
    at, revision = clock.now(), touch(draft)
    for place, source in enumerate(imported.steps):
        step = kept.get(place)
        if step is None:
            new_step(draft, _given(draft, source), place + 1, revision)
            continue
        step.position = place + 1
        given = _given(draft, source, step)
        if any(getattr(step, name) != getattr(given, name) for name in TYPED):
            for name in TYPED:
                setattr(step, name, getattr(given, name))
            step.revision, step.updated_at = revision, at
    for step in removed:
        session.delete(step)
    titles = [step.title for step in imported.steps]
    report = ImportReportView(
        kept=tuple(titles[place] for _, place in matching.pairs),
        added=tuple(titles[place] for place in matching.added),
        removed=tuple(step.title for step in removed),
        dropped=imported.report.dropped,
        counted=imported.report.counted,
    )
    draft.import_report = report.as_document()
    session.flush()
    publish(events.DraftImported(draft_id=draft.id, steps=len(imported.steps)))
    return report


def _given(draft: Draft, source: FileStep, before: Step | None = None) -> StepInput:
    """The step of a file. What the file has no place for stays as it was; an owner is never named by a file."""
    if source.fields is None:
        kept = {name: getattr(before, name) for name in TYPED} if before else {}
        return StepInput(**{**kept, "title": source.title, "markdown": source.markdown})
    numbers: dict[str, Any] = {name: int(value) for name in NUMBERS if (value := source.fields.get(name))}
    texts: dict[str, Any] = {name: source.fields.get(name, "") for name in TEXTS}
    owner_id = before.owner_id if before else None
    given = StepInput(title=source.title, markdown=source.markdown, owner_id=owner_id, **numbers, **texts)
    return timed(draft.kind, given)


def _canonical(markdown: str) -> str:
    return canonical_text(parse_blocks(markdown))
