"""Changing the questions of a questionnaire under design: values in, values out.

A list of questions may be empty here, where a questionnaire may not. Ids of questions and options outlive a change of
their words, because conditions and stored answers name them.
"""

from cab_portal.surveys.questionnaire.editing.inputs import PartInput, QuestionInput
from cab_portal.surveys.questionnaire.editing.lists import (
    duplicated,
    moved,
    new_question_id,
    placed,
    removed,
    with_questions,
)
from cab_portal.surveys.questionnaire.editing.parts import part_of_line
from cab_portal.surveys.questionnaire.editing.rules import (
    OPERATORS,
    ConditionInput,
    RuleInput,
    rules_of,
)
from cab_portal.surveys.questionnaire.editing.typing import definition_of, typed, words_of

__all__ = [
    "OPERATORS",
    "ConditionInput",
    "PartInput",
    "QuestionInput",
    "RuleInput",
    "definition_of",
    "duplicated",
    "moved",
    "new_question_id",
    "part_of_line",
    "placed",
    "removed",
    "rules_of",
    "typed",
    "with_questions",
    "words_of",
]
