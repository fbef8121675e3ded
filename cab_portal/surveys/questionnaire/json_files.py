"""JSON from outside, refused before anything is built of it: too large, too deep, no JSON, or not clear.

Stricter than the standard library: UTF-8 only, no NaN or infinity, no number beyond a double, no key twice in an
object, no lone surrogate.
"""

import json
import re
from collections.abc import Sequence
from math import isfinite

MAX_BYTES = 256 * 1024
MAX_LEVELS = 64
"""A condition of 20 levels in a question takes 43 levels of JSON."""

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


class JsonError(ValueError):
    """The text is not taken; `str()` says why, in a part of a sentence without a full stop."""


class JsonTooLarge(JsonError):
    """The text has more bytes than are taken."""


def read_json(text: str | bytes, max_bytes: int = MAX_BYTES) -> object:
    """The value in a JSON text. Raises `JsonError`, within the time that a text of `max_bytes` takes to read."""
    # a character has at least one byte, so this refuses nothing that would fit, and spares the encoding
    if len(text) > max_bytes:
        raise JsonTooLarge(f"it is larger than {max_bytes // 1024} KiB")
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        raise JsonError(f"byte {error.start + 1} is not UTF-8") from error
    _ensure_shallow(plain)
    try:
        value: object = json.loads(
            plain, object_pairs_hook=_object, parse_constant=_constant, parse_int=_whole, parse_float=_decimal
        )
    except json.JSONDecodeError as error:
        raise JsonError(f"{error.msg} at line {error.lineno} column {error.colno}".lower()) from error
    if _LONE_SURROGATE.search(plain) or _LONE_SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise JsonError("it contains half a character")
    return value


def _ensure_shallow(text: str) -> None:
    level = 0
    for match in _TOKENS.finditer(text):
        first = match[0][0]
        if first in "[{":
            level += 1
            if level > MAX_LEVELS:
                raise JsonError(f"it is nested more than {MAX_LEVELS} levels deep")
        elif first in "]}":
            level -= 1


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise JsonError(f"the key “{_printable(key)}” is there twice in one object")
            seen.add(key)
    return value


def _printable(key: str) -> str:
    return _LONE_SURROGATE.sub("\ufffd", key)[:40]


def _constant(name: str) -> object:
    raise JsonError(f"{name} is no number")


def _whole(digits: str) -> int:
    if len(digits) > 20:
        raise JsonError(f"the number {digits[:12]}… is too large")
    return int(digits)


def _decimal(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise JsonError(f"the number {digits[:12]} is too large")
    return number
