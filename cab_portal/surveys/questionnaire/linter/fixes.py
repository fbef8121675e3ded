"""Mechanical fixes: small typed edits of a question, which a rule offers only if the finding is gone after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cab_portal.surveys.questionnaire.linter.question import LintQuestion
from cab_portal.surveys.questionnaire.wording import Sentence


@dataclass(frozen=True)
class SetText:
    """Another wording of the question."""

    text: str

    button = Sentence("Use this wording")


@dataclass(frozen=True)
class SetOptions:
    """Other labels in place of all present ones."""

    options: tuple[str, ...]

    button = Sentence("Use these answers")


@dataclass(frozen=True)
class Rewrite:
    """Another wording with other labels."""

    text: str
    options: tuple[str, ...]

    button = Sentence("Ask it directly")


@dataclass(frozen=True)
class AddOption:
    """One more option, at the end."""

    label: str

    @property
    def button(self) -> Sentence:
        return Sentence("Add “%(label)s”", label=self.label)


@dataclass(frozen=True)
class RemoveOption:
    """One option less; `place` counts from 0."""

    place: int

    button = Sentence("Remove the second one")


@dataclass(frozen=True)
class SetRequired:
    """Whether the question must be answered."""

    required: bool

    button = Sentence("Make it optional")


@dataclass(frozen=True)
class Split:
    """Several questions in place of one, with the same options."""

    texts: tuple[str, ...]

    button = Sentence("Split into two")


Fix = SetText | SetOptions | Rewrite | AddOption | RemoveOption | SetRequired | Split


def applied(question: LintQuestion, fix: Fix) -> tuple[LintQuestion, ...]:
    """The question after the fix; several where it was split, the first of which keeps the id."""
    match fix:
        case SetText(text):
            return (replace(question, text=text),)
        case SetOptions(options):
            return (replace(question, options=options),)
        case Rewrite(text, options):
            return (replace(question, text=text, options=options),)
        case AddOption(label):
            return (replace(question, options=(*question.options, label)),)
        case RemoveOption(place):
            kept = question.options[:place] + question.options[place + 1 :]
            return (replace(question, options=kept),)
        case SetRequired(required):
            return (replace(question, required=required),)
        case Split(texts):
            ids = (question.id, *(f"{question.id}_{number}" for number in range(2, len(texts) + 1)))
            return tuple(replace(question, id=key, text=text) for key, text in zip(ids, texts, strict=True))
