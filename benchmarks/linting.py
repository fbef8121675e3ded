"""How well the rules on wording do on questions labeled by hand, and how fast: ``python -m benchmarks.linting``.

A label is one rule that applies to one question. The development set was open while the rules were written; the
held-out set was written before them and looked at once. The probes were written round by round, to see what the rules
miss in questions that they have never met, and were open from then on.
"""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cab_portal.surveys.questionnaire.linter import RULES, Finding, LintQuestion, LintSurvey, lint_question
from cab_portal.surveys.questionnaire.linter.whole import lint_survey

_FOLDER = Path(__file__).resolve().parent.parent / "tests" / "questionnaires" / "lint_set"
SETS = ("development", "held_out", "probes")
_ROUNDS = 100
_SURVEY = 10


@dataclass(frozen=True)
class Labeled:
    """A question, and the ids of the rules that apply to it."""

    question: LintQuestion
    rules: frozenset[str]


@dataclass
class Score:
    """Counts of pairs of a question and a rule, by rule, and of clean questions."""

    hit: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    questions: int = 0
    clean: int = 0
    flagged: int = 0

    def add(self, labeled: Labeled, found: frozenset[str]) -> None:
        """Count one question."""
        self.questions += 1
        self.hit.update(labeled.rules & found)
        self.extra.update(found - labeled.rules)
        self.missed.update(labeled.rules - found)
        if not labeled.rules:
            self.clean += 1
            self.flagged += bool(found)

    def precision(self, rule: str) -> float:
        """The share of what was found that was labeled."""
        found = self.hit[rule] + self.extra[rule]
        return self.hit[rule] / found if found else 1.0

    def recall(self, rule: str) -> float:
        """The share of what was labeled that was found."""
        labeled = self.hit[rule] + self.missed[rule]
        return self.hit[rule] / labeled if labeled else 1.0

    def f1(self, rule: str) -> float:
        """The harmonic mean of precision and recall."""
        return _f1(self.hit[rule], self.extra[rule], self.missed[rule])

    @property
    def micro(self) -> float:
        """F1 over all pairs."""
        return _f1(self.hit.total(), self.extra.total(), self.missed.total())

    @property
    def macro(self) -> float:
        """The mean of F1 over the rules."""
        return statistics.fmean(self.f1(rule) for rule in RULES)

    @property
    def flagged_share(self) -> float:
        """The share of clean questions in which something was found."""
        return self.flagged / self.clean


def _f1(hit: int, extra: int, missed: int) -> float:
    return 2 * hit / (2 * hit + extra + missed) if hit + extra + missed else 1.0


def labeled(name: str) -> Iterator[Labeled]:
    """The questions of a set."""
    for line in (_FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        question = LintQuestion(data["id"], data["text"], data["type"], tuple(data["options"]), data["required"])
        yield Labeled(question, frozenset(data["rules"]))


def linted(name: str) -> Iterator[tuple[Labeled, tuple[Finding, ...]]]:
    """The questions of a set, each with what the rules find in it."""
    for entry in labeled(name):
        yield entry, lint_question(entry.question)


def score(found: Iterable[tuple[Labeled, tuple[Finding, ...]]]) -> Score:
    """The counts over questions and what was found in them."""
    counts = Score()
    for entry, findings in found:
        counts.add(entry, frozenset(finding.rule for finding in findings))
    return counts


def milliseconds() -> float:
    """The median time of a survey of 10 questions, the word lists already read."""
    questions = [entry.question for entry in labeled("development")]
    took = []
    for number in range(_ROUNDS):
        start = number * _SURVEY % (len(questions) - _SURVEY)
        survey = LintSurvey(tuple(questions[start : start + _SURVEY]))
        before = time.perf_counter()
        lint_survey(survey)
        took.append((time.perf_counter() - before) * 1000)
    return statistics.median(took)


def main() -> None:
    """Print one line per rule and set: labels, found, precision, recall, F1; then the whole and the time."""
    for name in SETS:
        counts = score(linted(name))
        print(f"\n{name}: {counts.questions} questions, {counts.clean} of them clean")
        print(f"{'rule':22}{'labels':>8}{'found':>8}{'precision':>11}{'recall':>8}{'F1':>7}")
        for rule in RULES:
            labels, found = counts.hit[rule] + counts.missed[rule], counts.hit[rule] + counts.extra[rule]
            figures = f"{counts.precision(rule):>11.2f}{counts.recall(rule):>8.2f}{counts.f1(rule):>7.2f}"
            print(f"{rule:22}{labels:>8}{found:>8}{figures}")
        print(f"micro F1 {counts.micro:.3f}, macro F1 {counts.macro:.3f}, clean flagged {counts.flagged_share:.1%}")
    print(f"\nA survey of {_SURVEY} questions takes {milliseconds():.1f} ms.")


if __name__ == "__main__":
    main()
