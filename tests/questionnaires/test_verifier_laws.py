"""The proof agrees with trying every answer, and with a solver that knows nothing of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from unittest.mock import patch

import pytest
import z3
from hypothesis import assume, given, settings

from cab_portal.surveys.questionnaire.answers import Answer, ItemAnswers
from cab_portal.surveys.questionnaire.conditions import AllOf, AnyOf, Condition, Not, evaluate, leaves, values_read
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.path import path
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.verifier import paths
from cab_portal.surveys.questionnaire.verifier.native import logic_of
from cab_portal.surveys.questionnaire.verifier.proof import verify

from .strategies import law, questionnaires

MOST = 3_000


def found(questionnaire: Questionnaire) -> dict[str, set[str]]:
    """The codes by question that the proof finds."""
    proof = verify(logic_of(questionnaire.model_dump(mode="json")))
    assert proof.proved
    codes: dict[str, set[str]] = {question.id: set() for question in questionnaire.questions}
    for finding in proof.findings:
        codes[finding.question].add(finding.code)
    return codes


def variables(questionnaire: Questionnaire) -> dict[str, tuple[Question, list[Answer | None]]]:
    """What conditions read, each with one answer of every kind, and None."""
    named: dict[str, set[int | float | str]] = {}
    for question in questionnaire.questions:
        for leaf in leaves(question.show_if) if question.show_if is not None else ():
            named.setdefault(leaf.question, set()).update(values_read(leaf))
    return {
        reference: (question, [None, *(cell.answer for cell in questionnaire.part(reference).partition(values))])
        for reference, values in named.items()
        for question in (questionnaire.question(reference.partition(".")[0]),)
    }


def responses(questionnaire: Questionnaire) -> Iterator[dict[str, Answer]]:
    """Every answer of every kind, hidden questions left empty and shown required ones answered."""
    read = variables(questionnaire)
    size = 1
    for _, possible in read.values():
        size *= len(possible)
    assume(size <= MOST)
    for combination in product(*(possible for _, possible in read.values())):
        given = dict(zip(read, combination, strict=True))
        answers = _gathered(given)
        if _is_complete(questionnaire, read, given, answers):
            yield answers


def _gathered(given: dict[str, Answer | None]) -> dict[str, Answer]:
    """Answers by question: the items of a battery together."""
    answers: dict[str, Answer] = {}
    items: dict[str, list[tuple[str, int | str]]] = {}
    for reference, answer in given.items():
        question_id, _, item = reference.partition(".")
        if answer is not None and item:
            assert isinstance(answer, int | str)
            items.setdefault(question_id, []).append((item, answer))
        elif answer is not None and not isinstance(answer, ItemAnswers):
            answers[question_id] = answer
    return {**answers, **{question_id: ItemAnswers(tuple(found)) for question_id, found in items.items()}}


def _is_complete(
    questionnaire: Questionnaire,
    read: dict[str, tuple[Question, list[Answer | None]]],
    given: dict[str, Answer | None],
    answers: dict[str, Answer],
) -> bool:
    shown = {question.id for question in path(questionnaire, answers)}
    for reference, (question, _) in read.items():
        is_given = given[reference] is not None
        if question.id not in shown and is_given:
            return False
        if question.id in shown and question.required and not is_given:
            return False
    return True


def _has_whole_batteries(questionnaire: Questionnaire) -> bool:
    """Whether a condition asks if a battery as a whole is answered, which the oracles here do not follow."""
    return any(
        questionnaire.question(reference).type == "battery"
        for reference in variables(questionnaire)
        if "." not in reference
    )


def agrees_with_trying(questionnaire: Questionnaire) -> None:
    assume(not _has_whole_batteries(questionnaire))
    codes = found(questionnaire)
    seen: dict[str, set[bool]] = {question.id: set() for question in questionnaire.questions}
    for answers in responses(questionnaire):
        shown = {question.id for question in path(questionnaire, answers)}
        for question in questionnaire.questions:
            seen[question.id].add(question.id in shown)
    for question in questionnaire.questions:
        is_never = True not in seen[question.id]
        assert is_never is bool(codes[question.id] & {"contradiction", "unreachable"})
        is_always = question.show_if is not None and seen[question.id] == {True}
        assert is_always is ("tautology" in codes[question.id])


@dataclass(frozen=True)
class Encoded:
    """A survey as formulas: when each question is shown, over answers by themselves and over those of paths."""

    shown: dict[str, z3.BoolRef]
    free: z3.Solver
    paths: z3.Solver


def encoded(condition: Condition, at: dict[str, tuple[z3.ArithRef, list[Answer | None]]]) -> z3.BoolRef:
    """The condition as a formula over the numbers of the answers."""
    match condition:
        case AllOf():
            return z3.And([encoded(branch, at) for branch in condition.conditions])
        case AnyOf():
            return z3.Or([encoded(branch, at) for branch in condition.conditions])
        case Not():
            return z3.Not(encoded(condition.condition, at))
    number, answers = at[condition.question]
    holding = [
        place
        for place, answer in enumerate(answers)
        if answer is not None and evaluate(condition, {condition.question: answer})
    ]
    return z3.Or(*(number == place for place in holding), z3.BoolVal(False, number.ctx))


def survey_encoded(questionnaire: Questionnaire) -> Encoded:
    """Every variable is the number of an answer, 0 for none."""
    context = z3.Context()
    read = variables(questionnaire)
    at = {name: (z3.Int(name, context), answers) for name, (_, answers) in read.items()}
    made = Encoded({}, z3.Solver(ctx=context), z3.Solver(ctx=context))
    for number, answers in at.values():
        for solver in (made.free, made.paths):
            solver.add(number >= 0, number < len(answers))
    for question in questionnaire.questions:
        yes = z3.BoolVal(True, context)
        shown = encoded(question.show_if, at) if question.show_if is not None else yes
        made.shown[question.id] = shown
        for name in (name for name, (owner, _) in read.items() if owner.id == question.id):
            made.paths.add(z3.Implies(z3.Not(shown), at[name][0] == 0))
            if question.required:
                made.paths.add(z3.Implies(shown, at[name][0] != 0))
    return made


def agrees_with_a_solver(questionnaire: Questionnaire) -> None:
    assume(not _has_whole_batteries(questionnaire))
    # merging what is still open from the first states on
    with patch.object(paths, "MANY", 1):
        codes = found(questionnaire)
    survey = survey_encoded(questionnaire)
    for question in (question for question in questionnaire.questions if question.show_if is not None):
        shown = survey.shown[question.id]
        if survey.free.check(shown) == z3.unsat:
            expected = {"contradiction"}
        elif survey.paths.check(shown) == z3.unsat:
            expected = {"unreachable"}
        else:
            expected = {"tautology"} if survey.paths.check(z3.Not(shown)) == z3.unsat else set()
        assert codes[question.id] == expected


@law
@given(questionnaires())
def test_the_proof_agrees_with_trying_every_answer(questionnaire: Questionnaire) -> None:
    agrees_with_trying(questionnaire)


@law
@given(questionnaires())
def test_the_proof_agrees_with_a_solver(questionnaire: Questionnaire) -> None:
    agrees_with_a_solver(questionnaire)


@pytest.mark.long
@pytest.mark.timeout(1200)
@settings(law, max_examples=2_000)
@given(questionnaires())
def test_the_proof_agrees_with_trying_every_answer_at_length(questionnaire: Questionnaire) -> None:
    agrees_with_trying(questionnaire)


@pytest.mark.long
@pytest.mark.timeout(1200)
@settings(law, max_examples=2_000)
@given(questionnaires())
def test_the_proof_agrees_with_a_solver_at_length(questionnaire: Questionnaire) -> None:
    agrees_with_a_solver(questionnaire)
