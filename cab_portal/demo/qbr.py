"""The quarterly review agenda: every thread decided, three decisions told, and one check of the launch gate open."""

from cab_portal.accounts import queries as accounts
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.core.actor import Actor
from cab_portal.demo.authoring import tell_draft
from cab_portal.demo.deciding import Decision, tell_decisions, tell_waiver
from cab_portal.demo.people import STAFF, On
from cab_portal.demo.qbr_survey import QUESTIONS, RESPONSES, WHY_AS_IS
from cab_portal.demo.qbr_text import GOAL, TITLE, VERSIONS
from cab_portal.demo.reading import Answer, Reading, Remark, tell_answers, tell_readings
from cab_portal.demo.rewarding import Choice, tell_choices
from cab_portal.demo.routing import Request, tell_request
from cab_portal.demo.surveying import tell_responses, tell_survey
from cab_portal.demo.telling import Story
from cab_portal.drafts import service as drafts
from cab_portal.drafts.models import Draft
from cab_portal.drafts.rules import DraftInput, DraftKind
from cab_portal.launches.rules import Check, Excuse, Outcome, WaiverInput
from cab_portal.reviews.rules import Verdict
from cab_portal.rewards.rules import Activity, PayoutStatus
from cab_portal.surveys.rules import SurveyInput

DRAFT = "draft:qbr"
REQUEST = "request:qbr"
SURVEY = "survey:qbr"

_READINGS = (
    Reading(
        "petra",
        -33,
        9,
        30,
        Verdict.GOOD_WITH_CHANGES,
        "",
        (
            Remark(
                "petra:yours",
                2,
                "We go through last quarter's promises",
                ThreadKind.SUGGESTION,
                "Ours too. We promised you an interface in spring and you never asked.",
            ),
            Remark("petra:stop", 5, "at most three actions", ThreadKind.PRAISE, "Keep it at three."),
        ),
    ),
    Reading(
        "camila",
        -32,
        14,
        0,
        Verdict.GOOD_WITH_CHANGES,
        "Take the roadmap out and I will bring my managing director.",
        (
            Remark(
                "camila:late",
                2,
                "late with a new date",
                ThreadKind.CONCERN,
                "Late can be said every quarter. What happens the second time?",
            ),
            Remark(
                "camila:roadmap",
                4,
                "We bring our roadmap",
                ThreadKind.CONCERN,
                "This is where the meeting becomes a pitch.",
            ),
        ),
    ),
    Reading(
        "siobhan",
        -31,
        11,
        10,
        Verdict.GOOD,
        "",
        (
            Remark(
                "siobhan:hours",
                3,
                "hours spent on reports",
                ThreadKind.QUESTION,
                "Who counts them? Our planners do not keep a list.",
            ),
        ),
    ),
    Reading(
        "kwame",
        -29,
        9,
        0,
        Verdict.GOOD,
        "",
        (
            Remark(
                "kwame:week",
                1,
                "One week before the meeting",
                ThreadKind.SUGGESTION,
                "Two weeks. Our month's figures close on the eighth.",
                "Two weeks before the meeting",
            ),
        ),
        newest=True,
    ),
    Reading("petra", -29, 15, 20, steps=(2,), newest=True),
    Reading("matthias", -28, 8, 15, Verdict.GOOD, "Long overdue."),
)

_ANSWERS = (
    Answer(
        "petra:yours",
        "samuel",
        -32,
        9,
        0,
        "You are right, and it would have helped both of us.",
        Disposition.ACCEPTED,
        "Version 2 goes through both lists, ours first.",
    ),
    Answer(
        "camila:late",
        "samuel",
        -31,
        9,
        0,
        "The second time it goes to the owner's manager. We had the rule and did not write it down.",
        Disposition.ACCEPTED,
        "It stands in version 2.",
    ),
    Answer(
        "camila:roadmap",
        "samuel",
        -31,
        9,
        20,
        "Would a page to read beforehand do, with time for questions?",
        Disposition.PARTLY,
        "The roadmap leaves the meeting and becomes a page; questions about it stay welcome.",
    ),
    Answer(
        "siobhan:hours",
        "samuel",
        -30,
        15,
        0,
        "We ask two of your planners for one week a quarter. Nobody keeps a list for us.",
        Disposition.ANSWERED,
        "Two planners, one week, and the figure counts only if you agree with it.",
    ),
    Answer(
        "kwame:week",
        "samuel",
        -27,
        10,
        0,
        "Two weeks before, your newest month would be missing from the page.",
        Disposition.DECLINED,
        "One week keeps the newest month in. Whoever closes later gets the page on the day the figures close.",
    ),
    Answer("petra:stop", "mara", -27, 10, 30, "", Disposition.ACCEPTED, "Three it stays."),
)

