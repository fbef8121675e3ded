"""How the team of the story tells what it decided, asks for exceptions, and launches."""

from dataclasses import dataclass
from functools import partial

from cab_portal.core.actor import Actor
from cab_portal.demo.telling import Story, minutes_later
from cab_portal.drafts.models import Draft
from cab_portal.launches import service
from cab_portal.launches.rules import DecisionInput, Outcome, WaiverInput


@dataclass(frozen=True, slots=True)
class Decision:
    """You said, and what the team does; ``due`` is a working day from today, for a promise."""

    who: str
    working_days: int
    outcome: Outcome
    said: str
    answer: str
    threads: tuple[str, ...]
    because: str = ""
    due: int = 0
    is_published: bool = True


def tell_decisions(story: Story, draft: str, decisions: tuple[Decision, ...]) -> None:
    """Write decisions and, unless they are still being weighed, publish them a while later."""
    for number, made in enumerate(decisions):
        at = story.on(made.working_days, 11, 12 * number)
        story.tell(at, made.who, partial(_decide, story, draft, made))


def tell_waiver(story: Story, draft: str, who: str, day: int, given: WaiverInput) -> None:
    """Ask for an exception, which a second person has still to decide on."""
    story.tell(story.on(day, 15, 30), who, lambda actor: _ask(story, draft, given, actor))


def tell_launch(story: Story, draft: str, who: str, day: int) -> None:
    """Launch a draft whose checks all hold."""
    story.tell(story.on(day, 10, 5), who, lambda actor: _launch(story, draft, actor))


def _decide(story: Story, draft: str, made: Decision, actor: Actor) -> None:
    given = DecisionInput(made.outcome, made.said, made.answer, made.because, story.day(made.due) if made.due else None)
    decision = service.create_decision(
        story.thing(Draft, draft), actor, given, [story.ids[name] for name in made.threads]
    )
    if made.is_published:
        with minutes_later(9):
            service.publish_decision(decision)


def _ask(story: Story, draft: str, given: WaiverInput, actor: Actor) -> None:
    service.ask_waiver(story.thing(Draft, draft), actor, given)


def _launch(story: Story, draft: str, actor: Actor) -> None:
    service.launch(story.thing(Draft, draft), actor)
