"""The onboarding e-mail series, in the three versions that were shared."""

from cab_portal.drafts.rules import StepInput

TITLE = "Onboarding e-mail series"
GOAL = "Whoever signed the contract sees their own numbers within a week, and knows whom to call."


def _mail(title: str, day: int, goal: str, subject: str, preview: str, markdown: str) -> StepInput:
    return StepInput(
        title=title,
        markdown=markdown,
        channel="E-mail",
        day=day,
        goal=goal,
        role="Customer success manager",
        sender="Mara at Fernhill",
        subject=subject,
        preview=preview,
    )


_WELCOME = """\
Hi {first name},

Welcome to Fernhill. From today you have one place to see every shipment, every delay, and what each of them cost you.

Three people look after you:

- **Tom** runs the technical setup. He has written to {technical contact} already.
- **Mara** is your success manager, and your first call for anything.
- **Ines** sends the invoices, and nothing else.

Nothing is expected of you today. If the name of your account, **{account name}**, is not right, reply to this mail and
we change it.

WORD

In three days we write about your first import. Until then you may want to ask whoever keeps your carrier contracts for
a month of shipments as a file.

Best wishes,\\
Mara
"""

_IMPORT_1 = """\
Hi {first name},

It is time to see your own numbers on screen. Most teams finish their first import in under an hour.

1. Export one month of shipments as a CSV file.
2. Drop the file on the import page.
3. Confirm.

Mara will call you on Friday to look at the result together, unless you tell her the time does not suit.

Best wishes,\\
Mara
"""

_IMPORT_2 = """\
Hi {first name},

You have been with us for three days, so it is time to see your own numbers on screen. Most teams finish their first
import in under an hour, and you can stop at any point without losing work.

1. Export one month of shipments as a CSV file.
2. Drop the file on the import page. We match your columns and show anything we are unsure about before saving.
3. Check the three totals we highlight, then confirm.

If a column does not fit, leave it out. You can add it later. Mara will call you on Friday to look at the result
together, unless you tell her the time does not suit.

| What we need | Where it usually is |
|---|---|
| Shipment number | Your carrier's portal |
| Promised date | Your order system |
| Delivered date | Your carrier's portal, or your own dock log |

Best wishes,\\
Mara
"""

_IMPORT_3 = """\
Hi {first name},

You have been with us for three days, so it is time to see your own numbers on screen. Half of all teams finish their
first import in 48 minutes; with more than 40 columns it is closer to two hours. You can stop at any point without
losing work.

1. Export one month of shipments as a CSV file.
2. Drop the file on the import page. We match your columns and list every guess before saving.
3. Check the three totals we highlight, then confirm.

If a column does not fit, leave it out. You can add it later. Mara will call you at a time that you choose to look at
the result together, unless you tell her that you need no call.

| What we need | Where it usually is |
|---|---|
| Shipment number | Your carrier's portal |
| Promised date | Your order system |
| Delivered date | Your carrier's portal, or your own dock log |

Best wishes,\\
Mara
"""

_INVITE = """\
Hi {first name},

Reports are read more often when they arrive by themselves. Invite the people who ask you for numbers, and Fernhill
sends them a summary on the day that they choose.

- Planners see delays, and can add a reason.
- Finance sees costs, and can download them as a spreadsheet.
- Managers see both, and nothing that they can break.

WHEN You can change a role at any time, and take anybody out again by one click.

Best wishes,\\
Mara
"""

_CHECK_IN_1 = """\
Hi {first name},

Two weeks of data are enough to show a pattern. We have marked the three routes with the most delays on your board.

Bring one question to the check-in on {date}. We take thirty minutes, no slides, and we end with a list of at most
three actions.

> Last spring a customer of ours found that one depot caused half of all delays. It took them eleven days to see it.

Best wishes,\\
Mara
"""

