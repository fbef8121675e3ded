"""The support tiers: launched two months ago, with receipts for everybody who commented."""

from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.demo.authoring import tell_draft
from cab_portal.demo.deciding import Decision, tell_decisions, tell_launch
from cab_portal.demo.people import On
from cab_portal.demo.reading import Answer, Reading, Remark, tell_answers, tell_readings
from cab_portal.demo.rewarding import Choice, tell_choices
from cab_portal.demo.routing import Request, tell_request
from cab_portal.demo.support_survey import QUESTIONS, RESPONSES, WHY_AS_IS
from cab_portal.demo.support_text import GOAL, TITLE, VERSIONS
from cab_portal.demo.surveying import tell_survey, tell_unlinked
from cab_portal.demo.telling import Story
from cab_portal.drafts.rules import DraftInput, DraftKind
from cab_portal.launches.rules import Outcome
from cab_portal.reviews.rules import Verdict
from cab_portal.rewards.rules import Activity, PayoutStatus
from cab_portal.surveys.rules import SurveyInput, SurveyPrivacy

DRAFT = "draft:support"
REQUEST = "request:support"
SURVEY = "survey:support"
_INVITED = (
    *("priya", "ana", "kwame", "siobhan", "jonas", "leila"),
    *("ingrid", "tomasz", "amara", "yuki", "luca", "camila"),
)

_PAID_TOGETHER = ("priya", "jonas", "amara", "kwame", "ingrid", "leila", "tomasz", "camila")

_READINGS = (
    Reading(
        "priya",
        -74,
        10,
        10,
        Verdict.GOOD_WITH_CHANGES,
        "",
        (
            Remark(
                "priya:hour",
                1,
                "A reply within one hour",
                ThreadKind.QUESTION,
                "A reply by a person, or the mail that says my number in the queue?",
            ),
        ),
    ),
    Reading(
        "jonas",
        -74,
        15,
        30,
        Verdict.GOOD_WITH_CHANGES,
        "Say who decides how urgent it is.",
        (
            Remark(
                "jonas:tier",
                2,
                "We decide which tier a case belongs to",
                ThreadKind.CONCERN,
                "Then everything of ours will be tier three on a Friday evening.",
            ),
        ),
    ),
    Reading("ana", -73, 9, 45, Verdict.GOOD, "", (Remark("ana:names", 4, "by name", ThreadKind.PRAISE, "Finally."),)),
    Reading(
        "amara",
        -72,
        11,
        20,
        Verdict.GOOD_WITH_CHANGES,
        "",
        (
            Remark(
                "amara:weekend",
                3,
                "From Monday to Friday",
                ThreadKind.CONCERN,
                "Pharmacies are open on Saturdays. A box that is late then is a patient who waits till Monday.",
            ),
        ),
    ),
    Reading("kwame", -72, 16, 0, Verdict.GOOD),
    Reading(
        "luca",
        -71,
        9,
        0,
        Verdict.GOOD,
        "",
        (
            Remark(
                "luca:week",
                1,
                "within five working days",
                ThreadKind.SUGGESTION,
                "Say what happens on the sixth.",
            ),
        ),
    ),
    Reading("ingrid", -71, 14, 0, Verdict.GOOD),
    Reading("tomasz", -69, 10, 30, Verdict.GOOD, newest=True),
    Reading("yuki", -68, 13, 0, Verdict.GOOD, newest=True),
    Reading("camila", -67, 9, 15, Verdict.GOOD_WITH_CHANGES, "Let us see in a year whether you kept it.", newest=True),
)

_ANSWERS = (
    Answer(
        "priya:hour",
        "mara",
        -73,
        9,
        0,
        "A person, who has read your case. The automatic mail does not count.",
        Disposition.ANSWERED,
        "Version 2 says: by a person who has read it.",
    ),
    Answer(
        "jonas:tier",
        "mara",
        -73,
        9,
        30,
        "You know better what stands still. Would it be right if you chose, and we called when we differ?",
        Disposition.ACCEPTED,
        "In version 2 you choose the tier.",
    ),
    Answer(
        "amara:weekend",
        "mara",
        -71,
        10,
        0,
        "We cannot staff Saturdays for everybody this year. We can for tier one.",
        Disposition.PARTLY,
        "Tier one is answered on Saturdays from eight to two; the other tiers on Monday.",
    ),
    Answer(
        "luca:week",
        "mara",
        -70,
        11,
        0,
        "",
        Disposition.ACCEPTED,
        "On the sixth day the head of support calls you. It stands in version 2.",
    ),
    Answer(
        "ana:names", "mara", -70, 11, 10, "Thank you. It was your idea in spring.", Disposition.ACCEPTED, "It stays."
    ),
)

