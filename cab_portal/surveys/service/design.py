"""Designing a survey. A survey passed in must be locked by the caller.

Every verb takes the revision that its author saw; it refuses (``Conflict``) where somebody saved since, and where the
survey was sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, InvalidInput, NotFound
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts.models import Draft
from cab_portal.drafts.queries import active_staff
from cab_portal.surveys.events import SurveyChanged, SurveyCreated
from cab_portal.surveys.models import Confidant, DeletedQuestion, Survey
from cab_portal.surveys.queries import questionnaire_of
from cab_portal.surveys.questionnaire import editing
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.editing import QuestionInput
from cab_portal.surveys.questionnaire.problems import DefinitionError, DefinitionProblem
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import SURVEYS, SurveyInput, SurveyPrivacy, ensure_changeable, layout_problems


def create_survey(actor: Actor, draft: Draft, given: SurveyInput) -> Survey:
    """A survey about a draft, without questions yet; about a launched one as well, for its next version."""
    at = clock.now()
    survey = Survey(
        id=ids.new_id(),
        draft_id=draft.id,
        owner_id=actor.id,
        title=given.title,
        purpose=given.purpose,
        privacy=given.privacy,
        layout=given.layout,
        status=SURVEYS.first,
        definition={"schema_version": 1, "title": "", "questions": []},
        revision=0,
        created_at=at,
        updated_at=at,
    )
    session.add(survey)
    session.flush()
    _trust(survey, given.confidants)
    publish(SurveyCreated(survey_id=survey.id, draft_id=draft.id))
    return survey


def save_details(survey: Survey, given: SurveyInput, seen_revision: int) -> None:
    """Another title, purpose, promise or layout, which all stand still once the survey is sent."""
    ensure_changeable(survey.status, survey.revision, seen_revision)
    questions = _questions(survey)
    for number, sentence in layout_problems(questionnaire_of(survey), given.layout).items():
        raise InvalidInput(sentence, about=questions[number - 1].id, fields={"layout": sentence})
    survey.title, survey.purpose, survey.privacy = given.title, given.purpose, given.privacy
    survey.layout = given.layout
    _trust(survey, given.confidants)
    _note_change(survey)


def _trust(survey: Survey, chosen: frozenset[UUID]) -> None:
    """Name those who may read a confidential survey's answers with their names; nobody for the other promises."""
    session.execute(delete(Confidant).where(Confidant.survey_id == survey.id))
    if survey.privacy is not SurveyPrivacy.CONFIDENTIAL:
        return
    if not chosen <= {person.id for person in active_staff()}:
        sentence = "Somebody whom you named is no active member of the team any more. Choose again."
        raise InvalidInput(sentence, fields={"confidants": sentence})
    session.add_all(Confidant(survey_id=survey.id, person_id=person_id) for person_id in sorted(chosen))
    session.flush()


def save_questionnaire(survey: Survey, questionnaire: Questionnaire, seen_revision: int) -> None:
    """All questions at once, as an import gives them."""
    ensure_changeable(survey.status, survey.revision, seen_revision)
    survey.definition = questionnaire.model_dump(mode="json")
    _note_change(survey)


def add_question(survey: Survey, kind: str, given: QuestionInput, seen_revision: int) -> str:
    """A further question at the end; its id. ``InvalidInput`` names the fields that keep it from being taken."""
    ensure_changeable(survey.status, survey.revision, seen_revision)
    question_id = _new_id(survey, _questions(survey))
    store(survey, _with_added(survey, kind, given, question_id))
    return question_id


def _with_added(survey: Survey, kind: str, given: QuestionInput, question_id: str) -> Questionnaire:
    questions = _questions(survey)
    try:
        data = editing.definition_of(kind, question_id, given, questions)
        words = {question_id: editing.words_of(data, given)}
        return editing.with_questions(questionnaire_of(survey), [*questions, data], words)
    except DefinitionError as error:
        raise _refused(error, question_id) from error


def change_question(survey: Survey, question_id: str, given: QuestionInput, seen_revision: int) -> None:
    """Other words, options or conditions for a question of the same type."""
    ensure_changeable(survey.status, survey.revision, seen_revision)
    store(survey, _with_changed(survey, question_id, given))


