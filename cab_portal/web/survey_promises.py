"""The three promises in words: for who chooses one, for the team that has to keep it, and for who answers."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext

from cab_portal.surveys.queries import Participation
from cab_portal.surveys.questionnaire.wording import listed
from cab_portal.surveys.rules import FEWEST_INVITED, SMALLEST_GROUP, SurveyPrivacy

NAMES = {
    SurveyPrivacy.NAMED: lazy_gettext("Named"),
    SurveyPrivacy.CONFIDENTIAL: lazy_gettext("Confidential"),
    SurveyPrivacy.ANONYMOUS: lazy_gettext("Anonymous"),
}
HINTS = {
    SurveyPrivacy.NAMED.value: lazy_gettext("The team sees who gave which answer."),
    SurveyPrivacy.CONFIDENTIAL.value: lazy_gettext(
        "Only the people whom you name below see who gave which answer. The rest of the team sees totals, once it "
        "closes."
    ),
    SurveyPrivacy.ANONYMOUS.value: lazy_gettext(
        "Nobody can see who gave which answer. At least %(people)s people have to be invited.", people=FEWEST_INVITED
    ),
}


def for_staff(privacy: SurveyPrivacy, confidants: Sequence[str], group: int | None) -> str:
    """What the team has to keep, in one paragraph. ``group`` is the smallest that may be spoken of."""
    count = group or SMALLEST_GROUP
    match privacy:
        case SurveyPrivacy.NAMED:
            return str(
                gettext(
                    "The team sees who gave which answer, and members are told so before the first question. Members "
                    "of other companies see nothing."
                )
            )
        case SurveyPrivacy.CONFIDENTIAL:
            return str(
                gettext(
                    "Only %(names)s may see who gave which answer. Everybody else on the team sees totals once the "
                    "survey has closed, and nothing about fewer than %(count)s people. Members are told so before the "
                    "first question; once sent, nobody can be added.",
                    names=_listed(confidants),
                    count=count,
                )
            )
        case _:
            return str(
                gettext(
                    "Nobody can see who gave which answer, admins included. Results come when it closes, and say "
                    "nothing about fewer than %(count)s people. Before that nobody sees who took part, and rewards are "
                    "paid in one go after it. Members are told so before the first question.",
                    count=count,
                )
            )


def never_shown(privacy: SurveyPrivacy, group: int) -> str:
    """What the results will keep to themselves, for who is about to send it; empty for a named survey."""
    match privacy:
        case SurveyPrivacy.NAMED:
            return ""
        case SurveyPrivacy.CONFIDENTIAL:
            return str(
                gettext(
                    "To those who are not named on it: who gave which answer, anybody’s own words, anything before it "
                    "closes, and a question that fewer than %(count)s people answered. It does not open again once it "
                    "has closed.",
                    count=group,
                )
            )
        case _:
            return str(
                gettext(
                    "Who gave which answer, which answers belong together, anything by segment, anything before it "
                    "closes, and a question that fewer than %(count)s people answered. Who took part is known only "
                    "when rewards are paid. It does not open again once it has closed.",
                    count=group,
                )
            )


def for_member(privacy: SurveyPrivacy, confidants: Sequence[str], group: int | None, program: str) -> str:
    """Who reads the answers, said before the first of them is given."""
    match privacy:
        case SurveyPrivacy.NAMED:
            return str(
                gettext(
                    "This survey is named: the team of %(program)s reads your answers and sees that they are yours. "
                    "Members of other companies do not see them.",
                    program=program,
                )
            )
        case SurveyPrivacy.CONFIDENTIAL:
            return str(
                gettext(
                    "This survey is confidential. That the answers are yours is seen by %(names)s and nobody else. The "
                    "rest of the team of %(program)s sees totals after it has closed, and nothing about fewer than "
                    "%(count)s people. Members never see your answers.",
                    names=_listed(confidants),
                    program=program,
                    count=group or SMALLEST_GROUP,
                )
            )
        case _:
            return str(
                gettext(
                    "This survey is anonymous. Your answers are stored without your name. A separate list notes that "
                    "you took part, so that the reward can be paid. The two lists are not linked. The team of "
                    "%(program)s sees answers of at least %(count)s people together.",
                    program=program,
                    count=group or SMALLEST_GROUP,
                )
            )


def show_answered(participation: Participation) -> str:
    """How many answered, in words that give nobody away: ``12``, ``10 or more``, ``fewer than 5``."""
    if participation.is_exact:
        return str(participation.answered)
    if participation.answered:
        return str(gettext("%(count)s or more", count=participation.answered))
    return str(gettext("fewer than %(count)s", count=participation.group))


def _listed(names: Sequence[str]) -> str:
    return listed(list(names)) if names else str(gettext("the people named on the survey"))
