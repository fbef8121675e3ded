"""Sentences that can be shown in English at once and translated as a whole later."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType


def _shown(value: str | int) -> str:
    return f"{value:,}" if isinstance(value, int) else value


@dataclass(frozen=True, init=False)
class Sentence:
    """One whole sentence: a gettext template with `%(name)s` places, and the values that fill them.

    `str(sentence)` is American English, with whole numbers grouped by commas. A page that translates looks
    `template` up and fills in `values` itself; sentences are never glued from parts, so a translator may
    reorder them.
    """

    template: str
    values: MappingProxyType[str, str | int]

    def __init__(self, template: str, /, **values: str | int) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", MappingProxyType(values))

    def __str__(self) -> str:
        return self.template % {name: _shown(value) for name, value in self.values.items()}

    def __hash__(self) -> int:
        return hash((self.template, frozenset(self.values.items())))


def quoted(text: str) -> str:
    """The text in double quotation marks, as labels are cited in sentences."""
    return f"“{text}”"


def listed(parts: Sequence[str], conjunction: str = "and") -> str:
    """The parts as a list in words: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {conjunction} {parts[-1]}"