_DECISIONS = (
    Decision(
        "samuel",
        -24,
        Outcome.DID,
        "Two of you said that promises were taken lightly: ours were late for months, yours were never asked for.",
        "The meeting now begins with both lists, and a promise that is late twice goes to the owner's manager.",
        ("petra:yours", "camila:late"),
    ),
    Decision(
        "samuel",
        -24,
        Outcome.WILL,
        "One of you said that the roadmap turns the meeting into a pitch.",
        "We write a roadmap page for each of you, to be read beforehand.",
        ("camila:roadmap",),
        due=18,
    ),
    Decision(
        "samuel",
        -23,
        Outcome.WILL_NOT,
        "One of you asked for the figures two weeks before the meeting.",
        "The page comes one week before.",
        ("kwame:week",),
        because="Two weeks before, the newest month is not closed yet, and it is the one that people ask about.",
    ),
)

_CHOICES = (
    Choice("petra", Activity.REVIEW, PayoutStatus.ACCEPTED, -32, approved_by="hana"),
    Choice("petra", Activity.SURVEY, PayoutStatus.ACCEPTED, -32, approved_by="hana"),
    Choice("camila", Activity.REVIEW, PayoutStatus.ACCEPTED, -31, approved_by="renske"),
    Choice("camila", Activity.SURVEY, PayoutStatus.DONATED, -31, approved_by="renske"),
    Choice("siobhan", Activity.REVIEW, PayoutStatus.DECLINED, -30),
    Choice("kwame", Activity.REVIEW, PayoutStatus.DONATED, -28, approved_by="hana"),
    Choice("matthias", Activity.REVIEW, PayoutStatus.ACCEPTED, -2),
)


def tell(story: Story) -> None:
    """From the first agenda to the exception that waits for a second person."""
    given = DraftInput(DraftKind.QBR, TITLE, GOAL)
    tell_draft(story, DRAFT, "samuel", given, VERSIONS, ((-38, 9), (-30, 16)))
    story.tell(story.on(-37, 9), "samuel", lambda actor: _name_collaborator(story, actor))
    purpose = "Three questions about the meeting itself. They decide what the next agenda leaves out."
    given_survey = SurveyInput("Your quarterly review", purpose)
    tell_survey(story, SURVEY, DRAFT, "samuel", given_survey, QUESTIONS, -36, reasons=WHY_AS_IS, confidants=("samuel",))
    tell_request(
        story,
        REQUEST,
        DRAFT,
        Request(
            who="samuel",
            board=On.FOUNDING,
            invited=("petra", "elif", "camila", "matthias", "siobhan", "kwame"),
            sent=-35,
            closes=-26,
            message="You have sat through more of these meetings with us than anybody. Be unkind.",
            survey=SURVEY,
            review_offer="40",
            survey_offer="15",
        ),
    )
    tell_readings(story, REQUEST, _READINGS)
    tell_responses(story, SURVEY, RESPONSES)
    tell_answers(story, _ANSWERS)
    tell_decisions(story, DRAFT, _DECISIONS)
    tell_choices(story, REQUEST, _CHOICES)
    reason = "Four of the five told Samuel by phone that the shorter agenda is what they had asked for."
    tell_waiver(story, DRAFT, "samuel", -2, WaiverInput(Check.CHANGES_REREAD, Excuse.EVERYONE_AGREED, reason))


def _name_collaborator(story: Story, _actor: Actor) -> None:
    mara = accounts.person_by_email(STAFF["mara"].email)
    if mara is None:
        raise LookupError("Mara is not there yet.")
    drafts.add_collaborator(story.thing(Draft, DRAFT), mara)
