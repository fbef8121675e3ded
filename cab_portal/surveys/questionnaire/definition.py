"""The questionnaire as a typed document, and its JSON.

The JSON form is stable: `schema_version` counts incompatible changes, fields are only added, each with a
default. A questionnaire that exists has been checked whole, so that nothing that works on one has to check it
again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire.json_files import MAX_BYTES, JsonError, JsonTooLarge, read_json
from cab_portal.surveys.questionnaire.languages import Language, Translations, translation_problems
from cab_portal.surveys.questionnaire.problems import DefinitionError, DefinitionProblem, translated
from cab_portal.surveys.questionnaire.question import Model, Name, Question
from cab_portal.surveys.questionnaire.references import piping_problems, read_part, reference_problems
from cab_portal.surveys.questionnaire.types import AnyQuestion
from cab_portal.surveys.questionnaire.wording import Sentence

MAX_QUESTIONS = 200


class Questionnaire(Model):
    """Questions in order, of which each is shown always or on a condition on earlier answers.

    Build one by `Questionnaire.of(…)`, `from_data` or `from_json`; these raise `DefinitionError` with clear
    sentences, where the bare constructor raises pydantic's `ValidationError`. Never by
    `model_copy(update=…)`, which checks nothing.
    """

    schema_version: Literal[1] = 1
    title: Name = ""
    language: Language = "en"
    questions: tuple[AnyQuestion, ...] = Field(min_length=1, max_length=MAX_QUESTIONS)
    translations: Translations = Field(default_factory=dict)

    @classmethod
    def of(cls, questions: Sequence[Question], title: str = "") -> Questionnaire:
        """The questionnaire of these questions. Raises `DefinitionError`."""
        return from_data({"title": title, "questions": tuple(questions)})

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problems = list(reference_problems(self.questions))
        if not problems:
            problems = [*translation_problems(self), *self._translated_pipes()]
        if not problems and len(self.model_dump_json().encode()) > MAX_BYTES:
            problems = [_too_large()]
        if problems:
            raise PydanticCustomError("references", "The questions do not fit together.", {"problems": problems})
        return self

    def _translated_pipes(self) -> Iterator[DefinitionProblem]:
        for language, translation in self.translations.items():
            for question_id, words in translation.questions.items():
                place = self.places.get(question_id)
                for name in ("text", "help") if place is not None else ():
                    for code, sentence in piping_problems(
                        getattr(words, name), place or 0, self.questions, self.places
                    ):
                        yield DefinitionProblem(
                            code, sentence, (place or 0) + 1, question_id, ("translations", language, name)
                        )

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each question by its id, counted from 0."""
        return {question.id: place for place, question in enumerate(self.questions)}

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions that take an answer, which are those that people count; texts are only read."""
        return tuple(question for question in self.questions if question.answerable)

    def question(self, question_id: str) -> Question:
        """The question with this id. Raises `KeyError`."""
        return self.questions[self.places[question_id]]

    def part(self, reference: str) -> Question:
        """The question, or the item of a battery as a rating, that a condition reads. Raises `KeyError`."""
        part = read_part(self.question(reference.partition(".")[0]), reference)
        if part is None:
            raise KeyError(reference)
        return part

    def number(self, reference: str) -> int:
        """The place of a question from 1, hidden ones counted too: its name for staff. Raises `KeyError`."""
        return self.places[reference.partition(".")[0]] + 1


def from_data(data: object) -> Questionnaire:
    """The questionnaire in Python values as a JSON parser gives them. Raises `DefinitionError`."""
    try:
        return Questionnaire.model_validate(data)
    except ValidationError as error:
        raise translated(error, data) from error


def from_json(text: str | bytes) -> Questionnaire:
    """The questionnaire in JSON of at most 256 KiB. Raises `DefinitionError`."""
    try:
        data = read_json(text)
    except JsonTooLarge as error:
        raise DefinitionError([_too_large()]) from error
    except JsonError as error:
        sentence = Sentence("This is not a questionnaire in JSON: %(reason)s.", reason=str(error))
        raise DefinitionError([DefinitionProblem("json_invalid", sentence)]) from error
    return from_data(data)


def to_json(questionnaire: Questionnaire) -> str:
    """The questionnaire in JSON, of which `from_json` makes an equal one. Equal ones give the same text."""
    return questionnaire.model_dump_json()


@lru_cache(maxsize=64)
def compiled(text: str) -> Questionnaire:
    """The questionnaire in a text of `to_json`, parsed once per process: what is sent never changes."""
    return from_json(text)


def json_schema() -> dict[str, Any]:
    """The published JSON schema (draft 2020-12) of a questionnaire."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(Questionnaire).json_schema(),
    }


def _too_large() -> DefinitionProblem:
    return DefinitionProblem(
        "too_large",
        Sentence(
            "The questionnaire is larger than %(limit)s KiB. Shorten texts or split it.",
            limit=MAX_BYTES // 1024,
        ),
    )
