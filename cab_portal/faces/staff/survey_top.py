"""The line that stands over every page of the designer: questions, time, invited, reward per minute, promise."""

from flask_babel import gettext, ngettext

from cab_portal.core.money import Money
from cab_portal.rewards.queries import offers_of
from cab_portal.rewards.rules import Activity
from cab_portal.surveys import queries
from cab_portal.surveys.models import Survey
from cab_portal.surveys.rules import per_minute, suggested_pay
from cab_portal.web.filters import show_minutes, show_money
from cab_portal.web.pages import present_program
from cab_portal.web.survey_promises import NAMES

Fact = tuple[str, str]


def top_line(survey: Survey) -> list[Fact]:
    """Pairs of an icon and a text; two statements where the survey has a request, else none."""
    questions = queries.number_of_questions(survey)
    facts = [("question", str(ngettext("%(num)s question", "%(num)s questions", questions)))]
    if survey.definition["questions"]:
        facts.append(("clock", show_minutes(queries.minutes_of(survey))))
    facts.append(("people", _invited(survey)))
    if survey.definition["questions"]:
        facts.append(("gift", _reward(survey)))
    facts.append(("lock", str(NAMES[survey.privacy])))
    return facts


def _invited(survey: Survey) -> str:
    if survey.request_id is None:
        return str(gettext("Nobody invited yet"))
    participation = queries.participation_of_request(survey.request_id)
    return str(gettext("%(num)s invited", num=participation.invited if participation else 0))


def _reward(survey: Survey) -> str:
    estimate = queries.estimate_of(survey)
    offered = _offered(survey)
    if estimate is None or (offered is None and present_program().hourly_rate is None):
        return str(gettext("No suggested pay: the program has no hourly rate yet"))
    if offered is not None:
        each = show_money(per_minute(offered, estimate))
        return str(gettext("Pays %(amount)s, about %(each)s a minute", amount=show_money(offered), each=each))
    suggested = suggested_pay(estimate, present_program().hourly_rate)
    each = show_money(per_minute(suggested, estimate)) if suggested else ""
    return str(gettext("Suggested pay %(amount)s, about %(each)s a minute", amount=show_money(suggested), each=each))


def _offered(survey: Survey) -> Money | None:
    return offers_of(survey.request_id).get(Activity.SURVEY) if survey.request_id is not None else None
