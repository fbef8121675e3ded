"""A draft under review as it could be in real life: three versions, several members, comments of every kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cab_portal.accounts.models import Person
from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.comments.service import replies
from cab_portal.core import clock
from cab_portal.database import session, unit_of_work
from cab_portal.drafts import service as drafts
from cab_portal.drafts.models import Draft
from cab_portal.drafts.queries import steps_of
from cab_portal.drafts.rules import StepInput
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.rewards.models import Offer
from cab_portal.rewards.rules import Activity
from tests.factories import accounts, boards, keep, reviews, working
from tests.factories import comments as factory
from tests.factories import drafts as draft_factory
from tests.factories.accounts import actor_of

WELCOME = """Hi {first name},

welcome on board. I am Mara, and I stay with you for the first ninety days. 🎉 You reach me by mail and by phone.

- Your workspace is ready, and your colleagues are invited.
- Your first import needs one file and half an hour.
- On Friday we look at the result together.

Best wishes,
Mara"""
IMPORT = """Hi {first name},

You have been with us for three days, so it is time to see your own numbers on screen. Most teams finish their first
import in under an hour, and you can stop at any point without losing work.

1. Export one month of shipments as a CSV file.
2. Drop the file on the import page. We match your columns and show anything we are unsure about before saving.
3. Check the three totals we highlight, then confirm.

| What | How long | Who helps |
|---|--:|---|
| Export | 10 minutes | Your own team |
| Import | 20 minutes | Mara |

If a column does not fit, leave it out. You can add it later. Mara will call you on Friday to look at the result
together, unless you tell her the time does not suit.

Best wishes,
Mara, your success manager"""
FRIDAY = """ Mara will call you on Friday to look at the result
together, unless you tell her the time does not suit."""
TEAM = "Invite the two people who ask you for numbers most often. They see the totals and nothing else."
RESULTS = "Two weeks in: what did the first month tell you? We send three questions, and answer yours within a day."
PLAN = "We plan the quarter together. Bring one goal and one worry. We write both down and come back to them."
STEPS = (
    ("Welcome and who is who", "Day 0", "Welcome on board", "Who helps you with what.", WELCOME),
    ("Your first import", "Day 3", "Bring your first shipment data in", "Three steps, and a person to call.", IMPORT),
    ("Invite your team", "Day 7", "Two seats are waiting", "They see totals only.", TEAM),
    ("First results check-in", "Day 14", "What did the first month tell you?", "Three questions.", RESULTS),
    ("Plan for the quarter", "Day 30", "One goal and one worry", "We come back to both.", PLAN),
)


@dataclass(frozen=True)
class Story:
    """Who takes part, and what it is about."""

    owner: Person
    priya: Person
    jonas: Person
    request: ReviewRequest
    mine: Assignment
    theirs: Assignment


def tell(privacy: Privacy = Privacy.OPEN) -> Story:
    """Version 1 was reviewed by a peer; one reader is about to begin."""
    with working():
        owner = accounts.staff(name="Mara Keller")
        draft = draft_factory.draft(owner, title="Onboarding e-mail series", steps=[_input(*step) for step in STEPS])
        version = draft_factory.version(draft)
        board = boards.board("Mid-market board", privacy=privacy)
        brightwell = accounts.organization("Brightwell")
        oakline = accounts.organization("Oakline Logistics")
        jonas = accounts.person("Jonas Weber", organization=brightwell)
        priya = accounts.person("Priya Raman", organization=oakline)
        request = reviews.request(board, version)
        mine = reviews.assignment(request, boards.seat(board, priya))
        theirs = reviews.assignment(request, boards.seat(board, jonas))
        keep(Offer(request_id=request.id, activity=Activity.REVIEW, amount_minor=4000, currency="EUR"))
    _talk(theirs, owner)
    return Story(owner, priya, jonas, request, mine, theirs)


def _input(title: str, timing: str, subject: str, preview: str, markdown: str) -> StepInput:
    return StepInput(
        title,
        markdown,
        channel="E-mail",
        timing=timing,
        role="Customer success manager",
        sender="Mara at Fernhill",
        subject=subject,
        preview=preview,
    )


def _talk(theirs: Assignment, owner: Person) -> None:
    with clock.standing_at(clock.now() - timedelta(days=2)):
        question = factory.thread(
            theirs,
            "Most teams finish their first import in under an hour",
            body="Is that with a clean export? Ours has 60 columns and two date formats. I would not promise an hour.",
            shared=True,
            position=1,
        )
        suggestion = factory.thread(
            theirs,
            "We match your columns and show anything we are unsure about before saving.",
            kind=ThreadKind.SUGGESTION,
            body="",
            replacement="We match your columns and list every guess before saving.",
            shared=True,
            position=1,
        )
        factory.thread(
            theirs,
            "Mara will call you on Friday",
            kind=ThreadKind.CONCERN,
            body="Fridays are our busiest day at the dock. A call then will not happen.",
            shared=True,
            position=1,
        )
        factory.thread(theirs, "by mail and by phone", kind=ThreadKind.PRAISE, body="", shared=True)
    with unit_of_work():
        held = session.get_one(Thread, question.id)
        replies.reply(
            actor_of(session.get_one(Person, owner.id)),
            held,
            "Fair. The median is 48 minutes; files over 40 columns take two hours. We will say both.",
        )
        decided = session.get_one(Thread, suggestion.id)
        decided.disposition = Disposition.ACCEPTED
        decided.disposition_reason = "Clearer, and shorter. It is in version 2."
        decided.disposed_at = clock.now()


def share_version_2(story: Story) -> None:
    """The team takes Friday out, mends the promise, and moves nothing else."""
    with working():
        steps = steps_of(story.request.draft_id)
        draft_factory.rewrite(
            steps[1], IMPORT.replace("import in under an hour", "import within two hours").replace(FRIDAY, "")
        )
        drafts.share_version(session.get_one(Draft, story.request.draft_id), "Two hours, and no call on a Friday.")


def say(person: Person, thread: Thread, words: str) -> None:
    """Somebody of the team replies."""
    with unit_of_work():
        replies.reply(actor_of(session.get_one(Person, person.id)), session.get_one(Thread, thread.id), words)
