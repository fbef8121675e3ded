"""Reads about surveys: their questions, one member's answers, lists, and what all answered."""

from cab_portal.surveys.queries.answers import Sheet, sheet_of
from cab_portal.surveys.queries.lists import (
    MemberSurvey,
    SurveyLine,
    SurveyView,
    drafts_to_ask_about,
    estimated_seconds,
    minutes_of,
    open_surveys_of,
    survey_of_request,
    surveys_of_draft,
    surveys_of_member,
    surveys_page,
    view_of,
)
from cab_portal.surveys.queries.questionnaires import estimate_of, questionnaire_of, sent_questionnaire_of
from cab_portal.surveys.queries.results import (
    Participation,
    QuestionResult,
    ResponseRow,
    Voice,
    participation_of,
    responses_of,
    results_of,
    voices_of,
    voices_page,
)

__all__ = [
    "MemberSurvey",
    "Participation",
    "QuestionResult",
    "ResponseRow",
    "Sheet",
    "SurveyLine",
    "SurveyView",
    "Voice",
    "drafts_to_ask_about",
    "estimate_of",
    "estimated_seconds",
    "minutes_of",
    "open_surveys_of",
    "participation_of",
    "questionnaire_of",
    "responses_of",
    "results_of",
    "sent_questionnaire_of",
    "sheet_of",
    "survey_of_request",
    "surveys_of_draft",
    "surveys_of_member",
    "surveys_page",
    "view_of",
    "voices_of",
    "voices_page",
]
