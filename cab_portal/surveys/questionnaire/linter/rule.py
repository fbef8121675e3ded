"""How a rule is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.fixes import Fix
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.wording import Sentence


@dataclass(frozen=True)
class Hit:
    """Where a rule struck, and what is special about it.

    `option` is the place of the label that the span lies in; without it the span lies in the question's text.
    `message` and `suggestion` replace those of the rule. `fixes` are edits that may mend it; the first that is
    shown to do so is offered. `bounds` and `holds` as in `Finding`.
    """

    span: tuple[int, int]
    option: int | None = None
    message: Sentence | None = None
    suggestion: Sentence | None = None
    fixes: tuple[Fix, ...] = ()
    is_certain: bool = False
    bounds: tuple[int, ...] = ()
    holds: Sentence | None = None


@dataclass(frozen=True)
class Rule:
    """One rule on a single question. `why` is one sentence, `sources` the keys of what it rests on."""

    id: str
    severity: Severity
    find: Callable[[Reading], Iterator[Hit]]
    message: Sentence
    why: Sentence
    sources: tuple[str, ...]
    suggestion: Sentence


def whole(text: str) -> tuple[int, int]:
    """The span of a whole text."""
    return 0, len(text)
