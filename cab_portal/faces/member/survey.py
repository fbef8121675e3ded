"""Answering a survey: one question per page, saved at each step, checked and sent once."""

from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from cab_portal.core import clock, ids, paths
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import Conflict, NotFound
from cab_portal.faces.member import survey_cookie
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.reviews.models import ReviewRequest
from cab_portal.rewards.queries import offers_of
from cab_portal.rewards.rules import Activity
from cab_portal.surveys import queries, service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import Sheet
from cab_portal.surveys.questionnaire.answers import Answers
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.path import (
    check_complete,
    first_unanswered_required,
    next_question,
    path,
    position,
    worded,
)
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import SurveyPrivacy, SurveyStatus, is_open
from cab_portal.web import forms, guards, identity
from cab_portal.web.filters import show_datetime, show_minutes, show_money
from cab_portal.web.forms import Form
from cab_portal.web.limits import answer_limit
from cab_portal.web.pages import present_program, see_other
from cab_portal.web.paging import page_number
from cab_portal.web.survey_forms import AnswerForm, answer_form
from cab_portal.web.survey_promises import for_member

CHECK = "check"


class SendForm(Form):
    """The button that sends the answers."""


@dataclass(frozen=True)
class Run:
    """A survey with its questions and the viewer's answers so far."""

    survey: Survey
    request: ReviewRequest
    questionnaire: Questionnaire
    sheet: Sheet

    @property
    def is_anonymous(self) -> bool:
        return self.survey.privacy is SurveyPrivacy.ANONYMOUS

    @property
    def shown(self) -> tuple[Question, ...]:
        """The questions that these answers lead through."""
        return path(self.questionnaire, self.sheet.answers)

    @property
    def takes_answers(self) -> bool:
        if self.sheet.is_sent:
            return False
        return is_open(self.survey.status, self.request.status, self.request.closes_at, clock.now())

    @property
    def waits_for_pay(self) -> bool:
        """Whether what was offered is paid only when the survey has closed: received, and anonymous."""
        return self.is_anonymous and self.sheet.is_sent and self.survey.status is SurveyStatus.OPEN

    @property
    def resumes_at(self) -> int:
        """The number of the question after the last one answered; one more than there are where none is left."""
        answered = [number for number, question in enumerate(self.shown, 1) if question.id in self.sheet.answers]
        return max(answered, default=0) + 1

    @property
    def rows(self) -> list[dict[str, str | None]]:
        """Question and answer, as a summary list shows them; texts without an answer are not there."""
        return [row for _, row in self.numbered_rows]

    @property
    def numbered_rows(self) -> list[tuple[int, dict[str, str | None]]]:
        """The same with the number of each question on the path."""
        answers = self.sheet.answers
        return [
            (
                number,
                {
                    "label": self.worded(question).text,
                    "value": question.display(answers[question.id]) if question.id in answers else None,
                },
            )
            for number, question in enumerate(self.shown, 1)
            if question.answerable
        ]

    def worded(self, question: Question) -> Question:
        """The question as the viewer reads it."""
        return worded(self.questionnaire, question, self.sheet.answers)


def _run(survey_id: UUID, permission: SurveyPermission = SurveyPermission.READ, *, lock: bool = False) -> Run:
    survey = guards.load(Survey, survey_id, permission, lock=lock)
    if survey.request is None:
        raise NotFound
    questionnaire = queries.sent_questionnaire_of(survey)
    person_id = identity.actor().id
    if survey.privacy is SurveyPrivacy.ANONYMOUS:
        held = survey_cookie.token()
        key = survey_cookie.key_of(held) if held else None
        sheet = queries.unlinked_sheet_of(survey.id, questionnaire, person_id, key)
    else:
        sheet = queries.sheet_of(survey.id, questionnaire, person_id)
    return Run(survey, survey.request, questionnaire, sheet)


