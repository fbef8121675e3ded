"""One tree of errors, each with a stable code; mapped to HTTP once, in ``web/errors.py``."""

from collections.abc import Mapping


class DomainError(Exception):
    """Something that the rules of the house refuse. ``message`` is one or two sentences for the person concerned.

    ``about`` is the id of the part of the whole that stands in the way, as of a question of a survey; empty for none.
    """

    code = "refused"

    def __init__(self, message: str, *, code: str | None = None, about: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.about = about
        if code is not None:
            self.code = code


class InvalidInput(DomainError):
    """Input that cannot be taken; ``fields`` names the sentence that belongs to each field."""

    code = "invalid"

    def __init__(
        self, message: str, *, code: str | None = None, about: str = "", fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, code=code, about=about)
        self.fields = dict(fields or {})


class NotFound(DomainError):
    """It does not exist, or the actor may not know that it does."""

    code = "not_found"

    def __init__(self, message: str = "There is nothing at this address, or it is not for you.") -> None:
        super().__init__(message)


class NotAllowed(DomainError):
    """The actor may see it, but may not do this."""

    code = "not_allowed"

    def __init__(self, message: str = "Your role does not allow this. Ask an admin of the program.") -> None:
        super().__init__(message)


class Conflict(DomainError):
    """The state of the thing does not allow this, or not any more."""

    code = "conflict"


class TooMany(DomainError):
    """A limit is reached; ``retry_after`` says in how many seconds it may be tried again."""

    code = "too_many"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SettingsError(Exception):
    """Settings that cannot be used: ``problems`` and, line by line, the text hold one sentence for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
