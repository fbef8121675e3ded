"""Languages by their names."""

from functools import lru_cache


@lru_cache(maxsize=256)
def language_name(code: str) -> str:
    """The English name of a language, as in "German"; its code where it has none."""
    # A command that judges a file starts without it, and most files have one language.
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code
