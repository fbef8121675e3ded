"""Numbers that an address or a query string names."""

# Nothing here is ever counted that far, and every database can still compare it.
DIGITS = 9


def whole_number(text: str) -> int:
    """A whole number of at most nine digits; ``ValueError`` for anything else, so it fits ``args.get(…, type=…)``."""
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise ValueError("Not a whole number of at most nine digits.")
    return int(text)
