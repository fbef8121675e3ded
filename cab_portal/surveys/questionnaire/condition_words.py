"""A condition in words, for the designer."""

from collections.abc import Sequence
from typing import assert_never

from cab_portal.surveys.questionnaire.conditions import (
    AllOf,
    Answered,
    AnyOf,
    Comparison,
    Condition,
    Contains,
    CountOf,
    Equals,
    Leaf,
    Not,
    NotEquals,
    OneOf,
)
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.wording import Sentence, listed, quoted

_COMPARED = {
    "lt": "question %(number)s is lower than %(value)s",
    "le": "question %(number)s is %(value)s or lower",
    "gt": "question %(number)s is higher than %(value)s",
    "ge": "question %(number)s is %(value)s or higher",
}
_COUNTED = {
    "equals": "question %(number)s has exactly %(value)s answers chosen",
    "not_equals": "question %(number)s has a number of answers chosen other than %(value)s",
    "lt": "question %(number)s has fewer than %(value)s answers chosen",
    "le": "question %(number)s has at most %(value)s answers chosen",
    "gt": "question %(number)s has more than %(value)s answers chosen",
    "ge": "question %(number)s has at least %(value)s answers chosen",
}


def sentence(condition: Condition, questionnaire: Questionnaire) -> str:
    """When a question is shown: "Shown if question 2 is “Yes”". Questions are named by their place from 1."""
    return str(Sentence("Shown if %(condition)s", condition=_words(condition, questionnaire)))


def _words(condition: Condition, questionnaire: Questionnaire) -> str:
    match condition:
        case AllOf():
            return _joined(condition.conditions, " and ", questionnaire)
        case AnyOf():
            return _joined(condition.conditions, " or ", questionnaire)
        case Not(condition=Answered(question=question_id)):
            number = questionnaire.number(question_id)
            return str(Sentence("question %(number)s is left empty or not shown", number=number))
        case Not():
            inner = _grouped(condition.condition, questionnaire)
            return str(Sentence("it is not true that %(condition)s", condition=inner))
        case _:
            return str(_leaf(condition, questionnaire))


def _joined(branches: Sequence[Condition], joint: str, questionnaire: Questionnaire) -> str:
    if len(branches) == 1:
        return _words(branches[0], questionnaire)
    return joint.join(_grouped(branch, questionnaire) for branch in branches)


def _grouped(condition: Condition, questionnaire: Questionnaire) -> str:
    words = _words(condition, questionnaire)
    has_branches = isinstance(condition, AllOf | AnyOf) and len(condition.conditions) > 1
    return f"({words})" if has_branches else words


def _leaf(leaf: Leaf, questionnaire: Questionnaire) -> Sentence:
    number, question = questionnaire.number(leaf.question), questionnaire.part(leaf.question)
    if "." in leaf.question:
        return _of_item(leaf, question, number)
    return _of_question(leaf, question, number)


def _of_item(leaf: Leaf, item: Question, number: int) -> Sentence:
    whole = _of_question(leaf, item, number)
    place = str(Sentence("question %(number)s, “%(item)s”,", number=number, item=item.text.rpartition(": ")[2]))
    return Sentence("%(condition)s", condition=str(whole).replace(f"question {number:,}", place, 1))


def _of_question(leaf: Leaf, question: Question, number: int) -> Sentence:
    match leaf:
        case Answered():
            return Sentence("question %(number)s is answered", number=number)
        case Equals():
            return Sentence("question %(number)s is %(value)s", number=number, value=_value(question, leaf.value))
        case NotEquals():
            return Sentence(
                "question %(number)s has an answer other than %(value)s",
                number=number,
                value=_value(question, leaf.value),
            )
        case OneOf():
            values = listed([_value(question, value) for value in leaf.values], "or")
            return Sentence("question %(number)s is %(values)s", number=number, values=values)
        case Contains():
            return Sentence("question %(number)s includes %(value)s", number=number, value=_value(question, leaf.value))
        case Comparison():
            return Sentence(_COMPARED[leaf.op], number=number, value=_value(question, leaf.value))
        case CountOf():
            return Sentence(_COUNTED[leaf.comparison], number=number, value=leaf.value)
    assert_never(leaf)


def _value(question: Question, value: int | float | str) -> str:
    label = question.label_of(value)
    return label if label == str(value) or label.startswith("“") else quoted(label)
