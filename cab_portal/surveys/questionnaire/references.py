"""Whether the parts of a questionnaire fit together: unique ids, and conditions that read earlier answers
which can be given; pipes that repeat earlier answers and have a fallback; instruments with their scales.

The codes are those of the logic proof: `duplicate_id`, `unknown_reference`, `self_reference`,
`forward_reference`, `type_mismatch`, `value_not_in_options`, `value_out_of_range`, `empty_pipe`; and `too_deep`,
`measure_scale` and `measure_twice`.
"""

from collections.abc import Iterator, Mapping, Sequence

from cab_portal.surveys.questionnaire.conditions import MAX_DEPTH, Condition, Leaf, depth, leaves, values_read
from cab_portal.surveys.questionnaire.instruments import measure_problems
from cab_portal.surveys.questionnaire.piping import Pipe, pipes
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
    "count": "has a number of choices of",
    "answered": "is answered with",
}
_REFUSALS = {
    "value_not_in_options": "The condition asks for “%(value)s”, no answer to question %(number)s.",
    "value_out_of_range": "The condition asks for “%(value)s”, which lies outside the answers to question %(number)s.",
    "type_mismatch": "The condition compares question %(number)s with “%(value)s”, which is of another kind.",
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
        for field, text in (("text", question.text), ("help", question.help)):
            for code, sentence in piping_problems(text, index, questions, places):
                yield DefinitionProblem(code, sentence, index + 1, question.id, (field,))
    yield from measure_problems(questions)


def _condition_problems(
    condition: Condition, index: int, questions: Sequence[Question], places: Mapping[str, int]
) -> Iterator[tuple[str, Sentence]]:
    if depth(condition) > MAX_DEPTH:
        yield (
            "too_deep",
            Sentence("The condition has more than %(limit)s levels. Make it simpler.", limit=MAX_DEPTH),
        )
    for leaf in leaves(condition):
        question_id, _, item_id = leaf.question.partition(".")
        place = places.get(question_id)
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
            read = read_part(questions[place], leaf.question)
            if read is None:
                sentence = Sentence("Question %(number)s has no item “%(item)s”.", number=place + 1, item=item_id)
                yield "unknown_reference", sentence
            else:
                yield from _comparison_problems(leaf, read, place + 1)


def read_part(question: Question, reference: str) -> Question | None:
    """The question itself, or its part that a reference of the form `question.item` names; None if it has none."""
    if reference == question.id:
        return question
    return next((part for part in question.parts() if part.id == reference), None)


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
    for value in values_read(leaf):
        code = read.refusal_of(leaf.op, value)
        if code is not None:
            yield code, Sentence(_REFUSALS[code], number=number, value=str(value)[:40])


def piping_problems(
    text: str, index: int, questions: Sequence[Question], places: Mapping[str, int]
) -> Iterator[tuple[str, Sentence]]:
    """What is wrong with the places for earlier answers in a text of the question at `index`, as code and sentence."""
    for pipe in pipes(text):
        place = places.get(pipe.reference.partition(".")[0])
        if place is None:
            # braces around a word that is no question are ordinary characters
            if pipe.fallback is not None:
                sentence = "The text repeats the answer to “%(id)s”, but no question has that id."
                yield "unknown_reference", Sentence(sentence, id=pipe.reference)
        elif place == index:
            yield "self_reference", Sentence("The text repeats the answer to its own question.")
        elif place > index:
            sentence = "The text repeats the answer to question %(number)s, which comes later."
            yield "forward_reference", Sentence(sentence, number=place + 1)
        else:
            yield from _pipe_problems(pipe, questions[place], place + 1)


def _pipe_problems(pipe: Pipe, read: Question, number: int) -> Iterator[tuple[str, Sentence]]:
    if not read.answerable:
        sentence = "The text repeats the answer to question %(number)s, but it is %(type)s."
        yield "type_mismatch", Sentence(sentence, number=number, type=read.type_label)
    elif read_part(read, pipe.reference) is None:
        sentence = "The text repeats “%(id)s”, but question %(number)s has no such item."
        yield "unknown_reference", Sentence(sentence, id=pipe.reference, number=number)
    elif not pipe.fallback:
        sentence = "Say what stands there for who did not answer question %(number)s, as in {%(id)s|your team}."
        yield "empty_pipe", Sentence(sentence, number=number, id=pipe.reference)
