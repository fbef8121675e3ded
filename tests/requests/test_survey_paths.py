"""Any path through any survey, as the pages lead: exactly the answers to the questions shown are stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.surveys.models import AnonymousAnswers, AnswersUnderWay, Response, Survey
from cab_portal.surveys.models import Answer as Row
from cab_portal.surveys.questionnaire.answers import Answer, ItemAnswers, Specified, plain
from cab_portal.surveys.questionnaire.definition import Questionnaire, to_json
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types import Battery, MultiChoice, Number, Ranking
from cab_portal.surveys.rules import SurveyLayout, SurveyPrivacy
from tests.factories import surveys
from tests.page_client import Page, PageClient
from tests.questionnaires.naive import asked
from tests.questionnaires.strategies import answers_to, questionnaires

SignIn = Callable[[Person], PageClient]
Answers = Mapping[str, Answer]
# More pages than any path through the questions has.
LONGEST = 20


@dataclass(frozen=True)
class Journey:
    """A questionnaire, what a member answers at first, and what in the end, which alone is sent."""

    questionnaire: Questionnaire
    at_first: Answers
    in_the_end: Answers


@st.composite
def journeys(draw: st.DrawFn) -> Journey:
    questionnaire = draw(questionnaires())
    told = []
    for _time in range(2):
        answers: dict[str, Answer] = {}
        for question in questionnaire.questions:
            if question.answerable and (question.required or draw(st.booleans())):
                answers[question.id] = draw(answers_to(question))
        told.append(answers)
    return Journey(questionnaire, *told)


def fields(question: Question, answer: Answer | None) -> dict[str, object]:
    """What somebody does on the page of a question to give this answer, or none."""
    if isinstance(question, Battery):
        items = answer.items if isinstance(answer, ItemAnswers) else ()
        given = {item: str(value) for item, value in items}
        return {f"part_{item.id}": given.get(item.id) for item in question.items}
    if isinstance(question, Ranking):
        order = list(answer) if isinstance(answer, tuple) else []
        options = [option.id for option in question.options]
        return {f"part_{name}": str(order.index(name) + 1) if name in order else "" for name in options}
    if not question.answerable:
        return {}
    words = dict(answer.words) if isinstance(answer, Specified) else {}
    specified = [option.id for option in getattr(question, "options", ()) if option.specify]
    given_fields: dict[str, object] = {f"part_{name}": words.get(name, "") for name in specified}
    value = None if answer is None else plain(answer)
    if isinstance(question, MultiChoice):
        chosen = value if isinstance(value, tuple) else ()
        return {"answer": list(chosen), **given_fields}
    if isinstance(question, Number) and question.not_applicable:
        is_beside = value == "na"
        return {"answer": "" if value is None or is_beside else str(value), "part_na": ["na"] if is_beside else []}
    if value is None:
        return {"answer": None if question.closed else "", **given_fields}
    return {"answer": str(value), **given_fields}


def walk(browser: PageClient, path: str, questionnaire: Questionnaire, answers: Answers) -> dict[str, Answer | None]:
    """Answer one page after the other up to the check page; the questions that were met, with what was answered."""
    page, met = browser.get(f"{path}/q/1"), dict[str, Answer | None]()
    for _page in range(LONGEST):
        if page.path.endswith("/check"):
            return met
        form = page.form()
        question = questionnaire.question(form.values["question_id"][0])
        met[question.id] = answers.get(question.id)
        page = form.fill_all(fields(question, met[question.id])).submit("Continue")
        assert page.status == 200, page.words
    raise AssertionError("the pages have no end")


def send_paged(browser: PageClient, path: str, journey: Journey) -> Page:
    """Answer, go back to the start, answer otherwise, and send; each page met is one that had to be."""
    walk(browser, path, journey.questionnaire, journey.at_first)
    met = walk(browser, path, journey.questionnaire, journey.in_the_end)
    assert met == asked(journey.questionnaire, journey.in_the_end)
    return browser.get(f"{path}/check").form().submit()


def filled(page: Page, journey: Journey, answers: Answers) -> Page:
    """Answer the questions that a page asks, and press the button that sends; the page after it."""
    form = page.form()
    carried = form.values.get("carried", [])
    for name in form.values["asked"]:
        if name not in carried:
            given_fields = fields(journey.questionnaire.question(name), answers.get(name))
            form.fill_all({f"{name}-{field}": value for field, value in given_fields.items()})
    return form.submit("Send my answers")


def send_whole(browser: PageClient, path: str, journey: Journey) -> Page:
    """Answer all questions on their page, and those that the answers led to on the pages that follow."""
    page = browser.get(f"{path}/answers")
    for _page in range(LONGEST):
        page = filled(page, journey, journey.in_the_end)
        if page.status != 200 or page.path.endswith("/done"):
            return page
    raise AssertionError("the pages have no end")


class Ground:
    """Surveys that are open, with members who have not answered, as many as are asked for."""

    def __init__(self, signed_in: SignIn, privacy: SurveyPrivacy, layout: SurveyLayout) -> None:
        self._signed_in = signed_in
        self._privacy = privacy
        self._layout = layout
        self._members = self._without_end()

    def _without_end(self) -> Iterator[tuple[Survey, Person]]:
        for _survey in count():
            sent = surveys.sent_survey(12, privacy=self._privacy, layout=self._layout)
            for person in sent.people:
                yield sent.survey, person

    def ask(self, questionnaire: Questionnaire) -> tuple[str, PageClient, Person]:
        """Put these questions before a member. They are written over those that were sent: nobody would send them."""
        survey, person = next(self._members)
        survey_id = survey.id
        with unit_of_work():
            asked_now = json.loads(to_json(questionnaire))
            session.execute(update(Survey).where(Survey.id == survey_id).values(definition=asked_now))
            session.execute(delete(AnonymousAnswers))
            session.execute(delete(AnswersUnderWay))
        return f"/surveys/{ids.encode(survey_id)}", self._signed_in(person), person

    def try_out(self, journey: Journey) -> None:
        """Answer as the journey goes, and compare what is stored with what was to be answered."""
        path, browser, person = self.ask(journey.questionnaire)
        send = send_paged if self._layout is SurveyLayout.PAGED else send_whole
        page = send(browser, path, journey)
        met = asked(journey.questionnaire, journey.in_the_end)
        expected = {name: answer for name, answer in met.items() if answer is not None}
        session.rollback()
        if not expected:
            assert page.status == 422
        else:
            assert page.path == f"{path}/done", page.words
        self._compare(journey.questionnaire, person, expected)

    def _compare(self, questionnaire: Questionnaire, person: Person, expected: dict[str, Answer]) -> None:
        if self._privacy is SurveyPrivacy.ANONYMOUS:
            bodies = [{name: questionnaire.question(name).stored(answer) for name, answer in expected.items()}]
            assert session.scalars(select(AnonymousAnswers.body)).all() == (bodies if expected else [])
            assert not expected or session.scalars(select(AnswersUnderWay)).all() == []
            return
        rows = select(Row.question_id, Row.ordinal, Row.code, Row.words).join(Response, Response.id == Row.response_id)
        sent = rows.where(Response.person_id == person.id, Response.submitted_at.is_not(None))
        wanted = [
            (row.question_id, row.ordinal, row.code, row.words)
            for name, answer in expected.items()
            for row in questionnaire.question(name).rows(answer)
        ]
        assert sorted(tuple(row) for row in session.execute(sent)) == sorted(wanted)


def try_journeys(signed_in: SignIn, privacy: str, layout: str, examples: int) -> None:
    ground = Ground(signed_in, SurveyPrivacy(privacy), SurveyLayout(layout))
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]

    @settings(max_examples=examples, deadline=None, suppress_health_check=quiet)
    @given(journeys())
    def law(journey: Journey) -> None:
        ground.try_out(journey)

    law()


CASES = [(privacy, layout) for privacy in ("named", "anonymous") for layout in ("paged", "whole")]


@pytest.mark.parametrize(("privacy", "layout"), CASES)
def test_any_path_stores_the_answers_to_the_questions_shown(signed_in: SignIn, privacy: str, layout: str) -> None:
    try_journeys(signed_in, privacy, layout, examples=12)


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize(("privacy", "layout"), CASES)
def test_any_of_many_paths_stores_the_answers_to_the_questions_shown(
    signed_in: SignIn, privacy: str, layout: str
) -> None:
    try_journeys(signed_in, privacy, layout, examples=250)
