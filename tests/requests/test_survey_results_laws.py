"""Results of any survey equal what is counted anew from the raw answers; what is hidden in them cannot be reckoned."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

import pytest
import z3
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Seat
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.service import requests
from cab_portal.surveys import queries
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import QuestionResult
from cab_portal.surveys.questionnaire.answers import Answer
from cab_portal.surveys.questionnaire.definition import Questionnaire, to_json
from cab_portal.surveys.questionnaire.question import Option
from cab_portal.surveys.questionnaire.suppression import Released
from cab_portal.surveys.questionnaire.types import Number, Ranking, SingleChoice
from cab_portal.surveys.rules import SurveyPrivacy
from tests.factories import accounts, boards, surveys
from tests.factories.surveys import DECISION, Sent
from tests.page_client import PageClient
from tests.questionnaires.naive import answer_at, asked
from tests.questionnaires.strategies import answers_to, questionnaires
from tests.questionnaires.test_suppression import Attacker, hidden_terms

SignIn = Callable[[Person], PageClient]
Answers = Mapping[str, Answer]
pytestmark = pytest.mark.usefixtures("app")
MEMBERS, SMALLEST = 12, 5


@st.composite
def panels(draw: st.DrawFn) -> tuple[Questionnaire, list[Answers]]:
    """A questionnaire, and what each of some members answers to the questions that they are shown."""
    questionnaire = draw(questionnaires())
    panel: list[Answers] = []
    for _member in range(draw(st.integers(1, MEMBERS))):
        given_all = {
            question.id: draw(answers_to(question))
            for question in questionnaire.questions
            if question.answerable and (question.required or draw(st.booleans()))
        }
        shown = asked(questionnaire, given_all)
        panel.append({name: answer for name, answer in shown.items() if answer is not None})
    assume(all(panel))
    return questionnaire, panel


def close(sent: Sent) -> None:
    session.rollback()
    with unit_of_work():
        requests.close(session.get_one(ReviewRequest, sent.request.id, with_for_update=True))


def results_of(questionnaire: Questionnaire, panel: Sequence[Answers], privacy: SurveyPrivacy) -> list[QuestionResult]:
    """Let members answer, through the services; what their team reads, at the end where it has to wait for it."""
    sent = surveys.sent_survey(MEMBERS, privacy=privacy)
    is_anonymous = privacy is SurveyPrivacy.ANONYMOUS
    with unit_of_work():
        asked_now = json.loads(to_json(questionnaire))
        session.execute(update(Survey).where(Survey.id == sent.survey.id).values(definition=asked_now))
    survey = session.get_one(Survey, sent.survey.id, populate_existing=True)
    for person, answers in zip(sent.people, panel, strict=False):
        (surveys.send_unlinked if is_anonymous else surveys.response)(survey, person, answers)
    if not is_anonymous:
        return queries.results_in(queries.tallies_of(survey, queries.state_of(survey)).all, questionnaire)
    close(sent)
    return queries.results_in(queries.released_of(survey, queries.state_of(survey)).group, questionnaire, SMALLEST)


def number_of(code: str) -> object:
    """A code as the number that it stands for, if it stands for one."""
    try:
        return Fraction(code)
    except ValueError:
        return code


def compare(result: QuestionResult, panel: Sequence[Answers]) -> None:
    """Count the answers to one question, or item, once more."""
    question, given_values = result.question, [answer_at(answers, result.question.id) for answers in panel]
    values = [value for value in given_values if value is not None]
    beside = sum(value == "na" for value in values)
    values = [value for value in values if value != "na"]
    assert (result.summary.answered, result.summary.not_applicable) == (len(values), beside)
    shown = {number_of(entry.code): entry.count for entry in result.summary.counts if entry.count}
    if isinstance(question, Ranking):
        assert shown == Counter(value[0] for value in values)
        places = {option.id: [v.index(option.id) + 1 for v in values if option.id in v] for option in question.options}
        for ranked in result.ranked:
            found = places[ranked.code]
            assert ranked.ranked_by == len(found)
            assert ranked.mean_rank == (Fraction(sum(found), len(found)) if found else None)
        return
    chosen: list[Any] = [code for value in values for code in (value if isinstance(value, tuple) else (value,))]
    expected = Counter(Fraction(str(code)) if isinstance(question, Number) else number_of(str(code)) for code in chosen)
    assert shown == ({} if question.written else expected)


def try_panels(privacy: SurveyPrivacy, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(panels())
    def law(told: tuple[Questionnaire, list[Answers]]) -> None:
        questionnaire, panel = told
        for result in results_of(questionnaire, panel, privacy):
            is_few = sum(answer_at(answers, result.question.id) not in (None, "na") for answers in panel) < SMALLEST
            if privacy is SurveyPrivacy.ANONYMOUS and (is_few or len(panel) < SMALLEST):
                assert result.is_hidden
                assert not any(entry.count for entry in result.summary.counts)
            else:
                compare(result, panel)

    law()


PROMISES = [SurveyPrivacy.NAMED, SurveyPrivacy.ANONYMOUS]


@pytest.mark.parametrize("privacy", PROMISES)
def test_results_equal_what_is_counted_from_the_raw_answers(privacy: SurveyPrivacy) -> None:
    try_panels(privacy, examples=5)


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("privacy", PROMISES)
def test_results_of_many_surveys_equal_what_is_counted_from_the_raw_answers(privacy: SurveyPrivacy) -> None:
    try_panels(privacy, examples=100)


def two_questions() -> Questionnaire:
    options = tuple(Option(id=name, label=name.upper()) for name in ("a", "b", "c"))
    return Questionnaire.of(
        [
            SingleChoice(id=name, text=f"Which one fits {name}?", options=options, decision=DECISION)
            for name in ("first", "second")
        ]
    )


def confidential_panel(random: Random) -> Sent:
    """A confidential survey of 25 to 40 people in two to four segments, with two questions that most answered."""
    trusted = accounts.staff()
    sent = surveys.sent_survey(
        random.randint(25, 40), privacy=SurveyPrivacy.CONFIDENTIAL, confidants=[trusted], questions=two_questions()
    )
    made = [boards.segment(sent.board, name) for name in ("Carriers", "Shippers", "Ports", "Depots")]
    sizes = [random.random() + 0.1 for _segment in made[: random.randint(2, 4)]]
    with unit_of_work():
        for seat in sent.seats:
            session.get_one(Seat, seat.id).segment_id = random.choices(made[: len(sizes)], sizes)[0].id
    for person in sent.people:
        answers = {name: random.choices("abc", (5, 4, 1))[0] for name in ("first", "second") if random.random() < 0.95}
        if answers:
            surveys.response(sent.survey, person, answers)
    close(sent)
    return sent


def told_tables(signed_in: SignIn, sent: Sent) -> list[Released]:
    """What the page tells of segments to somebody who may see totals alone, a table for each question."""
    page = signed_in(accounts.staff()).get(f"/staff/surveys/{ids.encode(sent.survey.id)}/results")
    rows = [[cell.text for cell in row.select("td")] for row in page.soup.select("#segments tbody tr")]
    numbers = [[int(cell) if cell.isdigit() else None for cell in row] for row in rows]
    return [_table(numbers, place) for place in range(1, len(numbers[0]) if numbers else 1)]


def _table(numbers: list[list[int | None]], place: int) -> Released:
    """Who said so and who did not, of each segment; the last row has everybody."""
    pairs = [(row[0], row[place]) for row in numbers]
    cells = [(said, None if people is None or said is None else people - said) for people, said in pairs]
    columns = cells.pop()
    assert None not in columns
    return Released(
        tuple(people for people, _said in pairs[:-1]),
        tuple(cells),
        tuple(number or 0 for number in columns),
        pairs[-1][0] or 0,
    )


def attack_page(signed_in: SignIn, seed: int) -> bool:
    """Whether the page told anything of segments; nothing that it hides is known to within less than five people."""
    tables = told_tables(signed_in, confidential_panel(Random(seed)))  # noqa: S311 - panels that can be made again
    attacker = Attacker()
    names = [[[attacker.unknown() for _cell in row] for row in table.cells] for table in tables]
    for table, cells in zip(tables, names, strict=True):
        attacker.reads(table, cells)
        shown = [
            number for number in (*table.rows, *(cell for row in table.cells for cell in row)) if number is not None
        ]
        assert all(number >= SMALLEST for number in shown), table
    for ours, theirs in zip(names[:1] * len(names), names, strict=True):
        for row, same in zip(ours, theirs, strict=True):
            attacker.solver.add(z3.Sum(row) == z3.Sum(same))
    for table, cells in zip(tables, names, strict=True):
        for term in hidden_terms(table, cells):
            low, high = attacker.range_of(term)
            assert high - low >= SMALLEST, tables
    return bool(tables)


def test_no_number_that_the_page_hides_can_be_reckoned(signed_in: SignIn) -> None:
    assert sum(attack_page(signed_in, seed) for seed in range(4)) >= 1


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_no_number_that_many_pages_hide_can_be_reckoned(signed_in: SignIn) -> None:
    assert sum(attack_page(signed_in, seed) for seed in range(100, 180)) >= 20
