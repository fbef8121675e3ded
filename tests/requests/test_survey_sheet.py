"""A survey whose questions all stand on one page: without script, under each of the three promises."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.core.money import Money
from cab_portal.database import session, unit_of_work
from cab_portal.rewards.models import Posting
from cab_portal.surveys.models import AnonymousAnswers, Answer, AnswersUnderWay, Participant, Response, Survey
from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.rules import SurveyLayout, SurveyPrivacy, SurveyStatus
from tests.factories import surveys
from tests.factories.surveys import Sent
from tests.page_client import Page, PageClient
from tests.statements import statements_of

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")

FIRST: dict[str, Any] = {"q1-answer": "3", "q2-answer": "fast", "q5-answer": "Calm"}


def whole(members: int = 1, **options: Any) -> Sent:
    return surveys.sent_survey(members, layout=SurveyLayout.WHOLE, **options)


def address(sent: Sent, ending: str = "/answers") -> str:
    return f"/surveys/{ids.encode(sent.survey.id)}{ending}"


def send(page: Page, **given: Any) -> Page:
    return page.form().fill(**given).submit("Send my answers")


def count(model: type[object]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def stored() -> dict[str, str | None]:
    session.rollback()
    return {row.question_id: row.code or row.words for row in session.scalars(select(Answer))}


def shown_on(page: Page) -> list[str]:
    return [
        str(block["data-question"]) for block in page.soup.select("[data-question]") if not block.has_attr("hidden")
    ]


def test_all_questions_are_answered_and_sent_in_one_go(signed_in: SignIn) -> None:
    sent = whole(reward=Money(4_000, "EUR"))
    start = signed_in(sent.people[0]).get(address(sent, ""))
    assert "up to 6, all on one page" in start.words
    page = start.follow("Start survey")
    assert shown_on(page) == ["q1", "q2", "q3", "q4", "q5"]
    done = send(page, **{"q1-answer": "9", "q2-answer": "right", "q3-answer": ["data", "people"]})
    assert done.path == address(sent, "/done")
    assert stored() == {"q1": "9", "q2": "right", "q3": "people"}
    assert count(Posting) == 1


def test_what_answers_made_visible_is_asked_on_a_following_page(signed_in: SignIn) -> None:
    sent = whole()
    page = signed_in(sent.people[0]).get(address(sent))
    following = send(page, **FIRST)
    assert (following.status, following.h1) == (200, "A few more questions")
    assert shown_on(following) == ["q6"]
    assert (count(Response), count(Answer)) == (0, 0)
    refused = send(following)
    assert refused.status == 422
    assert refused.title.startswith("Error: ")
    assert "#q6-answer" in refused.text
    assert shown_on(refused) == ["q6"]
    done = send(refused, **{"q6-answer": "A person to call."})
    assert done.path == address(sent, "/done")
    assert stored() == {"q1": "3", "q2": "fast", "q5": "Calm", "q6": "A person to call."}


def test_what_is_wrong_is_told_in_title_and_summary_and_all_values_are_kept(signed_in: SignIn) -> None:
    sent = whole()
    page = signed_in(sent.people[0]).get(address(sent))
    refused = send(page, **{"q1-answer": "3", "q4-answer": "2", "q5-answer": "x" * 201})
    assert refused.status == 422
    assert refused.title.startswith("Error: ")
    summary = {link["href"]: link.get_text() for link in refused.soup.select(".error-summary a")}
    texts = {question.id: question.text for question in surveys.questionnaire().questions}
    for link, name in zip(summary, ("q2", "q5"), strict=True):
        assert summary[link].startswith(f"{texts[name]} ")
        assert summary[link] != f"{texts[name]} "
    # Question 6 became visible and comes along, and was not asked before: so nothing is wrong with it yet.
    assert list(summary) == ["#q2-answer-0", "#q5-answer"]
    assert shown_on(refused) == ["q1", "q2", "q3", "q4", "q5", "q6"]
    values = refused.form().values
    assert (values["q1-answer"], values["q4-answer"], values["q5-answer"]) == (["3"], ["2"], ["x" * 201])
    assert count(Answer) == 0


def test_answers_to_questions_out_of_sight_are_not_stored(signed_in: SignIn) -> None:
    sent = whole()
    form = signed_in(sent.people[0]).get(address(sent)).form()
    forged = {"q1-answer": ["9"], "q2-answer": ["right"], "q6-answer": ["Kept by a script."]}
    asked = ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert form.forge(asked=asked, **forged).submit().path == address(sent, "/done")
    assert stored() == {"q1": "9", "q2": "right"}


def test_answers_are_kept_for_later_and_sent_from_elsewhere(signed_in: SignIn) -> None:
    sent = whole()
    page = signed_in(sent.people[0]).get(address(sent))
    start = page.form().fill(**{"q1-answer": "3"}).submit("Keep them and send later")
    assert "Your answers so far are kept" in start.words
    assert stored() == {"q1": "3"}
    again = signed_in(sent.people[0]).get(address(sent, "")).follow("Continue survey")
    assert again.form().values["q1-answer"] == ["3"]
    assert shown_on(again)[-1] == "q6"
    sent_again = send(again, **{"q1-answer": "10", "q2-answer": "slow", "q6-answer": "No."})
    assert sent_again.path == address(sent, "/done")
    assert stored() == {"q1": "10", "q2": "slow"}


def test_an_anonymous_survey_keeps_nothing_before_it_is_sent(signed_in: SignIn) -> None:
    sent = whole(12, privacy=SurveyPrivacy.ANONYMOUS)
    browser = signed_in(sent.people[0])
    assert "Nothing is stored before you send" in browser.get(address(sent, "")).words
    page = browser.get(address(sent))
    assert "Keep them and send later" not in page.text
    following = send(page, **FIRST)
    later = page.form().forge(intent="later", **{key: [value] for key, value in FIRST.items()}).submit()
    assert later.h1 == "A few more questions"
    assert (count(AnswersUnderWay), count(Response), count(Answer)) == (0, 0, 0)
    assert browser.client.get_cookie("answers", path=address(sent, "")) is None
    done = send(following, **{"q6-answer": "A person to call."})
    assert done.path == address(sent, "/done")
    assert count(AnonymousAnswers) == 1
    body = session.scalars(select(AnonymousAnswers.body)).one()
    assert body == {"q1": 3, "q2": "fast", "q5": "Calm", "q6": "A person to call."}
    assert session.scalar(select(func.count()).where(Participant.is_done)) == 1
    assert (count(AnswersUnderWay), count(Response), count(Answer)) == (0, 0, 0)


@pytest.mark.parametrize("privacy", [SurveyPrivacy.NAMED, SurveyPrivacy.ANONYMOUS])
def test_j30_the_same_form_sent_twice_is_stored_once(signed_in: SignIn, privacy: SurveyPrivacy) -> None:
    sent = whole(12, privacy=privacy)
    form = signed_in(sent.people[0]).get(address(sent)).form()
    form.fill(**{"q1-answer": "9", "q2-answer": "right"})
    assert [form.submit(follow=False).location for _ in range(2)] == [address(sent, "/done")] * 2
    assert count(Response) + count(AnonymousAnswers) == 1


def test_the_pages_of_single_questions_lead_back_to_the_one_page(signed_in: SignIn) -> None:
    sent, paged = whole(), surveys.sent_survey()
    browser = signed_in(sent.people[0])
    for ending in ("/q/1", "/check"):
        assert browser.get(address(sent, ending)).location == address(sent, "")
    other = signed_in(paged.people[0])
    form = other.get(address(paged, "/q/1")).form().fill(answer="9")
    assert other.get(address(paged)).location == address(paged, "")
    form.submit()
    assert stored() == {"q1": "9"}


def test_the_team_chooses_it_and_sees_it_in_the_preview(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    path = f"/staff/surveys/{ids.encode(survey.id)}"
    page = browser.get(f"{path}/design")
    assert page.form(f"{path}/design").values["layout"] == ["paged"]
    page.form(f"{path}/design").fill(layout="whole").submit("Save survey")
    session.rollback()
    assert session.get_one(Survey, survey.id).layout is SurveyLayout.WHOLE
    preview = browser.get(f"{path}/preview")
    assert shown_on(preview) == ["q1", "q2", "q3", "q4", "q5"]
    following = send(preview, **FIRST)
    assert shown_on(following) == ["q6"]
    assert "A person to call." in send(following, **{"q6-answer": "A person to call."}).words
    assert count(Answer) == 0


def test_a_survey_that_repeats_answers_is_not_asked_on_one_page(signed_in: SignIn) -> None:
    nps = {"type": "nps", "id": "q1", "text": "Recommend us?", "decision": "Call."}
    why = {"type": "long_text", "id": "q2", "text": "Why {q1|that}?", "decision": "Read."}
    survey = surveys.survey(questions=from_data({"questions": [nps, why]}))
    browser = signed_in(survey.owner)
    path = f"/staff/surveys/{ids.encode(survey.id)}/design"
    refused = browser.get(path).form(path).fill(layout="whole").submit("Save survey")
    assert refused.status == 422
    assert "Question 2 repeats an earlier answer" in refused.words
    session.rollback()
    assert session.get_one(Survey, survey.id).layout is SurveyLayout.PAGED
    # Where the question comes after the choice, the survey cannot be sent.
    plain = surveys.survey(questions=from_data({"questions": [nps]}), layout=SurveyLayout.WHOLE)
    surveys.replace_questions(plain, from_data({"questions": [nps, why]}))
    page = signed_in(plain.owner).get(f"/staff/surveys/{ids.encode(plain.id)}/design")
    assert "Not ready to be sent" in page.words
    assert "Question 2 repeats an earlier answer" in page.words


def test_it_stays_as_it_was_sent(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    path = f"/staff/surveys/{ids.encode(survey.id)}/design"
    form = browser.get(path).form(path)
    with unit_of_work():
        session.get_one(Survey, survey.id).status = SurveyStatus.OPEN
    assert form.fill(layout="whole").submit("Save survey").status == 409
    session.rollback()
    assert session.get_one(Survey, survey.id).layout is SurveyLayout.PAGED


def test_answering_on_one_page_takes_few_statements(signed_in: SignIn) -> None:
    """Counted with every guard, the audit log, the outbox and the ledger."""
    sent = whole(reward=Money(4_000, "EUR"))
    browser = signed_in(sent.people[0])
    assert len(statements_of(partial(browser.get, address(sent)))) == 2
    form = browser.get(address(sent)).form().fill(**{"q1-answer": "9", "q2-answer": "right"})
    sending = statements_of(partial(form.submit, "Send my answers", follow=False))
    assert len(sending) == 9, sending
    assert count(Posting) == 1


@pytest.mark.parametrize("ending", ["/answers", "/q/1", "/check"])
def test_nothing_is_taken_without_the_token(signed_in: SignIn, ending: str) -> None:
    layout = SurveyLayout.WHOLE if ending == "/answers" else SurveyLayout.PAGED
    sent = surveys.sent_survey(layout=layout)
    browser = signed_in(sent.people[0])
    if ending == "/check":
        surveys.answer(sent.survey, sent.people[0])
    given = {"asked": ["q1", "q2"], "q1-answer": "9", "q2-answer": "right", "question_id": "q1", "answer": "0"}
    before = stored()
    assert browser.post(address(sent, ending), given).status == 400
    assert stored() == before
    assert session.scalar(select(func.count()).where(Response.submitted_at.is_not(None))) == 0
