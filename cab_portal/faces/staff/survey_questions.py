"""The editor of one question of a survey."""

from collections.abc import Mapping
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import Conflict, NotFound
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_design import survey_lines
from cab_portal.faces.staff.survey_forms import TYPE_NAMES
from cab_portal.faces.staff.survey_language_names import languages_of
from cab_portal.faces.staff.survey_question_differences import differences
from cab_portal.faces.staff.survey_question_forms import QuestionForm, mark_of, pipeable
from cab_portal.faces.staff.survey_top import top_line
from cab_portal.faces.staff.survey_zone import Zone, zone_of_stored
from cab_portal.surveys import queries, service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire import condition_words
from cab_portal.surveys.questionnaire.editing import typed
from cab_portal.surveys.questionnaire.languages import Translation
from cab_portal.surveys.questionnaire.outdated import outdated_texts
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import LOCKED, SurveyStatus
from cab_portal.web import forms, guards
from cab_portal.web.pages import see_other

STALE = "Somebody else saved this question while you were writing. Nothing is lost."


@blueprint.get("/staff/surveys/<id:survey_id>/questions/new")
@guards.require(AreaPermission.STAFF)
def new_question(survey_id: UUID) -> ResponseReturnValue:
    """A further question, of the type in ``?type=``."""
    survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
    return question_page(survey, type_asked(), form_of(survey))


@blueprint.post("/staff/surveys/<id:survey_id>/questions/new")
@guards.require(AreaPermission.STAFF)
def create_question(survey_id: UUID) -> ResponseReturnValue:
    """Add it at the end; or show the form again with another line."""
    kind = type_asked()
    survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
    form = form_of(survey)
    if order := request.form.get("row"):
        return question_page(survey, kind, form, focus=form.rearrange(order))

    def act() -> ResponseReturnValue:
        locked = guards.load(Survey, survey_id, SurveyPermission.DESIGN, lock=True)
        added = service.add_question(locked, kind, form.given(), locked.revision)
        return see_other("staff.design_survey", survey_id=survey_id, anchor=f"question-{added}")

    return forms.save(
        form,
        act,
        lambda: question_page(guards.load(Survey, survey_id, SurveyPermission.DESIGN), kind, form),
        lambda: service.judge_question(survey, kind, form.given()),
    )


