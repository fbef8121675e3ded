"""The training course: still being written, from an outline that came as a file."""

from typing import Any

from cab_portal.core.actor import Actor
from cab_portal.demo.surveying import tell_survey
from cab_portal.demo.telling import Story
from cab_portal.drafts import queries, service
from cab_portal.drafts.models import Draft
from cab_portal.drafts.rules import DraftInput, DraftKind, StepInput
from cab_portal.surveys.rules import SurveyInput

DRAFT = "draft:course"
SURVEY = "survey:course"

_OUTLINE = """\
# Fernhill for planners

Half a day in three lessons for whoever plans the tours. Nobody needs to have seen Fernhill before.

## Lesson 1: Read the board

<p>After this lesson you can say <b>which delay matters</b> and which does not.</p>

- What the three colors mean, and what they do not mean
- Two delays of the same length that cost quite different amounts
- Exercise: sort yesterday's ten delays of {site}

## Lesson 2: Give a reason

A delay without a reason teaches nobody anything. You record ten of them, with a colleague who checks five.

1. Pick from the list.
2. Write one sentence if nothing on the list fits.
3. See how your ten change the report of {site}.

<img src="board.png" alt="The board with ten delays">

## Lesson 3: Bring it to the meeting

You leave with one page for the meeting on Monday: one figure, one reason, one proposal.
"""

_QUESTIONS: list[dict[str, Any]] = [
    {
        "type": "single_choice",
        "id": "when",
        "text": "When could two of your planners spare half a day?",
        "decision": "We offer the two times that most sites choose.",
        "owner": "Mara Keller",
        "options": [
            {"id": "early", "label": "Early in the week, in the morning"},
            {"id": "late", "label": "Late in the week, in the afternoon"},
            {"id": "split", "label": "Never at once: three short parts"},
        ],
    },
    {"type": "short_text", "id": "hope", "text": "What should they be able to do the day after?"},
]


def tell(story: Story) -> None:
    """A file, an afternoon of writing, and a survey that is not ready to be sent."""
    story.tell(story.on(-6, 13), "mara", lambda actor: _import(story, actor))
    story.tell(story.on(-2, 14), "mara", lambda _actor: _write_on(story))
    purpose = "Before we fix dates: what would fit your week?"
    tell_survey(story, SURVEY, DRAFT, "mara", SurveyInput("Half a day for planners", purpose), _QUESTIONS, -1)


def _import(story: Story, actor: Actor) -> None:
    goal = "A new planner gives a reason for nine of ten delays by the end of the second week."
    imported = service.read_file(_OUTLINE.encode(), "fernhill-for-planners.md")
    draft = service.create_draft(actor, DraftInput(DraftKind.COURSE, imported.title, goal))
    service.import_steps(draft, imported)
    story.ids[DRAFT] = draft.id


def _write_on(story: Story) -> None:
    draft = story.thing(Draft, DRAFT)
    step = list(queries.steps_of(draft.id))[1]
    given = StepInput(
        title=step.title,
        markdown=step.markdown,
        channel="On site",
        timing="9:00 to 10:00",
        role="Trainer",
    )
    service.save_step(draft, step, given, step.revision)
