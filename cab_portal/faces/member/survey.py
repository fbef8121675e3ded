"""The surveys that were put before a member: their list, the start and the end of each, and what is stored."""

from collections.abc import Hashable
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core import paths
from cab_portal.core.access import AreaPermission
from cab_portal.faces.member import survey_cookie
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.faces.member.survey_run import Run, facts_of, promise_of, run_of
from cab_portal.rewards.queries import offers_of
from cab_portal.rewards.rules import Activity
from cab_portal.surveys import queries
from cab_portal.web import guards, identity
from cab_portal.web.filters import show_datetime, show_minutes, show_money
from cab_portal.web.kept_pages import kept_page
from cab_portal.web.pages import see_other
from cab_portal.web.paging import page_number
from cab_portal.web.survey_languages import choose_language, in_reader_language


@blueprint.get("/surveys")
@guards.require(AreaPermission.MEMBER)
def surveys() -> ResponseReturnValue:
    """What was asked of me: the open surveys first."""
    found = queries.surveys_of_member(identity.actor().id, page_number())
    page = replace(found, items=[in_reader_language(survey) for survey in found.items])
    return render_template("member/surveys.html", page=page)


@blueprint.get("/surveys/<id:survey_id>")
@guards.require(AreaPermission.MEMBER)
def survey(survey_id: UUID) -> ResponseReturnValue:
    """What it is for, how long it takes, what it pays and who reads the answers; or the answers that were sent."""
    run = run_of(survey_id, timed=True)
    if choose_language(queries.sent_questionnaire_of(run.survey)):
        return see_other("member.survey", survey_id=survey_id)
    if run.takes_answers and not run.sheet.is_sent:
        return _start_page(run)
    offer = offers_of(run.request.id).get(Activity.SURVEY) if run.waits_for_pay else None
    return render_template("member/survey.html", run=run, paid_later=offer)


def _start_page(run: Run) -> str:
    facts: dict[str, Hashable] = {
        **facts_of(run),
        "purpose": run.purpose,
        "about": _about(run),
        "languages": tuple(run.languages),
        "is_on_one_page": run.is_on_one_page,
        "is_late": run.is_late,
        "has_begun": bool(run.sheet.answers),
        "resumes_at": run.resumes_at if run.resumes_at <= len(run.shown) else None,
        "resumes_with": run.resumes_with,
    }
    return kept_page("member/survey_start.html", facts, {})


def _number_of_questions(run: Run) -> str:
    """How many there are to answer; as the most that there can be where answers decide which are asked."""
    asked = run.questionnaire.asked
    count = str(len(asked))
    if any(question.show_if is not None for question in asked):
        count = gettext("up to %(count)s", count=count)
    if run.is_on_one_page:
        return str(gettext("%(count)s, all on one page", count=count))
    return str(gettext("%(count)s, one per page", count=count))


class _Told(NamedTuple):
    """A row of a summary list."""

    label: str
    value: str


def _about(run: Run) -> tuple[_Told, ...]:
    """What a member should know before the first question."""
    survey = run.survey
    offer = offers_of(run.request.id).get(Activity.SURVEY)
    told = [
        (gettext("Asked by"), survey.owner_name),
        (gettext("About the draft"), run.request.title),
        (gettext("Questions"), _number_of_questions(run)),
        (gettext("Time"), show_minutes(run.minutes)),
        (gettext("Closes"), show_datetime(run.request.closes_at)),
        (
            gettext("Who reads your answers"),
            promise_of(run),
        ),
    ]
    if offer is not None:
        reward = gettext(
            "%(amount)s, yours as soon as you send your answers, whatever they are. You choose then how to get it.",
            amount=show_money(offer),
        )
        if run.is_anonymous:
            # Paid one by one, people could be told from the others.
            reward = gettext(
                "%(amount)s, whatever you answer. It is paid after the survey closes, to all who took part at once.",
                amount=show_money(offer),
            )
        told.insert(4, (gettext("Reward"), reward))
    return tuple(_Told(*each) for each in told)


@blueprint.get("/surveys/<id:survey_id>/done")
@guards.require(AreaPermission.MEMBER)
def survey_done(survey_id: UUID) -> ResponseReturnValue:
    """Thanks, and what happens next."""
    run = run_of(survey_id)
    if not run.sheet.is_sent:
        return see_other("member.survey", survey_id=survey_id)
    return render_template(
        "member/survey_done.html",
        run=run,
        offer=offers_of(run.request.id).get(Activity.SURVEY),
        rewards_url=paths.rewards(),
    )


@blueprint.get("/surveys/<id:survey_id>/stored")
@guards.require(AreaPermission.MEMBER)
def stored_of_survey(survey_id: UUID) -> ResponseReturnValue:
    """What is kept about the member in this survey, row by row, in plain words."""
    run = run_of(survey_id)
    return render_template("member/survey_stored.html", run=run, promise=promise_of(run), holds=survey_cookie.token())