def _with_changed(survey: Survey, question_id: str, given: QuestionInput) -> Questionnaire:
    questions = _questions(survey)
    place = _placed(questions, question_id)
    before = questions[place]
    try:
        data = editing.definition_of(before.type, question_id, given, questions[:place], before)
        changed: list[Question | dict[str, Any]] = [*questions[:place], data, *questions[place + 1 :]]
        words = {question_id: editing.words_of(data, given)}
        return editing.with_questions(questionnaire_of(survey), changed, words)
    except DefinitionError as error:
        raise _refused(error, question_id) from error


def judge_question(survey: Survey, kind: str, given: QuestionInput, question_id: str | None = None) -> None:
    """Raise what ``add_question`` would, or ``change_question`` with its id, of these texts; nothing is stored."""
    if question_id is None:
        _with_added(survey, kind, given, _new_id(survey, _questions(survey)))
    else:
        _with_changed(survey, question_id, given)


def adopt_questions(survey: Survey, taken: Iterable[Mapping[str, Any]], seen_revision: int) -> str:
    """Further questions at the end, from elsewhere, as JSON; the id of the first."""
    questions = _questions(survey)
    gone = session.scalars(select(DeletedQuestion.question_id).where(DeletedQuestion.survey_id == survey.id)).all()
    made = editing.adopted(questions, taken, gone)
    _rearrange(survey, seen_revision, made)
    return questionnaire_of(survey).questions[len(questions)].id  # type: ignore[union-attr]


def duplicate_question(survey: Survey, question_id: str, seen_revision: int) -> str:
    """A copy right after the question, with its translations; its id."""
    questions = _existing(survey, question_id)
    copy_id = _new_id(survey, questions)
    before = questionnaire_of(survey)
    words = {
        language: translation.questions[question_id].model_dump(mode="json")
        for language, translation in (before.translations if before else {}).items()
        if question_id in translation.questions
    }
    _rearrange(survey, seen_revision, editing.duplicated(questions, question_id, copy_id), {copy_id: words})
    return copy_id


def remove_question(survey: Survey, question_id: str, seen_revision: int) -> int:
    """Take a question out, and out of the conditions and texts that name it; how many questions that are.

    All of it is kept for ``restore_question``.
    """
    ensure_changeable(survey.status, survey.revision, seen_revision)
    before = questionnaire_of(survey)
    if before is None or question_id not in before.places:
        raise NotFound
    deletion = editing.deleted(before, question_id)
    store(survey, deletion.left)
    _forget(survey, question_id)
    session.add(
        DeletedQuestion(
            survey_id=survey.id, question_id=question_id, kept=dict(deletion.kept), deleted_at=survey.updated_at
        )
    )
    return len(deletion.touched)


def restore_question(survey: Survey, question_id: str, seen_revision: int) -> None:
    """Put a deleted question back, with what was said of it elsewhere; nothing where it is there."""
    before = questionnaire_of(survey)
    if before is not None and question_id in before.places:
        return
    ensure_changeable(survey.status, survey.revision, seen_revision)
    gone = session.get(DeletedQuestion, (survey.id, question_id))
    if gone is None:
        raise NotFound
    try:
        store(survey, editing.restored(before, gone.kept))
    except DefinitionError as error:
        sentence = f"The question cannot be put back as it was. {error.problems[0]}"
        raise Conflict(sentence, code="no_place", about=_other_than(question_id, error.problems[0])) from error
    session.delete(gone)


def _forget(survey: Survey, question_id: str) -> None:
    session.execute(
        delete(DeletedQuestion).where(
            DeletedQuestion.survey_id == survey.id, DeletedQuestion.question_id == question_id
        )
    )


def _new_id(survey: Survey, questions: Sequence[Question]) -> str:
    gone = session.scalars(select(DeletedQuestion.question_id).where(DeletedQuestion.survey_id == survey.id))
    return editing.new_question_id(questions, gone)


def move_question(survey: Survey, question_id: str, places: int, seen_revision: int) -> int:
    """Move a question down by so many places, up if negative; its position then, from 1.

    Refused where it would come before what it reads.
    """
    return _moved(
        survey, seen_revision, editing.moved(_existing(survey, question_id), question_id, places), question_id
    )


