"""The texts of a questionnaire in further languages, and which of them are missing.

The questionnaire itself is written in its base language. A translation repeats its structure by ids: what is not in
it is read in the base language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, StringConstraints, model_serializer

from cab_portal.surveys.questionnaire.problems import DefinitionProblem
from cab_portal.surveys.questionnaire.question import (
    LongNote,
    Model,
    Name,
    Note,
    OptionalLabel,
    Question,
    Slug,
)
from cab_portal.surveys.questionnaire.wording import Sentence

if TYPE_CHECKING:
    from cab_portal.surveys.questionnaire.definition import Questionnaire

MAX_LANGUAGES = 20

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")]
"""A language as in `de`, `pt-BR` or `zh-Hans`."""

Labels = Annotated[dict[str, OptionalLabel], Field(max_length=200)]
"""Labels by the id of the option or item, or by the number of the point."""


class QuestionWords(Model):
    """The texts of one question in another language; an empty one is missing.

    `made_from` tells which of them have to be looked at again: by the way to each, as in "options/slow", the text in
    the base language that it was made from, where that reads otherwise now. `outdated` keeps it.
    """

    text: LongNote = ""
    help: Note = ""
    body: LongNote = ""
    low_label: OptionalLabel = ""
    high_label: OptionalLabel = ""
    not_applicable: OptionalLabel = ""
    unit: Name = ""
    options: Labels = Field(default_factory=dict)
    points: Labels = Field(default_factory=dict)
    items: Labels = Field(default_factory=dict)
    made_from: Annotated[dict[str, LongNote], Field(default_factory=dict, max_length=500)]

    @model_serializer(mode="wrap")
    def _without_what_is_not_set(self, handler: SerializerFunctionWrapHandler) -> dict[str, object]:
        return {name: value for name, value in handler(self).items() if name != "made_from" or value}


class Translation(Model):
    """The texts of a questionnaire in another language, by the id of the question.

    `purpose` is what members read before the first question, whose own text stands with the survey.
    """

    title: Name = ""
    purpose: LongNote = ""
    questions: Annotated[dict[Slug, QuestionWords], Field(default_factory=dict, max_length=200)]


Translations = Annotated[dict[Language, Translation], Field(max_length=MAX_LANGUAGES)]

PARTS: Mapping[str, tuple[str, str]] = {
    "options": ("id", "label"),
    "points": ("value", "label"),
    "items": ("id", "text"),
}
"""The lists of parts that a question may have: by what a part is known, and which of its fields is read."""

_PLAIN = ("text", "help", "body", "low_label", "high_label", "not_applicable", "unit")


@dataclass(frozen=True)
class MissingText:
    """A text that a language lacks: `question_id` is None for the title, `field` as in `DefinitionProblem`."""

    language: str
    question_id: str | None
    field: tuple[str, ...]
    base: str


def texts_of(question: Question) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of a question that members read: the way to it, and the text in the base language; none empty."""
    for name in _PLAIN:
        text = getattr(question, name, "")
        if text:
            yield (name,), text
    for name, (key, field) in PARTS.items():
        for part in getattr(question, name, ()):
            yield (name, str(getattr(part, key))), getattr(part, field)


def text_told(words: QuestionWords | None, field: Sequence[str]) -> str:
    """The text at a way of `texts_of` in another language; empty where it is missing."""
    if words is None:
        return ""
    value = getattr(words, field[0])
    return str(value.get(field[1], "")) if len(field) > 1 else str(value)


def texts_in_all_languages(questionnaire: Questionnaire, question: Question) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts of `texts_of`, then those in further languages, by ways as in ("translations", "de", "text")."""
    yield from texts_of(question)
    for language, translation in questionnaire.translations.items():
        words = translation.questions.get(question.id)
        for way, _ in texts_of(question):
            if text := text_told(words, way):
                yield ("translations", language, *way), text


def missing_translations(questionnaire: Questionnaire) -> tuple[MissingText, ...]:
    """Every text that one of the further languages lacks, in the order of languages and questions.

    A unit or a point whose base text has no letter is the same in every language and never missing.
    """
    missing: list[MissingText] = []
    for language, translation in questionnaire.translations.items():
        if questionnaire.title and not translation.title:
            missing.append(MissingText(language, None, ("title",), questionnaire.title))
        for question in questionnaire.questions:
            words = translation.questions.get(question.id)
            missing.extend(
                MissingText(language, question.id, field, text)
                for field, text in texts_of(question)
                if any(character.isalpha() for character in text) and not text_told(words, field)
            )
    return tuple(missing)


@dataclass(frozen=True)
class Completeness:
    """How many of the texts of the questions a language has, and how many of those have to be looked at again."""

    language: str
    told: int
    texts: int
    outdated: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be done."""
        return self.told == self.texts and not self.outdated


