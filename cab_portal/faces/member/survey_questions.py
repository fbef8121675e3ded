"""Answering a survey one question per page: saved at each step, checked and sent once."""

from uuid import UUID

from flask import current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from markupsafe import Markup

from cab_portal.core import ids
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import Conflict
from cab_portal.faces.member import survey_cookie
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.faces.member.survey_run import Run, facts_of, milliseconds_of, promise_of, run_of, seed_of
from cab_portal.surveys import service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import AskedSurvey, asked_from, asked_statement
from cab_portal.surveys.questionnaire.answers import Answers
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.path import (
    check_complete,
    first_unanswered_required,
    next_question,
    position,
)
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import SurveyPrivacy
from cab_portal.web import forms, guards, identity
from cab_portal.web.filters import show_datetime
from cab_portal.web.forms import PlainForm
from cab_portal.web.kept_pages import kept_page
from cab_portal.web.limits import answer_limit
from cab_portal.web.pages import see_other
from cab_portal.web.survey_drawing import drawn, unanswered
from cab_portal.web.survey_forms import AnswerForm, answer_form

CHECK = "check"
_QUESTION, _CHECK = "member/survey_question.html", "member/survey_check.html"


class SendForm(PlainForm):
    """The button that sends the answers."""


@blueprint.get("/surveys/<id:survey_id>/q/<int(min=1):number>")
@guards.require(AreaPermission.MEMBER)
def survey_question(survey_id: UUID, number: int) -> ResponseReturnValue:
    """One question."""
    run = run_of(survey_id)
    if not run.takes_answers or run.is_on_one_page:
        return see_other("member.survey", survey_id=survey_id)
    if number > len(run.shown):
        return see_other("member.check_survey", survey_id=survey_id)
    question = run.shown[number - 1]
    said = run.worded(question)
    if said is question and question.id not in run.answers:
        return _question_page(run, said, unanswered(said, seed_of(run.survey), page=True))
    form = answer_form(said, run.answers.get(question.id), seed_of(run.survey))
    return _question_page(run, said, drawn(form, page=True), form)


@blueprint.post("/surveys/<id:survey_id>/q/<int(min=1):number>")
@guards.require(AreaPermission.MEMBER)
@answer_limit
def answer_question(survey_id: UUID, number: int) -> ResponseReturnValue:
    """Save one answer and go on."""
    run = run_of(survey_id, SurveyPermission.ANSWER)
    if run.is_on_one_page:
        return see_other("member.survey", survey_id=survey_id)
    question = _answered_question(run, number)
    if question is None:
        return _passed_over(run)
    form = answer_form(run.worded(question), seed=seed_of(run.survey))

    def act() -> ResponseReturnValue:
        value = form.given()
        present = _held(survey_id)
        answers = {**run.answers, question.id: value}
        following = _go_on(
            survey_id, run.questionnaire, {key: given for key, given in answers.items() if given is not None}, question
        )
        if not run.is_anonymous:
            service.save_answer(present, identity.actor(), question, value, milliseconds_of(run.survey))
            return following
        held = survey_cookie.token() or ids.new_secret()
        service.keep_answer(present, identity.actor(), survey_cookie.key_of(held), question, value)
        return survey_cookie.give(following, survey_id, held)

    return forms.save(form, act, lambda: _question_page(run, form.question, drawn(form, page=True), form))


def _answered_question(run: Run, number: int) -> Question | None:
    """The question that was on the page: by its id, for an answer in another tab may have changed the numbers."""
    named = request.form.get("question_id", "")
    for question in run.shown:
        if question.id == named:
            return question
    return run.shown[number - 1] if not named and number <= len(run.shown) else None


def _passed_over(run: Run) -> ResponseReturnValue:
    """On from a question that another answer has hidden meanwhile, as one given in another tab does."""
    named = request.form.get("question_id", "")
    if named not in run.questionnaire.places:
        return see_other("member.check_survey", survey_id=run.survey.id)
    flash(gettext("Another answer of yours hides that question, so this one was not needed."))
    return _go_on(run.survey.id, run.questionnaire, run.answers, run.questionnaire.question(named))


def _go_on(survey_id: UUID, questionnaire: Questionnaire, answers: Answers, question: Question) -> ResponseReturnValue:
    """The next question; after a change from the check page back there, by way of what the change made necessary."""
    if request.args.get("to") == CHECK:
        following = first_unanswered_required(questionnaire, answers)
    else:
        following = next_question(questionnaire, answers, question.id)
    place = position(questionnaire, answers, following.id) if following else None
    if place is None:
        return see_other("member.check_survey", survey_id=survey_id)
    return see_other("member.survey_question", survey_id=survey_id, number=place.page, to=request.args.get("to"))


