"""What the design assistant says beside the editor of one question, of it as it stands or as it is typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cab_portal.faces.staff.survey_question_forms import QuestionForm
from cab_portal.surveys import queries
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import Assessment
from cab_portal.surveys.questionnaire.mending import appended, replaced
from cab_portal.surveys.questionnaire.problems import DefinitionError
from cab_portal.surveys.questionnaire.question import Question


@dataclass(frozen=True)
class Zone:
    """What is said about one question; ``unread`` is why it cannot be read as it is typed, empty where it can."""

    assessment: Assessment
    unread: str = ""


def _sentences(errors: object) -> Iterator[str]:
    """The sentences in the errors of fields, of which some are lists of fields themselves."""
    if isinstance(errors, Mapping):
        yield from _sentences(list(errors.values()))
    elif isinstance(errors, list | tuple):
        for error in errors:
            yield from _sentences(error)
    else:
        yield str(errors)


def zone_of_stored(survey: Survey, question: Question | None) -> Zone:
    """What is said about a question as it was saved; nothing about a new one."""
    if question is None:
        return Zone(Assessment())
    return Zone(queries.assessment_of(survey).of_question(question.id))


def zone_of_typed(survey: Survey, kind: str, form: QuestionForm, question: Question | None) -> Zone:
    """What is said about a question as it is typed, in its place in the survey."""
    if wrong := next(_sentences([field.errors for field in form]), ""):
        return Zone(Assessment(), wrong)
    questionnaire = queries.questionnaire_of(survey)
    try:
        if question is not None and questionnaire is not None:
            typed = replaced(questionnaire, question.id, [form.given()])
            judged = question.id
        else:
            typed = appended(questionnaire, kind, [form.given()])
            judged = typed.questions[-1].id
    except DefinitionError as error:
        return Zone(Assessment(), str(error.problems[0].sentence))
    return Zone(queries.assessment_of_typed(survey, typed).of_question(judged))
