"""What keeps a questionnaire from being anonymous is found, and what does not is left alone."""

from __future__ import annotations

import pytest

from cab_portal.surveys.questionnaire.anonymity import anonymity_problems, asks_for_own_words
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Option
from cab_portal.surveys.questionnaire.types import Nps, ShortText, SingleChoice


def problems(text: str, help_line: str = "") -> list[str]:
    questionnaire = Questionnaire.of([Nps(id="q1", text="How likely?"), ShortText(id="q2", text=text, help=help_line)])
    return [str(problem) for problem in anonymity_problems(questionnaire)]


@pytest.mark.parametrize(
    "text",
    [
        "What is your name?",
        "Your full name, please",
        "Leave your e-mail address if we may write to you.",
        "Which company do you work for?",
        "What is the name of your employer?",
        "Under which phone number can we call?",
        "How can we reach you?",
        "What is your job title?",
        "What is your exact role?",
    ],
)
def test_a_question_that_asks_who_somebody_is_cannot_be_anonymous(text: str) -> None:
    assert problems(text) == [
        "Question 2 asks who somebody is or how to reach them. Take it out, or choose another promise."
    ]
    assert problems("And then?", text), "the hint is read too"


@pytest.mark.parametrize(
    "text",
    [
        "Which e-mails of the series felt too long?",
        "What would make you recommend us?",
        "Which name for the new report is clearest?",
        "What does a phone call solve that a mail does not?",
        "What changed after the first address check?",
        "You said {q1|so}. Why?",
    ],
)
def test_other_questions_can(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize("text", ["See https://example.org/poll?id=7", "Look at www.example.org", "[Here](there)"])
def test_links_are_refused_wherever_they_stand(text: str) -> None:
    assert "holds a link" in problems(text)[0]
    choice = SingleChoice(
        id="q1", text="Which?", options=(Option(id="a", label=text), Option(id="b", label="Neither")), decision="d"
    )
    assert "Question 1 holds a link" in str(anonymity_problems(Questionnaire.of([choice]))[0])


@pytest.mark.parametrize("text", ["Dear {name}, why?", "What bothers {organization} most?", "{ member.email }: right?"])
def test_what_is_known_of_a_member_is_not_filled_in(text: str) -> None:
    assert "fills in something about the member" in problems(text)[0]


def test_an_order_of_each_members_own_is_refused() -> None:
    options = (Option(id="a", label="A"), Option(id="b", label="B"))
    shuffled, fixed = (SingleChoice(id="q1", text="Which?", options=options, shuffle=each) for each in (True, False))
    assert "in an order of their own" in str(anonymity_problems(Questionnaire.of([shuffled]))[0])
    assert anonymity_problems(Questionnaire.of([fixed])) == ()


def test_a_choice_that_mentions_mail_names_nobody() -> None:
    choice = SingleChoice(
        id="q1",
        text="How do you like to be told?",
        options=(Option(id="a", label="By your e-mail address"), Option(id="b", label="On the phone")),
    )
    questionnaire = Questionnaire.of([choice])
    assert anonymity_problems(questionnaire) == ()
    assert not asks_for_own_words(questionnaire)
