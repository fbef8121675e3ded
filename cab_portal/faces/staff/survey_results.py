"""What the members answered: counts first, then a chart, then its table, then their words."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core import clock
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotAllowed, NotFound
from cab_portal.core.money import Money
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.rewards.queries import totals_of_request
from cab_portal.rewards.rules import Activity
from cab_portal.surveys import queries
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.access import reading as reading_for
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import Participation, QuestionResult
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.statistics import NpsGroups, nps_groups, nps_score
from cab_portal.surveys.rules import Reading, SurveyStatus, is_open
from cab_portal.web import csv_files, guards, identity
from cab_portal.web.csv_files import Cell
from cab_portal.web.filters import show_money
from cab_portal.web.paging import page_number
from cab_portal.web.survey_forms import translated
from cab_portal.web.survey_promises import NAMES, for_staff, show_answered

# Below this many answers a percentage says less than a count.
FEW = 50


@blueprint.get("/staff/surveys/<id:survey_id>/results")
@guards.require(AreaPermission.STAFF)
def survey_results(survey_id: UUID) -> ResponseReturnValue:
    """All questions, each with its finding, chart, table, and what will be done with the answer."""
    survey = _sent(survey_id)
    reading = reading_for(identity.actor(), survey)
    questionnaire = queries.sent_questionnaire_of(survey)
    progress = queries.participation_of(survey, reading)
    results = queries.results_of(survey, questionnaire, reading)
    request = survey.request
    return render_template(
        "staff/survey_results.html",
        survey=survey,
        is_open=request and is_open(survey.status, request.status, request.closes_at, clock.now()),
        progress=progress,
        figures=_figures(survey, progress, results),
        panels=_panels(results),
        voices=queries.voices_of(survey, questionnaire, reading),
        reading=reading,
        promise_name=NAMES[survey.privacy],
        promise=for_staff(survey.privacy, queries.confidants_of(survey), survey.smallest_group),
        few=0 < progress.answered < FEW,
        minutes=queries.minutes_of(survey),
    )


def _sent(survey_id: UUID, permission: SurveyPermission = SurveyPermission.RESULTS) -> Survey:
    survey = guards.load(Survey, survey_id, permission)
    if survey.status is SurveyStatus.WRITING or survey.request is None:
        raise NotFound
    return survey


def _figures(survey: Survey, progress: Participation, results: list[QuestionResult]) -> list[dict[str, object]]:
    """The strip: who answered, the score if one was asked for, the rewards if any were offered."""
    figures: list[dict[str, object]] = [
        {
            "label": gettext("Answered"),
            "value": show_answered(progress),
            "of": gettext("of %(invited)s invited", invited=progress.invited),
            "note": gettext("%(count)s under way", count=progress.under_way) if progress.under_way else None,
        }
    ]
    for result in results:
        if result.question.type == "nps" and result.summary.answered:
            groups = nps_groups(result.summary)
            figures.append({"label": gettext("Score"), "value": _score(groups), "note": _score_note(groups)})
            break
    if leader := _leader(results):
        figures.append(leader)
    for offer in totals_of_request(survey.request.id) if survey.request else ():
        if offer.activity is Activity.SURVEY:
            promised = Money(offer.amount.minor * progress.invited, offer.amount.currency)
            figures.append(
                {
                    "label": gettext("Rewards"),
                    "value": show_money(offer.total),
                    "of": gettext("of %(promised)s", promised=show_money(promised)),
                    "note": gettext("%(amount)s for each who answers", amount=show_money(offer.amount)),
                }
            )
    return figures


def _leader(results: list[QuestionResult]) -> dict[str, object] | None:
    """The first choice of one answer on which one answer leads."""
    for result in results:
        if result.question.type == "single_choice" and result.summary.answered:
            first, second = sorted((entry.count for entry in result.summary.counts), reverse=True)[:2]
            if first > second:
                label = next(entry.label for entry in result.summary.counts if entry.count == first)
                of = gettext("of %(answered)s", answered=result.summary.answered)
                return {"label": label, "value": first, "of": of, "note": result.question.text}
    return None


def _panels(results: list[QuestionResult]) -> list[dict[str, Any]]:
    """Two in a row: a score takes less room than bars beside it; the last of an odd number has a row to itself."""
    panels = [_panel(result) for result in results]
    for left, right in zip(panels[::2], panels[1::2], strict=False):
        left["span"] = 6 + ("score" in right) - ("score" in left)
        right["span"] = 12 - left["span"]
    return panels


def _panel(result: QuestionResult) -> dict[str, Any]:
    question, summary = result.question, result.summary
    panel: dict[str, Any] = {
        "number": result.number,
        "question": question,
        "answered": summary.answered,
        "is_hidden": result.is_hidden,
        "finding": _too_few() if result.is_hidden else translated(question.finding(summary)),
        "rows": [{"label": count.label, "count": count.count} for count in summary.counts],
    }
    if question.type == "nps" and not result.is_hidden:
        groups = nps_groups(summary)
        panel["score"], panel["note"] = _score(groups), _score_note(groups)
    return panel


def _too_few() -> str:
    return str(gettext("Too few answered this question to show anything"))


def _score(groups: NpsGroups) -> str:
    score = nps_score(groups.promoters, groups.passives, groups.detractors)
    return "–" if score is None else f"{round(score):+d}".replace("-", "−").replace("+0", "0")


def _score_note(groups: NpsGroups) -> str:
    people = groups.promoters + groups.passives + groups.detractors
    return str(
        gettext(
            "%(high)s high minus %(low)s low, out of %(people)s",
            high=groups.promoters,
            low=groups.detractors,
            people=people,
        )
    )


@blueprint.get("/staff/surveys/<id:survey_id>/results/<string:question_id>")
@guards.require(AreaPermission.STAFF)
def survey_voices(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """All answers to one question in own words."""
    survey = _sent(survey_id)
    reading = reading_for(identity.actor(), survey)
    if reading not in (Reading.NAMES, Reading.RELEASED):
        raise NotAllowed(gettext("Own words are read only by the people named on this survey."))
    questionnaire = queries.sent_questionnaire_of(survey)
    question = _open_question(questionnaire, question_id)
    if reading is Reading.NAMES:
        page = queries.voices_page(survey.id, question_id, page_number())
    else:
        page = queries.released_voices_page(survey, questionnaire, question_id, page_number())
    return render_template("staff/survey_voices.html", survey=survey, question=question, page=page)


def _open_question(questionnaire: Questionnaire, question_id: str) -> Question:
    for question in questionnaire.questions:
        if question.id == question_id and question.written:
            return question
    raise NotFound


@blueprint.get("/staff/surveys/<id:survey_id>/results.csv")
@guards.require(AreaPermission.STAFF)
def survey_results_file(survey_id: UUID) -> ResponseReturnValue:
    """With names one line per response, one column per question, or per option where several may be chosen.

    Without, one line per answer that could be given, with its count: what one person answered to several questions is
    nobody's to read.
    """
    survey = _sent(survey_id)
    questionnaire = queries.sent_questionnaire_of(survey)
    if not guards.can(SurveyPermission.READ_NAMES, survey):
        return _totals_file(survey, questionnaire)
    columns = [column.heading for question in questionnaire.questions for column in question.columns()]
    header = [gettext("Member"), gettext("Organization"), gettext("Sent at"), *columns]
    return csv_files.download("survey-results.csv", header, _table(survey.id, questionnaire))


def _totals_file(survey: Survey, questionnaire: Questionnaire) -> ResponseReturnValue:
    reading = reading_for(identity.actor(), survey)
    if reading is Reading.LATER:
        raise NotAllowed(gettext("The totals of this survey can be read once it has closed."))
    header = [gettext("Question"), gettext("Answer"), gettext("Count")]
    return csv_files.download("survey-totals.csv", header, _totals(survey, questionnaire, reading))


def _totals(survey: Survey, questionnaire: Questionnaire, reading: Reading) -> list[list[Cell]]:
    """Question, answer and count; of a question that too few answered only that this is so."""
    rows: list[list[Cell]] = []
    for result in queries.results_of(survey, questionnaire, reading):
        if result.is_hidden:
            rows.append([result.question.text, _too_few(), None])
            continue
        rows.append([result.question.text, gettext("People who answered"), result.summary.answered])
        rows.extend([result.question.text, entry.label, entry.count] for entry in result.summary.counts)
    return rows


def _table(survey_id: UUID, questionnaire: Questionnaire) -> Iterator[list[Cell]]:
    for row in queries.responses_of(survey_id, questionnaire):
        line: list[Cell] = [row.name, row.organization, row.submitted_at]
        for question in questionnaire.questions:
            answer = row.answers.get(question.id)
            cells = question.cells(answer)
            # a number stays one for a spreadsheet
            line.extend([answer] if isinstance(answer, int | float) else cells)
        yield line