def _question_page(run: Run, question: Question, controls: Markup, form: AnswerForm | None = None) -> str:
    place = position(run.questionnaire, run.answers, question.id)
    if place is None:
        raise Conflict(gettext("Another answer of yours hides this question. Go back to your answers."))
    to_check = request.args.get("to") == CHECK
    back = url_for("member.survey", survey_id=run.survey.id)
    if to_check:
        back = url_for("member.check_survey", survey_id=run.survey.id)
    elif place.page > 1:
        back = url_for("member.survey_question", survey_id=run.survey.id, number=place.page - 1)
    facts = {
        **facts_of(run),
        "page": place.page,
        "number": place.number,
        "total": place.total,
        "question_id": question.id,
        "to": CHECK if to_check else None,
        "back_url": back,
        "is_risky": run.is_anonymous and question.takes_words,
        "form": form,
    }
    # What is asked may repeat an earlier answer.
    words = {"asked": question.text, "controls": controls, "shown_at": run.shown_at}
    if form is None:
        return kept_page(_QUESTION, facts, words)
    return render_template(_QUESTION, **facts, **words)


@blueprint.get("/surveys/<id:survey_id>/check")
@guards.require(AreaPermission.MEMBER)
def check_survey(survey_id: UUID) -> ResponseReturnValue:
    """All answers on one page, each with a way to change it."""
    run = run_of(survey_id)
    if not run.takes_answers or run.is_on_one_page:
        return see_other("member.survey", survey_id=survey_id)
    return _check_page(run)


@blueprint.post("/surveys/<id:survey_id>/check")
@guards.require(AreaPermission.MEMBER)
@answer_limit
def send_survey(survey_id: UUID) -> ResponseReturnValue:
    """Send the answers. Pressed twice, it is as good as once."""

    def act() -> ResponseReturnValue:
        locked = _held(survey_id)
        done = see_other("member.survey_done", survey_id=survey_id)
        if locked.privacy is not SurveyPrivacy.ANONYMOUS:
            service.submit(locked, identity.actor())
            return done
        held = survey_cookie.token()
        service.send_answers(locked, identity.actor(), survey_cookie.key_of(held) if held else None)
        return survey_cookie.take_back(done, survey_id)

    return forms.send(SendForm, act, lambda form: _check_page(run_of(survey_id), form))


def _check_page(run: Run, form: PlainForm | None = None) -> str:
    pages = {question.id: page for page, question in enumerate(run.shown, 1) if question.answerable}
    urls = [
        url_for("member.survey_question", survey_id=run.survey.id, number=page, to=CHECK) for page in pages.values()
    ]
    rows = [{**row, "url": url} for row, url in zip(run.rows, urls, strict=True)]
    numbers = {question_id: number for number, question_id in enumerate(pages, 1)}
    missing = [
        {"text": gettext("Question %(number)s needs an answer.", number=number), "url": urls[number - 1]}
        for problem in check_complete(run.questionnaire, run.answers)
        for number in (numbers[problem.question.id],)
    ]
    answered = sum(1 for question in run.shown if question.id in run.answers)
    facts = {
        **facts_of(run),
        "promise": promise_of(run),
        "until": show_datetime(run.request.closes_at),
        "is_final": run.is_anonymous or run.is_late,
        "form": form,
    }
    words = {
        "rows": _drawn_rows(rows),
        "label": gettext("Send my changes")
        if run.may_correct
        else ngettext("Send %(num)s answer", "Send %(num)s answers", answered),
        "back_url": url_for("member.survey_question", survey_id=run.survey.id, number=len(run.shown)),
    }
    if form is None:
        return kept_page(_CHECK, facts, words)
    return render_template(_CHECK, **facts, **words, missing=missing)


def _drawn_rows(rows: list[dict[str, str | None]]) -> Markup:
    macros = current_app.jinja_env.get_template("components/tables.html").module
    html: Markup = macros.summary_list(rows, wide=True)  # type: ignore[attr-defined]
    return html


def _held(survey_id: UUID) -> AskedSurvey:
    """The survey as it is now, until the commit."""
    rows = guards.look(Survey, survey_id, SurveyPermission.ANSWER, asked_statement(), lock=True)
    return asked_from(rows[0])
