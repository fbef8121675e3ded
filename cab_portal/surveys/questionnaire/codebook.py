"""What each column of a table of responses holds: its name, its heading, and what its codes mean."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cab_portal.surveys.questionnaire.answers import Answer
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Question

Value = str | int | float | None


@dataclass(frozen=True)
class Variable:
    """One column: a short unique name, a heading in words, and for codes their labels in order.

    `kind` is `choice` (a code of an option), `scale` (the number of a point), `flag` (1 chosen, 0 not), `place` (of
    a ranking, 1 the first), `number`, or `text`.
    """

    name: str
    heading: str
    kind: str
    labels: dict[str, str] = field(default_factory=dict)
    question: str = ""

    @property
    def is_number(self) -> bool:
        """Whether its codes are numbers."""
        return self.kind in {"scale", "flag", "place", "number"}


_KINDS = {"multi_choice": "flag", "ranking": "place", "number": "number", "nps": "scale", "rating": "scale"}


def variables_of(questionnaire: Questionnaire) -> list[Variable]:
    """The columns of all questions, in order; a statement has none."""
    return [variable for question in questionnaire.questions for variable in _variables(question)]


def _variables(question: Question) -> Iterator[Variable]:
    parts = {part.id: part for part in question.parts()}
    for column in question.columns():
        part = parts.get(column.name, question)
        kind = "choice" if part.type == "single_choice" else _KINDS.get(part.type, "text")
        labels = {"1": "Chosen", "0": "Not chosen"} if kind == "flag" else _labels(part, kind)
        yield Variable(column.name, column.heading, kind, labels, part.text)


def _labels(part: Question, kind: str) -> dict[str, str]:
    return {choice.code: choice.label for choice in part.choices()} if kind in {"choice", "scale", "number"} else {}


def codes_of(question: Question, answer: Answer | None) -> tuple[Value, ...]:
    """What stands in the columns of a question: numbers as numbers, options by their ids, None for nothing."""
    if question.type == "single_choice":
        return (next(iter(question.codes(answer)), None) if answer is not None else None,)
    numbers = question.type in {"multi_choice", "ranking", "rating", "nps", "number", "battery"}
    return tuple(_value(cell, is_number=numbers) for cell in question.cells(answer))


def _value(cell: str, *, is_number: bool) -> Value:
    if not cell:
        return None
    if not is_number:
        return cell
    try:
        return int(cell)
    except ValueError:
        return _decimal(cell)


def _decimal(cell: str) -> Value:
    try:
        return float(cell)
    except ValueError:
        return cell


def labels_of(variables: list[Variable], codes: list[Value]) -> list[Value]:
    """The same cells in words: labels of choices and points, everything else as it is."""
    return [
        variable.labels.get(str(code), code) if variable.kind in {"choice", "scale"} and code is not None else code
        for variable, code in zip(variables, codes, strict=True)
    ]
