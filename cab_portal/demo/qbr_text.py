"""The agenda of the quarterly review, in its two versions."""

from cab_portal.drafts.rules import StepInput

TITLE = "Quarterly review agenda"
GOAL = "Sixty minutes after which both sides know three things to do, and nobody has sat through a sales pitch."


def _item(title: str, place: str, minutes: int | None, role: str, goal: str, markdown: str) -> StepInput:
    return StepInput(
        title=title, markdown=markdown, channel="Meeting", timing=place, minutes=minutes, role=role, goal=goal
    )


_BEFORE = """\
One week before the meeting {customer} gets two pages: the figures of the quarter, and the list of what we promised last
time with a tick or a reason beside each line.

Whoever finds a figure that is wrong says so by two days before. We do not discuss figures in the meeting that nobody
has seen.
"""

_PROMISES_1 = """\
We go through last quarter's promises. Each has one of three answers: done, late with a new date, or dropped with a
reason.
"""

_PROMISES_2 = """\
We go through last quarter's promises, ours first, yours after. Each has one of three answers: done, late with a new
date, or dropped with a reason.

A promise that is late for the second time goes to the owner's manager, with both of us in copy.
"""

_VALUE = """\
One page, four figures: late shipments, cost of delays, hours spent on reports, and what {customer} pays us. We say
which of them we believe we changed, and which we did not.

> Saved hours count only if somebody at {customer} agrees that they were saved.
"""

_RISKS_1 = """\
Ten minutes for what could go wrong in the next quarter: people who leave, contracts that end, systems that change.

We bring our roadmap, as far as it concerns {customer}.
"""

_RISKS_2 = """\
Fifteen minutes for what could go wrong in the next quarter: people who leave, contracts that end, systems that change.
{customer} speaks first.

The roadmap is not shown in this meeting. It is a page that you can read beforehand, and we answer questions about it.
"""

_ACTIONS = """\
Both sides leave with at most three actions. Each has one name, one date, and one sentence that says how we will know.

Samuel writes them down during the meeting, on the screen, and sends them within the hour.
"""


_BEFORE_GOES = ("Customer success manager", "Nobody sees a figure for the first time in the meeting.", _BEFORE)
_VALUE_GOES = ("Customer success manager", "Both sides believe the same four figures.", _VALUE)


def _agenda(promises: str, risks: str, risks_place: tuple[str, int]) -> tuple[StepInput, ...]:
    return (
        _item("Two pages beforehand", "One week before", None, *_BEFORE_GOES),
        _item("What we promised", "Minutes 0 to 15", 15, "Both sides", "Nothing is forgotten.", promises),
        _item("What it was worth", "Minutes 15 to 30", 15, *_VALUE_GOES),
        _item("What could go wrong", *risks_place, "Customer", "Hear it from you before it happens.", risks),
        _item("Three actions", "Minutes 45 to 60", 15, "Both sides", "Three actions that both sides wrote.", _ACTIONS),
    )


VERSIONS: tuple[tuple[str, tuple[StepInput, ...]], ...] = (
    ("First draft.", _agenda(_PROMISES_1, _RISKS_1, ("Minutes 30 to 40", 10))),
    (
        (
            "Because of the first three reviews: your promises count as well as ours, late ones go up, and the roadmap "
            "is reading matter."
        ),
        _agenda(_PROMISES_2, _RISKS_2, ("Minutes 30 to 45", 15)),
    ),
)
