"""The best practice on delay reasons: written, shared as a first version, and not yet before a board."""

from cab_portal.demo.authoring import tell_draft
from cab_portal.demo.telling import Story
from cab_portal.drafts.rules import DraftInput, DraftKind, StepInput

DRAFT = "draft:practice"

_WHY = """\
A delay that nobody explained comes back. Of the sites that gave a reason for nine delays in ten, most had a third fewer
of the same kind within two quarters.

A reason is **one cause that somebody can act on**. "Traffic" is none: nobody at {customer} can act on traffic. "Left
the dock 40 minutes late, because the seal was missing" is one.
"""

_HOW = """\
1. Whoever sees the delay first gives the reason, on the same day.
2. Pick from the list. Fewer than one reason in ten should need words of your own.
3. If two causes met, take the earlier one, and name the other in the sentence beside it.

| Instead of | Write |
|---|---|
| Carrier late | Carrier arrived 50 minutes after the booked slot |
| Documents | Customs papers were not at the gate |
| Other | The cause in one sentence |
"""

_WHO = """\
The site lead looks at five reasons a week and asks one question about each: could somebody act on this? What nobody can
act on goes back, with a better one beside it.

Once a month the three most frequent reasons go to the planning meeting. Each leaves it with an owner and a date, or
with the decision to live with it.
"""


def _section(title: str, markdown: str, role: str, timing: str) -> StepInput:
    return StepInput(title=title, markdown=markdown, channel="Help center", timing=timing, role=role)


_SECTIONS = (
    _section("Why a delay needs a reason", _WHY, "Customer success", "Every site"),
    _section("How to write one", _HOW, "Whoever plans tours", "Sites with their own dock"),
    _section("Who looks at them", _WHO, "Site lead", "Every site, from the second month on"),
)


def tell(story: Story) -> None:
    """Two days of writing, and a first version that colleagues read."""
    goal = "Nine of ten delays have a reason that somebody can act on."
    given = DraftInput(DraftKind.BEST_PRACTICE, "Delay reasons that help", goal)
    tell_draft(story, DRAFT, "samuel", given, (("First version, for colleagues.", _SECTIONS),), ((-3, 11),))
