"""The onboarding e-mail series: in review, its third version just shared, its survey almost complete."""

from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.demo.authoring import tell_draft
from cab_portal.demo.deciding import Decision, tell_decisions
from cab_portal.demo.onboarding_german import GERMAN
from cab_portal.demo.onboarding_survey import QUESTIONS, RESPONSES, WHY_AS_IS
from cab_portal.demo.onboarding_text import GOAL, REASONS, TITLE, VERSIONS
from cab_portal.demo.people import On
from cab_portal.demo.reading import Answer, Reading, Remark, tell_answers, tell_readings
from cab_portal.demo.rewarding import Choice, tell_choices
from cab_portal.demo.routing import Request, tell_reminder, tell_request, tell_resend
from cab_portal.demo.surveying import tell_responses, tell_survey
from cab_portal.demo.telling import Story
from cab_portal.drafts.rules import DraftInput, DraftKind
from cab_portal.launches.rules import Outcome
from cab_portal.reviews.rules import Verdict
from cab_portal.rewards.rules import Activity, PayoutStatus
from cab_portal.surveys.rules import SurveyInput

DRAFT = "draft:onboarding"
REQUEST = "request:onboarding"
SURVEY = "survey:onboarding"
_INVITED = (
    *("priya", "rafael", "ana", "kwame", "siobhan", "jonas", "leila", "ingrid"),
    *("tomasz", "amara", "noor", "yuki", "luca", "matthias", "camila"),
)

_READINGS = (
    Reading(
        "jonas",
        -6,
        9,
        20,
        Verdict.GOOD_WITH_CHANGES,
        "Say how long an import really takes, and I would forward this series as it is.",
        (
            Remark(
                "jonas:hour",
                2,
                "Most teams finish their first import in under an hour",
                ThreadKind.QUESTION,
                "Is that with a clean export? Ours has 60 columns and two date formats. I would not promise an hour.",
            ),
            Remark("jonas:three", 1, "Three people look after you", ThreadKind.PRAISE, "I kept this mail for a year."),
        ),
    ),
    Reading(
        "ana",
        -6,
        14,
        5,
        Verdict.GOOD_WITH_CHANGES,
        "",
        (
            Remark(
                "ana:guess",
                2,
                "We match your columns and show anything we are unsure about before saving.",
                ThreadKind.SUGGESTION,
                "We only trusted it once we saw each guess in a list.",
                "We match your columns and list every guess before saving.",
            ),
            Remark(
                "ana:invite",
                3,
                "Invite the people who ask you for numbers",
                ThreadKind.CONCERN,
                "Day 7 is too early. I had not seen value myself when you asked me to bring the whole warehouse.",
            ),
        ),
    ),
    Reading(
        "ingrid",
        -5,
        10,
        15,
        Verdict.GOOD,
        "",
        (
            Remark(
                "ingrid:friday",
                2,
                "Mara will call you on Friday to look at the result together, "
                "unless you tell her the time does not suit.",
                ThreadKind.SUGGESTION,
                "Let us pick the slot. Friday afternoon is our busiest time at the dock.",
            ),
        ),
        same=("jonas:hour",),
    ),
    Reading(
        "tomasz",
        -5,
        15,
        40,
        Verdict.GOOD_WITH_CHANGES,
        "The check-in mail has to survive being forwarded.",
        (
            Remark(
                "tomasz:boss",
                4,
                "We have marked the three routes with the most delays on your board",
                ThreadKind.CONCERN,
                "My managing director does not open boards. Without a figure in the mail I write my own.",
            ),
        ),
    ),
    Reading(
        "priya",
        -4,
        8,
        30,
        remarks=(
            Remark(
                "priya:call",
                2,
                "Mara will call you on Friday to look at the result together",
                ThreadKind.SUGGESTION,
                "A call is good. Offer two slots, one before ten in the morning.",
                "Mara offers you two slots to look at the result together",
            ),
            Remark(
                "priya:role",
                3,
                "You can change a role at any time",
                ThreadKind.QUESTION,
                "Does the person hear of it when I change their role? Our planners are touchy about that.",
            ),
        ),
        steps=(1, 2, 3),
        same=("jonas:hour", "ana:invite"),
    ),
    Reading(
        "amara",
        -4,
        9,
        10,
        Verdict.GOOD_WITH_CHANGES,
        "",
        (
            Remark(
                "amara:consent",
                1,
                "never to your team without your consent",
                ThreadKind.CONCERN,
                "For our privacy officer, consent is a form with a signature. If you mean a button, say so.",
            ),
            Remark(
                "amara:log",
                2,
                "your own dock log",
                ThreadKind.QUESTION,
                "Our pharmacies have no dock. Is the time at which the counter signs good enough?",
            ),
        ),
    ),
    Reading(
        "leila",
        -4,
        16,
        25,
        Verdict.GOOD,
        "",
        (
            Remark(
                "leila:hour",
                2,
                "in under an hour",
                ThreadKind.CONCERN,
                "We needed most of a day, and I felt slow because of this sentence.",
            ),
        ),
    ),
    Reading("siobhan", -3, 14, 50, steps=(1,), same=("jonas:hour", "ingrid:friday")),
    Reading("jonas", -2, 8, 45, steps=(2,), newest=True),
    Reading(
        "luca",
        -2,
        9,
        30,
        Verdict.GOOD,
        "",
        (
            Remark("luca:honest", 2, "Half of all teams finish their first import in 48 minutes", ThreadKind.PRAISE),
            Remark(
                "luca:days",
                5,
                "within two days",
                ThreadKind.SUGGESTION,
                "Say working days. Our thirtieth day was a Friday.",
                "within two working days",
            ),
        ),
        newest=True,
    ),
    Reading(
        "kwame",
        -2,
        13,
        15,
        Verdict.GOOD,
        "",
        (
            Remark(
                "kwame:routes",
                4,
                "the three routes with the most delays",
                ThreadKind.QUESTION,
                "Most by number, or most by hours? Ours are two quite different lists.",
            ),
        ),
        newest=True,
    ),
    Reading("yuki", -2, 17, 5, newest=True, same=("tomasz:boss", "luca:days")),
    Reading(
        "camila",
        -1,
        11,
        20,
        Verdict.NOT_YET,
        "The last mail promises what you did not do for us in autumn. Say how you will make sure of it.",
        (
            Remark(
                "camila:promise",
                5,
                "you hear it from us first",
                ThreadKind.CONCERN,
                "In October we waited three weeks and heard nothing. Who checks that this sentence comes true?",
                is_private=True,
            ),
        ),
        newest=True,
    ),
)

