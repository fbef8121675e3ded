"""A part of a SurveyJS survey in JSON: its properties are taken one by one, and what nobody took is reported."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cab_portal.surveys.questionnaire.interchange.report import Report

_CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
DEFAULT_LANGUAGE = "en"
_DEFAULT = "default"


class LeftOut(Exception):
    """A question that is left out; `str()` says why."""


@dataclass(frozen=True)
class Text:
    """A text in the base language, and in the others by their codes."""

    base: str = ""
    others: Mapping[str, str] = field(default_factory=dict)


def language_code(name: str) -> str | None:
    """The code of a language as we write it, as `pt-BR` for `pt-br`; None if it is none."""
    first, *rest = name.split("-")
    code = "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])
    return code if _CODE.fullmatch(code) else None


def shown(value: object) -> str:
    """A value in a sentence, cut where it is long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{text[:59]}…" if len(text) > 60 else text


def scalar(value: object) -> str | None:
    """A text, number or truth value as the key by which values are compared; None for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value) if isinstance(value, int | str) else None


class Part:
    """An object of the survey with its place, as in `pages[0].elements[2]`."""

    def __init__(self, data: Mapping[str, Any], place: str, language: str, report: Report) -> None:
        self.data = data
        self.place = place
        self.language = language
        self.report = report
        self._taken: set[str] = set()

    def at(self, name: str) -> str:
        """The place of a property."""
        return f"{self.place}.{name}" if self.place else name

    def inner(self, data: Mapping[str, Any], place: str) -> "Part":
        """An object inside of this one."""
        return Part(data, self.at(place), self.language, self.report)

    def take(self, *names: str) -> Any:
        """The value of the first of these properties that is there, else None; all count as taken."""
        self._taken.update(names)
        return next((self.data[name] for name in names if self.data.get(name) is not None), None)

    def flag(self, *names: str) -> bool:
        """Whether a property is true. What is no truth value is reported."""
        value = self.take(*names)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.report.refused(self.at(names[0]), f"“{shown(value)}” is no yes or no, so it was left out.")
        return False

    def number(self, name: str) -> int | float | None:
        """The number of a property. What is none is reported."""
        value = self.take(name)
        found = number_in(value)
        if value is not None and found is None:
            self.report.refused(self.at(name), f"“{shown(value)}” is no number, so it was left out.")
        return found

    def listed(self, name: str) -> list[Any]:
        """The list of a property. What is none is reported."""
        value = self.take(name)
        if value is None or isinstance(value, list):
            return value or []
        self.report.refused(self.at(name), f"“{shown(value)}” is no list, so it was left out.")
        return []

    def text(self, name: str) -> Text:
        """The text of a property in all its languages. What is none is reported."""
        value = self.take(name)
        if isinstance(value, dict):
            return self._localized(value, self.at(name))
        plain = scalar(value)
        if value is not None and plain is None:
            self.report.refused(self.at(name), f"“{shown(value)}” is no text, so it was left out.")
        return Text((plain or "").strip())

    def _localized(self, value: Mapping[str, Any], place: str) -> Text:
        found: dict[str, str] = {}
        for name, text in value.items():
            code = DEFAULT_LANGUAGE if name == _DEFAULT else language_code(name)
            if code is None or not isinstance(text, str):
                self.report.refused(f"{place}.{name}", f"“{shown(text)}” is in no known language, so it was left out.")
            elif text.strip() and (name == _DEFAULT or code not in found):
                found[code] = text.strip()
        # a text that is not there in the language of the survey is read in the default one
        base = found.pop(self.language, None) or found.pop(DEFAULT_LANGUAGE, None)
        if base is None:
            base = found.pop(next(iter(found)), "") if found else ""
        return Text(base, found)

    def report_rest(self) -> None:
        """Report every property that was not taken."""
        for name, value in self.data.items():
            if name not in self._taken:
                message = f"“{shown(value)}” has no meaning here, so it was left out."
                self.report.refused(self.at(shown(name)), message)


def number_in(value: object) -> int | float | None:
    """The number that a value is, or has in digits; None if it is none."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
