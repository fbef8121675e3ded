"""Options, points and items as they are typed, made into what a question has of them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from cab_portal.surveys.questionnaire.editing.inputs import PartInput
from cab_portal.surveys.questionnaire.problems import DefinitionError, DefinitionProblem
from cab_portal.surveys.questionnaire.types import Item
from cab_portal.surveys.questionnaire.wording import Sentence

_POINT = re.compile(r"(-?\d{1,3})(?:\s*[.:=)])?\s+(\S.*)")
_KINDS = ("specify", "exclusive", "pinned")


def part_of_line(line: str, *, is_point: bool = False) -> PartInput:
    """A line that was pasted; a point may begin with its number, as in "1 Very slow"."""
    match = _POINT.fullmatch(line) if is_point else None
    return PartInput(line) if match is None else PartInput(match[2], value=match[1])


def options_from(given: Sequence[PartInput], before: Mapping[str, str]) -> list[dict[str, Any]]:
    """Options as JSON; `before` are the words of those that there were, by id.

    One that stands for such an id keeps it, and so does a new one of the same words: it was saved before its page
    learned its id. The others get ids of their words.
    """
    return [
        {"id": part_id, "label": part.words, **{kind: True for kind in _KINDS if getattr(part, kind)}}
        for part_id, part in _identified(given, before)
    ]


def items_from(given: Sequence[PartInput], before: Sequence[Item]) -> list[dict[str, Any]]:
    """Items as JSON; one that there was keeps its id, and what tells several uses of its instrument apart."""
    groups = {item.id: (item.measure.instrument, item.measure.group) for item in before if item.measure is not None}
    words = {item.id: item.text for item in before}
    return [
        {"id": part_id, "text": part.words, "measure": _measure_of(part.measure, groups.get(part_id, ("", "")))}
        for part_id, part in _identified(given, words)
    ]


def _measure_of(measure: str, before: tuple[str, str]) -> dict[str, str] | None:
    instrument, _, item = measure.partition("/")
    group = before[1] if before[0] == instrument else ""
    return {"instrument": instrument, "item": item, "group": group} if measure else None


def points_from(given: Sequence[PartInput]) -> list[dict[str, Any]]:
    """Points as JSON; one without a number has the next after the one before, the first 1. Raises
    `DefinitionError`."""
    points: list[dict[str, Any]] = []
    for place, part in enumerate(given):
        following = points[-1]["value"] + 1 if points else 1
        points.append({"value": _value(part.value, place) if part.value else following, "label": part.words})
    return points


def _value(text: str, place: int) -> int:
    plain = text.replace("−", "-")
    if not re.fullmatch(r"-?[0-9]{1,3}", plain):
        sentence = Sentence("Line %(line)s: the number of a point is a whole number, for example 1.", line=place + 1)
        raise DefinitionError([DefinitionProblem("point_unreadable", sentence, field=("points",))])
    return int(plain)


def _identified(given: Sequence[PartInput], before: Mapping[str, str]) -> list[tuple[str, PartInput]]:
    """Each part with its id; two that claim the same are told apart."""
    taken = {part.id for part in given if part.id in before}
    free = {words: part_id for part_id, words in before.items() if part_id not in taken}
    claimed: set[str] = set()
    found = []
    for part in given:
        part_id = part.id if part.id in before and part.id not in claimed else free.pop(part.words, "")
        part_id = part_id or _slug(part.words, taken | set(before))
        claimed.add(part_id)
        taken.add(part_id)
        found.append((part_id, part))
    return found


def _slug(label: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30].strip("_") or "option"
    count, slug = 1, stem
    while slug in taken:
        count += 1
        slug = f"{stem}_{count}"
    return slug
