"""Results: the counts agree wherever they stand, and reading them costs the same with 1 and with 100 responses."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.core.money import Money
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Option
from cab_portal.surveys.questionnaire.types import SingleChoice
from tests.factories import accounts, surveys
from tests.factories.surveys import HAPPY, UNHAPPY, Sent
from tests.page_client import PageClient
from tests.statements import statements_of

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")


def address(sent: Sent, ending: str = "/results") -> str:
    return f"/staff/surveys/{ids.encode(sent.survey.id)}{ending}"


def answered(members: int = 4) -> Sent:
    sent = surveys.sent_survey(members, reward=Money(4_000, "EUR"))
    surveys.response(sent.survey, sent.people[0], HAPPY)
    surveys.response(sent.survey, sent.people[1], UNHAPPY)
    surveys.answer(sent.survey, sent.people[2], UNHAPPY)
    return sent


def test_counts_agree_in_strip_sentence_chart_table_and_file(signed_in: SignIn) -> None:
    sent = answered()
    browser = signed_in(accounts.staff())
    page = browser.get(address(sent))
    assert "2 of 4 invited 1 under way" in page.words
    assert "€80 of €160" in page.words
    assert "2 answers show direction, not proof" in page.words
    assert "1 of 2 would recommend, 1 would not" in page.words
    assert "1 high minus 1 low, out of 2" in page.words
    assert "“About right” and “Too fast” are level, with 1 of 2 each" in page.words
    assert "What we will do with the answer: Change the order of the first three e-mails. (Mara)" in page.words
    table = {row.th.text: row.td.text for row in page.soup.select("#chart-2-numbers tbody tr") if row.th and row.td}
    assert table == {"Too slow": "0", "About right": "1", "Too fast": "1"}
    assert "A person to call." in page.words
    assert sent.people[1].name in page.words
    assert sent.people[2].name not in page.words
    file = browser.get(address(sent, "/results.csv"))
    rows = list(csv.DictReader(io.StringIO(file.response.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row["How likely are you to recommend us?"] for row in rows] == ["9", "3"]
    assert [row["Which topics are missing?: Our data"] for row in rows] == ["1", ""]
    assert [row["Member"] for row in rows] == [sent.people[0].name, sent.people[1].name]


def test_the_page_is_sent_once_while_nothing_changes(signed_in: SignIn) -> None:
    sent = answered()
    browser = signed_in(accounts.staff())
    first = browser.get(address(sent)).response
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = browser.client.get(address(sent), headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")
    surveys.response(sent.survey, sent.people[3], HAPPY)
    changed = browser.client.get(address(sent), headers={"If-None-Match": tag})
    assert (changed.status_code, changed.headers["ETag"] == tag) == (200, False)


def test_a_formula_in_an_answer_does_not_run(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    surveys.response(sent.survey, sent.people[0], {**HAPPY, "q5": "=1+1"})
    file = signed_in(accounts.staff()).get(address(sent, "/results.csv"))
    assert "'=1+1" in file.response.get_data(as_text=True)


def test_words_are_paged(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(4)
    for person in sent.people:
        surveys.response(sent.survey, person, {**HAPPY, "q5": f"Word of {person.name}"})
    page = signed_in(accounts.staff()).get(address(sent))
    voices = page.follow("Read all 4 answers")
    assert all(f"Word of {person.name}" in voices.words for person in sent.people)
    browser = signed_in(accounts.staff())
    assert browser.get(address(sent, "/results/q1")).status == 404
    assert browser.get(address(sent, "/results/q99")).status == 404


def test_before_the_first_answer(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    page = signed_in(accounts.staff()).get(address(sent))
    assert "No answers yet" in page.words
    assert "0 of 1 invited" in page.words


def test_there_are_none_before_it_is_sent_and_none_for_members(signed_in: SignIn) -> None:
    survey = surveys.survey()
    assert signed_in(survey.owner).get(f"/staff/surveys/{ids.encode(survey.id)}/results").status == 404
    sent = answered()
    for ending in ("/results", "/results.csv", "/results/q5"):
        assert signed_in(sent.people[0]).get(address(sent, ending)).status == 404


def test_results_lead_on_to_the_decision_of_who_may_write_one(signed_in: SignIn) -> None:
    sent = answered()
    onward = f"/staff/drafts/{ids.encode(sent.survey.draft_id)}/decisions/new"
    assert signed_in(sent.survey.owner).get(address(sent)).link("Write what we did") == onward
    assert "Write what we did" not in signed_in(accounts.staff()).get(address(sent)).words


def test_a_draft_leads_to_its_surveys_and_to_a_new_one(signed_in: SignIn) -> None:
    sent = answered()
    draft_id = ids.encode(sent.survey.draft_id)
    page = signed_in(sent.survey.owner).get(f"/staff/drafts/{draft_id}")
    assert "2 of 4 answered" in page.words
    assert page.link(f"Read results : {sent.survey.title}") == address(sent)
    assert page.link("Write a survey") == f"/staff/surveys/new?draft={draft_id}"


def selects(browser: PageClient, path: str) -> int:
    pages = []
    sent = statements_of(lambda: pages.append(browser.get(path)))
    assert pages[0].status == 200
    assert pages[0].text
    return len([statement for statement in sent if statement.startswith(("SELECT", "WITH"))])


def test_statements_do_not_grow_with_responses(signed_in: SignIn) -> None:
    few, many = surveys.sent_survey(1), surveys.sent_survey(100)
    for sent in (few, many):
        for person in sent.people:
            surveys.response(sent.survey, person, UNHAPPY)
    browser = signed_in(accounts.staff())
    for ending, most in (("/results", 6), ("/results.csv", 3), ("/results/q6", 6), ("/design", 7)):
        counts = [selects(browser, address(sent, ending)) for sent in (few, many)]
        assert counts[0] == counts[1] <= most, ending
    listed = selects(browser, "/staff/surveys")
    assert listed <= 4


def test_a_members_page_takes_few_statements(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    surveys.answer(sent.survey, sent.people[0], HAPPY)
    browser = signed_in(sent.people[0])
    base = f"/surveys/{ids.encode(sent.survey.id)}"
    # One of each is the sign-in check.
    assert selects(browser, f"{base}/q/2") <= 3
    assert selects(browser, f"{base}/check") <= 3
    assert selects(browser, base) <= 4
    form = browser.get(f"{base}/check").form()
    sending = statements_of(lambda: form.submit(follow=False))
    assert len([statement for statement in sending if statement.startswith("SELECT")]) <= 9, sending


def test_questions_with_the_same_finding_are_regions_of_their_own(signed_in: SignIn) -> None:
    """Two questions may have found the same; whoever goes from region to region hears which is which."""
    options = (Option(id="quick", label="Quick"), Option(id="slow", label="Slow"))
    asked = (("q1", "Was the import quick or slow?"), ("q2", "Was the invitation quick or slow?"))
    questions = [
        SingleChoice(id=name, text=text, options=options, required=True, decision=surveys.DECISION)
        for name, text in asked
    ]
    sent = surveys.sent_survey(questions=Questionnaire.of(questions))
    surveys.response(sent.survey, sent.people[0], {"q1": "quick", "q2": "quick"})
    page = signed_in(sent.owner).get(address(sent))
    first, second = page.soup.select("#question-1 h2, #question-2 h2")
    assert first.get_text() == second.get_text()