def completeness(questionnaire: Questionnaire) -> tuple[Completeness, ...]:
    """For each further language, how many texts it has of those that it needs; the title is not counted."""
    texts = sum(
        any(character.isalpha() for character in text)
        for question in questionnaire.questions
        for _, text in texts_of(question)
    )
    missing = [lacking for lacking in missing_translations(questionnaire) if lacking.question_id is not None]
    return tuple(
        Completeness(
            language,
            texts - sum(lacking.language == language for lacking in missing),
            texts,
            sum(len(words.made_from) for words in translation.questions.values()),
        )
        for language, translation in questionnaire.translations.items()
    )


def in_language(questionnaire: Questionnaire, question: Question, language: str) -> Question:
    """The question with its texts in a language; what is not translated stays in the base language."""
    translation = questionnaire.translations.get(language)
    words = translation.questions.get(question.id) if translation else None
    if words is None:
        return question
    changed: dict[str, Any] = {name: text_told(words, (name,)) for name in _PLAIN if text_told(words, (name,))}
    for name, (key, field) in PARTS.items():
        labels = getattr(words, name)
        if labels:
            changed[name] = tuple(
                part.model_copy(update={field: labels.get(str(getattr(part, key))) or getattr(part, field)})
                for part in getattr(question, name, ())
            )
    return with_texts(question, changed)


def spoken(questionnaire: Questionnaire, language: str) -> Questionnaire:
    """The questionnaire as it is read in a language: the same ids and logic, so answers are the same in each.

    What is not translated stays in the base language; so does all in a language that it does not have.
    """
    translation = questionnaire.translations.get(language)
    if translation is None:
        return questionnaire
    questions = tuple(in_language(questionnaire, question, language) for question in questionnaire.questions)
    # Texts alone are other than in what was checked
    return type(questionnaire).model_construct(
        schema_version=questionnaire.schema_version,
        title=translation.title or questionnaire.title,
        language=language,
        questions=questions,
        translations={},
    )


def with_texts(question: Question, changed: Mapping[str, Any]) -> Question:
    """A copy of the question with other texts, for a page; texts only, or it would have to be checked again."""
    kind = type(question)
    fields = {name: getattr(question, name) for name in kind.model_fields}
    # a copy by pydantic would keep what the question has reckoned from its old labels
    return kind.model_construct(question.model_fields_set, **fields | {k: v for k, v in changed.items() if k in fields})


def translation_problems(questionnaire: Questionnaire) -> Iterator[DefinitionProblem]:
    """Translations of what is not there, and into the base language itself."""
    for language, translation in questionnaire.translations.items():
        place: tuple[str | int, ...] = ("translations", language)
        if language == questionnaire.language:
            yield DefinitionProblem(
                "translation_of_itself", Sentence("This is the language of the questions themselves."), field=place
            )
        for question_id, words in translation.questions.items():
            if question_id not in questionnaire.places:
                sentence = Sentence("There is no question “%(id)s” to translate.", id=question_id)
                yield DefinitionProblem("unknown_reference", sentence, field=place)
                continue
            question = questionnaire.question(question_id)
            known = {field for field, _ in texts_of(question)}
            for field in _given(words):
                if field not in known:
                    sentence = Sentence(
                        "“%(text)s” translates a text that is not there. Write that one first, or empty this.",
                        text=text_told(words, field)[:40],
                    )
                    number = questionnaire.number(question_id)
                    yield DefinitionProblem("unknown_reference", sentence, number, question_id, (*place, *field))
            told = {"/".join(field) for field in known if text_told(words, field)}
            for way in words.made_from.keys() - told:
                sentence = Sentence("“%(way)s” is the way to no text that is translated.", way=way[:40])
                number = questionnaire.number(question_id)
                yield DefinitionProblem("unknown_reference", sentence, number, question_id, (*place, "made_from"))


def _given(words: QuestionWords) -> Iterator[tuple[str, ...]]:
    for name in _PLAIN:
        if getattr(words, name):
            yield (name,)
    for name in PARTS:
        for key in getattr(words, name):
            yield name, key


def kept_translations(translations: Mapping[str, Translation], questions: Sequence[Question]) -> dict[str, Any]:
    """The translations as JSON without what belongs to questions and parts that are no longer there."""
    known = {question.id: {field for field, _ in texts_of(question)} for question in questions}
    return {
        language: {
            "title": translation.title,
            "purpose": translation.purpose,
            "questions": {
                question_id: _kept(words, known[question_id])
                for question_id, words in translation.questions.items()
                if question_id in known
            },
        }
        for language, translation in translations.items()
    }


def _kept(words: QuestionWords, known: set[tuple[str, ...]]) -> dict[str, Any]:
    kept: dict[str, Any] = {name: getattr(words, name) for name in _PLAIN if (name,) in known}
    for name in PARTS:
        kept[name] = {key: label for key, label in getattr(words, name).items() if (name, key) in known}
    kept["made_from"] = {way: text for way, text in words.made_from.items() if tuple(way.split("/")) in known}
    return {name: value for name, value in kept.items() if value}
