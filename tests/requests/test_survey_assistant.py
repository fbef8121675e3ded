"""The design assistant on the pages of the designer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.audit.models import AuditEntry
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.routing.queries import surveys_to_send
from cab_portal.surveys import queries, service
from cab_portal.surveys.models import SetAside, Survey
from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.rules import SurveyPrivacy
from cab_portal.surveys.service.findings import drop_idle_reasons
from tests.factories import accounts, drafts, surveys
from tests.page_client import Form, Page, PageClient
from tests.questionnaires.flaws import ANONYMOUS, CLEAN, DRAFT, FLAWS, asking, choice, long_survey, open_
from tests.statements import statements_of

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")


def address(survey: Survey, ending: str = "/design") -> str:
    return f"/staff/surveys/{ids.encode(survey.id)}{ending}"


def ask(survey: Survey, data: dict[str, Any]) -> Survey:
    """Let the survey ask other questions."""
    with unit_of_work():
        kept = session.get_one(Survey, survey.id, populate_existing=True)
        service.save_questionnaire(kept, from_data(data), kept.revision)
    return survey


def rules_on(page: Page) -> list[str]:
    """The rules of the findings that a page shows as open, in their order."""
    return [str(finding["data-rule"]) for finding in page.soup.select("#assistant [data-rule]")]


def test_33_the_assistant_shows_the_flaw_of_every_rule(signed_in: SignIn) -> None:
    """Acceptance point 33, over the rules of SURVEY_DESIGN and what the verifier proves."""
    survey = surveys.survey(empty=True)
    secret = surveys.survey(empty=True, privacy=SurveyPrivacy.ANONYMOUS)
    browsers = {survey: signed_in(survey.owner), secret: signed_in(secret.owner)}
    missing = []
    for rule, data in FLAWS.items():
        asked = ask(secret if rule in ANONYMOUS else survey, data)
        if rule not in rules_on(browsers[asked].get(address(asked))):
            missing.append(rule)
    assert missing == []


@pytest.mark.parametrize("first", [0, 10])
def test_33_the_assistant_finds_nothing_in_clean_questions(signed_in: SignIn, first: int) -> None:
    survey = ask(surveys.survey(empty=True), asking(*CLEAN[first : first + 10]))
    page = signed_in(survey.owner).get(address(survey))
    assert rules_on(page) == []
    assert "Nothing found" in page.words


def test_33_the_assistant_knows_what_the_board_was_asked(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    data = asking(open_("Which word fits the first week best?"))
    again = ask(surveys.survey(session.merge(sent.survey).draft, empty=True), data)
    assert rules_on(signed_in(sent.owner).get(address(again))) == ["asked_before"]
    elsewhere = ask(surveys.survey(empty=True), data)
    assert rules_on(signed_in(elsewhere.owner).get(address(elsewhere))) == []


def test_a_finding_says_what_why_and_what_to_do(signed_in: SignIn) -> None:
    data = asking(choice("Were the invoice and the delivery note correct?", "Yes", "No"), DRAFT)
    page = signed_in((survey := ask(surveys.survey(empty=True), data)).owner).get(address(survey))
    (finding,) = page.soup.select("#assistant .finding")
    words = " ".join(finding.get_text(" ").split())
    assert "Question 1" in words
    assert "This asks for two things with one answer." in words
    assert "Krosnick & Presser 2010" in words
    (mark,) = finding.select("mark")
    assert mark.get_text() == "invoice and the"
    assert "1 should fix" in page.words


def test_counts_stand_at_the_foot_of_a_small_screen(signed_in: SignIn) -> None:
    data = asking(choice("Do you always write by hand?", "Yes", "yes"), {**DRAFT, "decision": ""})
    page = signed_in((survey := ask(surveys.survey(empty=True), data)).owner).get(address(survey))
    link = page.soup.select_one(".assistant-bar a")
    assert link is not None
    assert link["href"] == "#assistant"
    assert " ".join(link.get_text().split()) == "1 must fix, 2 should fix"


def reason_form(page: Page, rule: str) -> Form:
    """The form by which the first open finding of a rule is set aside."""
    finding = page.soup.select(f'#assistant [data-rule="{rule}"]')[0]
    key = str(finding.select('input[name="finding"]')[-1]["value"])
    forms = [form for form in page.soup.select("form") if form.select_one(f"#reason-{key}")]
    return Form(page, forms[0], str(forms[0]["action"]))


def entries(event: str) -> list[dict[str, Any]]:
    """What the audit log keeps of an event."""
    rows = session.scalars(select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.number))
    return [dict(row.payload) for row in rows]


ABSOLUTE = asking(choice("Do you always test a patch first?", "Yes", "No"))


def sendable(survey: Survey) -> bool:
    return not queries.view_of(session.get_one(Survey, survey.id, populate_existing=True)).problems


def test_34_what_must_be_fixed_blocks_sending_and_no_reason_helps(signed_in: SignIn) -> None:
    survey = ask(surveys.survey(empty=True), FLAWS["duplicate_options"])
    page = signed_in(survey.owner).get(address(survey))
    assert rules_on(page) == ["duplicate_options"]
    assert "Not ready to be sent" in page.words
    assert "Ignore" not in page.soup.select("#assistant")[0].get_text()
    assert not sendable(survey)
    key = str(page.soup.select_one('#assistant input[name="finding"]')["value"])  # type: ignore[index]
    token = page.form("/sign-out").values["csrf_token"][0]
    fields = {"csrf_token": token, "finding": key, "reason": "We like it so."}
    refused = page.client.post(address(survey, "/findings/set-aside"), fields)
    assert refused.status == 409
    assert "no reason can stand in its place" in refused.words
    assert not sendable(survey)
    assert entries("survey.finding_set_aside") == []


def test_34_what_should_be_fixed_needs_a_reason_that_is_seen_in_the_audit_log(signed_in: SignIn) -> None:
    survey = ask(surveys.survey(empty=True), ABSOLUTE)
    page = signed_in(survey.owner).get(address(survey))
    assert not sendable(survey)
    refused = reason_form(page, "absolute").submit()
    assert refused.status == 422
    assert "Say why it stays as it is" in refused.words
    assert not sendable(survey)
    kept = reason_form(refused, "absolute").fill(reason="Our rule says “always”, so we ask for it.").submit()
    assert rules_on(kept) == []
    assert "Our rule says “always”, so we ask for it." in kept.words
    assert "Ready" in kept.words
    assert sendable(survey)
    assert entries("survey.finding_set_aside") == [
        {"survey_id": str(survey.id), "question_id": "q1", "rule": "absolute"}
    ]
    assert "Our rule" not in str(entries("survey.finding_set_aside"))


def test_a_reason_is_taken_back(signed_in: SignIn) -> None:
    survey = ask(surveys.survey(empty=True), ABSOLUTE)
    with unit_of_work():
        surveys.set_all_aside(session.get_one(Survey, survey.id))
    page = signed_in(survey.owner).get(address(survey))
    assert rules_on(page) == []
    back = page.form(address(survey, "/findings/take-up")).submit()
    assert rules_on(back) == ["absolute"]
    assert not sendable(survey)
    assert [entry["rule"] for entry in entries("survey.finding_taken_up")] == ["absolute"]
    assert page.form(address(survey, "/findings/take-up")).submit().status == 409


def test_a_changed_text_brings_the_finding_back(signed_in: SignIn) -> None:
    survey = ask(surveys.survey(empty=True), ABSOLUTE)
    with unit_of_work():
        surveys.set_all_aside(session.get_one(Survey, survey.id))
    ask(survey, asking(choice("Do you always test the patch first?", "Yes", "No")))
    assert rules_on(signed_in(survey.owner).get(address(survey))) == ["absolute"]
    ask(survey, ABSOLUTE)
    assert rules_on(signed_in(survey.owner).get(address(survey))) == []


def test_a_reason_for_a_long_survey_holds_until_it_is_much_longer(signed_in: SignIn) -> None:
    survey = ask(surveys.survey(empty=True), long_survey(13))
    browser = signed_in(survey.owner)
    page = browser.get(address(survey))
    assert rules_on(page) == ["too_many_questions"]
    assert "A reason to ignore this holds up to 15 questions." in page.words
    kept = reason_form(page, "too_many_questions").fill(reason="Half of them are skipped by most.").submit()
    assert rules_on(kept) == []
    assert "A reason to ignore this holds up to 15 questions." in kept.words
    for count, rules in ((14, []), (16, ["too_many_questions"]), (11, [])):
        assert rules_on(browser.get(address(ask(survey, long_survey(count))))) == rules
    ask(survey, long_survey(16))
    reason_form(browser.get(address(survey)), "too_many_questions").fill(reason="All are needed.").submit()
    # What was said of more questions is true of fewer; and it can be taken back there.
    with unit_of_work():
        drop_idle_reasons(session.get_one(Survey, survey.id), queries.assessment_of(survey))
    page = browser.get(address(ask(survey, long_survey(13))))
    assert rules_on(page) == []
    assert "All are needed." in page.words
    assert rules_on(page.form(address(survey, "/findings/take-up")).submit()) == ["too_many_questions"]


def test_a_reason_for_what_was_changed_meanwhile_is_refused(signed_in: SignIn) -> None:
    survey = ask(surveys.survey(empty=True), ABSOLUTE)
    form = reason_form(signed_in(survey.owner).get(address(survey)), "absolute").fill(reason="It has to be so.")
    ask(survey, asking(DRAFT))
    refused = form.submit()
    assert refused.status == 409
    assert "the question was changed" in refused.words


def test_the_change_that_is_offered_is_made(signed_in: SignIn) -> None:
    data = asking(choice("Were the invoice and the delivery note correct?", "Yes", "No"), DRAFT)
    survey = ask(surveys.survey(empty=True), data)
    page = signed_in(survey.owner).get(address(survey))
    mended = page.form(address(survey, "/findings/mend")).submit("Split into two in question 1")
    assert rules_on(mended) == []
    texts = [question["text"] for question in session.get_one(Survey, survey.id).definition["questions"]]
    assert texts == ["Was the invoice correct?", "Was the delivery note correct?", DRAFT["text"]]
    assert page.form(address(survey, "/findings/mend")).submit().status == 409


def test_a_change_that_a_condition_forbids_is_refused(signed_in: SignIn) -> None:
    data = asking(
        choice("How should we write to you?", "SMS", "Post", "sms", "Other"),
        open_("To which number?", show_if={"op": "equals", "question": "q1", "value": "o2"}),
    )
    survey = ask(surveys.survey(empty=True), data)
    page = signed_in(survey.owner).get(address(survey))
    refused = page.form(address(survey, "/findings/mend")).submit()
    assert refused.status == 409
    assert len(session.get_one(Survey, survey.id).definition["questions"][0]["options"]) == 4


def test_a_sent_survey_shows_the_reasons_that_it_was_sent_with(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    page = signed_in(sent.owner).get(address(sent.survey))
    assert rules_on(page) == []
    assert "What was set aside before the survey was sent." in page.words
    kept = [str(finding["data-ignored"]) for finding in page.soup.select("#assistant .finding")]
    assert sorted(kept) == ["non_exhaustive", "required_open_end", "standard_wording"]
    assert "Take the reason back" not in page.words
    token = page.form("/sign-out").values["csrf_token"][0]
    reason = session.scalars(select(SetAside).where(SetAside.survey_id == sent.survey.id)).first()
    assert reason is not None
    for verb in ("set-aside", "take-up", "mend"):
        fields = {"csrf_token": token, "finding": reason.key, "reason": "Later."}
        assert page.client.post(address(sent.survey, f"/findings/{verb}"), fields).status == 409


def test_reasons_for_texts_that_are_gone_are_not_kept_with_a_sent_survey() -> None:
    sent = surveys.sent_survey(questions=from_data(ABSOLUTE))
    assert [reason.rule for reason in queries.assessment_of(session.merge(sent.survey)).reasons.values()] == [
        "absolute"
    ]
    other = surveys.survey(questions=from_data(ABSOLUTE))
    ask(other, asking(DRAFT))
    assert len(queries.reasons_of([other.id])[other.id]) == 1
    with unit_of_work():
        survey = session.get_one(Survey, other.id)
        drop_idle_reasons(survey, queries.assessment_of(survey))
    assert queries.reasons_of([other.id])[other.id] == {}


def test_who_may_not_design_reads_what_is_found(signed_in: SignIn) -> None:
    survey = ask(surveys.survey(empty=True), ABSOLUTE)
    page = signed_in(accounts.staff()).get(address(survey))
    assert rules_on(page) == ["absolute"]
    assert "Ignore" not in page.words


def test_several_surveys_take_no_more_statements_than_one() -> None:
    draft = drafts.draft()
    draft_id = draft.id
    surveys.survey(draft)
    one = statements_of(lambda: surveys_to_send(draft_id, None))
    surveys.survey(draft, questions=from_data(ABSOLUTE))
    assert statements_of(lambda: surveys_to_send(draft_id, None)) == one
    assert len(one) == 3
