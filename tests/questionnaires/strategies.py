"""Any questionnaire that keeps the rules, any answers to it, and any that break them."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire.answers import Answer
from cab_portal.surveys.questionnaire.conditions import (
    OPERATORS,
    AllOf,
    Answered,
    AnyOf,
    Comparison,
    Condition,
    Contains,
    CountOf,
    Equals,
    Not,
    NotEquals,
    OneOf,
)
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Option, Question
from cab_portal.surveys.questionnaire.types import (
    QUESTION_TYPES,
    Battery,
    Date,
    MultiChoice,
    Nps,
    Number,
    Point,
    Ranking,
    Rating,
    ShortText,
    SingleChoice,
    Statement,
)

law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For every law: a busy machine is no counterexample. How many examples are tried is left to the profile."""

# few characters, each of which may go wrong in its own way: 1 to 4 bytes, marks, blanks, quotes, line ends
texts = st.text("aB7 %\"'<\\é\u0301漢🙂\u200b\r\n\t", min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
option_lists = st.lists(texts, min_size=2, max_size=4).map(
    lambda labels: tuple(Option(id=f"o{number}", label=label) for number, label in enumerate(labels))
)
point_lists = st.dictionaries(st.integers(-100, 100), texts, min_size=2, max_size=5).map(
    lambda labels: tuple(Point(value=value, label=label) for value, label in sorted(labels.items()))
)


def values_of(question: Question, operator: str) -> st.SearchStrategy[int | float | str]:
    """What a condition may compare the answers with."""
    match question:
        case Number():
            step = 10**question.decimals
            numbers = st.integers(round(question.least * step), round(question.most * step)).map(lambda n: n / step)
            return numbers.map(lambda number: int(number) if number == int(number) else number)
        case Date():
            return st.dates(date.fromisoformat(question.least), date.fromisoformat(question.most)).map(str)
        case ShortText():
            return texts.map(question.tidied)
    ordered = [value for value in question.values() if isinstance(value, int)]
    return st.sampled_from(ordered if operator in {"lt", "le", "gt", "ge"} else question.values())


@st.composite
def leaves(draw: st.DrawFn, question: Question) -> Condition:
    operator = draw(st.sampled_from(sorted(question.operators)))
    if operator == "answered":
        return Answered(question=question.id)
    if operator == "count":
        comparison = draw(st.sampled_from(["equals", "not_equals", "lt", "le", "gt", "ge"]))
        count = draw(st.integers(0, len(question.values())))
        return CountOf.model_validate({"question": question.id, "comparison": comparison, "value": count})
    values = values_of(question, operator)
    value = draw(values)
    match operator:
        case "equals":
            return Equals(question=question.id, value=value)
        case "not_equals":
            return NotEquals(question=question.id, value=value)
        case "contains":
            return Contains(question=question.id, value=value)
        case "one_of":
            return OneOf(question=question.id, values=tuple(draw(st.lists(values, min_size=1, max_size=3))))
        case _:
            return Comparison.model_validate({"op": operator, "question": question.id, "value": value})


def _parts(question: Question) -> dict[str, Question]:
    return {part.id: part for part in question.parts()}


def conditions(earlier: list[Question]) -> st.SearchStrategy[Condition]:
    readable = [part for question in earlier for part in {question.id: question, **_parts(question)}.values()]
    branches = st.sampled_from([part for part in readable if part.operators]).flatmap(leaves)
    return st.recursive(
        branches,
        lambda inner: st.one_of(
            st.builds(AllOf, conditions=st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(AnyOf, conditions=st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(Not, condition=inner),
        ),
        max_leaves=5,
    )


def _with_kinds(draw: st.DrawFn, kind: type[Question], options: tuple[Option, ...]) -> tuple[Option, ...]:
    last = options[-1].model_copy(update={"exclusive": kind is MultiChoice and draw(st.booleans())})
    first = options[0].model_copy(update={"specify": draw(st.booleans())})
    return (first, *options[1:-1], last)


def _of_type(draw: st.DrawFn, kind: type[Question]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if kind in (SingleChoice, MultiChoice, Ranking):
        fields |= _listed(draw, kind)
    if kind in (Rating, Battery):
        fields["points"] = draw(point_lists)
    if kind in (Rating, Battery, Nps, Number):
        fields["not_applicable"] = draw(st.just("") | texts)
    if kind is Battery:
        items = draw(st.lists(texts, min_size=1, max_size=3))
        fields["items"] = [{"id": f"i{number}", "text": text} for number, text in enumerate(items)]
    if kind is Number:
        low, high = sorted(draw(st.tuples(st.integers(-50, 50), st.integers(-50, 50))))
        fields |= {"min": draw(st.none() | st.just(low)), "max": draw(st.none() | st.just(high))}
        fields["decimals"] = draw(st.integers(0, 3))
    return fields


def _listed(draw: st.DrawFn, kind: type[Question]) -> dict[str, Any]:
    fields: dict[str, Any] = {"options": draw(option_lists), "shuffle": draw(st.booleans())}
    if kind is not Ranking and draw(st.booleans()):
        fields["options"] = _with_kinds(draw, kind, fields["options"])
    if kind is MultiChoice:
        most = sum(not option.exclusive for option in fields["options"])
        least, limit = sorted(draw(st.tuples(st.integers(1, most), st.integers(1, most))))
        fields |= {"min_choices": least, "max_choices": limit}
    return fields


@st.composite
def questions(draw: st.DrawFn, question_id: str, earlier: list[Question]) -> Question:
    is_readable = any(question.operators for question in earlier)
    show_if = draw(st.none() | conditions(earlier)) if is_readable else None
    fields = {
        "id": question_id,
        "text": draw(texts),
        "help": draw(texts | st.just("")),
        "required": draw(st.booleans()),
        "decision": draw(texts | st.just("")),
        "show_if": show_if,
    }
    kind = draw(st.sampled_from(list(QUESTION_TYPES.values())))
    if kind is Statement:
        fields["required"] = False
    return kind.model_validate({**fields, **_of_type(draw, kind)})


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    made: list[Question] = []
    for number in range(draw(st.integers(1, 5))):
        made.append(draw(questions(f"q{number}", made)))
    return Questionnaire.of(made, title=draw(texts | st.just("")))


def answers_to(question: Question) -> st.SearchStrategy[Answer]:
    """Answers that a form can send for the question."""
    if question.written:
        return texts.map(lambda text: question.read([text]))
    match question:
        case Number() | Date():
            return values_of(question, "equals").map(question.check)
        case Ranking():
            return st.permutations([option.id for option in question.options]).map(
                lambda order: question.check(order[: question.length])
            )
        case Battery():
            each = st.fixed_dictionaries({item: answers_to(part) for item, part in question.ratings.items()})
            return each.map(question.check)
        case MultiChoice():
            return st.sampled_from([cell.answer for cell in question.partition(question.values()) if cell.answer])
    codes = st.sampled_from([choice.code for choice in question.choices()])
    plain = codes.map(lambda code: question.read([code]))
    specified = [option.id for option in getattr(question, "options", ()) if option.specify]
    if not specified:
        return plain
    return plain | texts.map(lambda text: question.read([specified[0], f"{specified[0]}:{text}"]))


@st.composite
def answered(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, Answer]]:
    """A questionnaire and answers to some of its questions, shown or hidden."""
    questionnaire = draw(questionnaires())
    answers: dict[str, Answer] = {}
    for question in questionnaire.questions:
        answer = draw(st.none() | answers_to(question)) if question.answerable else None
        if answer is not None:
            answers[question.id] = answer
    return questionnaire, answers


junk = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3)
junk_parts = st.lists(
    st.fixed_dictionaries({}, optional={"id": junk, "label": junk, "value": junk, "other": junk}) | junk,
    max_size=3,
)
junk_conditions = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "op": st.sampled_from([*sorted(OPERATORS), "xor"]),
            "question": junk,
            "value": junk,
            "values": junk,
        },
    )
    | junk,
    lambda inner: st.fixed_dictionaries(
        {"op": st.sampled_from(["all", "any", "not"])},
        optional={"conditions": st.lists(inner, max_size=2) | inner, "condition": inner},
    ),
    max_leaves=4,
)
imported_questions = st.fixed_dictionaries(
    {"type": st.sampled_from([*QUESTION_TYPES, "matrix"]) | junk},
    optional={
        "id": st.sampled_from(["a", "b"]) | junk,
        "text": texts | junk,
        "required": junk,
        "options": junk_parts | junk,
        "points": junk_parts | junk,
        "show_if": junk_conditions,
    },
)
"""What a careless or hostile import may hold in the place of a question."""
