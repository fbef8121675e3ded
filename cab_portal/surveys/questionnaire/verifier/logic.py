"""What is proved: questions with the answers they may have, when each is shown, and where paths jump.

Every tool's logic is told in these terms, so that one search serves all of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from cab_portal.surveys.questionnaire.wording import Sentence

Value = Any
"""An answer: a text, a number, a boolean or a tuple of these; None where there is none."""

END = "\0end"
"""The target of a jump to the end of the survey; no question has this name."""


@dataclass(frozen=True, eq=False)
class Probe:
    """A comparison with the answer to one variable.

    `holds` decides it for every answer, None included. `values`, `counts` and `parts` are the answers, the numbers of
    chosen options and the pieces of text that it names, at which answers begin to differ. `is_about_empty` says that
    it asks whether there is an answer.
    """

    variable: str
    holds: Callable[[Value], bool]
    values: tuple[Value, ...] = ()
    counts: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()
    is_about_empty: bool = False


@dataclass(frozen=True, eq=False)
class Every:
    """True if every branch is."""

    branches: tuple["Expression", ...]


@dataclass(frozen=True, eq=False)
class Some:
    """True if at least one branch is."""

    branches: tuple["Expression", ...]


@dataclass(frozen=True, eq=False)
class Opposite:
    """True if the branch is false."""

    branch: "Expression"


@dataclass(frozen=True)
class Constant:
    """True or false; None where it cannot be known, so that both are followed."""

    value: bool | None


Expression = Every | Some | Opposite | Probe | Constant
UNKNOWN = Constant(None)
ALWAYS = Constant(True)
NEVER = Constant(False)


class Domain(Protocol):
    """The answers that a variable may have."""

    def candidates(self, tests: list[Probe]) -> Iterator[Value]:
        """Answers, at least one of every kind that the tests tell apart; the plainest first."""


@dataclass(frozen=True)
class Variable:
    """What conditions read. `may_be_empty` says whether somebody who is asked may leave it out."""

    name: str
    domain: Domain
    may_be_empty: bool = True


@dataclass(frozen=True)
class Condition:
    """When something is shown: `owner` is the question or page that says so, `words` what it says."""

    owner: str
    expression: Expression
    words: str


@dataclass(frozen=True)
class Jump:
    """An ordered rule after an answer. `target` is a question or `END`; without a condition it is the default."""

    target: str
    condition: Condition | None = None


@dataclass(frozen=True)
class Item:
    """One question or text in its order.

    `conditions` must all hold for it to be shown. `pipes` are variables that its text repeats without a fallback.
    `required_if` says when an answer is required, beyond variables that may not be empty at all. After its answer the
    first jump that holds is taken; without one, the next item follows if `falls_through`.
    """

    name: str
    variables: tuple[Variable, ...] = ()
    conditions: tuple[Condition, ...] = ()
    required_if: Condition | None = None
    jumps: tuple[Jump, ...] = ()
    falls_through: bool = True
    pipes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What is wrong, where, and the shortest answers or the conditions that show it.

    `question` is the id of the question (or the name of a page), "" for the whole. `witness` has entries
    `{"question", "answer"}`, or for what can never be `{"question", "condition"}`.
    """

    code: str
    question: str
    message: Sentence
    witness: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Logic:
    """A survey's logic: items in order, and what was found wrong while reading it.

    `extras` are further conditions that show nothing but can contradict themselves. `is_strict` says that answers
    alone decide a path, one question at a time, so that a condition that holds on every path is needless; where
    several questions stand on a page, one that waits for an answer is not. `gaps` say what was not understood, so
    that nothing is called proved.
    """

    items: tuple[Item, ...]
    findings: tuple[Finding, ...] = ()
    extras: tuple[Condition, ...] = ()
    is_strict: bool = True
    gaps: tuple[str, ...] = field(default=())


def tests_of(expression: Expression) -> Iterator[Probe]:
    """The comparisons of an expression from left to right."""
    pending: list[Expression] = [expression]
    while pending:
        node = pending.pop()
        match node:
            case Every() | Some():
                pending.extend(reversed(node.branches))
            case Opposite():
                pending.append(node.branch)
            case Probe():
                yield node
            case Constant():
                pass


def judged(expression: Expression, judge: Callable[[Probe], bool | None]) -> bool | None:
    """Whether the expression holds; None where the comparisons that are known leave it open."""
    match expression:
        case Probe():
            return judge(expression)
        case Constant():
            return expression.value
        case Opposite():
            inner = judged(expression.branch, judge)
            return None if inner is None else not inner
    decisive = isinstance(expression, Some)
    open_branch = False
    for branch in expression.branches:
        verdict = judged(branch, judge)
        if verdict is decisive:
            return decisive
        open_branch = open_branch or verdict is None
    return None if open_branch else not decisive
