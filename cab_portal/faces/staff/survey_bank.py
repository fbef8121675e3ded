"""The question bank: templates, validated instruments, and questions that other surveys ask."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import HiddenField

from cab_portal.core import ids
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import Conflict, NotFound
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_forms import TYPE_NAMES, RevisionForm
from cab_portal.faces.staff.survey_top import top_line
from cab_portal.surveys import queries, service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.instrument_bank import READY
from cab_portal.surveys.questionnaire.starters import STARTERS
from cab_portal.web import forms, guards, identity
from cab_portal.web.forms import LineField, SearchForm
from cab_portal.web.pages import see_other

LONGEST_SEARCH = 100


class BankSearch(SearchForm):
    """What a question asks about."""

    words = LineField("Words of the question", limit=LONGEST_SEARCH)


class AdoptForm(RevisionForm):
    """What is taken over: a template or an instrument by its name, or a question of another survey."""

    starter = HiddenField()
    instrument = HiddenField()
    source = HiddenField()
    question = HiddenField()


@blueprint.get("/staff/surveys/<id:survey_id>/bank")
@guards.require(AreaPermission.STAFF)
def question_bank(survey_id: UUID) -> ResponseReturnValue:
    """What can be added to a survey; ``?words=`` searches the questions of other surveys."""
    return _page(guards.load(Survey, survey_id, SurveyPermission.DESIGN), AdoptForm(formdata=None))


def _page(survey: Survey, form: AdoptForm) -> str:
    search = BankSearch(request.args)
    words = (search.words.data or "")[:LONGEST_SEARCH]
    return render_template(
        "staff/survey_bank.html",
        survey=survey,
        top=top_line(survey),
        form=form,
        search=search,
        words=words,
        ready=READY,
        starters=STARTERS,
        found=queries.bank_questions(identity.actor(), survey.id, words),
        types=TYPE_NAMES,
    )


@blueprint.post("/staff/surveys/<id:survey_id>/bank")
@guards.require(AreaPermission.STAFF)
def add_from_bank(survey_id: UUID) -> ResponseReturnValue:
    """Add the questions of a template, an instrument, or a question of another survey, at the end."""
    form = AdoptForm()

    def act() -> ResponseReturnValue:
        survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN, lock=True)
        added = service.adopt_questions(survey, _taken(form), form.seen())
        if form.starter.data:
            flash(gettext("The questions of the template were added. Change them to fit."))
        else:
            flash(gettext("Added to the survey. Say what you will do with the answer."))
        return see_other("staff.design_survey", survey_id=survey_id, anchor=f"question-{added}")

    return forms.save(form, act, lambda: _page(guards.load(Survey, survey_id, SurveyPermission.DESIGN), form))


def _taken(form: AdoptForm) -> Iterable[Mapping[str, Any]]:
    if form.starter.data:
        if form.starter.data not in STARTERS:
            raise Conflict("Choose a template, an instrument or a question to add.")
        return STARTERS[form.starter.data].questions
    if form.instrument.data:
        if form.instrument.data not in READY:
            raise Conflict("Choose a template, an instrument or a question to add.")
        return READY[form.instrument.data].questions
    try:
        source = guards.load(Survey, ids.decode(form.source.data or ""), SurveyPermission.READ)
    except (ValueError, NotFound) as error:
        raise Conflict("That question is not there any more. Choose another.") from error
    taken = [question for question in source.definition["questions"] if question["id"] == form.question.data]
    if not taken:
        raise Conflict("That question is not there any more. Choose another.")
    return taken
