"""A request before it is sent, and how far its members are afterwards; a fixed number of statements each."""

from cab_portal.routing.queries.progress import MemberProgress, Progress, asks_free_from, progress_of
from cab_portal.routing.queries.reminders import reminder_hours
from cab_portal.routing.queries.requests import (
    RequestLine,
    RequestView,
    SurveyLine,
    can_be_sent,
    forecast,
    request_view,
    requests_of_draft,
    survey_for,
    surveys_to_send,
)

__all__ = [
    "MemberProgress",
    "Progress",
    "RequestLine",
    "RequestView",
    "SurveyLine",
    "asks_free_from",
    "can_be_sent",
    "forecast",
    "progress_of",
    "reminder_hours",
    "request_view",
    "requests_of_draft",
    "survey_for",
    "surveys_to_send",
]