@blueprint.get("/staff/surveys/<id:survey_id>/questions/<string:question_id>")
@guards.require(AreaPermission.STAFF)
def edit_question(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """One question and its condition."""
    survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
    question = question_of(survey, question_id)
    return question_page(survey, question.type, form_of(survey, question), question)


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>")
@guards.require(AreaPermission.STAFF)
def update_question(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """Save the question; where somebody else was faster, show both and lose neither. Or show another line.

    A script saves the same way while its author writes: asked for the fragment ``saving``, the answer is what changes
    around the form.
    """
    survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
    question = _find(survey, question_id)
    kind = question.type if question is not None else _type_of_gone(survey, question_id)
    form = form_of(survey, question)
    if order := request.form.get("row"):
        return question_page(survey, kind, form, question, focus=form.rearrange(order))

    def act() -> ResponseReturnValue:
        locked = guards.load(Survey, survey_id, SurveyPermission.DESIGN, lock=True)
        _ensure_seen(locked, _find(locked, question_id), form)
        service.change_question(locked, question_id, form.given(), locked.revision)
        if _is_fragment():
            saved = question_of(locked, question_id)
            mark = mark_of(saved, _translations(locked))
            return render_template("staff/_question_saving.html", survey=locked, form=None, theirs=None, mark=mark)
        return see_other("staff.design_survey", survey_id=survey_id, anchor=f"question-{question_id}")

    def page() -> str:
        present = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
        return question_page(present, kind, form, _find(present, question_id), is_new=False)

    def judge() -> None:
        if question is not None:
            service.judge_question(survey, kind, form.given(), question_id)

    return forms.save(form, act, page, judge)


def _ensure_seen(survey: Survey, question: Question | None, form: QuestionForm) -> None:
    if survey.status is not SurveyStatus.WRITING:
        raise Conflict(LOCKED, code="locked")
    if question is None:
        raise Conflict("Somebody else deleted this question while you were writing. Your text is below.", code="gone")
    if not form.saw(question, _translations(survey)):
        raise Conflict(STALE, code="stale")


def _is_fragment() -> bool:
    return request.args.get("fragment") == "saving"


def form_of(survey: Survey, question: Question | None = None) -> QuestionForm:
    """The form of a question as it stands, or of a new one; filled with what was posted, where something was."""
    questionnaire = queries.questionnaire_of(survey)
    languages = languages_of(questionnaire)
    if question is None or questionnaire is None:
        return QuestionForm.of(languages, questionnaire.questions if questionnaire else ())
    earlier = earlier_of(survey, question)
    form = QuestionForm.of(languages, earlier, typed(question, earlier, questionnaire.translations))
    if not form.is_submitted():
        form.revision.data = mark_of(question, questionnaire.translations)
    return form


def question_page(
    survey: Survey,
    kind: str,
    form: QuestionForm,
    question: Question | None = None,
    focus: str | None = None,
    *,
    is_new: bool | None = None,
    zone: Zone | None = None,
) -> str:
    """The editor, with what the assistant says of the question as it was saved where there is no other ``zone``.

    ``theirs`` is what differs between the question as somebody else saved it and what is typed here."""
    earlier = earlier_of(survey, question)
    form.offer(earlier)
    questionnaire = queries.questionnaire_of(survey)
    if questionnaire and question:
        form.note_outdated(text for text in outdated_texts(questionnaire) if text.question_id == question.id)
    theirs = None
    if question is not None and STALE in form.form_errors:
        theirs = differences(typed(question, earlier, _translations(survey)), form)
        # Who has seen the other text may save over it.
        form.revision.data = mark_of(question, _translations(survey))
        form.revision.raw_data = None
    if form.refusal and questionnaire and form.refusal.about in questionnaire.places:
        form.lead = url_for("staff.edit_question", survey_id=survey.id, question_id=form.refusal.about)
    condition = question.show_if if question else None
    return render_template(
        "staff/_question_saving.html" if _is_fragment() else "staff/survey_question.html",
        survey=survey,
        top=top_line(survey),
        kind=kind,
        type_name=TYPE_NAMES[kind],
        form=form,
        question=question,
        number=questionnaire.number(question.id) if question and questionnaire else None,
        lines=survey_lines(survey),
        pipeable=pipeable(earlier),
        condition=condition_words.sentence(condition, questionnaire) if condition and questionnaire else None,
        editable=survey.status is SurveyStatus.WRITING,
        focus=focus,
        theirs=theirs,
        gone=question is None and is_new is False,
        mark=form.revision.data,
        zone=zone or zone_of_stored(survey, question),
    )


def earlier_of(survey: Survey, question: Question | None) -> tuple[Question, ...]:
    """The questions before one, all of them where it is new."""
    questionnaire = queries.questionnaire_of(survey)
    questions = questionnaire.questions if questionnaire else ()
    return questions[: questions.index(question)] if question is not None else questions


def _translations(survey: Survey) -> Mapping[str, Translation]:
    questionnaire = queries.questionnaire_of(survey)
    return questionnaire.translations if questionnaire else {}


def _find(survey: Survey, question_id: str) -> Question | None:
    questionnaire = queries.questionnaire_of(survey)
    if questionnaire is None or question_id not in questionnaire.places:
        return None
    return questionnaire.question(question_id)


def question_of(survey: Survey, question_id: str) -> Question:
    found = _find(survey, question_id)
    if found is None:
        raise NotFound
    return found


def _type_of_gone(survey: Survey, question_id: str) -> str:
    """The type of a question that somebody deleted while it was edited; ``NotFound`` where there never was one."""
    kind = queries.deleted_type(survey.id, question_id)
    if kind is None:
        raise NotFound
    return kind


def type_asked() -> str:
    kind = request.args.get("type", "")
    if kind not in TYPE_NAMES:
        raise NotFound
    return kind
