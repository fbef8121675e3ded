"""Whether the parts of a questionnaire fit together: unique ids, and conditions that read earlier answers
which can be given.

The codes are those of the logic proof: `duplicate_id`, `unknown_reference`, `self_reference`,
`forward_reference`, `type_mismatch`, `value_not_in_options`, and `too_deep`.
"""

from collections.abc import Iterator, Mapping, Sequence

from cab_portal.surveys.questionnaire.conditions import MAX_DEPTH, Condition, Leaf, depth, leaves, values_read
from cab_portal.surveys.questionnaire.problems import DefinitionProblem
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.wording import Sentence

_IN_WORDS = {
    "equals": "is",
    "not_equals": "is not",
    "one_of": "is one of",
    "contains": "contains",
    "lt": "is lower than",
    "le": "is at most",
    "gt": "is higher than",
    "ge": "is at least",
}


def reference_problems(questions: Sequence[Question]) -> Iterator[DefinitionProblem]:
    """All problems, in the order of the questions."""
    places: dict[str, int] = {}
    for index, question in enumerate(questions):
        places.setdefault(question.id, index)
    for index, question in enumerate(questions):
        if places[question.id] != index:
            yield DefinitionProblem(
                "duplicate_id",
                Sentence("Question %(first)s has the same id. Give each its own.", first=places[question.id] + 1),
                index + 1,
                question.id,
                ("id",),
            )
        if question.show_if is not None:
            for code, sentence in _condition_problems(question.show_if, index, questions, places):
                yield DefinitionProblem(code, sentence, index + 1, question.id, ("show_if",))


def _condition_problems(
    condition: Condition, index: int, questions: Sequence[Question], places: Mapping[str, int]
) -> Iterator[tuple[str, Sentence]]:
    if depth(condition) > MAX_DEPTH:
        yield (
            "too_deep",
            Sentence("The condition has more than %(limit)s levels. Make it simpler.", limit=MAX_DEPTH),
        )
    for leaf in leaves(condition):
        place = places.get(leaf.question)
        if place is None:
            yield (
                "unknown_reference",
                Sentence(
                    "The condition reads “%(id)s”, but no question has that id. Choose an earlier question.",
                    id=leaf.question,
                ),
            )
        elif place == index:
            yield (
                "self_reference",
                Sentence("The condition reads the answer of its own question. Choose an earlier question."),
            )
        elif place > index:
            yield (
                "forward_reference",
                Sentence(
                    "The condition reads question %(number)s, which comes later. Choose an earlier question.",
                    number=place + 1,
                ),
            )
        else:
            yield from _comparison_problems(leaf, questions[place], place + 1)


def _comparison_problems(leaf: Leaf, read: Question, number: int) -> Iterator[tuple[str, Sentence]]:
    if leaf.op not in read.operators:
        yield (
            "type_mismatch",
            Sentence(
                "The condition says that question %(number)s “%(comparison)s” something, but it is %(type)s.",
                number=number,
                comparison=_IN_WORDS[leaf.op],
                type=read.type_label,
            ),
        )
        return
    possible = frozenset(read.values())
    for value in values_read(leaf):
        if value not in possible:
            yield (
                "value_not_in_options",
                Sentence(
                    "The condition asks for “%(value)s”, no answer to question %(number)s.",
                    number=number,
                    value=str(value)[:40],
                ),
            )
