"""Changing the questions of a questionnaire under design: values in, values out.

A list of questions may be empty here, where a questionnaire may not. Ids of questions and options outlive a change of
their words, because conditions and stored answers name them.
"""

from cab_portal.surveys.questionnaire.editing.adopting import adopted
from cab_portal.surveys.questionnaire.editing.deleting import Deletion, deleted, restored
from cab_portal.surveys.questionnaire.editing.inputs import PartInput, QuestionInput
from cab_portal.surveys.questionnaire.editing.lists import (
    duplicated,
    moved,
    moved_to,
    new_question_id,
    placed,
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
    "Deletion",
    "PartInput",
    "QuestionInput",
    "RuleInput",
    "adopted",
    "definition_of",
    "deleted",
    "duplicated",
    "moved",
    "moved_to",
    "new_question_id",
    "part_of_line",
    "placed",
    "restored",
    "rules_of",
    "typed",
    "with_questions",
    "words_of",
]
