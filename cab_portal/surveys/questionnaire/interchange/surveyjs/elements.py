"""The questions of a SurveyJS survey in their order, each with the pages and panels around it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cab_portal.surveys.questionnaire.verifier.reading import UnusableError

MAX_QUESTIONS = 200
MAX_LEVELS = 20


@dataclass(frozen=True)
class Place:
    """One question or text with the pages and panels around it, outermost first."""

    element: Mapping[str, Any]
    name: str
    around: tuple["Frame", ...]


@dataclass
class Frame:
    """A page or a panel, and from which place to before which its questions stand."""

    element: Mapping[str, Any]
    name: str
    begin: int = 0
    end: int = 0


@dataclass
class Outline:
    """All questions in order, and all frames."""

    places: list[Place] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)


def outline_of(data: Mapping[str, Any]) -> Outline:
    """The questions of a survey in their order. Raises `UnusableError`."""
    outline = Outline()
    pages = data.get("pages")
    if isinstance(pages, list):
        for number, page in enumerate(pages, start=1):
            if isinstance(page, dict):
                _enter(outline, page, str(page.get("name") or f"page{number}"), ())
    else:
        _walk(outline, data, ())
    if not outline.places:
        raise UnusableError("This survey has no questions.")
    return outline


def _enter(outline: Outline, element: Mapping[str, Any], name: str, around: tuple[Frame, ...]) -> None:
    frame = Frame(element, name, len(outline.places))
    outline.frames.append(frame)
    _walk(outline, element, (*around, frame))
    frame.end = len(outline.places)


def _walk(outline: Outline, parent: Mapping[str, Any], around: tuple[Frame, ...]) -> None:
    if len(around) > MAX_LEVELS:
        raise UnusableError(f"Panels are nested more than {MAX_LEVELS} levels deep.")
    for element in _children(parent):
        name = element.get("name")
        if element.get("type") == "panel":
            _enter(outline, element, str(name or "panel"), around)
            continue
        if not isinstance(name, str) or not name.strip():
            raise UnusableError(f"Question {len(outline.places) + 1} has no name.")
        outline.places.append(Place(element, name.strip(), around))
        if len(outline.places) > MAX_QUESTIONS:
            raise UnusableError(f"This survey has more than {MAX_QUESTIONS} questions.")


def _children(parent: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for key in ("elements", "questions"):
        found = parent.get(key)
        if isinstance(found, list):
            for element in found:
                if not isinstance(element, dict):
                    raise UnusableError(f"The list “{key}” holds something that is no question.")
                yield element