def place_question(survey: Survey, question_id: str, position: int, seen_revision: int) -> int:
    """Move a question to a position, from 1, as ``move_question`` does."""
    moved = editing.moved_to(_existing(survey, question_id), question_id, position)
    return _moved(survey, seen_revision, moved, question_id)


def _moved(survey: Survey, seen_revision: int, questions: Sequence[Question], question_id: str) -> int:
    ensure_changeable(survey.status, survey.revision, seen_revision)
    before = _questions(survey)
    try:
        store(survey, editing.with_questions(questionnaire_of(survey), questions))
    except DefinitionError as error:
        raise _out_of_order(error.problems[0], before, questions, question_id) from error
    return editing.placed(questions, question_id) + 1


def _out_of_order(
    problem: DefinitionProblem, before: Sequence[Question], after: Sequence[Question], moved_id: str
) -> Conflict:
    """What stands in the way of a move, in the numbers that stand on the page, about the question that stayed."""
    reader, read = problem.question_id or "", after[int(problem.sentence.values["number"]) - 1].id
    sentence = (
        f"Question {editing.placed(before, reader) + 1} rests on the answer to question "
        f"{editing.placed(before, read) + 1} and has to come after it."
    )
    return Conflict(sentence, code=problem.code, about=read if reader == moved_id else reader)


def _rearrange(
    survey: Survey,
    seen_revision: int,
    questions: Sequence[Question | Mapping[str, Any]],
    words: Mapping[str, Any] | None = None,
) -> None:
    ensure_changeable(survey.status, survey.revision, seen_revision)
    try:
        store(survey, editing.with_questions(questionnaire_of(survey), questions, words))
    except DefinitionError as error:
        problem = error.problems[0]
        raise Conflict(str(problem), code=problem.code, about=problem.question_id or "") from error


def _existing(survey: Survey, question_id: str) -> tuple[Question, ...]:
    questions = _questions(survey)
    _placed(questions, question_id)
    return questions


def _questions(survey: Survey) -> tuple[Question, ...]:
    questionnaire = questionnaire_of(survey)
    return questionnaire.questions if questionnaire else ()


def _placed(questions: Sequence[Question], question_id: str) -> int:
    try:
        return editing.placed(questions, question_id)
    except KeyError as error:
        raise NotFound from error


def store(survey: Survey, questionnaire: Questionnaire | None) -> None:
    """Let these be the questions of a survey that may be changed; the same ones are no change."""
    dumped = (
        questionnaire.model_dump(mode="json") if questionnaire else {"schema_version": 1, "title": "", "questions": []}
    )
    if dumped == survey.definition:
        return
    survey.definition = dumped
    _note_change(survey)


def _note_change(survey: Survey) -> None:
    survey.revision += 1
    survey.updated_at = clock.now()
    publish(SurveyChanged(survey_id=survey.id, revision=survey.revision))


def _refused(error: DefinitionError, question_id: str) -> InvalidInput:
    """The problems by the field of the question's form that each belongs to."""
    fields: dict[str, str] = {}
    others: list[DefinitionProblem] = []
    for problem in error.problems:
        if problem.field and problem.question_id in (question_id, None):
            name, sentence = _at_field(problem)
            fields.setdefault(name, sentence)
        else:
            others.append(problem)
    code = error.problems[0].code
    if others:
        return InvalidInput(str(others[0]), code=code, about=_other_than(question_id, others[0]))
    return InvalidInput(next(iter(fields.values())), code=code, fields=fields)


def _at_field(problem: DefinitionProblem) -> tuple[str, str]:
    """The field of a question's form that a problem belongs to, and the sentence that stands there."""
    match problem.field:
        case ("translations", language, name):
            return f"{name}_in_{language}", str(problem.sentence)
        case (name,):
            return str(name), str(problem.sentence)
        case (name, *_):
            return str(name), str(replace(problem, number=None, question_id=None))
    raise ValueError(f"A problem without a field: {problem}")


def _other_than(question_id: str, problem: DefinitionProblem) -> str:
    """The question that a problem is about, empty where it is the one that is changed itself."""
    return problem.question_id or "" if problem.question_id != question_id else ""
