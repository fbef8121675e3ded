"""Answers in own words: read, search, sort into themes. Only for who may see who gave which answer."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core import ids
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotAllowed, NotFound
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_results.page import sent_survey
from cab_portal.faces.staff.survey_results.theme_forms import ThemeForm, ThemesForm, WordSearch
from cab_portal.surveys import queries, service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.access import reading as reading_for
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import ThemeCount, Voice
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import Reading
from cab_portal.web import forms, guards, identity
from cab_portal.web.pages import see_other
from cab_portal.web.paging import page_number


@blueprint.get("/staff/surveys/<id:survey_id>/results/<string:question_id>")
@guards.require(AreaPermission.STAFF)
def survey_voices(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """All answers to one question in own words, or those with a theme or with some words in them."""
    survey = sent_survey(survey_id)
    reading = reading_for(identity.actor(), survey)
    if reading not in {Reading.NAMES, Reading.RELEASED}:
        raise NotAllowed(gettext("Own words are read only by the people named on this survey."))
    questionnaire = queries.sent_questionnaire_of(survey)
    question = _open_question(questionnaire, question_id)
    if reading is Reading.RELEASED:
        page = queries.released_of(survey, queries.state_of(survey)).page(question_id, page_number())
        return render_template("staff/survey_voices.html", survey=survey, question=question, page=page, filters=[])
    return _named_voices(survey, question)


def _named_voices(survey: Survey, question: Question) -> str:
    themes = queries.themes_of(survey.id, question.id)
    search = WordSearch(request.args)
    words = (search.search.data or "").strip() if search.validate() else ""
    theme = _theme(themes, request.args.get("theme", ""))
    theme_id = theme.id if theme else None
    return render_template(
        "staff/survey_voices.html",
        survey=survey,
        question=question,
        page=queries.voices_page(survey.id, question.id, page_number(), search=words, theme_id=theme_id),
        search=search,
        words=words,
        theme=theme,
        filters=_filters(survey, question.id, themes, theme),
    )


def _open_question(questionnaire: Questionnaire, question_id: str) -> Question:
    for question in questionnaire.questions:
        if question.id == question_id and question.written:
            return question
    raise NotFound


def _theme(themes: list[ThemeCount], asked: str) -> ThemeCount | None:
    """The theme that ``?theme=`` asks for; none for anything that is no theme of this survey."""
    return next((theme for theme in themes if ids.encode(theme.id) == asked), None)


def _filters(
    survey: Survey, question_id: str, themes: list[ThemeCount], chosen: ThemeCount | None
) -> list[dict[str, object]]:
    def link(theme: ThemeCount | None, label: str, count: int | None) -> dict[str, object]:
        key = ids.encode(theme.id) if theme else None
        url = url_for("staff.survey_voices", survey_id=survey.id, question_id=question_id, theme=key)
        return {"label": label, "url": url, "current": theme == chosen, "count": count}

    return [link(None, gettext("All"), None), *(link(theme, theme.name, theme.count) for theme in themes)]


@blueprint.get("/staff/surveys/<id:survey_id>/results/<string:question_id>/<id:response_id>")
@guards.require(AreaPermission.STAFF)
def edit_themes(survey_id: UUID, question_id: str, response_id: UUID) -> ResponseReturnValue:
    """One answer with its themes to choose."""
    survey = sent_survey(survey_id, SurveyPermission.READ_NAMES)
    voice = _voice(survey, question_id, response_id)
    form = ThemesForm(formdata=None, chosen=[ids.encode(theme.id) for theme in voice.themes])
    return _themes_page(survey, voice, form)


def _voice(survey: Survey, question_id: str, response_id: UUID) -> Voice:
    voice = queries.voice_of(survey.id, question_id, response_id)
    if voice is None:
        raise NotFound
    return voice


def _themes_page(survey: Survey, voice: Voice, form: ThemesForm) -> str:
    themes = queries.themes_of(survey.id, voice.question_id)
    form.offer(themes)
    question = _open_question(queries.sent_questionnaire_of(survey), voice.question_id)
    return render_template(
        "staff/survey_themes.html", survey=survey, question=question, voice=voice, form=form, themes=themes
    )


@blueprint.post("/staff/surveys/<id:survey_id>/results/<string:question_id>/<id:response_id>")
@guards.require(AreaPermission.STAFF)
def update_themes(survey_id: UUID, question_id: str, response_id: UUID) -> ResponseReturnValue:
    """Let the answer have just these themes."""
    survey = sent_survey(survey_id, SurveyPermission.READ_NAMES)
    voice = _voice(survey, question_id, response_id)
    form = ThemesForm()
    form.offer(queries.themes_of(survey.id, question_id))

    def act() -> ResponseReturnValue:
        locked = guards.load(Survey, survey_id, SurveyPermission.READ_NAMES, lock=True)
        service.give_themes(locked, question_id, response_id, form.given())
        flash(gettext("The themes are saved."))
        return see_other("staff.survey_voices", survey_id=survey_id, question_id=question_id)

    return forms.save(form, act, lambda: _themes_page(sent_survey(survey_id), voice, form))


@blueprint.get("/staff/surveys/<id:survey_id>/themes/<id:theme_id>")
@guards.require(AreaPermission.STAFF)
def edit_theme(survey_id: UUID, theme_id: UUID) -> ResponseReturnValue:
    """Rename a theme, or merge it into another."""
    survey = sent_survey(survey_id, SurveyPermission.READ_NAMES)
    theme = _known(survey, theme_id)
    return _theme_page(survey, theme, ThemeForm(formdata=None, name=theme.name))


def _known(survey: Survey, theme_id: UUID) -> ThemeCount:
    for theme in queries.themes_of(survey.id, ""):
        if theme.id == theme_id:
            return theme
    raise NotFound


def _theme_page(survey: Survey, theme: ThemeCount, form: ThemeForm) -> str:
    return render_template("staff/survey_theme.html", survey=survey, theme=theme, form=form)


@blueprint.post("/staff/surveys/<id:survey_id>/themes/<id:theme_id>")
@guards.require(AreaPermission.STAFF)
def update_theme(survey_id: UUID, theme_id: UUID) -> ResponseReturnValue:
    """Give the theme its name; one of that name takes its answers over."""
    theme = _known(sent_survey(survey_id, SurveyPermission.READ_NAMES), theme_id)
    form = ThemeForm()

    def act() -> ResponseReturnValue:
        locked = guards.load(Survey, survey_id, SurveyPermission.READ_NAMES, lock=True)
        service.rename_theme(locked, theme_id, form.name.data or "")
        flash(gettext("The theme is saved."))
        return see_other("staff.survey_results", survey_id=survey_id)

    return forms.save(form, act, lambda: _theme_page(sent_survey(survey_id), theme, form))
