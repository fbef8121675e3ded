"""Answers as files, for who may see who gave which."""

from collections.abc import Iterator
from uuid import UUID

from flask import Response, render_template, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotAllowed
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_results.page import sent_survey
from cab_portal.routing.queries import reminder_hours
from cab_portal.surveys import queries
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.access import reading as reading_for
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import Contacts, Group
from cab_portal.surveys.rules import Reading
from cab_portal.web import csv_files, guards, identity
from cab_portal.web.csv_files import Cell
from cab_portal.web.survey_files import FORMATS, sheet_of


@blueprint.get("/staff/surveys/<id:survey_id>/results/files")
@guards.require(AreaPermission.STAFF)
def survey_files(survey_id: UUID) -> ResponseReturnValue:
    """The formats to choose from, and what each is good for."""
    survey = sent_survey(survey_id, SurveyPermission.READ_NAMES)
    return render_template("staff/survey_files.html", survey=survey)


@blueprint.get("/staff/surveys/<id:survey_id>/results.<any(csv, codes, xlsx, json, sav):kind>")
@guards.require(AreaPermission.STAFF)
def survey_results_file(survey_id: UUID, kind: str) -> ResponseReturnValue:
    """With names one line per response, one column per question, or per option where several may be chosen.

    Without, as CSV alone, one line per answer that could be given, with its count: what one person answered to several
    questions is nobody's to read.
    """
    survey = sent_survey(survey_id)
    reading = reading_for(identity.actor(), survey)
    made = FORMATS[kind]
    if reading is Reading.LATER:
        raise NotAllowed(gettext("The totals of this survey can be read once it has closed."))
    if reading is not Reading.NAMES:
        if kind != "csv":
            raise NotAllowed(gettext("This survey shows nobody who gave which answer. Its totals can be had as CSV."))
        header = [gettext("Question"), gettext("Answer"), gettext("Count")]
        return csv_files.download("survey-totals.csv", header, _totals(survey, reading))
    return Response(
        stream_with_context(made.pieces(sheet_of(survey))),
        content_type=made.content_type,
        headers={"Content-Disposition": f'attachment; filename="survey-results.{made.extension}"'},
    )


def _totals(survey: Survey, reading: Reading) -> Iterator[list[Cell]]:
    """Question, answer and count; of a question that too few answered only that this is so."""
    questionnaire = queries.sent_questionnaire_of(survey)
    contacts, group = _told(survey, reading)
    for result in queries.results_in(group, questionnaire, contacts.group):
        if result.is_hidden:
            yield [result.question.text, gettext("Too few answered this question to show anything"), None]
            continue
        yield [result.question.text, gettext("People who answered"), result.summary.answered]
        for entry in result.summary.counts:
            yield [result.question.text, entry.label, entry.count]


def _told(survey: Survey, reading: Reading) -> tuple[Contacts, Group]:
    state, contacts = queries.state_of(survey), queries.contacts_of(survey)
    if reading is Reading.RELEASED:
        return contacts, queries.released_of(survey, state).group
    return contacts, queries.tallies_of(survey, state, reminder_hours).all if contacts.answered else Group()
