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
from cab_portal.drafts.access import DraftPermission
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_results import figures
from cab_portal.faces.staff.survey_results.panels import panels_of
from cab_portal.faces.staff.survey_results.scores import shown_scores
from cab_portal.faces.staff.survey_results.segments import breakdown_of
from cab_portal.reviews.rules import ended_at
from cab_portal.routing.queries import reminder_hours
from cab_portal.surveys import queries
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.access import reading as reading_for
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import Contacts, Group, InstrumentScore, ResultsState, Tallies, Voice
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.suppression import FEWEST
from cab_portal.surveys.rules import Reading, SurveyStatus, is_open
from cab_portal.web import guards, identity, unchanged
from cab_portal.web.survey_promises import NAMES, for_staff


@blueprint.get("/staff/surveys/<id:survey_id>/results")
@guards.require(AreaPermission.STAFF)
def survey_results(survey_id: UUID) -> ResponseReturnValue:
    """All questions, each with its finding, chart, table, and what will be done with the answer."""
    survey = sent_survey(survey_id)
    reading = reading_for(identity.actor(), survey)
    state = queries.state_of(survey)
    tag = _tag_of(survey, state) if reading is Reading.NAMES else None
    return unchanged.if_known(tag) or unchanged.with_tag(_drawn(survey, reading, state), tag)


def _tag_of(survey: Survey, state: ResultsState) -> str | None:
    """The page's tag, without counting anything; only for who may know when somebody answered."""
    facts = (survey.title, survey.status, survey.layout, survey.revision, survey.updated_at, survey.opened_at)
    asked = survey.request and (survey.request.status, survey.request.closes_at, survey.request.closed_at)
    decides = guards.can(DraftPermission.DECIDE, survey.draft)
    return unchanged.tag_of(*facts, asked, survey.draft.title, decides, figures.moment_of(survey), state.token)


def _drawn(survey: Survey, reading: Reading, state: ResultsState) -> str:
    questionnaire = queries.sent_questionnaire_of(survey)
    seen = _seen(survey, reading, state)
    contacts, tallies = seen.contacts, seen.tallies
    segment, group = _chosen(tallies, reading)
    fewest = 0 if reading is Reading.NAMES else contacts.group
    results = queries.results_in(group, questionnaire, fewest)
    invited = contacts.invited if segment is None else group.people
    answered = contacts.answered if segment is None else group.people
    return render_template(
        "staff/survey_results.html",
        survey=survey,
        reading=reading,
        closed_at=survey.request and ended_at(survey.request.closes_at, survey.request.closed_at),
        is_open=survey.request and is_open(survey.status, survey.request.status, survey.request.closes_at, clock.now()),
        contacts=contacts,
        answered=answered,
        figures=figures.figures_of(survey, contacts, results, state),
        panels=panels_of(questionnaire, results, invited),
        voices=seen.voices if segment is None else {},
        segment_links=_segment_links(survey, tallies, reading, segment),
        segment=segment,
        questions=queries.number_of_questions(survey),
        minutes=figures.minutes_of(survey, tallies, fewest),
        few=figures.is_few(answered),
        **_about_all(survey, questionnaire, reading, seen, segment is None),
        **_promise(survey, reading),
    )


def sent_survey(survey_id: UUID, permission: SurveyPermission = SurveyPermission.RESULTS) -> Survey:
    """A survey that was sent, for who may do this; one that is still written has no results."""
    survey = guards.load(Survey, survey_id, permission, found=queries.WITH_STATE)
    if survey.status is SurveyStatus.WRITING or survey.request is None:
        raise NotFound
    return survey


@dataclass(frozen=True)
class _Seen:
    """What a reader may know: who took part, what is counted, some of the words, and scores of instruments."""

    contacts: Contacts
    tallies: Tallies = field(default_factory=Tallies)
    voices: dict[str, list[Voice]] = field(default_factory=dict)
    scores: tuple[InstrumentScore, ...] = ()


def _seen(survey: Survey, reading: Reading, state: ResultsState) -> _Seen:
    """Everything to who may see names, totals where they may be told, and nothing before the end where they wait."""
    match reading:
        case Reading.NAMES:
            contacts, tallies = queries.overview_of(survey, state, reminder_hours)
            voices = queries.voices_of(survey.id) if contacts.answered else {}
            return _Seen(contacts, tallies, voices, queries.scores_of(survey, state, contacts.answered))
        case Reading.TOTALS:
            contacts = queries.contacts_of(survey)
            if not contacts.answered:
                return _Seen(contacts)
            scores = queries.scores_of(survey, state, contacts.answered)
            return _Seen(contacts, queries.tallies_of(survey, state, reminder_hours), scores=scores)
        case Reading.RELEASED:
            released = queries.released_of(survey, state)
            return _Seen(queries.contacts_of(survey), Tallies(all=released.group), released.voices())
        case _:
            return _Seen(queries.contacts_of(survey))


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
    results = queries.results_in(tallies.all, questionnaire, 0 if is_named else contacts.group)
    return {
        "rates": figures.rates_of(contacts) if is_named else [],
        "doubts": figures.doubts_of(contacts, tallies) if is_named else [],
        "time_taken": figures.time_taken(survey, tallies) if is_named else None,
        "arrivals": figures.arrivals_of(survey, contacts, tallies) if is_named else None,
        "scores": shown_scores(seen.scores, 0 if is_named else contacts.group),
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
