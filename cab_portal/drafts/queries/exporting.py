"""A version, or the working steps, as the Markdown file that an import would read again."""

from collections.abc import Sequence

from cab_portal.drafts.models import Step
from cab_portal.drafts.queries.versions import StepView
from cab_portal.drafts.rules import DraftKind, timing_words
from cab_portal.drafts.text.exporting import export_markdown
from cab_portal.drafts.text.step_files import NUMBERS, TEXTS, FileStep


def as_markdown(kind: DraftKind, title: str, steps: Sequence[Step] | Sequence[StepView]) -> str:
    """Title and steps with what stands around them; who of the team owns a step is no matter of a file."""
    return export_markdown(title, [FileStep(step.title, step.markdown, _fields(kind, step)) for step in steps])


def _fields(kind: DraftKind, step: Step | StepView) -> dict[str, str]:
    fields = {name: "" if getattr(step, name) is None else str(getattr(step, name)) for name in NUMBERS}
    fields.update({name: getattr(step, name) for name in TEXTS})
    if step.timing == timing_words(kind, step.day, step.minutes):
        # An import makes the words of the numbers again.
        fields["timing"] = ""
    return fields