_DECISIONS = (
    Decision(
        "mara",
        -64,
        Outcome.DID,
        "You said that urgency cannot be judged from our chair.",
        "You choose the tier of a case. If we see it differently we call, and the case stays there until then.",
        ("jonas:tier",),
    ),
    Decision(
        "mara",
        -64,
        Outcome.DID,
        "You asked who replies within the hour, and what happens if nobody solves it in a week.",
        "A person who has read the case replies. After five working days the head of support calls.",
        ("priya:hour", "luca:week"),
    ),
    Decision(
        "mara",
        -63,
        Outcome.WILL,
        "One of you said that work does not stop on Saturdays.",
        "We look at the Saturday cases of this half-year, and say whether tier two gets Saturdays as well.",
        ("amara:weekend",),
        due=12,
    ),
)

_CHOICES = (
    Choice("priya", Activity.REVIEW, PayoutStatus.ACCEPTED, -73, approved_by="hana"),
    Choice("jonas", Activity.REVIEW, PayoutStatus.ACCEPTED, -73, approved_by="hana"),
    Choice("ana", Activity.REVIEW, PayoutStatus.DONATED, -72, approved_by="hana"),
    Choice("amara", Activity.REVIEW, PayoutStatus.DECLINED, -71),
    Choice("kwame", Activity.REVIEW, PayoutStatus.ACCEPTED, -71, approved_by="renske"),
    Choice("luca", Activity.REVIEW, PayoutStatus.DONATED, -70, approved_by="renske"),
    Choice("ingrid", Activity.REVIEW, PayoutStatus.ACCEPTED, -70, approved_by="renske"),
    Choice("tomasz", Activity.REVIEW, PayoutStatus.ACCEPTED, -68, approved_by="hana"),
    Choice("yuki", Activity.REVIEW, PayoutStatus.ACCEPTED, -67, approved_by="hana"),
    Choice("camila", Activity.REVIEW, PayoutStatus.ACCEPTED, -66, approved_by="hana"),
    # The survey was anonymous, so it was paid to all at once, after its end.
    *(Choice(who, Activity.SURVEY, PayoutStatus.ACCEPTED, -65, approved_by="renske") for who in _PAID_TOGETHER),
    *(Choice(who, Activity.SURVEY, PayoutStatus.DONATED, -64, approved_by="hana") for who in ("ana", "luca")),
)


def tell(story: Story) -> None:
    """From the first tiers to the launch."""
    given = DraftInput(DraftKind.POLICY, TITLE, GOAL)
    tell_draft(story, DRAFT, "mara", given, VERSIONS, ((-78, 9), (-70, 14)))
    purpose = "Before we promise times: what would you tell us if nobody could see who says it?"
    asked = SurveyInput("What you would not tell us to our face", purpose, SurveyPrivacy.ANONYMOUS)
    tell_survey(story, SURVEY, DRAFT, "mara", asked, QUESTIONS, -77, reasons=WHY_AS_IS)
    tell_request(
        story,
        REQUEST,
        DRAFT,
        Request(
            who="mara",
            board=On.MID_MARKET,
            invited=_INVITED,
            sent=-76,
            closes=-66,
            message="This is what we will promise about answering you. Tell us which sentence you would not believe.",
            survey=SURVEY,
            review_offer="40",
            survey_offer="15",
        ),
    )
    tell_readings(story, REQUEST, _READINGS)
    tell_unlinked(story, SURVEY, RESPONSES)
    tell_answers(story, _ANSWERS)
    tell_decisions(story, DRAFT, _DECISIONS)
    tell_choices(story, REQUEST, _CHOICES)
    tell_launch(story, DRAFT, "mara", -58)
