"""The languages that a survey is asked in."""

from collections.abc import Callable
from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import SelectField

from cab_portal.core.access import AreaPermission
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_design import design_page, details_of
from cab_portal.faces.staff.survey_forms import RevisionForm
from cab_portal.surveys import service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.rules import LONGEST_PURPOSE, LONGEST_TITLE
from cab_portal.web import forms, guards
from cab_portal.web.forms import LineField, TextField
from cab_portal.web.pages import see_other


class LanguagesForm(RevisionForm):
    """The language of the questions themselves, and one to translate them into."""

    base = SelectField("The questions are written in", validate_choice=False)
    add = SelectField("Add a language", validate_choice=False)


@blueprint.post("/staff/surveys/<id:survey_id>/languages")
@guards.require(AreaPermission.STAFF)
def update_languages(survey_id: UUID) -> ResponseReturnValue:
    """Name the language of the questions, and add one to translate them into."""
    form = LanguagesForm()

    def verb(survey: Survey) -> None:
        seen = form.seen()
        if form.base.data and form.base.data != survey.definition.get("language", "en"):
            service.set_base_language(survey, form.base.data, seen)
            seen = survey.revision
        if form.add.data:
            service.add_language(survey, form.add.data, seen)
        flash(gettext("The languages were saved. Their texts stand beside those of each question."))

    return _changed(survey_id, form, verb)


class WordsForm(RevisionForm):
    """The title and the purpose of a survey in another language."""

    title = LineField("Title", limit=LONGEST_TITLE)
    purpose = TextField("What it is for", limit=LONGEST_PURPOSE)


@blueprint.post("/staff/surveys/<id:survey_id>/languages/<string:language>/words")
@guards.require(AreaPermission.STAFF)
def say_what_it_is_for(survey_id: UUID, language: str) -> ResponseReturnValue:
    """The title and the purpose in one of the further languages."""
    form = WordsForm()

    def verb(survey: Survey) -> None:
        service.say_what_it_is_for(survey, language, form.title.data or "", form.purpose.data or "", form.seen())
        flash(gettext("The title and what it is for were saved."))

    return _changed(survey_id, form, verb)


@blueprint.post("/staff/surveys/<id:survey_id>/languages/<string:language>/questions/<string:question_id>/confirm")
@guards.require(AreaPermission.STAFF)
def confirm_translation(survey_id: UUID, language: str, question_id: str) -> ResponseReturnValue:
    """Say that the translation of a question still holds, though the question was worded anew."""
    form = RevisionForm()

    def verb(survey: Survey) -> None:
        service.confirm_translation(survey, language, question_id, form.seen())
        flash(gettext("The translation stays as it is."))

    return _changed(survey_id, form, verb)


@blueprint.post("/staff/surveys/<id:survey_id>/languages/<string:language>/remove")
@guards.require(AreaPermission.STAFF)
def remove_language(survey_id: UUID, language: str) -> ResponseReturnValue:
    """Give a language up with its texts."""
    form = RevisionForm()

    def verb(survey: Survey) -> None:
        service.remove_language(survey, language, form.seen())

    return _changed(survey_id, form, verb)


def _changed(survey_id: UUID, form: RevisionForm, verb: Callable[[Survey], None]) -> ResponseReturnValue:
    def act() -> ResponseReturnValue:
        verb(guards.load(Survey, survey_id, SurveyPermission.DESIGN, lock=True))
        return see_other("staff.design_survey", survey_id=survey_id, anchor="languages")

    def page() -> str:
        survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
        return design_page(survey, details_of(survey), form)

    return forms.save(form, act, page)
