"""Constraints of an XLSForm that say what a bound of ours says; any other is reported and left out."""

import re
from typing import Any

from cab_portal.surveys.questionnaire.interchange.report import Report

_BOUND = re.compile(
    r"\.\s*(?P<sign>>=|<=)\s*(?:date\(\s*)?['\"]?(?P<value>-?[0-9]+(?:\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2})['\"]?\s*\)?"
)
_COUNT = re.compile(r"count-selected\(\s*\.\s*\)\s*(?P<sign>>=|<=|=)\s*(?P<value>[0-9]{1,3})")
_ALONE = re.compile(
    r"not\(\s*selected\(\s*\.\s*,\s*['\"](?P<name>[^'\"]+)['\"]\s*\)\s+and\s+count-selected\(\s*\.\s*\)\s*>\s*1\s*\)"
)
_FIELDS = {">=": "min", "<=": "max"}


def add_constraint(data: dict[str, Any], constraint: str, place: str, report: Report) -> None:
    """Set the bounds of a question, an option chosen alone, or the numbers of choices, from its constraint."""
    if not constraint:
        return
    for part in _parts(constraint):
        if not (_bounds(data, part) or _counts(data, part) or _alone(data, part)):
            report.refused(place, f"The constraint “{part[:60]}” has no meaning here, so it was left out.")


def _parts(constraint: str) -> list[str]:
    """The parts that are joined by `and` outside of all parentheses."""
    parts, level, current = [], 0, ""
    for piece in re.split(r"(\(|\)|\band\b)", constraint):
        level += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "and" and level == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += piece
    return [part for part in (*parts, current.strip()) if part]


def _bounds(data: dict[str, Any], part: str) -> bool:
    match = _BOUND.fullmatch(part)
    if match is None or data["type"] not in ("number", "date"):
        return False
    value: str | float = match["value"]
    if data["type"] == "number":
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", match["value"]):
            return False
        number = float(match["value"])
        value = int(number) if number.is_integer() else number
    data[_FIELDS[match["sign"]]] = value
    return True


def _counts(data: dict[str, Any], part: str) -> bool:
    match = _COUNT.fullmatch(part)
    if match is None:
        return False
    number = int(match["value"])
    if data["type"] == "ranking" and match["sign"] == "=":
        data["top"] = number
        return True
    if data["type"] != "multi_choice" or number < 1:
        return False
    if match["sign"] != "<=":
        data["min_choices"] = number
    if match["sign"] != ">=":
        data["max_choices"] = number
    return True


def _alone(data: dict[str, Any], part: str) -> bool:
    match = _ALONE.fullmatch(part)
    if match is None or data["type"] != "multi_choice":
        return False
    for option in data["options"]:
        if option["id"] == match["name"].lower():
            option["exclusive"] = True
            return True
    return False
