"""What keeps a questionnaire from being anonymous is found, and what does not is left alone."""

from __future__ import annotations

import pytest

from cab_portal.surveys.questionnaire import contact_words
from cab_portal.surveys.questionnaire.anonymity import anonymity_problems, asks_for_own_words
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
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


ASKING = {
    "de": ("Wie ist Ihr Name?", "Unter welcher Telefonnummer?", "Für welche Firma arbeiten Sie?", "Wer sind Sie?"),
    "fr": (
        "Quel est votre nom ?",
        "Votre adresse e-mail",
        "Dans quelle entreprise travaillez-vous ?",
        "Qui êtes-vous ?",
    ),
    "es": ("¿Cuál es su nombre?", "Su correo electrónico", "¿En qué empresa trabaja?", "¿Cómo podemos contactarle?"),
    "it": ("Qual è il suo nome?", "Il suo indirizzo", "In quale azienda lavora?", "Come possiamo contattarla?"),
    "nl": ("Wat is uw naam?", "Uw e-mailadres", "Voor welk bedrijf werkt u?", "Hoe kunnen we u bereiken?"),
    "pt-BR": ("Qual é o seu nome?", "Seu e-mail", "Em que empresa trabalha?", "Como podemos contatá-lo?"),
}
NOT_ASKING = {
    "de": ("Welche E-Mails der Serie waren zu lang?", "Welcher Name passt am besten zum neuen Bericht?"),
    "fr": ("Quels e-mails étaient trop longs ?", "Quelle est votre fonction préférée du produit ?"),
    "es": ("¿Qué correos fueron demasiado largos?", "¿Qué nombre es el más claro para el informe?"),
    "it": ("Quali e-mail erano troppo lunghe?", "Quale nome è il più chiaro?"),
    "nl": ("Welke e-mails waren te lang?", "Welke naam past het best bij het rapport?"),
    "pt-BR": ("Que e-mails eram longos demais?", "Que nome é mais claro para o relatório?"),
    "tlh": ("nuq 'oH ponglIj'e'?",),
}


def spoken(language: str, text: str, *, translated: bool) -> Questionnaire:
    """A question in a language: as that of the questionnaire, or as one into which it is translated."""
    base = "What changed for you?" if translated else text
    data: dict[str, object] = {
        "language": "en" if translated else language,
        "questions": [{"type": "short_text", "id": "q1", "text": base, "decision": "d"}],
    }
    if translated:
        data["translations"] = {language: {"questions": {"q1": {"text": text}}}}
    return from_data(data)


@pytest.mark.parametrize("translated", [False, True], ids=["base", "translation"])
@pytest.mark.parametrize("language", ASKING)
def test_who_somebody_is_is_asked_in_other_languages_too(language: str, translated: bool) -> None:
    for text in ASKING[language]:
        assert anonymity_problems(spoken(language, text, translated=translated)), text


@pytest.mark.parametrize("language", NOT_ASKING)
def test_other_questions_can_in_other_languages_too(language: str) -> None:
    for text in NOT_ASKING[language]:
        assert anonymity_problems(spoken(language, text, translated=False)) == (), text


def test_every_file_of_contact_words_is_tried() -> None:
    assert contact_words.languages() == {"en", *(language.partition("-")[0] for language in ASKING)}


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