_CHECK_IN_3 = """\
Hi {first name},

Two weeks of data are enough to show a pattern. We have marked the three routes with the most delays on your board, with
what each of them cost you, so that you can forward this mail to whoever holds the budget.

Bring one question to the check-in on {date}. We take thirty minutes, no slides, and we end with a list of at most
three actions. You get the list the same day.

> Last spring a customer of ours found that one depot caused half of all delays. It took them eleven days to see it.

Best wishes,\\
Mara
"""

_PLAN = """\
Hi {first name},

You have been with us for thirty days. Let us agree what success means for the next three months, and how both of us
will know.

Choose two goals from this list, or write your own:

- One report less that somebody makes by hand.
- Fewer late shipments on the three worst routes.
- Delay reasons recorded for nine of ten late shipments.

We send you the plan on one page within two days. If we miss a date that we promised, you hear it from us first.

Best wishes,\\
Mara
"""

_WORD_1 = "We never write to your team without your consent."
_WORD_2 = "We write to you five times in thirty days, and never to your team without your consent."

_WELCOME_STEP = (
    "Welcome and who is who",
    0,
    "They know three names, and whom to call.",
    "Welcome to Fernhill: who is who",
    "Three people, and nothing to do today.",
)
_IMPORT_STEP = (
    "Your first import",
    3,
    "Their own shipments are on the screen.",
    "Bring your first shipment data in",
    "Three steps, and a person to call if one of them sticks.",
)
_INVITE_STEP = (
    "Invite your team",
    7,
    "A second person looks at it every week.",
    "Who should see this besides you?",
    "They get a summary on a day they choose.",
)
_CHECK_IN_STEP = (
    "First results check-in",
    14,
    "They have found one delay that they can avoid.",
    "Three routes worth a look",
    "Thirty minutes, no slides.",
)
_PLAN_STEP = (
    "Plan for the quarter",
    30,
    "Two goals for the quarter are theirs and not ours.",
    "What should be different in three months?",
    "Choose two goals.",
)

# Each version with the note that its readers saw.
VERSIONS: tuple[tuple[str, tuple[StepInput, ...]], ...] = (
    (
        "First draft, for colleagues only.",
        (
            _mail(*_WELCOME_STEP, _WELCOME.replace("WORD", _WORD_1)),
            _mail(*_IMPORT_STEP, _IMPORT_1),
            _mail(*_INVITE_STEP, _INVITE.replace("WHEN ", "")),
            _mail(*_CHECK_IN_STEP, _CHECK_IN_1),
            _mail(*_PLAN_STEP, _PLAN),
        ),
    ),
    (
        "The import mail says what we need and where it is; the welcome says how often we write.",
        (
            _mail(*_WELCOME_STEP, _WELCOME.replace("WORD", _WORD_2)),
            _mail(*_IMPORT_STEP, _IMPORT_2),
            _mail(*_INVITE_STEP, _INVITE.replace("WHEN", "It takes one minute for each person.")),
            _mail(*_CHECK_IN_STEP, _CHECK_IN_1),
            _mail(*_PLAN_STEP, _PLAN),
        ),
    ),
    (
        (
            "Because of your first comments: honest import times, every guess listed, a time that you choose for the "
            "call, and a check-in mail that you can forward."
        ),
        (
            _mail(*_WELCOME_STEP, _WELCOME.replace("WORD", _WORD_2)),
            _mail(*_IMPORT_STEP, _IMPORT_3),
            _mail(*_INVITE_STEP, _INVITE.replace("WHEN", "It takes one minute for each person.")),
            _mail(*_CHECK_IN_STEP, _CHECK_IN_3),
            _mail(*_PLAN_STEP, _PLAN),
        ),
    ),
)

# Why steps changed, by version and title, as readers see it beside the change.
REASONS = {
    2: {"Invite your team": "Two of us did not know how long it takes."},
    3: {
        "Your first import": "Five of you said that an hour is not what it took, and that guesses must be listed.",
        "First results check-in": "Three of you forward this mail to somebody who holds a budget.",
    },
}
