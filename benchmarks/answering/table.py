"""The lines of the table: what must hold, what is aimed at, and whether it did."""

from dataclasses import dataclass

_WHAT = 78
_HEAD = f"{'':{_WHAT}}{'measured':>10}{'must':>10}{'target':>10}"


@dataclass(frozen=True)
class Bound:
    """What a figure has to be and what it should be: at most, or ``at_least``, in a ``unit``.

    Without a ``target`` there is none beyond the must.
    """

    must: float
    target: float | None = None
    unit: str = "×"
    at_least: bool = False

    def is_held_by(self, measured: float) -> bool:
        """Whether a figure is as it has to be."""
        return measured >= self.must if self.at_least else measured <= self.must

    def show(self, value: float | None) -> str:
        """A figure in the unit of the bound."""
        match self.unit, value:
            case _, None:
                return "–"
            case "%", float() | int():
                return f"{value:.0%}"
            case "×", float() | int():
                return f"{value:.2f} ×"
            case "MiB", float() | int():
                return f"{value:.0f} MiB"
            case _:
                return f"{value:.0f}"


@dataclass(frozen=True)
class Line:
    """A line of the table."""

    what: str
    measured: float
    bound: Bound

    @property
    def is_held(self) -> bool:
        """Whether the must holds."""
        return self.bound.is_held_by(self.measured)

    def __str__(self) -> str:
        bound = self.bound
        sign = "≥" if bound.at_least else "≤"
        figures = (
            f"{bound.show(self.measured):>10}{sign + ' ' + bound.show(bound.must):>10}{bound.show(bound.target):>10}"
        )
        return f"{self.what:{_WHAT}}{figures}  {'HELD' if self.is_held else 'MISSED'}"


PAGE_RATE = Bound(0.40, 0.60, "%", at_least=True)
RESPONSE_COST = Bound(3.0, 2.0)
PAGED_COST = Bound(3.0)
RESULTS_TIME = Bound(1.5, 1.2)
RESULTS_AGAIN = Bound(1.2, 1.05)
FILE_TIME = Bound(2.5, 1.5)
FILE_GROWTH = Bound(16, None, "MiB")
FIRST_BYTE = Bound(1.5)
SUBMIT_RATE = Bound(0.95, 0.99, "%", at_least=True)
MEMORY = Bound(160, 120, "MiB")
SURVEY_STATEMENTS = Bound(3, 2, "")
SUBMIT_STATEMENTS = Bound(9, 8, "")
RESULTS_STATEMENTS = Bound(6, 5, "")
DRAFT_STATEMENTS = Bound(10, 9, "")
LIST_STATEMENTS = Bound(8, 7, "")


def print_head(title: str) -> None:
    """The heading of the lines of one database."""
    print(f"{title}\n{_HEAD}")


def print_line(line: Line) -> None:
    """One line, at once: a run takes minutes."""
    print(line, flush=True)
