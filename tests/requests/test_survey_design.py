"""The designer: questions of each type, conditions, order, two editors, and what is locked."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.core.money import Money
from cab_portal.database import session, unit_of_work
from cab_portal.program.models import Program
from cab_portal.surveys.models import Response, Survey
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.types import Nps
from tests.factories import accounts, drafts, surveys
from tests.page_client import Page, PageClient
from tests.statements import statements_of

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")


def address(survey: Survey, ending: str = "") -> str:
    return f"/staff/surveys/{ids.encode(survey.id)}{ending}"


def questions(survey: Survey) -> list[str]:
    return [question["id"] for question in again(survey).definition["questions"]]


def again(survey: Survey) -> Survey:
    return session.get_one(Survey, survey.id, populate_existing=True)


def test_a_csm_writes_a_survey(signed_in: SignIn) -> None:
    draft = drafts.draft()
    with unit_of_work():
        session.get_one(Program, 1).hourly_rate_minor = 9_000
    browser = signed_in(draft.owner)
    page = browser.get("/staff/surveys/new")
    page = page.form().fill(title="Is the pace right?", purpose="We decide when the second e-mail goes out.").submit()
    assert page.h1 == "Is the pace right?"
    assert "Add the first one" in page.words
    new = page.follow("One of several answers")
    page = new.form().fill(text="Is it too fast?", options="Yes\n\nNo", decision="Move it to day 5.").submit()
    assert "What we will do with the answer: Move it to day 5." in page.words
    assert "Suggested pay €" in page.words
    new = page.follow("Long text")
    rule = {"rule-0-question": "q1", "rule-0-operator": "equals", "rule-0-value": "q1=yes"}
    page = new.form().fill(text="Why?", decision="Read it.").fill_all(rule).submit()
    assert "Shown if question 1 is “Yes”" in page.words
    assert "Ready" in page.words
    assert page.link(draft.title) == f"/staff/drafts/{ids.encode(draft.id)}"
    assert "This survey is named" in page.words
    editor = page.follow("Edit question 2")
    assert editor.form(address(latest(), "/questions/q2")).values["rule-0-value"] == ["q1=yes"]


def latest() -> Survey:
    return session.query(Survey).order_by(Survey.created_at.desc()).first() or pytest.fail("no survey")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("multi_choice", {"options": "One\nTwo"}),
        ("rating", {"points": "1 Low\n2 High"}),
        ("nps", {"low_label": "Never"}),
        ("short_text", {}),
        ("long_text", {}),
    ],
)
def test_each_type_has_its_form(signed_in: SignIn, kind: str, fields: dict[str, str]) -> None:
    survey = surveys.survey(empty=True)
    page = signed_in(survey.owner).get(address(survey, f"/questions/new?type={kind}"))
    page = page.form().fill(text="What do you think?", decision="Act.", **fields).submit()
    assert page.status == 200
    assert again(survey).definition["questions"][0]["type"] == kind


def test_what_is_wrong_is_told_at_its_field_and_kept(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    page = browser.get(address(survey, "/questions/new?type=rating"))
    wrong = {"point-0-value": "one", "point-0-words": "slow", "point-1-words": "fast"}
    refused = page.form().fill(text="How?", decision="Act.").fill_all(wrong).submit()
    assert refused.status == 422
    assert "Line 1: the number of a point is a whole number" in refused.words
    assert refused.form().values["point-0-words"] == ["slow"]
    # A value of another question than the one chosen.
    other = {"rule-0-question": "q1", "rule-0-operator": "equals", "rule-0-value": "q2=slow"}
    refused = refused.form().fill_all({"point-0-value": "1", **other}).submit()
    assert refused.status == 422
    assert "Line 1: choose one of the answers" in refused.words
    mismatch = refused.form().fill_all({"rule-0-operator": "contains", "rule-0-value": "q1=3"}).submit()
    assert mismatch.status == 422
    assert "a 0 to 10 scale" in mismatch.words


def test_two_editors(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    mine = browser.get(address(survey, "/questions/q5"))
    theirs = browser.get(address(survey, "/questions/q5"))
    theirs.form(address(survey, "/questions/q5")).fill(text="Their words?").submit()
    refused = mine.form(address(survey, "/questions/q5")).fill(text="My words?").submit()
    assert refused.status == 409
    assert "Somebody else saved this question while you were writing" in refused.words
    assert "Their words?" in refused.words
    assert refused.form(address(survey, "/questions/q5")).values["text"] == ["My words?"]
    assert again(survey).definition["questions"][4]["text"] == "Their words?"
    refused.form(address(survey, "/questions/q5")).submit()
    assert again(survey).definition["questions"][4]["text"] == "My words?"


def test_a_mistake_does_not_let_anybody_save_over_another(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    mine = browser.get(address(survey, "/questions/q5"))
    browser.get(address(survey, "/questions/q5")).form(address(survey, "/questions/q5")).fill(help="Theirs").submit()
    mistaken = mine.form(address(survey, "/questions/q5")).fill(text="").submit()
    assert mistaken.status == 422
    assert mistaken.form(address(survey, "/questions/q5")).fill(text="Mine?").submit().status == 409


def test_questions_are_moved_duplicated_and_deleted(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)

    def press(ending: str) -> Page:
        return browser.get(address(survey, "/design")).form(address(survey, f"/questions/{ending}")).submit()

    press("q2/move-down")
    assert questions(survey) == ["q1", "q3", "q2", "q4", "q5", "q6"]
    press("q6/move-up")
    press("q5/duplicate")
    assert questions(survey) == ["q1", "q3", "q2", "q4", "q6", "q5", "q7"]
    browser.get(address(survey, "/questions/q7")).form(address(survey, "/questions/q7/delete")).submit()
    assert questions(survey) == ["q1", "q3", "q2", "q4", "q6", "q5"]
    stale = browser.get(address(survey, "/design"))
    press("q2/move-down")
    assert stale.form(address(survey, "/questions/q2/move-down")).submit().status == 409


def test_a_question_is_moved_to_a_position_at_once(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    form = browser.get(address(survey, "/design")).form(address(survey, "/questions/q5/place"))
    page = form.fill(position="2").submit()
    assert questions(survey) == ["q1", "q5", "q2", "q3", "q4", "q6"]
    assert "It is question 2 now" in page.words
    assert page.soup.select_one("#question-q5 select[autofocus]")
    page = page.form(address(survey, "/questions/q2/move-up")).submit()
    assert page.soup.select_one("#question-q2 button[autofocus]")
    refused = page.form(address(survey, "/questions/q1/place")).fill(position="6").submit()
    assert refused.status == 409
    order = "Question 6 rests on the answer to question 1 and has to come after it."
    assert refused.link(order) == "#question-q6"
    assert "Nothing was changed" in refused.words
    # Moved itself, it is led to the one that has to stay before it.
    refused = page.form(address(survey, "/questions/q6/place")).fill(position="1").submit()
    assert refused.link(order) == "#question-q1"
    assert page.form(address(survey, "/questions/q3/place")).forge(position="x").submit().status == 422


def test_a_deletion_is_undone_with_all_that_named_the_question(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    before = again(survey).definition
    page = browser.get(address(survey, "/design")).form(address(survey, "/questions/q1/delete")).submit()
    assert questions(survey) == ["q2", "q3", "q4", "q5", "q6"]
    assert "1 other question named it and was changed" in page.words
    assert again(survey).definition["questions"][4]["show_if"] is None
    assert "“How likely are you to recommend us?” is out of the survey" in page.words
    # Another change in between does not stand in its way.
    page = page.form(address(survey, "/questions/q5/move-up")).submit()
    undo = page.form(address(survey, "/questions/q1/restore"))
    page = undo.submit()
    assert "The question is back in its place" in page.words
    assert questions(survey) == ["q1", "q2", "q3", "q5", "q4", "q6"]
    restored = {question["id"]: question for question in again(survey).definition["questions"]}
    assert restored == {question["id"]: question for question in before["questions"]}
    # Pressed twice, it is done once.
    assert undo.submit().status == 200
    assert "deleted question" not in browser.get(address(survey, "/design")).words
    assert page.form(address(survey, "/questions/q2/delete")).submit().status == 200
    token = page.form("/sign-out").values["csrf_token"][0]
    assert browser.post(address(survey, "/questions/q77/restore"), {"csrf_token": token}).status in (404, 409)


def test_an_id_that_was_deleted_is_not_given_again(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    browser.get(address(survey, "/design")).form(address(survey, "/questions/q6/delete")).submit()
    new = browser.get(address(survey, "/questions/new?type=short_text"))
    page = new.form("question-form").fill(text="What else?").submit()
    assert questions(survey)[-1] == "q7"
    page.form(address(survey, "/questions/q6/restore")).submit()
    assert questions(survey) == ["q1", "q2", "q3", "q4", "q5", "q6", "q7"]


def test_the_only_question_is_deleted_and_put_back(signed_in: SignIn) -> None:
    survey = surveys.survey(questions=Questionnaire.of([Nps(id="q1", text="Would you recommend us?")]))
    browser = signed_in(survey.owner)
    page = browser.get(address(survey, "/design")).form(address(survey, "/questions/q1/delete")).submit()
    assert "No questions yet" in page.words
    page.form(address(survey, "/questions/q1/restore")).submit()
    assert questions(survey) == ["q1"]


def test_a_link_at_the_top_leads_past_the_questions_to_what_can_be_added(signed_in: SignIn) -> None:
    survey = surveys.survey()
    page = signed_in(survey.owner).get(address(survey, "/design"))
    link = page.soup.select_one("main a[href='#add']")
    assert link is not None
    assert "Add a question" in link.get_text()
    assert page.soup.select_one("#add") is not None


def test_a_survey_is_translated_beside_its_texts(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    page = browser.get(address(survey, "/design")).form(address(survey, "/languages")).fill(add="de").submit()
    assert "German: 0 of" in page.words
    editor = browser.get(address(survey, "/questions/q2"))
    words = {"text_in_de": "Ist es zu schnell?", "option-0-words_in_de": "Zu langsam"}
    page = editor.form("question-form").fill_all(words).submit()
    assert "German: 2 of" in page.words
    told = again(survey).definition["translations"]["de"]["questions"]["q2"]
    assert (told["text"], told["options"]) == ("Ist es zu schnell?", {"slow": "Zu langsam"})
    copied = page.form(address(survey, "/questions/q2/duplicate")).submit()
    assert "German: 4 of" in copied.words
    refused = page.form(address(survey, "/languages")).fill(base="fr").submit()
    assert refused.status == 409
    page = copied.form(address(survey, "/languages")).fill(base="fr").submit()
    assert again(survey).definition["language"] == "fr"
    page = page.form(address(survey, "/languages/de/remove")).submit()
    assert again(survey).definition["translations"] == {}
    assert page.form(address(survey, "/languages")).forge(add="no language").submit().status == 422


def test_the_top_line_says_what_the_survey_takes(signed_in: SignIn) -> None:
    with unit_of_work():
        session.get_one(Program, 1).hourly_rate_minor = 9_000
    sent = surveys.sent_survey(3, reward=Money(4_000, "EUR"))
    writing = surveys.survey(sent.survey.draft)
    browser = signed_in(sent.owner)
    for ending in ("/design", "/questions/q1"):
        page = browser.get(address(writing, ending))
        assert "6 questions" in page.words
        assert "Nobody invited yet" in page.words
        assert re.search(r"Suggested pay €\d+, about €\d\.\d\d a minute", page.words), page.words[:600]
    page = browser.get(address(sent.survey, "/design"))
    assert "3 invited Pays €40, about" in page.words


def test_statements_do_not_grow_with_questions(signed_in: SignIn) -> None:
    few = surveys.survey(questions=Questionnaire.of([Nps(id="q1", text="Would you recommend us?")]))
    many = surveys.survey(few.draft, questions=Questionnaire.of([Nps(id=f"q{n}", text=f"{n}?") for n in range(40)]))
    browser = signed_in(few.owner)
    for ending in ("/design", "/questions/q1"):
        paths = [address(survey, ending) for survey in (few, many)]
        counts = [len(statements_of(partial(browser.get, path))) for path in paths]
        assert counts[0] == counts[1]


def test_only_writers_of_the_draft_design(signed_in: SignIn) -> None:
    survey = surveys.survey()
    other = signed_in(accounts.staff())
    page = other.get(address(survey, "/design"))
    assert "Edit question" not in page.words
    assert other.get(address(survey, "/questions/q1")).status == 403
    for ending in ("/design", "/questions/new?type=nps", "/questions/q1", "/questions/q1/delete"):
        token = page.form("/sign-out").values["csrf_token"][0]
        posted = other.post(address(survey, ending), {"csrf_token": token, "title": "x", "text": "x", "purpose": "x"})
        assert posted.status in (403, 422)
    assert questions(survey) == ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert signed_in(accounts.person()).get(address(survey, "/design")).status == 404


def test_a_draft_of_another_cannot_be_asked_about(signed_in: SignIn) -> None:
    mine, theirs = drafts.draft(), drafts.draft()
    form = signed_in(mine.owner).get("/staff/surveys/new").form().fill(title="T", purpose="P")
    assert form.forge(draft=ids.encode(theirs.id)).submit().status == 422
    assert form.forge(draft="nothing").submit().status == 422


def test_what_was_sent_is_locked(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    browser = signed_in(sent.owner)
    page = browser.get(address(sent.survey, "/design"))
    assert "Locked" in page.words
    editor = browser.get(address(sent.survey, "/questions/q5"))
    assert "Save question" not in editor.words
    refused = editor.form().forge(text="Other?").submit()
    assert refused.status == 409
    assert "was sent" in refused.words


def test_unknown_types_and_questions_are_not_there(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    assert browser.get(address(survey, "/questions/new?type=matrix")).status == 404
    assert browser.get(address(survey, "/questions/q99")).status == 404


def test_a_preview_walks_through_and_stores_nothing(signed_in: SignIn) -> None:
    survey = surveys.survey()
    page = signed_in(survey.owner).get(address(survey, "/preview"))
    refused = page.form().submit("Continue")
    assert refused.status == 422
    page = refused.form().fill(answer="2").submit("Continue")
    assert "question 2 of 6" in page.words
    back = page.form().submit("Back one question")
    assert back.form().values["answer"] == ["2"]
    page = back.form().submit("Continue")
    page = page.form().fill(answer="fast").submit("Continue")
    for _ in range(3):
        page = page.form().submit("Continue")
    end = page.form().fill(answer="A person.").submit("Continue")
    assert "Too fast" in end.words
    assert "nothing is stored" in end.words
    assert session.query(Response).count() == 0


def test_a_preview_of_nothing_and_with_a_forged_page(signed_in: SignIn) -> None:
    empty, survey = surveys.survey(empty=True), surveys.survey()
    assert signed_in(empty.owner).get(address(empty, "/preview")).status == 409
    page = signed_in(survey.owner).get(address(survey, "/preview"))
    for answers in ("[", '{"q99": 1}', '{"q1": 99}', "[" * 100_000):
        assert page.form().forge(answers=answers).submit().status == 422
    assert page.form().forge(question_id="q99").submit().status == 422


def test_without_a_draft_the_page_leads_to_a_new_one(signed_in: SignIn) -> None:
    page = signed_in(accounts.staff()).get("/staff/surveys/new")
    assert "There is no draft to ask about yet" in page.words
    assert page.follow("New draft").path == "/staff/drafts/new"


def test_the_list_is_empty_at_first(signed_in: SignIn) -> None:
    browser = signed_in(accounts.staff())
    assert "No surveys yet" in browser.get("/staff/surveys").words
    assert "There is no draft to ask about yet" in browser.get("/staff/surveys/new").words
