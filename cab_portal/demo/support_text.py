"""The support policy, in its two versions."""

from cab_portal.drafts.rules import StepInput

TITLE = "How we answer: support tiers"
GOAL = "Everybody knows beforehand how fast we answer, and what happens if we do not."


def _tier(title: str, promise: str, markdown: str) -> StepInput:
    return StepInput(title=title, markdown=markdown, channel="Contract annex", timing=promise, role="Head of support")


_TIERS = """\
| Tier | For example | FIRST | Solved or worked around |
|---|---|---|---|
| 1 | Nobody can see shipments | A reply within one hour | within one working day |
| 2 | One report or one site is wrong | A reply within four hours | within three working days |
| 3 | A question, a wish | A reply within one working day | within five working days |

LATER
"""

_WHO_1 = """\
We decide which tier a case belongs to, from what you write. If you disagree, reply to the mail that confirms your case.
"""

_WHO_2 = """\
You choose the tier when you open a case. If we see it differently we call you, and the case stays in your tier until we
have spoken.
"""

_HOURS_1 = """\
From Monday to Friday, 7:00 to 19:00 by the clock of {main site}, except on public holidays there.
"""

_HOURS_2 = """\
From Monday to Friday, 7:00 to 19:00 by the clock of {main site}, except on public holidays there. Tier 1 is answered on
Saturdays too, from 8:00 to 14:00.
"""

_PEOPLE = """\
Every case has one person, by name, from the first reply to the last. If that person is away, the one who takes over
writes to you first.

You do not have to tell your story twice.
"""

_WORD = (
    "A first reply tells you that a person has read your case, and what they do next. An automatic mail is no reply."
)
_SIXTH = "A case that is not solved in time is called in by the head of support, on the next working day."


def _policy(first: str, later: str, who: str, hours: str) -> tuple[StepInput, ...]:
    return (
        _tier("Three tiers", "A reply within 1 hour to 1 day", _TIERS.replace("FIRST", first).replace("LATER", later)),
        _tier("Who chooses the tier", "When a case is opened", who),
        _tier("When we are there", "Monday to Friday, 7 to 19", hours),
        _tier("One person for each case", "First reply to last", _PEOPLE),
    )


VERSIONS: tuple[tuple[str, tuple[StepInput, ...]], ...] = (
    ("First draft.", _policy("First reply", "The clock runs in our office hours.", _WHO_1, _HOURS_1)),
    (
        "You choose the tier, a reply is a person's, tier 1 has Saturdays, and somebody calls on the sixth day.",
        _policy("First reply by a person", f"{_WORD} {_SIXTH}", _WHO_2, _HOURS_2),
    ),
)
