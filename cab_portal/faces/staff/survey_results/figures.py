"""The strip at the top, who took part, when they answered and how long that took."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import Any
from uuid import UUID

from flask_babel import format_datetime, get_timezone, gettext, ngettext

from cab_portal.core import clock
from cab_portal.core.money import Money
from cab_portal.faces.staff.survey_results.panels import likely_score, signed
from cab_portal.rewards.queries import OfferTotals, totals_of_request
from cab_portal.rewards.rules import Activity
from cab_portal.surveys import queries
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import Contacts, QuestionResult, ResultsState, Tallies
from cab_portal.surveys.questionnaire.effort import calibrated_by
from cab_portal.surveys.questionnaire.leads import lead_of
from cab_portal.surveys.questionnaire.statistics import (
    Dispositions,
    distribution_of,
    likely_range,
    nps_groups,
    nps_score,
    response_rates,
)
from cab_portal.surveys.rules import FEWEST_TIMES, is_open
from cab_portal.web.charts import steps
from cab_portal.web.filters import show_money
from cab_portal.web.survey_promises import show_answered

Figure = dict[str, object]

_KEPT = 64
_FEW = 50
"""Below this many people a percentage says less than a count."""
_SHOWN_RATES = ("RR1", "RR2", "RR5", "RR6")


def figures_of(
    survey: Survey, contacts: Contacts, results: Sequence[QuestionResult], state: ResultsState
) -> list[Figure]:
    """Who answered, the score if one was asked for, the answer that leads, the rewards if any were offered.

    Where only whole groups may be told of, no rewards: each is one answer.
    """
    figures = [_answered(contacts)]
    if score := _score(results, contacts.invited):
        figures.append(score)
    if leader := _leader(results, contacts.invited):
        figures.append(leader)
    for offer in _rewards(survey.request.id, state.token) if survey.request and contacts.is_exact else ():
        if offer.activity is Activity.SURVEY:
            promised = Money(offer.amount.minor * contacts.invited, offer.amount.currency)
            figures.append(
                {
                    "label": gettext("Rewards"),
                    "value": show_money(offer.total),
                    "of": gettext("of %(promised)s", promised=show_money(promised)),
                    "note": gettext("%(amount)s for each who answers", amount=show_money(offer.amount)),
                }
            )
    return figures


@lru_cache(maxsize=_KEPT)
def _rewards(request_id: UUID, _state: str) -> Sequence[OfferTotals]:
    """What was earned, kept for the state in which the results are; at most one statement."""
    return totals_of_request(request_id)


def _answered(contacts: Contacts) -> Figure:
    notes = []
    if contacts.under_way:
        notes.append(gettext("%(count)s under way", count=contacts.under_way))
    if contacts.unopened:
        notes.append(gettext("%(count)s did not open the invitation", count=contacts.unopened))
    return {
        "label": gettext("Answered"),
        "value": show_answered(contacts),
        "of": gettext("of %(invited)s invited", invited=contacts.invited),
        "note": ", ".join(notes) or None,
    }


def _score(results: Sequence[QuestionResult], invited: int) -> Figure | None:
    for result in results:
        if result.question.type == "nps" and result.summary.answered:
            groups = nps_groups(result.summary)
            score = nps_score(groups.promoters, groups.passives, groups.detractors) or 0.0
            can_tell = groups.answered <= invited and result.question.show_if is None
            note = likely_score(result.summary, invited) if can_tell else None
            return {"label": gettext("Score"), "value": signed(score), "note": note and note.partition(". ")[0] + "."}
    return None


def _leader(results: Sequence[QuestionResult], invited: int) -> Figure | None:
    """The first question of one answer, or scale, on which one answer leads."""
    for result in results:
        if result.question.type not in {"single_choice", "rating"}:
            continue
        lead = lead_of(result.question, result.summary)
        if lead is not None and "." not in result.question.id:
            likely = likely_range(lead.count, lead.answered, max(invited, lead.answered))
            return {
                "label": lead.label,
                "value": lead.count,
                "of": gettext("of %(answered)s", answered=lead.answered),
                "note": gettext(
                    "Likely %(low)s to %(high)s of %(invited)s", low=likely.low, high=likely.high, invited=likely.panel
                )
                if lead.answered < likely.panel
                else result.question.text,
            }
    return None


def rates_of(contacts: Contacts) -> list[dict[str, str]]:
    """The response rates of AAPOR with their counts, for a table; empty where counts may not be told."""
    if not contacts.is_exact or not contacts.invited:
        return []
    found = Dispositions(
        complete=contacts.answered,
        partial=contacts.partial,
        refusal=contacts.begun_or_opened,
        not_contacted=contacts.unopened,
    )
    names = {
        "RR1": gettext("All questions answered, of all invited"),
        "RR2": gettext("At least half of them answered, of all invited"),
        "RR5": gettext("As RR1, without those of whom nobody knows whether they belong here"),
        "RR6": gettext("As RR2, without those of whom nobody knows whether they belong here"),
    }
    return [
        {
            "name": rate.name,
            "words": names[rate.name],
            "counts": gettext("%(answered)s of %(base)s", answered=rate.answered, base=int(rate.base)),
            "share": f"{float(rate.share or 0):.0%}",
        }
        for rate in response_rates(found)
        if rate.name in _SHOWN_RATES
    ]


def minutes_of(survey: Survey, tallies: Tallies, fewest: int) -> tuple[int, int]:
    """What half of those who sent took at most, as members read it before they begin; the estimate while fewer than
    five, or than the ``fewest`` of whom anything may be said, are known to have taken how long.
    """
    found = distribution_of(tallies.seconds)
    if found is None or found.answered < max(FEWEST_TIMES, fewest):
        return queries.minutes_of(survey)
    return (_minutes(found.median), _minutes(found.median))


def time_taken(survey: Survey, tallies: Tallies) -> str | None:
    """How long the pages were open for half of those who sent, beside the estimate; None for fewer than five.

    The estimate is made anew from both, so that one time more or less moves it little.
    """
    found = distribution_of(tallies.seconds)
    if found is None or found.answered < FEWEST_TIMES:
        return None
    least, most = queries.minutes_of(survey)
    half, three_quarters = (found.quantile(share) for share in (Fraction(1, 2), Fraction(3, 4)))
    learned = calibrated_by(queries.estimated_seconds(survey), max(float(half), 1.0), found.answered)
    return str(
        gettext(
            "Half of them took %(half)s or less, three quarters %(quarters)s or less; the estimate was %(least)s to "
            "%(most)s minutes. For questions like these, count on about %(learned)s.",
            half=_show_minutes(half),
            quarters=_show_minutes(three_quarters),
            least=least,
            most=most,
            learned=_show_minutes(learned),
        )
    )


def doubts_of(contacts: Contacts, tallies: Tallies) -> list[str]:
    """What is worth a second look, a sentence each; nobody is left out of any count for it."""
    found = tallies.doubtful
    untimed = contacts.answered - found.get("timed", 0)
    told = [
        (
            found.get("quick", 0),
            ngettext(
                "%(num)s person answered more than half of the questions faster than they can be read.",
                "%(num)s people answered more than half of the questions faster than they can be read.",
                found.get("quick", 0),
            ),
        ),
        (
            found.get("flat", 0),
            ngettext(
                "%(num)s person gave the same answer to every line of a list.",
                "%(num)s people gave the same answer to every line of a list.",
                found.get("flat", 0),
            ),
        ),
        (
            found.get("repeated", 0),
            ngettext(
                "%(num)s person wrote what another wrote, word for word.",
                "%(num)s people wrote what another wrote, word for word.",
                found.get("repeated", 0),
            ),
        ),
        (
            untimed,
            ngettext(
                "Of %(num)s person it is not known how long answering took.",
                "Of %(num)s people it is not known how long answering took.",
                untimed,
            ),
        ),
    ]
    return [str(sentence) for count, sentence in told if count > 0]


def _show_minutes(seconds: Fraction | float) -> str:
    return str(ngettext("%(num)s minute", "%(num)s minutes", _minutes(seconds)))


def _minutes(seconds: Fraction | float) -> int:
    return max(1, ceil(seconds / 60))


def arrivals_of(survey: Survey, contacts: Contacts, tallies: Tallies) -> dict[str, Any] | None:
    """How many had answered by when, out of all invited; None before the first answer."""
    if survey.opened_at is None or survey.request is None or not tallies.hours:
        return None
    arrivals = sorted(tallies.hours.items())
    end = max(min(_this_hour() + timedelta(hours=1), survey.request.closes_at), arrivals[-1][0] + timedelta(hours=1))
    span = (survey.opened_at, end)
    again = _marks(tallies)
    drawing = steps(arrivals, span, max(contacts.invited, contacts.answered), _days(span), again)
    return {
        "drawing": drawing,
        "answered": contacts.answered,
        "finding": _arrival_words(survey.opened_at, arrivals, contacts.answered),
        "rows": _by_day(arrivals),
    }


def moment_of(survey: Survey) -> tuple[object, ...]:
    """What of the present time the page shows: whether answers are taken, and how far the chart of arrivals goes.

    Of a survey that has ended, only the year, because dates of this year are told without it.
    """
    request, at = survey.request, clock.now()
    if request is None or at >= request.closes_at:
        return (at.astimezone(get_timezone()).year,)
    return (is_open(survey.status, request.status, request.closes_at, at), _this_hour())


def _this_hour() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)


def _marks(tallies: Tallies) -> list[tuple[datetime, str]]:
    """When people were reminded, and when invitations were sent again."""
    marks = {at: str(gettext("Sent again")) for at in tallies.sent_again}
    marks |= {at: str(gettext("Reminder")) for at in tallies.reminded}
    return sorted(marks.items())


def _days(span: tuple[datetime, datetime]) -> list[tuple[datetime, str]]:
    begin, end = span
    return [(at, str(format_datetime(at, "d MMM"))) for at in (begin, begin + (end - begin) / 2, end)]


def _arrival_words(opened_at: datetime, arrivals: Sequence[tuple[datetime, int]], answered: int) -> str:
    soon = sum(count for at, count in arrivals if at < opened_at + timedelta(days=3))
    return str(gettext("%(soon)s of %(answered)s answers came within three days", soon=soon, answered=answered))


def _by_day(arrivals: Sequence[tuple[datetime, int]]) -> list[dict[str, object]]:
    """The running total at the end of each day on which somebody answered."""
    days: dict[str, int] = {}
    total = 0
    for at, count in arrivals:
        total += count
        days[str(format_datetime(at, "EEE d MMMM"))] = total
    return [{"label": day, "count": count} for day, count in days.items()]


def is_few(answered: int) -> bool:
    """Whether to warn that so many answers show a direction and prove nothing."""
    return 0 < answered < _FEW
