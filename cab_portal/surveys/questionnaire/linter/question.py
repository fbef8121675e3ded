"""What the rules judge: a question, or questions in order, free of how they are stored."""

from __future__ import annotations

from dataclasses import dataclass, field

TYPES = (
    "single_choice", "multi_choice", "rating", "nps", "number", "date", "short_text", "long_text", "ranking",
    "statement", "battery",
)  # fmt: skip
"""The types of question by their names in JSON."""

OPEN_TYPES = frozenset({"short_text", "long_text"})
CHOICE_TYPES = frozenset({"single_choice", "multi_choice", "rating"})
ONE_OF = frozenset({"single_choice", "rating"})


@dataclass(frozen=True)
class LintQuestion:
    """One question. `text` is what is asked, `options` the labels to choose from in order.

    `instrument` names a declared validated instrument, whose wording stays as its authors published it. `items`
    are the texts of a battery. `is_shuffled` says that options are shown in an order of chance, `pipes` names
    pieces of earlier answers in the text that have no fallback, `missing_languages` the languages of the survey
    in which some text of the question is missing, `outdated_languages` those in which one was made from an earlier
    wording. `ends` are the words at the ends of a 0 to 10 scale,
    `has_way_out` says that "not applicable" is offered beside the options.
    """

    id: str
    text: str
    type: str = "short_text"
    options: tuple[str, ...] = ()
    required: bool = False
    instrument: str = ""
    items: tuple[str, ...] = ()
    decision: str | None = None
    is_shuffled: bool = False
    is_drop_down: bool = False
    pipes: tuple[str, ...] = ()
    missing_languages: tuple[str, ...] = ()
    outdated_languages: tuple[str, ...] = ()
    ends: tuple[str, str] | None = None
    has_way_out: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is answered in own words."""
        return self.type in OPEN_TYPES

    @property
    def has_choices(self) -> bool:
        """Whether it is answered by choosing among options with labels."""
        return bool(self.options) and self.type not in {"ranking", "nps"}


@dataclass(frozen=True)
class Panel:
    """What is known about those who answer.

    `glossary` holds the short forms and terms that the panel knows, in any letters; `asked_before` the texts of
    questions that it answered in the last 90 days.
    """

    glossary: frozenset[str] = frozenset()
    is_anonymous: bool = False
    language: str = "en"
    asked_before: frozenset[str] = frozenset()

    def knows(self, term: str) -> bool:
        """Whether the glossary has this term."""
        return term.casefold() in {entry.casefold() for entry in self.glossary}


@dataclass(frozen=True)
class LintSurvey:
    """Questions in order. `expected_seconds` is the expected time of the whole, where it has been estimated."""

    questions: tuple[LintQuestion, ...]
    panel: Panel = field(default_factory=Panel)
    expected_seconds: float | None = None
