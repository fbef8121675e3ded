"""Answers that were sent are corrected until the survey closes, and what was begun before its end may be finished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.audit.models import AuditEntry
from cab_portal.core import clock, ids
from cab_portal.core.money import Money
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.service import requests
from cab_portal.rewards.models import Posting
from cab_portal.surveys.models import Answer, Response, ThemedAnswer
from cab_portal.surveys.rules import SurveyLayout, SurveyPrivacy
from cab_portal.web.filters import show_date
from tests.factories import accounts, surveys
from tests.factories.surveys import HAPPY, Sent
from tests.page_client import Page, PageClient

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")
PROMISES = [SurveyPrivacy.NAMED, SurveyPrivacy.CONFIDENTIAL]


def address(sent: Sent, ending: str = "") -> str:
    return f"/surveys/{ids.encode(sent.survey.id)}{ending}"


def survey_of(privacy: SurveyPrivacy = SurveyPrivacy.NAMED, members: int = 1) -> Sent:
    staff = [accounts.staff()] if privacy is SurveyPrivacy.CONFIDENTIAL else []
    return surveys.sent_survey(members, privacy=privacy, confidants=staff, reward=Money(4_000, "EUR"))


def stored() -> dict[str, str | None]:
    session.rollback()
    return {row.question_id: row.code or row.words for row in session.scalars(select(Answer))}


def count(model: type[object]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def close(sent: Sent) -> None:
    with unit_of_work():
        requests.close(session.get_one(ReviewRequest, sent.request.id, with_for_update=True))


def change(check: Page, question: str, value: object) -> Page:
    return check.follow(f"Change : {question}").form().fill(answer=value).submit("Continue")


PACE, RECOMMEND = "Is the pace too slow, right or too fast?", "How likely are you to recommend us?"


@pytest.mark.parametrize("privacy", PROMISES)
def test_what_was_sent_is_corrected_until_the_survey_closes(signed_in: SignIn, privacy: SurveyPrivacy) -> None:
    sent = survey_of(privacy)
    surveys.response(sent.survey, sent.people[0], HAPPY)
    browser = signed_in(sent.people[0])
    start = browser.get(address(sent))
    assert "You can change them until" in start.words
    check = change(start.follow("Change my answers"), PACE, "slow")
    assert check.path == address(sent, "/check")
    assert "Too slow" in check.words
    # Until the change is sent, what was sent before counts.
    assert stored()["q2"] == "right"
    start = browser.get(address(sent))
    assert "did not send the changes yet" in start.words
    assert "About right" in start.soup.select("#answers")[0].get_text()
    assert "Too slow" in browser.get(address(sent, "/stored")).soup.select("#changes")[0].get_text()
    done = start.follow("Go on changing my answers").form().submit("Send my changes")
    assert done.path == address(sent, "/done")
    assert stored() == {"q1": "9", "q2": "slow", "q3": "data", "q4": "4", "q5": "Calm"}
    assert (count(Response), count(Posting)) == (1, 1), "a correction is paid for already"
    entries = session.scalars(select(AuditEntry.event).where(AuditEntry.event.like("response.%"))).all()
    assert sorted(entries) == ["response.corrected", "response.submitted"]
    # Pressed again, it is as good as once.
    browser.get(address(sent, "/check")).form().submit("Send my changes")
    assert session.scalar(select(func.count(AuditEntry.number)).where(AuditEntry.event == "response.corrected")) == 1


def test_a_correction_that_makes_a_question_necessary_waits_for_its_answer(signed_in: SignIn) -> None:
    sent = survey_of()
    surveys.response(sent.survey, sent.people[0], HAPPY)
    browser = signed_in(sent.people[0])
    page = change(browser.get(address(sent, "/check")), RECOMMEND, "2")
    assert page.h1 == "What would make you recommend us?"
    refused = browser.get(address(sent, "/check")).form().submit("Send my changes")
    assert refused.status == 422
    assert "Question 6 needs an answer." in refused.words
    assert stored()["q1"] == "9"
    page.form().fill(answer="A person.").submit("Continue").form().submit("Send my changes")
    assert (stored()["q1"], stored()["q6"]) == ("2", "A person.")
    # And back: what is not shown any more is not stored any more.
    change(browser.get(address(sent, "/check")), RECOMMEND, "10").form().submit("Send my changes")
    assert "q6" not in stored()


def test_an_answer_in_other_words_loses_the_themes_of_the_old_ones(signed_in: SignIn) -> None:
    sent = survey_of()
    response = surveys.response(sent.survey, sent.people[0], HAPPY)
    surveys.theme(sent.survey, response.id, "q5", "Pace")
    browser = signed_in(sent.people[0])
    change(browser.get(address(sent, "/check")), PACE, "slow").form().submit("Send my changes")
    assert count(ThemedAnswer) == 1
    change(browser.get(address(sent, "/check")), "Which word fits the first week best?", "Fast").form().submit(
        "Send my changes"
    )
    assert count(ThemedAnswer) == 0


def test_a_correction_after_the_end_is_refused_and_what_was_sent_stands(signed_in: SignIn) -> None:
    sent = survey_of()
    surveys.response(sent.survey, sent.people[0], HAPPY)
    browser = signed_in(sent.people[0])
    check = change(browser.get(address(sent, "/check")), PACE, "slow")
    close(sent)
    refused = check.form().submit("Send my changes")
    assert refused.status == 409
    assert stored()["q2"] == "right"
    start = browser.get(address(sent))
    assert "not changed any more" in start.words
    assert "Change my answers" not in start.text
    assert browser.get(address(sent, "/check")).location == address(sent)


def test_answers_on_one_page_are_corrected_on_it(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(layout=SurveyLayout.WHOLE)
    surveys.response(sent.survey, sent.people[0], HAPPY)
    page = signed_in(sent.people[0]).get(address(sent)).follow("Change my answers")
    assert page.form().values["q2-answer"] == ["right"]
    page.form().fill(**{"q2-answer": "slow"}).submit("Keep them and send later")
    assert stored()["q2"] == "right"
    page = signed_in(sent.people[0]).get(address(sent)).follow("Go on changing my answers")
    assert page.form().values["q2-answer"] == ["slow"]
    assert page.form().submit("Send my changes").path == address(sent, "/done")
    assert stored() == {"q1": "9", "q2": "slow", "q3": "data", "q4": "4", "q5": "Calm"}


def test_an_anonymous_answer_is_never_corrected(signed_in: SignIn) -> None:
    sent = survey_of(SurveyPrivacy.ANONYMOUS, 12)
    surveys.send_unlinked(sent.survey, sent.people[0], HAPPY)
    browser = signed_in(sent.people[0])
    assert "Change my answers" not in browser.get(address(sent)).text
    for ending in ("/q/1", "/check"):
        assert browser.get(address(sent, ending)).location == address(sent)


def test_whoever_began_before_the_end_may_finish(signed_in: SignIn) -> None:
    sent = survey_of(members=2)
    surveys.answer(sent.survey, sent.people[0], HAPPY)
    close(sent)
    browser = signed_in(sent.people[0])
    start = browser.get(address(sent))
    assert "You had begun, so you can still finish" in start.words
    page = start.follow("Check your answers")
    change(page, PACE, "slow").form().submit("Send 5 answers")
    assert stored()["q2"] == "slow"
    assert count(Posting) == 1
    assert browser.get(address(sent, "/check")).location == address(sent), "and then it is closed for them too"
    late = signed_in(sent.people[1])
    assert "takes no more answers" in late.get(address(sent)).words
    assert late.get(address(sent, "/q/1")).location == address(sent)


@pytest.mark.parametrize("privacy", [SurveyPrivacy.CONFIDENTIAL, SurveyPrivacy.ANONYMOUS])
def test_totals_that_are_seen_from_the_end_on_do_not_grow(signed_in: SignIn, privacy: SurveyPrivacy) -> None:
    sent = survey_of(privacy, 12)
    if privacy is SurveyPrivacy.CONFIDENTIAL:
        surveys.answer(sent.survey, sent.people[0], HAPPY)
    form = signed_in(sent.people[0]).get(address(sent, "/q/1")).form().fill(answer="9")
    close(sent)
    assert form.submit().status == 409
    assert "takes no more answers" in signed_in(sent.people[0]).get(address(sent)).words


def test_a_survey_that_was_closed_early_tells_the_day_when_it_was(signed_in: SignIn) -> None:
    sent = survey_of(members=2)
    surveys.answer(sent.survey, sent.people[0], HAPPY)
    day, planned = show_date(clock.now()), show_date(sent.request.closes_at)
    close(sent)
    staff, browser = signed_in(sent.owner), signed_in(sent.people[1])
    told = [
        staff.get(f"/staff{address(sent, '/results')}").words,
        staff.get("/staff/surveys").words,
        browser.get(address(sent)).words,
        browser.get("/surveys").words,
    ]
    assert [(day in words, planned in words) for words in told] == [(True, False)] * len(told)
    # Who had begun finishes after it, and is not told of a day to come.
    check = signed_in(sent.people[0]).get(address(sent, "/check"))
    assert "The survey has closed. The team reads all answers" in check.form().submit("Send 5 answers").words


def test_who_answers_while_the_survey_closes_is_told_so(signed_in: SignIn) -> None:
    sent = survey_of(SurveyPrivacy.CONFIDENTIAL)
    surveys.answer(sent.survey, sent.people[0], {"q1": 9, "q2": "right"})
    browser = signed_in(sent.people[0])
    form, check = browser.get(address(sent, "/q/5")).form().fill(answer="Calm"), browser.get(address(sent, "/check"))
    assert "You can change your answers until" in check.words
    close(sent)
    refused = form.submit()
    assert "Your answer was not saved This survey is closed" in refused.words
    assert "Calm" in refused.form().values["answer"]
    late = check.form().submit()
    assert "Your answers were not sent This survey is closed" in late.words
    assert "You can change your answers until" not in late.words


def test_who_answers_on_one_page_while_the_survey_closes_is_told_so(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(layout=SurveyLayout.WHOLE)
    page = signed_in(sent.people[0]).get(address(sent, "/answers"))
    assert "You can change your answers until" in page.words
    close(sent)
    refused = (
        page.form().fill(**{"q1-answer": "9", "q2-answer": "right", "q5-answer": "Calm"}).submit("Send my answers")
    )
    assert "Your answers were not sent This survey is closed" in refused.words
    assert refused.form().values["q5-answer"] == ["Calm"]
    assert "You can change your answers until" not in refused.words


def test_two_days_after_the_end_nothing_is_taken_any_more(signed_in: SignIn) -> None:
    sent = survey_of()
    surveys.answer(sent.survey, sent.people[0], HAPPY)
    form = signed_in(sent.people[0]).get(address(sent, "/check")).form()
    with unit_of_work():
        request = session.get_one(ReviewRequest, sent.request.id)
        request.closes_at = clock.now() - timedelta(hours=49)
    session.rollback()
    assert form.submit().status == 409
    assert session.scalar(select(Response.submitted_at)) is None
