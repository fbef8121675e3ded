"""How SurveyJS compares an answer with a constant.

Texts are compared without regard to case and blanks at their ends, a number in digits is the number, lists are equal
in any order. An unanswered question is equal to nothing but emptiness, so `<>` holds for it, and `<` and `>` do not.
"""

from typing import Any

Value = Any


def is_empty(value: Value) -> bool:
    """Whether there is no answer."""
    return value is None or value in ("", ())


def are_equal(left: Value, right: Value) -> bool:
    """The `=` of expressions."""
    if is_empty(left) or is_empty(right):
        return is_empty(left) and is_empty(right)
    if isinstance(left, tuple) or isinstance(right, tuple):
        return isinstance(left, tuple) and isinstance(right, tuple) and _same_members(left, right)
    if isinstance(left, bool) or isinstance(right, bool):
        return _plain(left) == _plain(right)
    first, second = number_in(left), number_in(right)
    if first is not None and second is not None:
        return first == second
    return _plain(left) == _plain(right)


def _same_members(left: tuple[Value, ...], right: tuple[Value, ...]) -> bool:
    return len(left) == len(right) and all(any(are_equal(a, b) for b in right) for a in left)


def _plain(value: Value) -> str:
    return str(value).strip().casefold()


def number_in(value: Value) -> float | None:
    """The number that a value is, or has in digits; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def is_less(left: Value, right: Value) -> bool:
    """The `<` of expressions: two texts by their letters, else by their numbers."""
    if left is None or right is None or isinstance(left, tuple) or isinstance(right, tuple):
        return False
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    first, second = number_in(left), number_in(right)
    return first is not None and second is not None and first < second


def contains(left: Value, right: Value) -> bool:
    """Whether a list has the value, or all values of a list, or a text has the piece of text."""
    if is_empty(left) or (isinstance(left, bool) and not left):
        return False
    if isinstance(left, tuple):
        wanted = right if isinstance(right, tuple) else (right,)
        return all(any(are_equal(entry, value) for entry in left) for value in wanted)
    return not is_empty(right) and _plain(right) in _plain(left)


def lacks(left: Value, right: Value) -> bool:
    """The `notcontains` of expressions, which holds for an unanswered question."""
    return is_empty(left) or not contains(left, right)


def has_any(left: Value, right: Value) -> bool:
    """The `anyof` of expressions: one of the values of a list."""
    if is_empty(left) or is_empty(right):
        return is_empty(right) and is_empty(left)
    wanted = right if isinstance(right, tuple) else (right,)
    if isinstance(left, tuple):
        return any(contains(left, value) for value in wanted)
    return any(are_equal(left, value) for value in wanted)


def has_all(left: Value, right: Value) -> bool:
    """The `allof` of expressions: all values of a list."""
    wanted = right if isinstance(right, tuple) else (right,)
    return not is_empty(left) and all(contains(left, value) for value in wanted)


def is_true(value: Value) -> bool:
    """What a value is where a condition is expected."""
    return not (is_empty(value) or value is False or value == 0)
