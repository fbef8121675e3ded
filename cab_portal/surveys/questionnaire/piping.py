"""Earlier answers in the words of later questions: `{q1|your team}` in a text or hint.

What stands after the bar is read by everyone who did not answer that question, so it is compulsory. Only this exact
form is a pipe; other braces are ordinary characters. What comes out is plain text: a page escapes it as any other.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LONGEST = 200
"""How many characters of an answer are repeated."""

_PIPE = re.compile(r"\{([a-z][a-z0-9_]{0,39}(?:\.[a-z0-9][a-z0-9_]{0,39})?)(?:\|([^{}|]{0,200}))?\}")


@dataclass(frozen=True)
class Pipe:
    """A place for an earlier answer: the question or `question.item` that it repeats, and what stands there without.

    `fallback` is None where the author wrote none.
    """

    reference: str
    fallback: str | None


def pipes(text: str) -> Iterator[Pipe]:
    """The places for earlier answers, in order."""
    for match in _PIPE.finditer(text):
        yield Pipe(match[1], match[2].strip() if match[2] is not None else None)


def filled(text: str, shown: Mapping[str, str]) -> str:
    """The text with answers in their places; `shown` are the answers in words by reference.

    A place without a fallback that names no question is left as it stands.
    """

    def replacement(match: re.Match[str]) -> str:
        words = " ".join(shown.get(match[1], "").split())
        if words:
            return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
        return match[0] if match[2] is None else match[2].strip()

    return _PIPE.sub(replacement, text)


def without(text: str, question_id: str) -> str:
    """The text with the fallback in each place for an answer to the question or one of its items."""

    def replacement(match: re.Match[str]) -> str:
        return (match[2] or "").strip() if match[1].partition(".")[0] == question_id else match[0]

    return _PIPE.sub(replacement, text)
