"""Writes of surveys: designing them, sending them with a request, answering them."""

from cab_portal.surveys.service.anonymous import keep_answer, send_all_unlinked, send_answers
from cab_portal.surveys.service.answering import save_all, save_answer, send_all, submit
from cab_portal.surveys.service.corrections import correct_question
from cab_portal.surveys.service.design import (
    add_question,
    adopt_questions,
    change_question,
    create_survey,
    duplicate_question,
    judge_question,
    move_question,
    place_question,
    remove_question,
    restore_question,
    save_details,
    save_questionnaire,
)
from cab_portal.surveys.service.findings import mend, set_aside, take_up
from cab_portal.surveys.service.languages import (
    add_language,
    confirm_translation,
    remove_language,
    say_what_it_is_for,
    set_base_language,
)
from cab_portal.surveys.service.sending import ask_more, close_with, open_with, reopen_with, seal_waiting
from cab_portal.surveys.service.themes import give_themes, rename_theme

__all__ = [
    "add_language",
    "add_question",
    "adopt_questions",
    "ask_more",
    "change_question",
    "close_with",
    "confirm_translation",
    "correct_question",
    "create_survey",
    "duplicate_question",
    "give_themes",
    "judge_question",
    "keep_answer",
    "mend",
    "move_question",
    "open_with",
    "place_question",
    "remove_language",
    "remove_question",
    "rename_theme",
    "reopen_with",
    "restore_question",
    "save_all",
    "save_answer",
    "save_details",
    "save_questionnaire",
    "say_what_it_is_for",
    "seal_waiting",
    "send_all",
    "send_all_unlinked",
    "send_answers",
    "set_aside",
    "set_base_language",
    "submit",
    "take_up",
]
