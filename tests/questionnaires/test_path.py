"""The path: which questions are shown, in what order, and what keeps answers from being sent."""

import pytest

from cab_portal.surveys.questionnaire.answers import Answer, AnswerError
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.path import (
    check_complete,
    clear_hidden,
    first_unanswered_required,
    next_question,
    path,
    position,
    previous_question,
    restore,
)

from .tiny import chain, every_type, follow_up


def ids(questionnaire: Questionnaire, answers: dict[str, Answer]) -> list[str]:
    return [question.id for question in path(questionnaire, answers)]


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({}, ["recommend", "word"]),
        ({"recommend": 7}, ["recommend", "word"]),
        ({"recommend": 6}, ["recommend", "pace", "word"]),
        ({"recommend": 6, "pace": "too_fast"}, ["recommend", "pace", "why", "word"]),
        ({"recommend": 6, "pace": "too_slow"}, ["recommend", "pace", "word"]),
        ({"recommend": 7, "pace": "too_fast"}, ["recommend", "word"]),
    ],
)
def test_the_path_follows_the_answers(answers: dict[str, Answer], shown: list[str]) -> None:
    assert ids(follow_up(), answers) == shown


def test_hiding_a_question_hides_what_depends_on_it() -> None:
    answers: dict[str, Answer] = {"a": ("two",), "b": 3, "c": 9, "d": "yes"}
    assert ids(chain(), answers) == ["a", "b", "c", "d"]
    assert ids(chain(), {**answers, "a": ("one",)}) == ["a"]
    assert clear_hidden(chain(), {**answers, "a": ("one",)}) == {"a": ("one",)}


def test_next_and_previous_step_over_hidden_questions() -> None:
    questionnaire = follow_up()
    answers: dict[str, Answer] = {"recommend": 9}
    after = next_question(questionnaire, answers, "recommend")
    before = previous_question(questionnaire, answers, "word")
    assert after is questionnaire.question("word")
    assert before is questionnaire.question("recommend")
    low: dict[str, Answer] = {"recommend": 6}
    assert previous_question(questionnaire, low, "word") is questionnaire.question("pace")
    assert next_question(questionnaire, answers, "word") is None
    assert previous_question(questionnaire, answers, "recommend") is None


def test_next_and_previous_of_a_question_that_has_become_hidden() -> None:
    questionnaire = follow_up()
    assert next_question(questionnaire, {"recommend": 9}, "pace") is questionnaire.question("word")
    assert previous_question(questionnaire, {"recommend": 9}, "why") is questionnaire.question("recommend")
    with pytest.raises(KeyError):
        next_question(questionnaire, {}, "nothing")


def test_the_position_counts_shown_questions_only() -> None:
    assert position(follow_up(), {"recommend": 9}, "word") == (2, 2, 2)
    assert position(follow_up(), {"recommend": 6}, "word") == (3, 3, 3)
    assert position(follow_up(), {"recommend": 9}, "pace") is None
    assert position(follow_up(), {}, "nothing") is None


def test_a_text_without_an_answer_is_a_page_and_no_question() -> None:
    statement = {"type": "statement", "id": "said", "text": "Thanks"}
    word = {"type": "short_text", "id": "word", "text": "Which word?"}
    questionnaire = from_data({"questions": [statement, word]})
    assert position(questionnaire, {}, "said") == (1, None, 1)
    assert position(questionnaire, {}, "word") == (2, 1, 1)


def test_what_is_stored_has_no_hidden_and_no_unknown_answers() -> None:
    answers: dict[str, Answer] = {"word": "calm", "pace": "too_fast", "recommend": 9, "gone": "x"}
    assert list(clear_hidden(follow_up(), answers).items()) == [("recommend", 9), ("word", "calm")]


def test_required_questions_count_only_while_shown() -> None:
    questionnaire = follow_up()
    assert first_unanswered_required(questionnaire, {}) is questionnaire.question("recommend")
    assert first_unanswered_required(questionnaire, {"recommend": 6}) is questionnaire.question("pace")
    assert first_unanswered_required(questionnaire, {"recommend": 9}) is None
    assert check_complete(questionnaire, {"recommend": 9}) == ()


def test_every_problem_of_a_response_is_told() -> None:
    problems = check_complete(follow_up(), {"recommend": 6, "word": "x" * 300})
    assert [(problem.question.id, str(problem.error)) for problem in problems] == [
        ("pace", "Choose one answer."),
        ("word", "Your answer is 300 characters long; shorten it to 200."),
    ]
    assert [problem.error.code for problem in check_complete(follow_up(), {"recommend": 12})] == ["answer_unknown"]


def test_answers_come_back_from_json() -> None:
    stored = {"pace": "too_fast", "missing": ["who_does_what", "our_data"], "clarity": 4, "why": "Because"}
    assert restore(every_type(), stored) == {
        "pace": "too_fast",
        "missing": ("our_data", "who_does_what"),
        "clarity": 4,
        "why": "Because",
    }


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        ([], "answers_not_object"),
        ({"nothing": 1}, "question_unknown"),
        ({1: 1}, "question_unknown"),
        ({"pace": None}, "answer_unknown"),
        ({"clarity": "4"}, "answer_unknown"),
    ],
)
def test_json_that_holds_no_answers_is_refused(stored: object, code: str) -> None:
    with pytest.raises(AnswerError) as refused:
        restore(every_type(), stored)
    assert refused.value.code == code
