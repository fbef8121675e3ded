"""A member takes a survey: one question per page, saved at each step, checked and sent once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Seat
from cab_portal.boards.rules import SeatStatus
from cab_portal.core import clock, ids
from cab_portal.core.money import Money
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from cab_portal.rewards.models import Posting
from cab_portal.surveys.models import Answer, Response
from cab_portal.surveys.questionnaire.definition import from_data
from tests.factories import accounts, boards, surveys
from tests.factories.rewards import owed_minor
from tests.factories.surveys import HAPPY, Sent
from tests.page_client import Page, PageClient
from tests.statements import statements_of

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")


def address(sent: Sent, ending: str = "") -> str:
    return f"/surveys/{ids.encode(sent.survey.id)}{ending}"


def answer_on(page: Page, value: object) -> Page:
    return page.form().fill(answer=value).submit("Continue")


def test_a_member_answers_checks_and_sends(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    browser = signed_in(sent.people[0])
    start = browser.get("/surveys").follow("How does the first week feel?")
    assert "The team sees" not in start.title
    assert "up to 6, one per page" in start.words
    assert "named" in start.words
    page = start.follow("Start survey")
    assert page.h1 == "How likely are you to recommend us?"
    # Five are shown before the first answer; a low score shows a sixth.
    assert "Question 1 of 5" in page.words
    page = answer_on(page, "4")
    assert "Question 2 of 6" in page.words
    page = answer_on(page, "fast")
    page = answer_on(page, ["data", "people"])
    page = page.form().submit("Continue")
    page = answer_on(page, "Calm")
    assert page.h1 == "What would make you recommend us?"
    page = answer_on(page, "A person to call.\nOn Friday.")
    assert page.h1 == "Check your answers"
    assert "Our data and Who does what" in page.words
    assert "Not answered" in page.words
    done = page.form().submit("Send 5 answers")
    assert done.path == address(sent, "/done")
    assert "Our data and Who does what" in done.follow("Read my answers").words
    assert session.scalar(select(Response.submitted_at)) is not None


def test_j27_j28_back_shows_the_answer_and_change_returns_to_the_check_page(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    surveys.answer(sent.survey, sent.people[0], HAPPY)
    browser = signed_in(sent.people[0])
    page = browser.get(address(sent, "/q/2"))
    assert page.form().values["answer"] == ["right"]
    assert page.follow("Back").form().values["answer"] == ["9"]
    check = browser.get(address(sent, "/check"))
    page = check.follow("Change : Which word fits the first week best?")
    check = answer_on(page, "Hectic")
    assert check.path == address(sent, "/check")
    assert "Hectic" in check.words
    # A change that makes another question necessary leads there first.
    page = answer_on(check.follow("Change : How likely are you to recommend us?"), "2")
    assert page.h1 == "What would make you recommend us?"
    assert answer_on(page, "Faster replies.").path == address(sent, "/check")


def test_j28_the_check_page_lists_every_question_shown_and_each_change_returns_to_it(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    surveys.answer(sent.survey, sent.people[0], {"q1": 3, "q2": "slow"})
    check = signed_in(sent.people[0]).get(address(sent, "/check"))
    listed = {
        row.dt.get_text(): row.dd.get_text() for row in check.soup.select("dl.summary > div") if row.dt and row.dd
    }
    assert listed == {
        "How likely are you to recommend us?": "3",
        "Is the pace too slow, right or too fast?": "Too slow",
        "Which topics are missing?": "Not answered",
        "How clear or unclear is the first week?": "Not answered",
        "Which word fits the first week best?": "Not answered",
        "What would make you recommend us?": "Not answered",
    }
    for question in listed:
        back = check.follow(f"Change : {question}").form().submit("Continue")
        # Only what has to be answered before sending comes between.
        assert back.path == address(sent, "/check") or back.h1 == "What would make you recommend us?"


def test_j27_leaving_and_coming_back_resumes(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    surveys.answer(sent.survey, sent.people[0], {"q1": 9, "q2": "right"})
    page = signed_in(sent.people[0]).get(address(sent))
    assert "You were at question 3" in page.words
    assert page.follow("Continue survey").h1 == "Which topics are missing? (optional)"


def test_a_text_without_an_answer_is_not_counted(signed_in: SignIn) -> None:
    def word(name: str) -> dict[str, object]:
        return {"type": "short_text", "id": name, "text": f"Which {name}?", "required": True}

    def text(name: str) -> dict[str, object]:
        return {"type": "statement", "id": name, "text": f"About {name}"}

    questions = from_data({"questions": [text("a"), word("b"), text("c"), word("d"), text("e")]})
    sent = surveys.sent_survey(questions=questions)
    browser = signed_in(sent.people[0])
    assert "2 questions" in browser.get("/surveys").words
    page = browser.get(address(sent)).follow("Start survey")
    assert (page.h1, "Question" in page.words, "Question" in page.title) == ("About a", False, False)
    page = page.form().submit("Continue")
    assert "Question 1 of 2" in page.words
    page = answer_on(page, "Calm")
    assert (page.h1, "Question" in page.words) == ("About c", False)
    assert page.follow("Back").h1 == "Which b?"
    start = browser.get(address(sent))
    assert "You were at question 2" in start.words
    assert start.follow("Continue survey").h1 == "About c"
    refused = browser.get(address(sent, "/check")).form().submit()
    assert "Question 2 needs an answer." in refused.words
    page = refused.follow("Question 2 needs an answer.")
    assert page.h1 == "Which d?"
    answer_on(page, "Fast")
    assert "You answered every question" in browser.get(address(sent)).words
    design = signed_in(sent.owner).get(f"/staff{address(sent, '/design')}")
    assert "2 questions" in design.words


@pytest.mark.parametrize("values", [[], ["11"], ["1", "2"], ["x"], ["\0"]])
def test_a_wrong_answer_is_told_and_nothing_is_stored(signed_in: SignIn, values: list[str]) -> None:
    sent = surveys.sent_survey()
    page = signed_in(sent.people[0]).get(address(sent, "/q/1"))
    refused = page.form().forge(answer=values).submit()
    assert refused.status == 422
    assert refused.title.startswith("Error: ")
    assert "#answer-0" in refused.text
    assert session.scalar(select(func.count()).select_from(Answer)) == 0


@pytest.mark.parametrize("text", ["with \0 in it", "x" * 201])
def test_a_text_that_cannot_be_kept_comes_back(signed_in: SignIn, text: str) -> None:
    sent = surveys.sent_survey()
    page = signed_in(sent.people[0]).get(address(sent, "/q/5"))
    refused = page.form().fill(answer=text).submit()
    assert refused.status == 422
    assert text.replace("\0", "")[:20].split(" ")[0] in refused.text


def test_an_answer_belongs_to_the_question_that_was_shown(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    surveys.answer(sent.survey, sent.people[0], {"q1": 2, "q2": "slow"})
    browser = signed_in(sent.people[0])
    page = browser.get(address(sent, "/q/6"))
    surveys.answer(sent.survey, sent.people[0], {"q1": 10})
    assert page.form().fill(answer="Too late.").submit().path == address(sent, "/check")
    assert session.scalar(select(func.count()).select_from(Answer).where(Answer.question_id == "q6")) == 0


def test_who_answers_a_question_that_another_tab_hid_goes_on_with_the_next(signed_in: SignIn) -> None:
    shown = {"op": "equals", "question": "read", "value": True}
    options = [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]
    questions = from_data(
        {
            "questions": [
                {"type": "single_choice", "id": "read", "text": "Read it?", "options": options},
                {"type": "short_text", "id": "part", "text": "Which part?", "show_if": {**shown, "value": "yes"}},
                {"type": "short_text", "id": "word", "text": "Which word?"},
            ]
        }
    )
    sent = surveys.sent_survey(questions=questions)
    surveys.answer(sent.survey, sent.people[0], {"read": "yes"})
    browser = signed_in(sent.people[0])
    page = browser.get(address(sent, "/q/2"))
    surveys.answer(sent.survey, sent.people[0], {"read": "no"})
    following = page.form().fill(answer="The first.").submit()
    assert following.h1 == "Which word? (optional)"
    assert "Another answer of yours hides that question, so this one was not needed." in following.words
    assert session.scalar(select(func.count()).select_from(Answer).where(Answer.question_id == "part")) == 0


def test_the_check_page_names_what_is_missing(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    surveys.answer(sent.survey, sent.people[0], {"q1": 9})
    page = signed_in(sent.people[0]).get(address(sent, "/check"))
    refused = page.form().submit()
    assert refused.status == 422
    assert refused.follow("Question 2 needs an answer.").h1 == "Is the pace too slow, right or too fast?"


def test_j30_a_second_sending_is_as_good_as_one(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    surveys.answer(sent.survey, sent.people[0], HAPPY)
    form = signed_in(sent.people[0]).get(address(sent, "/check")).form()
    assert [form.submit(follow=False).location for _ in range(2)] == [address(sent, "/done")] * 2
    assert session.scalar(select(func.count()).select_from(Response)) == 1


def test_a_closed_survey_says_so_and_keeps_what_was_typed(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    browser = signed_in(sent.people[0])
    form = browser.get(address(sent, "/q/5")).form()
    with unit_of_work():
        session.get_one(ReviewRequest, sent.request.id).closes_at = clock.now() - timedelta(minutes=1)
    refused = form.fill(answer="Calmly").submit()
    assert refused.status == 409
    assert "Calmly" in refused.text
    assert "closed" in browser.get(address(sent)).words


def test_it_is_there_only_for_a_seat_in_force_that_was_asked(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    browser = signed_in(sent.people[0])
    form = browser.get(address(sent, "/q/1")).form()
    for stranger in (boards.seat(sent.board).person, accounts.person(), accounts.staff()):
        for ending in ("", "/q/1", "/check", "/done"):
            assert signed_in(stranger).get(address(sent, ending)).status == 404
    with unit_of_work():
        session.get_one(ReviewRequest, sent.request.id).status = RequestStatus.WITHDRAWN
    assert browser.get(address(sent)).status == 404
    assert form.fill(answer="1").submit().status == 404


def test_who_reads_the_answers_is_said_in_whole_sentences_wherever_it_stands(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    browser = signed_in(sent.people[0])
    surveys.answer(sent.survey, sent.people[0], HAPPY)
    for ending in ("", "/check", "/stored"):
        assert (
            "This survey is named: the team of Advisory board reads your answers"
            in browser.get(address(sent, ending)).words
        )


def test_access_ends_with_the_seat(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    surveys.answer(sent.survey, sent.people[0], HAPPY)
    browser = signed_in(sent.people[0])
    form = browser.get(address(sent, "/check")).form()
    with unit_of_work():
        session.get_one(Seat, sent.seats[0].id).status = SeatStatus.ENDED
    assert form.submit().status == 404
    assert browser.get(address(sent)).status == 404
    assert "No surveys yet" in browser.get("/surveys").words
    assert session.scalar(select(Response.submitted_at)) is None


def test_nothing_asked_yet(signed_in: SignIn) -> None:
    page = signed_in(accounts.person()).get("/surveys")
    assert "No surveys yet" in page.words


def test_fifty_sends_at_once_store_one_response_and_one_reward(app: Flask, signed_in: SignIn) -> None:
    sent = surveys.sent_survey(reward=Money(4_000, "EUR"))
    person = sent.people[0]
    surveys.answer(sent.survey, person, HAPPY)
    browser = signed_in(person)
    form = browser.get(address(sent, "/check")).form()
    data = {name: values[0] for name, values in form.values.items()}
    cookie = browser.client.get_cookie("cab")
    assert cookie is not None
    headers = {"Cookie": f"cab={cookie.value}"}
    url = address(sent, "/check")
    session.remove()
    statuses: list[int] = []
    gate = threading.Barrier(50)

    def send() -> None:
        client = app.test_client(use_cookies=False)
        gate.wait()
        statuses.append(client.post(url, data=data, headers=headers).status_code)

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 50
    assert session.scalar(select(func.count()).select_from(Response).where(Response.submitted_at.is_not(None))) == 1
    assert session.scalar(select(func.count()).select_from(Posting)) == 1
    assert owed_minor() == 4_000


def test_answering_page_by_page_takes_few_statements(signed_in: SignIn) -> None:
    """Counted with every guard, the audit log, the outbox and the ledger."""
    sent = surveys.sent_survey(reward=Money(4_000, "EUR"))
    browser = signed_in(sent.people[0])
    first = browser.get(address(sent, "/q/1"))
    assert len(statements_of(partial(browser.get, address(sent, "/q/1")))) == 2
    assert len(statements_of(partial(first.form().fill(answer="9").submit, "Continue", follow=False))) == 7
    surveys.answer(sent.survey, sent.people[0])
    assert len(statements_of(partial(browser.get, address(sent, "/check")))) == 2
    check = browser.get(address(sent, "/check")).form()
    sending = statements_of(partial(check.submit, follow=False))
    assert len(sending) == 9, sending
    assert session.query(Posting).count() == 1
