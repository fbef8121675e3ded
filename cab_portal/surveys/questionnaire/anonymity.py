"""What in a questionnaire would tell who answered, so that it cannot be sent as an anonymous one."""

import re
from collections.abc import Iterator

from cab_portal.surveys.questionnaire.contact_words import asks_for_contact
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.languages import in_language, texts_of
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types.chosen import ListQuestion
from cab_portal.surveys.questionnaire.wording import Sentence

_LINK = re.compile(r"https?://|\bwww\.|\bmailto:|\]\(", re.IGNORECASE)
_FILLED_IN = re.compile(r"\{([^{}]*)\}")
_NAME_OF = re.compile(r"[a-z][a-z0-9_]*")
OWN_WORDS = Sentence(
    "People can give themselves away by their own words: by what they tell, or by how they tell it. Ask for own words "
    "only where you need them."
)


def anonymity_problems(questionnaire: Questionnaire) -> tuple[Sentence, ...]:
    """What keeps the questionnaire from being anonymous, one sentence each; empty where nothing does."""
    known = {question.id for question in questionnaire.questions}
    return tuple(
        problem
        for number, question in enumerate(questionnaire.questions, 1)
        for problem in _problems(number, question, _spoken(questionnaire, question), known)
    )


def asks_for_own_words(questionnaire: Questionnaire) -> bool:
    """Whether any question is answered in own words, by which somebody could be known."""
    return any(question.takes_words for question in questionnaire.questions)


def _spoken(questionnaire: Questionnaire, question: Question) -> dict[str, Question]:
    """The question in every language in which members may read it."""
    further = {language: in_language(questionnaire, question, language) for language in questionnaire.translations}
    return {questionnaire.language: question, **further}


def _problems(number: int, question: Question, spoken: dict[str, Question], known: set[str]) -> Iterator[Sentence]:
    told = [text for each in spoken.values() for _place, text in texts_of(each)]
    if any(_LINK.search(text) for text in told):
        yield Sentence(
            "Question %(number)s holds a link, and who follows it leaves a trace. Take the link out, or choose another "
            "promise.",
            number=number,
        )
    if any(not _is_answer(name, known) for text in told for name in _FILLED_IN.findall(text)):
        yield Sentence(
            "Question %(number)s fills in something about the member. Write it without, or choose another promise.",
            number=number,
        )
    if isinstance(question, ListQuestion) and question.shuffle:
        yield Sentence(
            "Question %(number)s shows its answers to each member in an order of their own, which tells who it was. "
            "Keep one order, or choose another promise.",
            number=number,
        )
    # What only a written answer could give away; a choice such as “by e-mail” names nobody.
    can_be_told = question.answerable and (not question.closed or question.takes_words)
    if can_be_told and any(
        asks_for_contact(text, language) for language, each in spoken.items() for text in (each.text, each.help)
    ):
        yield Sentence(
            "Question %(number)s asks who somebody is or how to reach them. Take it out, or choose another promise.",
            number=number,
        )


def _is_answer(name: str, known: set[str]) -> bool:
    found = _NAME_OF.match(name.strip())
    return found is not None and found[0] in known
