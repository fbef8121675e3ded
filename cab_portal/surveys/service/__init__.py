"""Writes of surveys: designing them, sending them with a request, answering them."""

from cab_portal.surveys.service.answering import save_answer, submit
from cab_portal.surveys.service.design import (
    add_question,
    change_question,
    create_survey,
    duplicate_question,
    move_question,
    remove_question,
    save_details,
    save_questionnaire,
)
from cab_portal.surveys.service.sending import close_with, open_with, reopen_with

__all__ = [
    "add_question",
    "change_question",
    "close_with",
    "create_survey",
    "duplicate_question",
    "move_question",
    "open_with",
    "remove_question",
    "reopen_with",
    "save_answer",
    "save_details",
    "save_questionnaire",
    "submit",
]
