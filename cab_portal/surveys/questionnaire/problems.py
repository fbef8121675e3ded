"""What is wrong with a questionnaire, as sentences that name the place."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cab_portal.surveys.questionnaire.conditions import OPERATORS
from cab_portal.surveys.questionnaire.types import QUESTION_TYPES
from cab_portal.surveys.questionnaire.wording import Sentence, listed, quoted

Field = tuple[str | int, ...]

MAX_PROBLEMS = 200
"""More are not told: a text made to have many takes no longer to refuse than another."""

_SENTENCES = {
    "missing": "This is missing.",
    "string_too_short": "Write something here.",
    "string_too_long": "Shorten this to %(max_length)s characters.",
    "too_short": "At least %(min_length)s are needed.",
    "too_long": "At most %(max_length)s are possible.",
    "extra_forbidden": "This field is not known.",
    "union_tag_not_found": "The type is missing.",
    "string_type": "This must be a text.",
    "string_unicode": "The text contains a character that cannot be stored.",
    "bool_type": "This must be true or false.",
    "int_type": "This must be a whole number.",
    "dict_type": "This must be an object.",
    "tuple_type": "This must be a list.",
    "greater_than_equal": "This must be at least %(ge)s.",
    "less_than_equal": "This must be at most %(le)s.",
    "literal_error": "This must be %(expected)s.",
    "model_type": "A questionnaire is an object with a list of questions.",
    "model_attributes_type": "This must be an object.",
    "recursion_loop": "Conditions are nested too deeply.",
}
_TOO_FEW = {
    "options": "Give at least %(min_length)s answers.",
    "points": "Give at least %(min_length)s points of the scale.",
    "items": "Give at least one item.",
}
"""An editor shows the sentence without its place, so the sentence itself says which list is meant."""
_TAGS = OPERATORS | QUESTION_TYPES.keys()


@dataclass(frozen=True)
class DefinitionProblem:
    """One thing that is wrong, and where.

    `number` is the place of the question counted from 1, `question_id` its id where it has a usable one (both
    None if the questionnaire as a whole is meant), `field` the way to the part concerned inside the question
    (or the questionnaire), for example `("options", 1, "label")`, with list places counted from 0.
    `str(problem)` is the sentence with its place in front.
    """

    code: str
    sentence: Sentence
    number: int | None = None
    question_id: str | None = None
    field: Field = ()

    @property
    def place(self) -> str:
        """The place in words, as in "Question 2 (“pace”), option 3, label"; empty for the whole."""
        parts: list[str] = []
        if self.number is not None:
            name = f" ({quoted(self.question_id)})" if self.question_id else ""
            parts.append(f"Question {self.number}{name}")
        for step in self.field:
            if isinstance(step, int) and parts:
                parts[-1] = f"{parts[-1].removesuffix('s')} {step + 1}"
            else:
                parts.append(str(step).replace("_", " "))
        text = ", ".join(parts)
        return text[:1].upper() + text[1:]

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else str(self.sentence)


class DefinitionError(ValueError):
    """The questionnaire is refused; `problems` has at least one entry, in the order of the questions."""

    def __init__(self, problems: Sequence[DefinitionProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def translated(error: ValidationError, data: object) -> DefinitionError:
    """The refusal in our words; the ids of questions are read from `data`, which was refused."""
    problems: list[DefinitionProblem] = []
    errors = error.errors(include_url=False)[:MAX_PROBLEMS]
    wrong_parts = {place[:length] for place in (details["loc"] for details in errors) for length in range(len(place))}
    for details in errors:
        # a list may seem too short only because parts with errors of their own were not counted
        if details["type"] == "too_short" and details["loc"] in wrong_parts:
            continue
        collected = details.get("ctx", {}).get("problems")
        problems.extend(collected or [_problem(details, data)])
    return DefinitionError(sorted(problems, key=lambda problem: problem.number or 0))


def _problem(details: ErrorDetails, data: object) -> DefinitionProblem:
    steps = [step for step in details["loc"] if step not in _TAGS]
    number: int | None = None
    question_id: str | None = None
    if len(steps) >= 2 and steps[0] == "questions" and isinstance(steps[1], int):
        number = steps[1] + 1
        question_id = _id_at(data, steps[1])
        steps = steps[2:]
    return DefinitionProblem(details["type"], _sentence(details, steps), number, question_id, tuple(steps))


def _sentence(details: ErrorDetails, steps: Sequence[str | int]) -> Sentence:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return Sentence(
            "Use at most 40 small letters, digits and underscores, and start with a letter."
            if not {"options", "items"} & set(steps)
            else "Use at most 40 small letters, digits and underscores."
        )
    if kind == "union_tag_invalid":
        known = sorted(OPERATORS) if "show_if" in steps else list(QUESTION_TYPES)
        return Sentence(
            "“%(given)s” is not a known type. Use %(known)s.",
            given=str(context["tag"])[:40],
            known=listed(known, "or"),
        )
    if kind in _SENTENCES:
        values = {name: value for name, value in context.items() if isinstance(value, str | int)}
        template = _TOO_FEW.get(str(steps[-1]), _SENTENCES[kind]) if kind == "too_short" and steps else _SENTENCES[kind]
        return Sentence(template, **values)
    return Sentence("%(message)s", message=details["msg"])


def _id_at(data: object, index: int) -> str | None:
    questions = data.get("questions") if isinstance(data, dict) else None
    if not isinstance(questions, list | tuple) or index >= len(questions):
        return None
    question = questions[index]
    question_id = question.get("id") if isinstance(question, dict) else getattr(question, "id", None)
    return question_id[:40] if isinstance(question_id, str) else None
