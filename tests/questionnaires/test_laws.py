"""Laws that hold for any questionnaire and any answers."""

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire.answers import Answer, AnswerError
from cab_portal.surveys.questionnaire.condition_words import sentence
from cab_portal.surveys.questionnaire.conditions import Not, evaluate
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data, from_json, to_json
from cab_portal.surveys.questionnaire.effort import estimate, seconds_for
from cab_portal.surveys.questionnaire.effort_table import TABLE
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
from cab_portal.surveys.questionnaire.problems import DefinitionError, DefinitionProblem
from cab_portal.surveys.questionnaire.question import Question

from .strategies import answered, imported_questions, law, questionnaires
from .tiny import every_type

Response = tuple[Questionnaire, dict[str, Answer]]


@law
@given(questionnaires())
def test_json_round_trip(questionnaire: Questionnaire) -> None:
    text = to_json(questionnaire)
    assert from_json(text) == questionnaire
    assert to_json(from_json(text)) == text


@law
@given(answered())
def test_answers_survive_forms_and_storage(response: Response) -> None:
    questionnaire, answers = response
    for question_id, answer in answers.items():
        question = questionnaire.question(question_id)
        assert question.parse(question.form_values(answer)) == answer
        assert question.check(question.stored(answer)) == answer
        rows = question.rows(answer)
        assert question.from_rows(rows) == answer
        assert {row.question_id for row in rows} <= set(question.row_ids())
        assert question.display(answer)
        assert len(question.cells(answer)) == len(question.columns()) == len(question.cells(None))
    stored = {key: questionnaire.question(key).stored(answer) for key, answer in answers.items()}
    assert restore(questionnaire, stored) == answers


@law
@given(answered())
def test_the_path_has_exactly_the_questions_whose_conditions_hold(response: Response) -> None:
    questionnaire, answers = response
    shown = path(questionnaire, answers)
    live = clear_hidden(questionnaire, answers)
    for question in questionnaire.questions:
        assert (question in shown) == (question.show_if is None or evaluate(question.show_if, live))


@law
@given(answered())
def test_clearing_hidden_answers_changes_nothing_that_is_shown(response: Response) -> None:
    questionnaire, answers = response
    cleared = clear_hidden(questionnaire, answers)
    assert clear_hidden(questionnaire, cleared) == cleared
    assert path(questionnaire, cleared) == path(questionnaire, answers)
    assert cleared.items() <= answers.items()


@law
@given(answered())
def test_walking_forward_and_back_visits_the_path(response: Response) -> None:
    questionnaire, answers = response
    shown = path(questionnaire, answers)
    asked = [question for question in shown if question.answerable]
    for number, question in enumerate(shown, start=1):
        counted = asked.index(question) + 1 if question.answerable else None
        assert position(questionnaire, answers, question.id) == (number, counted, len(asked))
        following = next_question(questionnaire, answers, question.id)
        assert following is (shown[number] if number < len(shown) else None)
        if following is not None:
            assert previous_question(questionnaire, answers, following.id) is question


@law
@given(answered())
def test_answers_that_forms_sent_lack_only_required_ones(response: Response) -> None:
    questionnaire, answers = response
    problems = check_complete(questionnaire, answers)
    assert {problem.error.code for problem in problems} <= {"answer_missing"}
    first = first_unanswered_required(questionnaire, answers)
    assert first is (problems[0].question if problems else None)


@law
@given(answered())
def test_not_negates(response: Response) -> None:
    questionnaire, answers = response
    for question in questionnaire.questions:
        if question.show_if is not None:
            assert evaluate(Not(condition=question.show_if), answers) is not evaluate(question.show_if, answers)
            assert sentence(question.show_if, questionnaire).startswith("Shown if ")


@law
@given(answered())
def test_summaries_count_every_answer_once(response: Response) -> None:
    questionnaire, answers = response
    for question_id, answer in answers.items():
        question = questionnaire.question(question_id)
        summary = question.summarize([answer, answer])
        each = 1 if question.counts_firsts else len(question.codes(answer))
        assert summary.answered + summary.not_applicable == 2
        if question.type != "battery":
            assert sum(entry.count for entry in summary.counts) + summary.not_applicable == (
                0 if question.written else 2 * each
            )
        assert str(question.finding(summary))


@law
@given(questionnaires())
def test_the_weights_of_the_answers_add_up_to_one(questionnaire: Questionnaire) -> None:
    for question in (question for question in questionnaire.questions if question.answerable):
        for named in ((), question.values()[:1], question.values()):
            cells = list(question.partition(named))
            assert abs(sum(cell.weight for cell in cells) - 1) < 1e-9
            assert all(cell.answer is not None and question.check(cell.answer) == cell.answer for cell in cells)


@law
@given(answered())
def test_every_complete_path_takes_a_time_between_the_shortest_and_the_longest(response: Response) -> None:
    questionnaire, answers = response
    found = estimate(questionnaire)
    assert found.is_exact
    assert found.shortest - 1e-6 <= found.expected <= found.longest + 1e-6
    assume(not check_complete(questionnaire, answers))
    time = sum(seconds_for(question) for question in path(questionnaire, answers)) * TABLE.device_factor
    assert found.shortest - 1e-6 <= time <= found.longest + 1e-6


raw_values = st.lists(st.text(max_size=5) | st.sampled_from(["1", "our_data", "\0", "\ud800"]), max_size=3)


@law
@given(st.sampled_from(every_type().questions), raw_values)
def test_whatever_a_form_sends_is_an_answer_or_refused(question: Question, raw: list[str]) -> None:
    with suppress(AnswerError):
        answer = question.parse(raw)
        assert answer is None or question.check(question.stored(answer)) == answer


@law
@given(st.lists(imported_questions, max_size=3))
def test_whatever_is_imported_is_a_questionnaire_or_refused_in_our_words(questions: list[object]) -> None:
    problems: tuple[DefinitionProblem, ...] = ()
    try:
        questionnaire = from_data({"questions": questions})
        assert from_json(to_json(questionnaire)) == questionnaire
    except DefinitionError as error:
        problems = error.problems
    # pydantic's own messages start so
    assert not [str(problem) for problem in problems if "nput should" in str(problem)]


@law
@given(st.binary(max_size=40) | st.text(max_size=40))
def test_whatever_bytes_are_imported_are_refused_with_a_sentence(text: bytes | str) -> None:
    with pytest.raises(DefinitionError):
        from_json(text)
