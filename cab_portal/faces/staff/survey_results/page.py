"""What the members answered: counts first, then a chart, then its table, then their words."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core import clock
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_results import figures
from cab_portal.faces.staff.survey_results.panels import panels_of
from cab_portal.faces.staff.survey_results.scores import shown_scores
from cab_portal.faces.staff.survey_results.segments import breakdown_of
from cab_portal.routing.queries import reminder_hours
from cab_portal.surveys import queries
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.access import reading as reading_for
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import Contacts, Group, Tallies, Voice
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.suppression import FEWEST
from cab_portal.surveys.rules import Reading, SurveyStatus, is_open
from cab_portal.web import guards, identity
from cab_portal.web.pages import unchanged_or
from cab_portal.web.survey_promises import NAMES, for_staff


@blueprint.get("/staff/surveys/<id:survey_id>/results")
@guards.require(AreaPermission.STAFF)
def survey_results(survey_id: UUID) -> ResponseReturnValue:
    """All questions, each with its finding, chart, table, and what will be done with the answer."""
    survey = sent_survey(survey_id)
    questionnaire = queries.sent_questionnaire_of(survey)
    reading = reading_for(identity.actor(), survey)
    seen = _seen(survey, questionnaire, reading)
    contacts, tallies = seen.contacts, seen.tallies
    segment, group = _chosen(tallies, reading)
    fewest = 0 if reading is Reading.NAMES else contacts.group
    results = queries.results_in(group, questionnaire, fewest)
    invited = contacts.invited if segment is None else group.people
    answered = contacts.answered if segment is None else group.people
    page = render_template(
        "staff/survey_results.html",
        survey=survey,
        reading=reading,
        is_open=survey.request and is_open(survey.status, survey.request.status, survey.request.closes_at, clock.now()),
        contacts=contacts,
        answered=answered,
        figures=figures.figures_of(survey, contacts, results),
        panels=panels_of(questionnaire, results, invited),
        voices=seen.voices if segment is None else {},
        segment_links=_segment_links(survey, tallies, reading, segment),
        segment=segment,
        minutes=queries.minutes_of(survey),
        few=figures.is_few(answered),
        **_about_all(survey, questionnaire, reading, seen, segment is None),
        **_promise(survey, reading),
    )
    return unchanged_or(page)


def sent_survey(survey_id: UUID, permission: SurveyPermission = SurveyPermission.RESULTS) -> Survey:
    """A survey that was sent, for who may do this; one that is still written has no results."""
    survey = guards.load(Survey, survey_id, permission)
    if survey.status is SurveyStatus.WRITING or survey.request is None:
        raise NotFound
    return survey


def _asked_of_all(questionnaire: Questionnaire) -> int:
    return sum(question.answerable and question.show_if is None for question in questionnaire.questions)


@dataclass(frozen=True)
class _Seen:
    """What a reader may know: who took part, what is counted, and some of the words."""

    contacts: Contacts
    tallies: Tallies = field(default_factory=Tallies)
    voices: dict[str, list[Voice]] = field(default_factory=dict)


def _seen(survey: Survey, questionnaire: Questionnaire, reading: Reading) -> _Seen:
    """Everything to who may see names, totals where they may be told, and nothing before the end where they wait."""
    asked = _asked_of_all(questionnaire)
    match reading:
        case Reading.NAMES:
            contacts, tallies = queries.overview_of(survey, asked, is_open=True, reminders=reminder_hours)
            return _Seen(contacts, tallies, queries.voices_of(survey.id) if contacts.answered else {})
        case Reading.TOTALS:
            contacts, tallies = queries.overview_of(survey, asked, is_open=False)
            return _Seen(contacts, tallies if contacts.answered else Tallies())
        case Reading.RELEASED:
            released = queries.released_of(survey, questionnaire)
            contacts = queries.contacts_of(survey, asked, is_open=False)
            return _Seen(contacts, Tallies(all=released.group), released.voices())
        case _:
            return _Seen(queries.contacts_of(survey, asked, is_open=False))


def _segments(tallies: Tallies, reading: Reading) -> list[str]:
    """The segments that may be read alone: of a survey whose single answers may be read, and large enough."""
    if reading is not Reading.NAMES or len(tallies.segments) < 2:
        return []
    return sorted(name for name, group in tallies.segments.items() if name and group.people >= FEWEST)


def _segment_links(survey: Survey, tallies: Tallies, reading: Reading, chosen: str | None) -> list[dict[str, object]]:
    """Everybody, and each segment that may be read alone; nothing where there is no such choice."""
    names = _segments(tallies, reading)
    return [
        {
            "label": name or gettext("Everybody"),
            "url": url_for("staff.survey_results", survey_id=survey.id, segment=name),
            "current": name == chosen,
            "count": tallies.segments[name].people if name else tallies.all.people,
        }
        for name in ([None, *names] if names else [])
    ]


def _chosen(tallies: Tallies, reading: Reading) -> tuple[str | None, Group]:
    """The segment that ``?segment=`` asks for, where it may be read alone, else everybody."""
    asked = request.args.get("segment")
    if asked is not None and asked in _segments(tallies, reading):
        return asked, tallies.segments[asked]
    return None, tallies.all


def _about_all(
    survey: Survey, questionnaire: Questionnaire, reading: Reading, seen: _Seen, is_all: bool
) -> dict[str, Any]:
    """What is told of everybody together: who took part, when, how long it took, and how segments differ."""
    if not is_all:
        return {"rates": [], "doubts": [], "time_taken": None, "arrivals": None, "breakdown": None, "scores": []}
    is_named = reading is Reading.NAMES
    contacts, tallies = seen.contacts, seen.tallies
    scores = queries.scores_of(survey, contacts.answered) if reading in {Reading.NAMES, Reading.TOTALS} else ()
    results = queries.results_in(tallies.all, questionnaire, 0 if is_named else contacts.group)
    return {
        "rates": figures.rates_of(contacts) if is_named else [],
        "doubts": figures.doubts_of(contacts, tallies) if is_named else [],
        "time_taken": figures.time_taken(survey, tallies) if is_named else None,
        "arrivals": figures.arrivals_of(survey, contacts, tallies) if is_named else None,
        "scores": shown_scores(scores, 0 if is_named else contacts.group),
        "breakdown": breakdown_of(questionnaire, results, tallies, contacts.group, is_open=is_named),
    }


def _promise(survey: Survey, reading: Reading) -> dict[str, Any]:
    if reading is Reading.NAMES:
        return {}
    names = queries.confidants_of(survey)
    return {
        "promise_name": NAMES[survey.privacy],
        "promise": for_staff(survey.privacy, names, survey.smallest_group),
    }
