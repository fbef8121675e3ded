"""Any questionnaire that keeps the rules, any answers to it, and any that break them."""

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
    Equals,
    Not,
    NotEquals,
    OneOf,
)
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Option, Question
from cab_portal.surveys.questionnaire.types import (
    QUESTION_TYPES,
    MultiChoice,
    Point,
    Rating,
    SingleChoice,
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


@st.composite
def leaves(draw: st.DrawFn, question: Question) -> Condition:
    operator = draw(st.sampled_from(sorted(question.operators)))
    if operator == "answered":
        return Answered(question=question.id)
    value = draw(st.sampled_from(question.values()))
    match operator:
        case "equals":
            return Equals(question=question.id, value=value)
        case "not_equals":
            return NotEquals(question=question.id, value=value)
        case "contains":
            return Contains(question=question.id, value=value)
        case "one_of":
            values = draw(st.lists(st.sampled_from(question.values()), min_size=1, max_size=3))
            return OneOf(question=question.id, values=tuple(values))
        case _:
            return Comparison.model_validate({"op": operator, "question": question.id, "value": value})


def conditions(earlier: list[Question]) -> st.SearchStrategy[Condition]:
    branches = st.sampled_from(earlier).flatmap(leaves)
    return st.recursive(
        branches,
        lambda inner: st.one_of(
            st.builds(AllOf, conditions=st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(AnyOf, conditions=st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(Not, condition=inner),
        ),
        max_leaves=5,
    )


@st.composite
def questions(draw: st.DrawFn, question_id: str, earlier: list[Question]) -> Question:
    show_if = draw(st.none() | conditions(earlier)) if earlier else None
    fields = {
        "id": question_id,
        "text": draw(texts),
        "help": draw(texts | st.just("")),
        "required": draw(st.booleans()),
        "decision": draw(texts | st.just("")),
        "show_if": show_if,
    }
    kind = draw(st.sampled_from(list(QUESTION_TYPES.values())))
    if kind in (SingleChoice, MultiChoice):
        fields["options"] = draw(option_lists)
    elif kind is Rating:
        fields["points"] = draw(point_lists)
    return kind.model_validate(fields)


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    made: list[Question] = []
    for number in range(draw(st.integers(1, 5))):
        made.append(draw(questions(f"q{number}", made)))
    return Questionnaire.of(made, title=draw(texts | st.just("")))


def answers_to(question: Question) -> st.SearchStrategy[Answer]:
    """Answers that a form can send for the question."""
    if not question.closed:
        return texts.map(lambda text: question.read([text]))
    codes = st.sampled_from([choice.code for choice in question.choices()])
    most = len(question.choices()) if isinstance(question, MultiChoice) else 1
    return st.lists(codes, min_size=1, max_size=most).map(question.read)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, Answer]]:
    """A questionnaire and answers to some of its questions, shown or hidden."""
    questionnaire = draw(questionnaires())
    answers: dict[str, Answer] = {}
    for question in questionnaire.questions:
        answer = draw(st.none() | answers_to(question))
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
