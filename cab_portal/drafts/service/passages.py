"""Putting other words in the place of a passage of a working step, and taking that back."""

from cab_portal.core.errors import Conflict
from cab_portal.drafts.models import Draft, Step
from cab_portal.drafts.rules import TYPED, StepInput
from cab_portal.drafts.service.steps import save_step
from cab_portal.drafts.text.blocks import canonical_text, parse_blocks
from cab_portal.drafts.text.passages import replaced

CHANGED = "passage_changed"
REFUSED = "passage_refused"


def replace_passage(draft: Draft, step: Step, start: int, end: int, exact: str, words: str) -> None:
    """Let ``words`` stand where ``exact`` stands now, at these offsets of the step's canonical text.

    Draft and step are locked by the caller. ``Conflict`` where the passage reads otherwise by now, or where it cannot
    be replaced without touching anything else: then a person does it in the editor.
    """
    if canonical_text(parse_blocks(step.markdown))[start:end] != exact:
        raise Conflict("These words were changed in the working text meanwhile. Look at the step.", code=CHANGED)
    markdown = replaced(step.markdown, start, end, words)
    if markdown is None:
        raise Conflict(
            "These words run over formatting or paragraphs that would be lost. Change them in the editor.", code=REFUSED
        )
    _write(draft, step, markdown)


def restore_markdown(draft: Draft, step: Step, markdown: str, revision: int) -> None:
    """Give a step the text back that it had, unless it was saved since ``revision``: ``Conflict`` then."""
    if step.revision != revision:
        raise Conflict("This step was changed since, so this cannot be undone by a click. Change it in the editor.")
    _write(draft, step, markdown)


def _write(draft: Draft, step: Step, markdown: str) -> None:
    typed = {name: getattr(step, name) for name in TYPED}
    save_step(draft, step, StepInput(**{**typed, "markdown": markdown}), step.revision)