@blueprint.get("/surveys")
@guards.require(AreaPermission.MEMBER)
def surveys() -> ResponseReturnValue:
    """What was asked of me: the open surveys first."""
    return render_template("member/surveys.html", page=queries.surveys_of_member(identity.actor().id, page_number()))


@blueprint.get("/surveys/<id:survey_id>")
@guards.require(AreaPermission.MEMBER)
def survey(survey_id: UUID) -> ResponseReturnValue:
    """What it is for, how long it takes, what it pays and who reads the answers; or the answers that were sent."""
    run = _run(survey_id)
    offer = offers_of(run.request.id).get(Activity.SURVEY) if run.waits_for_pay else None
    return render_template(
        "member/survey.html", run=run, facts=_facts(run) if run.takes_answers else [], paid_later=offer
    )


def _promise(run: Run) -> str:
    """Who reads the answers, as it was promised when the survey was sent."""
    survey = run.survey
    return for_member(survey.privacy, queries.confidants_of(survey), survey.smallest_group, present_program().name)


def _facts(run: Run) -> list[dict[str, str]]:
    """What a member should know before the first question."""
    survey = run.survey
    offer = offers_of(run.request.id).get(Activity.SURVEY)
    told = [
        (gettext("Asked by"), survey.owner.name),
        (gettext("About the draft"), survey.draft.title),
        (gettext("Questions"), gettext("%(count)s, one per page", count=len(run.questionnaire.questions))),
        (gettext("Time"), show_minutes(queries.minutes_of(survey))),
        (gettext("Closes"), show_datetime(run.request.closes_at)),
        (
            gettext("Who reads your answers"),
            _promise(run),
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
    return [{"label": label, "value": value} for label, value in told]


@blueprint.get("/surveys/<id:survey_id>/q/<int(min=1):number>")
@guards.require(AreaPermission.MEMBER)
def survey_question(survey_id: UUID, number: int) -> ResponseReturnValue:
    """One question."""
    run = _run(survey_id)
    if not run.takes_answers:
        return see_other("member.survey", survey_id=survey_id)
    if number > len(run.shown):
        return see_other("member.check_survey", survey_id=survey_id)
    question = run.shown[number - 1]
    return _question_page(run, answer_form(run.worded(question), run.sheet.answers.get(question.id)))


@blueprint.post("/surveys/<id:survey_id>/q/<int(min=1):number>")
@guards.require(AreaPermission.MEMBER)
@answer_limit
def answer_question(survey_id: UUID, number: int) -> ResponseReturnValue:
    """Save one answer and go on."""
    run = _run(survey_id, SurveyPermission.ANSWER)
    question = _answered_question(run, number)
    if question is None:
        return see_other("member.check_survey", survey_id=survey_id)
    form = answer_form(run.worded(question))

    def act() -> ResponseReturnValue:
        value = form.given()
        present = guards.load(Survey, survey_id, SurveyPermission.ANSWER)
        answers = {**run.sheet.answers, question.id: value}
        following = _go_on(
            survey_id, run.questionnaire, {key: given for key, given in answers.items() if given is not None}, question
        )
        if not run.is_anonymous:
            service.save_answer(present, identity.actor(), question, value)
            return following
        held = survey_cookie.token() or ids.new_secret()
        service.keep_answer(present, identity.actor(), survey_cookie.key_of(held), question, value)
        return survey_cookie.give(following, survey_id, held)

    return forms.save(form, act, lambda: _question_page(run, form))


def _answered_question(run: Run, number: int) -> Question | None:
    """The question that was on the page: by its id, for an answer in another tab may have changed the numbers."""
    named = request.form.get("question_id", "")
    for question in run.shown:
        if question.id == named:
            return question
    return run.shown[number - 1] if not named and number <= len(run.shown) else None


def _go_on(survey_id: UUID, questionnaire: Questionnaire, answers: Answers, question: Question) -> ResponseReturnValue:
    """The next question; after a change from the check page back there, by way of what the change made necessary."""
    if request.args.get("to") == CHECK:
        following = first_unanswered_required(questionnaire, answers)
    else:
        following = next_question(questionnaire, answers, question.id)
    place = position(questionnaire, answers, following.id) if following else None
    if place is None:
        return see_other("member.check_survey", survey_id=survey_id)
    return see_other("member.survey_question", survey_id=survey_id, number=place.number, to=request.args.get("to"))


def _question_page(run: Run, form: AnswerForm) -> str:
    place = position(run.questionnaire, run.sheet.answers, form.question.id)
    if place is None:
        raise Conflict(gettext("Another answer of yours hides this question. Go back to your answers."))
    to_check = request.args.get("to") == CHECK
    back = url_for("member.survey", survey_id=run.survey.id)
    if to_check:
        back = url_for("member.check_survey", survey_id=run.survey.id)
    elif place.number > 1:
        back = url_for("member.survey_question", survey_id=run.survey.id, number=place.number - 1)
    return render_template(
        "member/survey_question.html",
        run=run,
        form=form,
        question=form.question,
        number=place.number,
        total=place.total,
        to=CHECK if to_check else None,
        back_url=back,
    )


@blueprint.get("/surveys/<id:survey_id>/check")
@guards.require(AreaPermission.MEMBER)
def check_survey(survey_id: UUID) -> ResponseReturnValue:
    """All answers on one page, each with a way to change it."""
    run = _run(survey_id)
    if not run.takes_answers:
        return see_other("member.survey", survey_id=survey_id)
    return _check_page(run, SendForm())


@blueprint.post("/surveys/<id:survey_id>/check")
@guards.require(AreaPermission.MEMBER)
@answer_limit
def send_survey(survey_id: UUID) -> ResponseReturnValue:
    """Send the answers. Pressed twice, it is as good as once."""
    form = SendForm()

    def act() -> ResponseReturnValue:
        locked = guards.load(Survey, survey_id, SurveyPermission.ANSWER, lock=True)
        done = see_other("member.survey_done", survey_id=survey_id)
        if locked.privacy is not SurveyPrivacy.ANONYMOUS:
            service.submit(locked, identity.actor())
            return done
        held = survey_cookie.token()
        service.send_answers(locked, identity.actor(), survey_cookie.key_of(held) if held else None)
        return survey_cookie.take_back(done, survey_id)

    return forms.save(form, act, lambda: _check_page(_run(survey_id), form))


def _check_page(run: Run, form: SendForm) -> str:
    numbers = {question.id: number for number, question in enumerate(run.shown, 1)}
    rows = [
        {**row, "url": url_for("member.survey_question", survey_id=run.survey.id, number=number, to=CHECK)}
        for number, row in run.numbered_rows
    ]
    urls = {number: row["url"] for (number, _), row in zip(run.numbered_rows, rows, strict=True)}
    missing = [
        {"text": gettext("Question %(number)s needs an answer.", number=number), "url": urls[number]}
        for problem in check_complete(run.questionnaire, run.sheet.answers)
        for number in (numbers[problem.question.id],)
    ]
    answered = sum(1 for question in run.shown if question.id in run.sheet.answers)
    return render_template(
        "member/survey_check.html",
        run=run,
        form=form,
        rows=rows,
        missing=missing,
        promise=_promise(run),
        label=ngettext("Send %(num)s answer", "Send %(num)s answers", answered),
        back_url=url_for("member.survey_question", survey_id=run.survey.id, number=len(run.shown)),
    )


@blueprint.get("/surveys/<id:survey_id>/done")
@guards.require(AreaPermission.MEMBER)
def survey_done(survey_id: UUID) -> ResponseReturnValue:
    """Thanks, and what happens next."""
    run = _run(survey_id)
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
    run = _run(survey_id)
    return render_template("member/survey_stored.html", run=run, promise=_promise(run), holds=survey_cookie.token())
