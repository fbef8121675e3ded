"""Three drafts to begin with, so that nobody faces an empty page."""

from dataclasses import dataclass

from cab_portal.core.actor import Actor
from cab_portal.drafts.models import Draft
from cab_portal.drafts.rules import DraftInput, DraftKind, StepInput
from cab_portal.drafts.service.drafts import create_draft
from cab_portal.drafts.service.steps import add_step


@dataclass(frozen=True)
class Starter:
    """A draft in outline, to be written over; ``label`` is what its button says."""

    label: str
    draft: DraftInput
    steps: tuple[StepInput, ...]


def create_from_starter(actor: Actor, starter: Starter) -> Draft:
    """A draft of the actor's with the steps of a starter."""
    draft = create_draft(actor, starter.draft)
    for step in starter.steps:
        add_step(draft, step)
    return draft


def _mail(day: int, goal: str, subject: str, preview: str, text: str) -> StepInput:
    return StepInput(
        title=subject,
        channel="E-mail",
        day=day,
        goal=goal,
        role="Customer success manager",
        sender="{name of your contact}",
        subject=subject,
        preview=preview,
        markdown=text,
    )


def _item(title: str, minutes: int, role: str, goal: str, text: str) -> StepInput:
    return StepInput(title=title, channel="Meeting", minutes=minutes, role=role, goal=goal, markdown=text)


def _lesson(title: str, time: tuple[int, str], channel: str, goal: str, text: str) -> StepInput:
    minutes, words = time
    return StepInput(
        title=title, channel=channel, minutes=minutes, timing=words, role="Trainer", goal=goal, markdown=text
    )


_EMAIL_SERIES = Starter(
    "Start an e-mail series",
    DraftInput(
        DraftKind.EMAIL_SERIES,
        "Onboarding e-mails",
        "A new customer reaches the first useful result within two weeks, and knows whom to ask.",
    ),
    (
        _mail(
            0,
            "Signed in, and the first result is chosen.",
            "Your account is ready",
            "Two things to do this week, and who helps you",
            "Hello {first name},\n\nyour account is ready. Two things make the first week easy:\n\n"
            "1. Sign in and invite the one or two people who will work with you.\n"
            "2. Choose the first result that you want to reach, and write it to me in one line.\n\n"
            "You reach me by answering this mail. I reply within one working day.\n\n{name of your contact}",
        ),
        _mail(
            3,
            "The first file is in.",
            "Bring in your first data",
            "A small file is enough to begin with",
            "Hello {first name},\n\nbegin with a small file: 50 rows show you whether everything fits.\n\n"
            "- **Dates** need a year.\n- **Names** stay as they are; we do not change their spelling.\n\n"
            "If a row is refused, the message names the row and what to change.\n\n{name of your contact}",
        ),
        _mail(
            7,
            "What is in the way is said while it is small.",
            "How is the first week going?",
            "One question, answered in a minute",
            "Hello {first name},\n\nis the first result that you chose within reach?\n\n"
            "Answer with **yes**, **not yet** or **something is in the way**. If something is in the way, "
            "I call you within two working days.\n\n{name of your contact}",
        ),
        _mail(
            14,
            "The first result is reached, and the next is named.",
            "What comes next",
            "Your first result, and a date for the next look",
            "Hello {first name},\n\ntwo weeks are over. Here is what you reached: {first result}.\n\n"
            "Next I suggest a call of 30 minutes in which we look at what your team uses and what it leaves out. "
            "Choose a time: {calendar link}.\n\n{name of your contact}",
        ),
    ),
)

_QBR_AGENDA = Starter(
    "Start a QBR agenda",
    DraftInput(
        DraftKind.QBR,
        "Quarterly business review",
        "Both sides leave with the same three decisions, each with a name and a date.",
    ),
    (
        _item(
            "What we agreed last time",
            10,
            "Customer success manager",
            "Nothing that was promised is forgotten.",
            "We go through the decisions of the last review, one by one: **done**, **under way** or **dropped**, "
            "and why. Nothing is skipped because it is unpleasant.",
        ),
        _item(
            "Your goals and what came of them",
            20,
            "Customer",
            "Both sides look at the same figures.",
            "You tell us what you wanted to reach this quarter and how far you are.\n\n"
            "We bring the figures of your use: {figures}. You get them three working days before the meeting.",
        ),
        _item(
            "What was hard",
            15,
            "Customer success manager",
            "Everything that is open has a person and a date.",
            "Open requests, outages and complaints of the quarter, with what we did about each.\n\n"
            "For everything that is still open we name a person and a date.",
        ),
        _item(
            "Next quarter",
            15,
            "Both",
            "Three decisions, each with a name and a date.",
            "Three decisions at most. Each has one owner and one date. We send them in writing within one working day.",
        ),
    ),
)

_TRAINING = Starter(
    "Start a training outline",
    DraftInput(
        DraftKind.COURSE,
        "Training for new administrators",
        "After four lessons an administrator can set up a team and solve the three most common problems alone.",
    ),
    (
        _lesson(
            "Before you begin",
            (15, "15 minutes, on your own"),
            "Reading",
            "You know whether this course is for you.",
            "What you can do after this course, what you need for it, and a short check of whether it is for you.\n\n"
            "You need: an account with the role of administrator, and a test project that nobody depends on.",
        ),
        _lesson(
            "Set up a team",
            (45, ""),
            "Live session",
            "You can set up a team alone.",
            "We set up a team together: people, roles, first project.\n\n"
            "**Exercise:** invite a colleague who may read and not write, and prove that it works.",
        ),
        _lesson(
            "Three common problems",
            (45, ""),
            "Live session",
            "You know where to look when somebody asks.",
            "1. Somebody cannot sign in.\n2. A file is refused.\n3. A report shows other figures than expected.\n\n"
            "For each we look at what the person sees, where you look, and what you change.",
        ),
        _lesson(
            "Show what you can do",
            (20, "20 minutes, on your own"),
            "Exercise",
            "You have done it once without us.",
            "You get a test project with three faults and mend them. We look at it with you within two working days, "
            "and you get a certificate when all three are gone.",
        ),
    ),
)

STARTERS: dict[str, Starter] = {
    "email-series": _EMAIL_SERIES,
    "qbr-agenda": _QBR_AGENDA,
    "training-outline": _TRAINING,
}
