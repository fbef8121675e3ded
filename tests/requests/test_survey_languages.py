"""A survey in several languages, as its members and its author read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.audit.models import AuditEntry
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.languages import spoken
from cab_portal.surveys.rules import SurveyLayout
from tests.factories import surveys
from tests.page_client import PageClient

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")

DATA: dict[str, Any] = {
    "questions": [
        {
            "type": "single_choice",
            "id": "pace",
            "text": "Was the pace right?",
            "options": [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}],
            "required": True,
        },
        {
            "type": "short_text",
            "id": "why",
            "text": "You said {pace|nothing}. What was missing?",
            "show_if": {"op": "equals", "question": "pace", "value": "no"},
        },
        {"type": "short_text", "id": "more", "text": "Anything else?"},
    ],
    "translations": {
        "de": {
            "title": "Die erste Woche",
            "purpose": "Wir entscheiden, ob die erste Mail früher kommt.",
            "questions": {
                "pace": {"text": "War das Tempo richtig?", "options": {"yes": "Ja", "no": "Nein"}},
                "why": {"text": "Sie sagten {pace|nichts}. Was hat gefehlt?"},
                "more": {"text": "Noch etwas?"},
            },
        }
    },
}
GERMAN = {"Accept-Language": "de-AT, de;q=0.9, en;q=0.5"}


def questions() -> Questionnaire:
    return from_data(DATA)


def address(survey: Survey, ending: str = "") -> str:
    return f"/surveys/{ids.encode(survey.id)}{ending}"


def test_the_same_logic_is_spoken_in_each_language() -> None:
    told = spoken(questions(), "de")
    assert told.questions[0].text == "War das Tempo richtig?"
    assert told.questions[2].text == "Noch etwas?"
    assert told.questions[0].choices()[1].code == "no"
    assert told.questions[1].show_if == questions().questions[1].show_if
    assert spoken(questions(), "fr").questions == questions().questions


def test_a_member_reads_and_answers_in_the_language_of_the_browser(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(questions=questions())
    browser = signed_in(sent.people[0])
    page = browser.get(address(sent.survey, "/q/1"), headers=GERMAN)
    assert "War das Tempo richtig?" in page.words
    assert page.soup.select_one("[lang=de] legend") is not None
    for path in ("/", "/surveys"):
        assert "Die erste Woche" in browser.get(path, headers=GERMAN).words
        assert sent.survey.title in browser.get(path).words
    assert "Wir entscheiden, ob die erste Mail" in browser.get("/surveys", headers=GERMAN).words
    assert "Was the pace right?" in browser.get(address(sent.survey, "/q/1")).words
    assert "Was the pace right?" in browser.get(address(sent.survey, "/q/1"), headers={"Accept-Language": "fr"}).words


def test_a_member_chooses_a_language_and_keeps_it(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(questions=questions())
    browser = signed_in(sent.people[0])
    start = browser.get(address(sent.survey))
    assert "Read the questions in: English · Deutsch" in start.words
    assert browser.get(address(sent.survey) + "?language=xx").status == 200
    page = browser.get(address(sent.survey) + "?language=de", follow=True)
    assert page.path == address(sent.survey)
    assert "Die erste Woche" in page.words
    assert "Wir entscheiden, ob die erste Mail früher kommt." in page.words
    assert [str(part["lang"]) for part in page.soup.select("h1, .lead")] == ["de", "de"]
    page = browser.get(address(sent.survey, "/q/1"))
    page = page.form().fill(answer="no").submit()
    assert "Sie sagten Nein. Was hat gefehlt?" in page.words
    page = page.form().fill(answer="Zeit").submit().form().submit()
    assert "War das Tempo richtig?" in page.words
    assert "Nein" in page.words
    assert [str(word["lang"]) for word in page.soup.select("dt")] == ["de"] * 3
    assert page.form().submit().status == 200
    sent_page = browser.get(address(sent.survey) + "?language=en", follow=True)
    assert "Was the pace right? No" in sent_page.words
    assert "You said No. What was missing? Zeit" in sent_page.words


def test_all_on_one_page_are_read_in_a_language_too(signed_in: SignIn) -> None:
    data = {**DATA, "questions": [DATA["questions"][0], DATA["questions"][2]]}
    words = DATA["translations"]["de"]["questions"]
    german = {**DATA["translations"]["de"], "questions": {key: words[key] for key in ("pace", "more")}}
    data["translations"] = {"de": german}
    sent = surveys.sent_survey(questions=from_data(data), layout=SurveyLayout.WHOLE)
    browser = signed_in(sent.people[0])
    browser.get(address(sent.survey) + "?language=de", follow=True)
    page = browser.get(address(sent.survey, "/answers"))
    assert "War das Tempo richtig?" in page.words
    refused = page.form().submit()
    assert refused.status == 422
    assert "War das Tempo richtig?" in refused.words
    browser.get(address(sent.survey) + "?language=en", follow=True)
    assert "Was the pace right?" in browser.get(address(sent.survey, "/answers")).words


def test_the_author_previews_each_language(signed_in: SignIn) -> None:
    survey = surveys.survey(questions=questions())
    browser = signed_in(survey.owner)
    preview = f"/staff{address(survey, '/preview')}"
    page = browser.get(preview)
    assert "Was the pace right?" in page.words
    page = browser.get(preview + "?language=de")
    assert "War das Tempo richtig?" in page.words
    page = page.form().fill(answer="yes").submit()
    assert "Noch etwas?" in page.words


def test_a_survey_in_one_language_offers_none(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    page = signed_in(sent.people[0]).get(address(sent.survey))
    assert "Read the questions in" not in page.words


def test_the_title_and_the_purpose_are_translated_before_a_survey_is_sent(signed_in: SignIn) -> None:
    data = {**DATA, "translations": {"de": {"questions": DATA["translations"]["de"]["questions"]}}}
    survey = surveys.survey(questions=from_data(data))
    browser = signed_in(survey.owner)
    page = browser.get(f"/staff{address(survey, '/design')}")
    assert "The title and what the survey is for are not there in: German." in page.words
    form = page.form(f"/staff{address(survey, '/languages/de/words')}")
    page = form.fill(title="Die erste Woche", purpose="Wir entscheiden.").submit()
    assert "The title and what the survey is for are not there" not in page.words
    told = session.get_one(Survey, survey.id, populate_existing=True).definition["translations"]["de"]
    assert (told["title"], told["purpose"]) == ("Die erste Woche", "Wir entscheiden.")
    again = page.form(f"/staff{address(survey, '/questions/more/duplicate')}").submit()
    assert "The title and what the survey is for are not there" not in again.words
    assert form.fill(title="Spät").submit().status == 409
    assert form.forge(title="x" * 201).submit().status == 422


def test_languages_are_called_by_their_names(signed_in: SignIn) -> None:
    lacking = {"questions": DATA["translations"]["de"]["questions"] | {"more": {}}}
    data = {**DATA, "language": "eo", "translations": {"de": lacking, "pt-BR": lacking}}
    survey = surveys.survey(questions=from_data(data))
    page = signed_in(survey.owner).get(f"/staff{address(survey, '/design')}")
    assert "Not all texts are there in: German, Portuguese (Brazil)." in page.words
    assert "Portuguese (Brazil): 4 of 5 texts" in page.words
    # Nobody is offered a language of which nothing is known, but a file may have brought it.
    assert [option.text for option in page.soup.select("#languages-base option[selected]")] == ["Esperanto"]


def german(survey: Survey, question_id: str) -> dict[str, Any]:
    stored = session.get_one(Survey, survey.id, populate_existing=True).definition
    found: dict[str, Any] = stored["translations"]["de"]["questions"][question_id]
    return found


def test_a_translation_is_looked_at_again_when_its_text_was_worded_anew(signed_in: SignIn) -> None:
    survey = surveys.survey(questions=questions())
    browser = signed_in(survey.owner)
    design, edit = f"/staff{address(survey, '/design')}", f"/staff{address(survey, '/questions/pace')}"
    assert "to be looked at again" not in browser.get(design).words
    browser.get(edit).form(edit).fill(**{"text": "Was the pace good?", "option-1-words": "Not at all"}).submit()
    page = browser.get(design)
    assert "German: 2 to be looked at again" in page.words
    assert "complete" not in page.soup.select("#languages li")[0].get_text()
    assert "It said Was the pace right? It says Was the pace good? German War das Tempo richtig?" in page.words
    assert "The wording changed after it was translated: German." in page.words
    assert "should fix" in page.words, "it keeps the survey from being sent until somebody looked at it"
    # The editor says so beside the field. Saved as it is, it does not count as looked at: that happens while typing.
    editor = browser.get(edit)
    assert "To be looked at again: it was made from “Was the pace right?”." in editor.words
    field = editor.soup.select_one("#option-1-words_in_de[aria-describedby]")
    assert field is not None
    hint = editor.soup.find(id=str(field["aria-describedby"]))
    assert hint is not None
    assert hint.get_text() == "To be looked at again: it was made from “No”."
    editor.form(edit).fill(decision="We slow down.").submit()
    assert german(survey, "pace")["made_from"] == {"text": "Was the pace right?", "options/no": "No"}
    # One that is written anew is done, and so is one whose text is back.
    browser.get(edit).form(edit).fill(text_in_de="War das Tempo gut?").submit()
    browser.get(edit).form(edit).fill(**{"option-1-words": "No"}).submit()
    assert "made_from" not in german(survey, "pace")
    assert "German: complete" in browser.get(design).words


def test_a_translation_holds_when_its_author_says_so(signed_in: SignIn) -> None:
    survey = surveys.survey(questions=questions())
    browser = signed_in(survey.owner)
    design, edit = f"/staff{address(survey, '/design')}", f"/staff{address(survey, '/questions/more')}"
    browser.get(edit).form(edit).fill(text="Is there anything else?").submit()
    # What else is done with the questions changes nothing of it.
    browser.get(design).form(f"{edit}/duplicate").submit()
    browser.get(design).form(f"{edit}/move-up").submit()
    assert german(survey, "q1")["made_from"] == german(survey, "more")["made_from"] == {"text": "Anything else?"}
    page = browser.get(design)
    path = f"/staff{address(survey, '/languages/de/questions/more/confirm')}"
    done = page.form(path).submit()
    assert "The translation stays as it is." in done.words
    assert german(survey, "more") == {**german(survey, "more"), "text": "Noch etwas?"}
    assert "made_from" not in german(survey, "more")
    assert page.form(path).submit().status == 409
    assert browser.get(design).form(path.replace("/more/", "/q1/")).submit().status == 200
    entries = session.scalars(select(AuditEntry.event).where(AuditEntry.event == "survey.translation_confirmed"))
    assert len(entries.all()) == 2


def test_a_correction_after_sending_has_its_translations_looked_at_too(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(questions=questions())
    browser = signed_in(sent.owner)
    correct = f"/staff{address(sent.survey, '/questions/more/correct')}"
    browser.get(correct).form(correct).fill(text_0="Anything else.").submit()
    page = browser.get(f"/staff{address(sent.survey, '/design')}")
    assert "It said Anything else? It says Anything else. German Noch etwas?" in page.words
    # Members go on reading what was translated: another language in the middle would help nobody.
    member = signed_in(sent.people[0])
    member.get(address(sent.survey, "/q/1"), headers=GERMAN).form().fill(answer="yes").submit()
    assert "Noch etwas?" in member.get(address(sent.survey, "/q/2"), headers=GERMAN).words
    done = page.form(f"/staff{address(sent.survey, '/languages/de/questions/more/confirm')}").submit()
    assert "Noch etwas?" not in done.words
