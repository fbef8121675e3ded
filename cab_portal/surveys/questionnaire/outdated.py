"""Translations whose text in the base language was changed after they were made."""

from dataclasses import dataclass

from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.languages import QuestionWords, text_told, texts_of
from cab_portal.surveys.questionnaire.question import Question


@dataclass(frozen=True)
class OutdatedText:
    """A translation to be looked at again: it was made from another text than `base`, which stands there now.

    `field` is the way to it, as `texts_of` tells it.
    """

    language: str
    question_id: str
    number: int
    field: tuple[str, ...]
    made_from: str
    base: str
    words: str


def outdated_texts(questionnaire: Questionnaire) -> tuple[OutdatedText, ...]:
    """Every translation to be looked at again, in the order of languages and questions."""
    return tuple(
        OutdatedText(
            language,
            question.id,
            questionnaire.number(question.id),
            field,
            words.made_from["/".join(field)],
            base,
            text_told(words, field),
        )
        for language, translation in questionnaire.translations.items()
        for question in questionnaire.questions
        if (words := translation.questions.get(question.id)) is not None and words.made_from
        for field, base in texts_of(question)
        if "/".join(field) in words.made_from
    )


def compared(before: Questionnaire, after: Questionnaire) -> Questionnaire:
    """The questionnaire after a change, with every translation noted whose text in the base language was changed while
    it stayed as it was. One that was written anew is noted no more, nor one whose base text is back.
    """
    notes = {
        (language, question.id): noted
        for language, translation in after.translations.items()
        if language in before.translations
        for question in after.questions
        if question.id in before.places and (words := translation.questions.get(question.id)) is not None
        if (noted := _noted(before, language, question, words)) != words.made_from
    }
    if not notes:
        return after
    data = after.model_dump(mode="json")
    for (language, question_id), noted in notes.items():
        data["translations"][language]["questions"][question_id]["made_from"] = noted
    return from_data(data)


def _noted(before: Questionnaire, language: str, question: Question, words: QuestionWords) -> dict[str, str]:
    old = before.translations[language].questions.get(question.id)
    if old is None:
        return {}
    bases = dict(texts_of(before.question(question.id)))
    noted: dict[str, str] = {}
    for field, base in texts_of(question):
        way = "/".join(field)
        source = old.made_from.get(way, bases.get(field, ""))
        is_kept = bool(text_told(words, field)) and text_told(words, field) == text_told(old, field)
        if is_kept and source.split() != base.split():
            noted[way] = source
    return noted


def confirmed(questionnaire: Questionnaire, language: str, question_id: str) -> Questionnaire:
    """The questionnaire with a translation of a question taken as it is, which `outdated_in` named before."""
    data = questionnaire.model_dump(mode="json")
    del data["translations"][language]["questions"][question_id]["made_from"]
    return from_data(data)


def outdated_in(questionnaire: Questionnaire, language: str) -> frozenset[str]:
    """The ids of the questions of which some text in a language has to be looked at again."""
    translation = questionnaire.translations.get(language)
    words = translation.questions if translation is not None else {}
    return frozenset(question_id for question_id, told in words.items() if told.made_from)
