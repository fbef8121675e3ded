"""How surveys of the story are written and answered."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from cab_portal.core import ids
from cab_portal.core.actor import Actor
from cab_portal.demo.telling import Story, actor_of
from cab_portal.drafts.models import Draft
from cab_portal.surveys import service
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import assessment_of, sent_questionnaire_of
from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.questionnaire.effort import seconds_for
from cab_portal.surveys.rules import SurveyInput, SurveyPrivacy

Responses: TypeAlias = Mapping[str, tuple[tuple[int, int], Mapping[str, list[str]]]]
"""By member: working day and hour, then the values of each question as its form sends them."""

Reasons: TypeAlias = Mapping[tuple[str, str], str]
"""By question and rule of the design assistant: why the question stays as it is."""


def tell_survey(
    story: Story,
    name: str,
    draft: str,
    who: str,
    given: SurveyInput,
    questions: list[dict[str, Any]],
    day: int,
    *,
    reasons: Reasons | None = None,
    confidants: tuple[str, ...] = (),
    translations: Mapping[str, Any] | None = None,
) -> None:
    """Let somebody write a survey about a draft, whole in one go; with ``confidants`` it is a confidential one.

    ``translations`` are its texts in further languages, as `questionnaire.languages` has them.

    What the design assistant says of it is set aside where there is a reason.
    """

    def write(actor: Actor) -> None:
        promised = given
        if confidants:
            named = frozenset(actor_of(key).id for key in confidants)
            promised = replace(given, privacy=SurveyPrivacy.CONFIDENTIAL, confidants=named)
        survey = service.create_survey(actor, story.thing(Draft, draft), promised)
        asked = from_data({"questions": questions, "translations": dict(translations or {})})
        service.save_questionnaire(survey, asked, survey.revision)
        for advice in assessment_of(survey).open:
            if reason := (reasons or {}).get((advice.question_id, advice.rule)):
                service.set_aside(survey, actor, advice.key, reason)
        story.ids[name] = survey.id

    story.tell(story.on(day, 11, 10), who, write)


def tell_responses(story: Story, survey: str, responses: Responses) -> None:
    """Let members answer, question by question, and send."""
    for who, ((day, hour), values) in responses.items():
        story.tell(story.on(day, hour, 35), who, partial(_answer, story, survey, values))


def tell_unlinked(story: Story, survey: str, responses: Responses) -> None:
    """Let members answer an anonymous survey, each in a browser whose key nobody else has."""
    for who, ((day, hour), values) in responses.items():
        story.tell(story.on(day, hour, 35), who, partial(_answer_unlinked, story, survey, values))


def _answer_unlinked(story: Story, name: str, values: Mapping[str, list[str]], actor: Actor) -> None:
    survey, key = story.thing(Survey, name), ids.fingerprint(ids.new_secret())
    questionnaire = sent_questionnaire_of(survey)
    for question_id, given in values.items():
        question = questionnaire.question(question_id)
        service.keep_answer(survey, actor, key, question, question.parse(given))
    service.send_answers(survey, actor, key)


def _answer(story: Story, name: str, values: Mapping[str, list[str]], actor: Actor) -> None:
    survey = story.thing(Survey, name)
    questionnaire = sent_questionnaire_of(survey)
    # Some are quicker than others, and the same ones at every telling.
    pace = 600 + len(values) * 37 % 11 * 80
    for question_id, given in values.items():
        question = questionnaire.question(question_id)
        taken = int(seconds_for(question) * pace)
        service.save_answer(survey, actor, question, question.parse(given), taken)
    service.submit(survey, actor)
