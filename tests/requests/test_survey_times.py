"""How long answering takes: timed by the server, told to members and team, and never kept of an anonymous survey."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from math import ceil, exp, log

import pytest
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.core import clock, ids
from cab_portal.database import session
from cab_portal.reviews.models import Assignment
from cab_portal.routing.models import Reminder
from cab_portal.routing.rules import ReminderKind
from cab_portal.surveys import queries
from cab_portal.surveys.models import PageTime, Response
from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.rules import SurveyLayout, SurveyPrivacy, spent
from tests.factories import accounts, keep, surveys, working
from tests.factories.surveys import HAPPY, UNHAPPY, Sent
from tests.page_client import PageClient
from tests.statements import statements_of

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")


def address(sent: Sent, ending: str = "") -> str:
    return f"/surveys/{ids.encode(sent.survey.id)}{ending}"


def results(signed_in: SignIn, sent: Sent) -> str:
    return signed_in(accounts.staff()).get(f"/staff/surveys/{ids.encode(sent.survey.id)}/results").words


def times() -> dict[str, int]:
    session.rollback()
    return {row.page: row.milliseconds for row in session.scalars(select(PageTime))}


def times_of_one_page() -> list[int | None]:
    session.rollback()
    return list(session.scalars(select(Response.milliseconds)))


def test_pauses_are_cut_and_clocks_that_go_back_count_nothing() -> None:
    assert spent(timedelta(seconds=7.5)) == 7_500
    assert spent(timedelta(hours=3)) == 120_000
    assert spent(timedelta(hours=3), questions=4) == 480_000
    assert spent(timedelta(seconds=-5)) == 0


def test_each_visit_to_a_page_adds_its_time(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    browser = signed_in(sent.people[0])
    at = clock.now()
    for passed in (timedelta(seconds=9), timedelta(minutes=30)):
        with clock.standing_at(at):
            form = browser.get(address(sent, "/q/1")).form()
        with clock.standing_at(at + passed):
            form.fill(answer="9").submit(follow=False)
    assert times() == {"q1": 9_000 + 120_000}
    form = browser.get(address(sent, "/q/2")).form()
    form.forge(answer=["right"], shown_at=["1.forged"]).submit(follow=False)
    assert times() == {"q1": 129_000}, "a time that is not ours is none"


def test_a_page_with_all_questions_is_timed_as_one(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(layout=SurveyLayout.WHOLE)
    browser = signed_in(sent.people[0])
    at = clock.now()
    with clock.standing_at(at):
        form = browser.get(address(sent, "/answers")).form()
    with clock.standing_at(at + timedelta(seconds=90)):
        form.fill(**{"q1-answer": "9", "q2-answer": "right"}).submit(follow=False)
    assert (times(), times_of_one_page()) == ({}, [90_000])


@pytest.mark.parametrize("layout", list(SurveyLayout))
def test_no_page_of_an_anonymous_survey_is_timed(signed_in: SignIn, layout: SurveyLayout) -> None:
    sent = surveys.sent_survey(12, privacy=SurveyPrivacy.ANONYMOUS, layout=layout)
    other = surveys.sent_survey(layout=layout)
    ending = "/q/1" if layout is SurveyLayout.PAGED else "/answers"
    stamped = signed_in(other.people[0]).get(address(other, ending)).form().values["shown_at"]
    form = signed_in(sent.people[0]).get(address(sent, ending)).form()
    assert "shown_at" not in form.values
    prefix = "" if layout is SurveyLayout.PAGED else "q1-"
    form.forge(shown_at=stamped, **{f"{prefix}answer": ["9"]}).submit(follow=False)
    assert times() == {}


def test_each_visit_to_the_one_page_adds_its_time(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(layout=SurveyLayout.WHOLE)
    browser = signed_in(sent.people[0])
    at = clock.now()
    for seconds, button, total in ((30, "Keep them and send later", 30), (50, "Keep them and send later", 80)):
        with clock.standing_at(at):
            form = browser.get(address(sent, "/answers")).form()
        with clock.standing_at(at + timedelta(seconds=seconds)):
            form.fill(**{"q1-answer": "9", "q2-answer": "right"}).submit(button, follow=False)
        assert times_of_one_page() == [total * 1_000]
    with clock.standing_at(at):
        form = browser.get(address(sent, "/answers")).form()
    with clock.standing_at(at + timedelta(seconds=7)):
        form.submit("Send my answers", follow=False)
    assert times_of_one_page() == [87_000]


@pytest.mark.parametrize("layout", SurveyLayout)
def test_the_usual_time_is_the_median_in_either_layout(signed_in: SignIn, layout: SurveyLayout) -> None:
    sent = surveys.sent_survey(6, layout=layout)
    for place, person in enumerate(sent.people[:5], 1):
        surveys.response(sent.survey, person, HAPPY, place * 12_000)
    assert "about 3 minutes" in signed_in(sent.people[5]).get(address(sent)).words


def test_members_read_what_others_took_once_five_have_finished(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(8)
    for person in sent.people[:4]:
        surveys.response(sent.survey, person, HAPPY, 60_000)
    browser = signed_in(sent.people[7])
    before = browser.get(address(sent)).words
    assert "about 5 minutes" not in before
    surveys.response(sent.survey, sent.people[4], HAPPY, 1_000)
    surveys.answer(sent.survey, sent.people[5], HAPPY, 1_000)
    # Five answers of a minute each is the median of those who finished; who has not finished does not count.
    assert "about 5 minutes" in browser.get(address(sent)).words
    anonymous = surveys.sent_survey(12, privacy=SurveyPrivacy.ANONYMOUS)
    for person in anonymous.people[:6]:
        surveys.send_unlinked(anonymous.survey, person)
    least, most = queries.minutes_of(anonymous.survey)
    assert f"{least} to {most} minutes" in signed_in(anonymous.people[7]).get(address(anonymous)).words


def test_the_usual_time_is_read_once_a_minute(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(6)
    for person in sent.people[:5]:
        surveys.response(sent.survey, person, HAPPY, 60_000)
    browser = signed_in(sent.people[5])
    at = clock.now()
    with clock.standing_at(at):
        first = statements_of(partial(browser.get, address(sent)))
    with clock.standing_at(at + timedelta(seconds=59)):
        again = statements_of(partial(browser.get, address(sent)))
        assert "about 5 minutes" in browser.get(address(sent)).words
    with clock.standing_at(at + timedelta(seconds=61)):
        later = statements_of(partial(browser.get, address(sent)))
    assert [any("page_times" in one for one in asked) for asked in (first, again, later)] == [True, False, True]


@pytest.mark.parametrize("layout", SurveyLayout)
def test_the_team_reads_what_it_took_beside_the_estimate(signed_in: SignIn, layout: SurveyLayout) -> None:
    sent = surveys.sent_survey(6, layout=layout)
    for person in sent.people:
        surveys.response(sent.survey, person, HAPPY, 90_000)
    words = results(signed_in, sent)
    assert "6 questions, about 8 minutes" in words
    assert "Half of them took 8 minutes or less" in words
    least, most = queries.minutes_of(sent.survey)
    assert f"the estimate was {least} to {most} minutes" in words
    learned = exp((6 * log(450) + 8 * log(queries.estimated_seconds(sent.survey))) / 14)
    assert f"count on about {ceil(learned / 60)} minutes" in words
    assert "Worth a second look" not in words


def test_of_few_times_and_of_anonymous_answers_the_team_reads_the_estimate(signed_in: SignIn) -> None:
    few = surveys.sent_survey(6)
    for person in few.people[:4]:
        surveys.response(few.survey, person, HAPPY, 90_000)
    anonymous = surveys.sent_survey(12, privacy=SurveyPrivacy.ANONYMOUS)
    for person in anonymous.people:
        surveys.send_unlinked(anonymous.survey, person)
    for sent in (few, anonymous):
        least, most = queries.minutes_of(sent.survey)
        assert f"6 questions, {least} to {most} minutes" in results(signed_in, sent)


def test_what_stands_out_is_told_and_counted_like_the_rest(signed_in: SignIn) -> None:
    items = [{"id": f"i{number}", "text": f"Part {number}"} for number in range(4)]
    points = [{"value": value, "label": f"Point {value}"} for value in (1, 2, 3)]
    asked: list[dict[str, object]] = [
        {"type": "battery", "id": "q1", "text": "How are these?", "items": items, "points": points},
        {"type": "long_text", "id": "q2", "text": "What else should we know?"},
    ]
    questions = from_data({"questions": [{**one, "decision": "Choose."} for one in asked]})
    sent = surveys.sent_survey(6, questions=questions)
    battery = questions.question("q1")
    flat = battery.read([f"i{number}:2" for number in range(4)])
    mixed = battery.read(["i0:1", "i1:2", "i2:3", "i3:2"])
    said = "The same long text of two people, ääh"
    surveys.response(sent.survey, sent.people[0], {"q1": flat, "q2": said}, 30_000)
    surveys.response(sent.survey, sent.people[1], {"q1": mixed, "q2": said.upper()}, 30_000)
    surveys.response(sent.survey, sent.people[2], {"q1": mixed, "q2": "No"}, 200)
    surveys.response(sent.survey, sent.people[3], {"q1": mixed, "q2": "No"}, None)
    words = results(signed_in, sent)
    assert "4 of 6 invited" in words
    for sentence in (
        "1 person answered more than half of the questions faster than they can be read.",
        "1 person gave the same answer to every line of a list.",
        "2 people wrote what another wrote, word for word.",
        "Of 1 person it is not known how long answering took.",
        "They count like all others",
    ):
        assert sentence in words


def test_reminders_are_marked_beside_the_answers(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(2)
    surveys.response(sent.survey, sent.people[0], UNHAPPY)
    page = signed_in(accounts.staff()).get(f"/staff/surveys/{ids.encode(sent.survey.id)}/results")
    assert "Reminder" not in page.soup.select("#arrivals")[0].get_text()
    with working():
        keep(
            Reminder(
                id=ids.new_id(),
                assignment_id=session.scalars(select(Assignment.id).order_by(Assignment.id).limit(1)).one(),
                number=1,
                kind=ReminderKind.BY_CLOCK,
                asked_at=clock.now(),
                closes_at=sent.request.closes_at,
            )
        )
    page = signed_in(accounts.staff()).get(f"/staff/surveys/{ids.encode(sent.survey.id)}/results")
    assert "Reminder" in page.soup.select("#arrivals")[0].get_text()
    assert len(page.soup.select("#arrivals .chart-event")) == 1
