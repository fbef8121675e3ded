"""Any questionnaire that keeps the rules, any answers to it, and any that break them."""

from hypothesis import strategies as st

from cab_portal.surveys.questionnaire.answers import Answer
from cab_portal.surveys.questionnaire.conditions import (
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
    LongText,
    MultiChoice,
    Nps,
    Point,
    Rating,
    ShortText,
    SingleChoice,
)

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30
).filter(lambda text: bool(text.strip()))
slugs = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
option_lists = st.lists(
    st.builds(Option, id=slugs, label=texts), min_size=2, max_size=4, unique_by=lambda option: option.id
).map(tuple)
point_lists = st.lists(st.integers(-100, 100), min_size=2, max_size=5, unique=True).flatmap(
    lambda values: st.tuples(
        *(st.builds(Point, value=st.just(value), label=texts) for value in sorted(values))
    )
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
    kind = draw(st.sampled_from([SingleChoice, MultiChoice, Rating, Nps, ShortText, LongText]))
    if kind in (SingleChoice, MultiChoice):
        fields["options"] = draw(option_lists)
    elif kind is Rating:
        fields["points"] = draw(point_lists)
    return kind.model_validate(fields)


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    made: list[Question] = []
    for question_id in draw(st.lists(slugs, min_size=1, max_size=6, unique=True)):
        made.append(draw(questions(question_id, made)))
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
