"""Foreign names as ids of ours: small letters, digits and underscores, each one once."""

import re
import unicodedata

_LONGEST = 40


class Names:
    """Gives each foreign name an id of its own; the same name has the same id."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._ids: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._ids

    def __getitem__(self, name: str) -> str:
        return self._ids[name]

    def add(self, name: str) -> str:
        """The id of a new name; near to the name, with a number where another has it."""
        wanted = self._slug(name)
        found, number = wanted, 2
        taken = set(self._ids.values())
        while found in taken:
            ending = f"_{number}"
            found, number = f"{wanted[: _LONGEST - len(ending)]}{ending}", number + 1
        self._ids[name] = found
        return found

    def _slug(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
        # An underscore that the author wrote at an end is part of a name that is an id already.
        slug = name if re.fullmatch(r"[a-z0-9][a-z0-9_]*", name) else slug
        if not slug or (self._prefix and not slug[0].isalpha()):
            slug = f"{self._prefix or 'o'}{slug}"
        return slug[:_LONGEST]