_ANSWERS = (
    Answer(
        "jonas:hour",
        "mara",
        -5,
        9,
        30,
        "Fair. Half of all teams need 48 minutes, but with more than 40 columns it is closer to two hours. We will say "
        "both.",
        Disposition.ACCEPTED,
        "Version 3 gives both times.",
    ),
    Answer("jonas:three", "mara", -5, 9, 35, "That is good to hear. It stays.", Disposition.ACCEPTED, "It stays."),
    Answer(
        "ana:guess",
        "mara",
        -5,
        9,
        45,
        "That list exists, we just never said so. Taken as you wrote it.",
        Disposition.ACCEPTED,
        "Your words are in version 3.",
    ),
    Answer(
        "ana:invite",
        "mara",
        -5,
        10,
        0,
        "Thank you for saying it that plainly. I am looking at how many teams had a result on day 7 before I decide.",
    ),
    Answer(
        "ingrid:friday",
        "mara",
        -4,
        10,
        30,
        "",
        Disposition.ACCEPTED,
        "From version 3 on, everybody chooses the time.",
    ),
    Answer(
        "tomasz:boss",
        "mara",
        -4,
        11,
        0,
        "Would the three routes with their cost in euros do, in the mail itself?",
        Disposition.ACCEPTED,
        "Version 3 shows what each route cost, in the mail.",
        restatement="You worry that whoever pays for it only sees a link to a board, and no figure.",
        confirmed=True,
    ),
    Answer(
        "leila:hour",
        "mara",
        -3,
        9,
        5,
        "I am sorry that it felt like that. The sentence is gone.",
        Disposition.DUPLICATE,
        "Jonas asked about the same sentence; version 3 has the honest times.",
        "jonas:hour",
    ),
    Answer(
        "ana:invite",
        "mara",
        -1,
        9,
        20,
        restatement="You worry that we ask you to bring your colleagues in before you have a result to show them.",
    ),
    Answer(
        "kwame:routes",
        "mara",
        -1,
        9,
        15,
        "By hours. You are right that it has to say so.",
        Disposition.ANSWERED,
        "The next version says: by hours.",
    ),
)

_DECISIONS = (
    Decision(
        "mara",
        -1,
        Outcome.DID,
        "Two of you said that the hour which we promised for the import was not true for you.",
        "From version 3 on the mail names both times: 48 minutes for half of all teams, two hours with many columns.",
        ("jonas:hour", "leila:hour"),
        is_published=False,
    ),
)

_CHOICES = (
    Choice("jonas", Activity.REVIEW, PayoutStatus.ACCEPTED, -5, approved_by="hana", approved_after=2),
    Choice("jonas", Activity.SURVEY, PayoutStatus.ACCEPTED, -5, approved_by="hana", approved_after=2),
    Choice("ana", Activity.REVIEW, PayoutStatus.DONATED, -5, approved_by="hana", approved_after=2),
    Choice("ingrid", Activity.REVIEW, PayoutStatus.ACCEPTED, -4),
    Choice("tomasz", Activity.REVIEW, PayoutStatus.DECLINED, -4),
    Choice("luca", Activity.REVIEW, PayoutStatus.DONATED, -1),
    Choice("luca", Activity.SURVEY, PayoutStatus.DONATED, -1),
)


def tell(story: Story) -> None:
    """From the first sketch to this morning."""
    days = ((-16, 10), (-10, 15), (-3, 10))
    tell_draft(story, DRAFT, "mara", DraftInput(DraftKind.EMAIL_SERIES, TITLE, GOAL), VERSIONS, days, REASONS)
    purpose = "We change the first thirty days by what you say here. Your answers stand beside your name."
    given = SurveyInput("How did onboarding feel?", purpose)
    spoken = {"de": GERMAN}
    tell_survey(story, SURVEY, DRAFT, "mara", given, QUESTIONS, -9, reasons=WHY_AS_IS, translations=spoken)
    tell_request(
        story,
        REQUEST,
        DRAFT,
        Request(
            who="mara",
            board=On.MID_MARKET,
            invited=_INVITED,
            sent=-7,
            closes=4,
            message="You went through this yourselves not long ago. Read it as if it came tomorrow, and tell us where "
            "you would have stopped reading.",
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
    tell_reminder(story, REQUEST, "mara", story.on(-4, 11))
    tell_resend(story, REQUEST, "mara", "rafael", story.ago(140))
