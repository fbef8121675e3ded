"""The one list of rules on single questions, and how they are run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cab_portal.surveys.questionnaire.linter import (
    balance,
    coordination,
    demands,
    dimensions,
    intervals,
    length,
    lists,
    negation,
    opt_outs,
    premises,
    privacy,
    slant,
    vocabulary,
)
from cab_portal.surveys.questionnaire.linter.finding import Finding
from cab_portal.surveys.questionnaire.linter.fixes import Fix, applied
from cab_portal.surveys.questionnaire.linter.question import LintQuestion, Panel
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule

_FAMILIES = (
    coordination,
    slant,
    premises,
    negation,
    vocabulary,
    balance,
    intervals,
    opt_outs,
    length,
    privacy,
    demands,
    dimensions,
    lists,
)

RULES: dict[str, Rule] = {rule.id: rule for family in _FAMILIES for rule in family.RULES}
"""The rules by their ids."""

_WORDING = tuple(
    rule for family in (coordination, slant, premises, negation, vocabulary, length, privacy) for rule in family.RULES
)
"""The rules on the text alone, which judge the items of a battery too."""

WORDING_RULES = frozenset(rule.id for rule in _WORDING)
"""The ids of the rules that rest on a text alone, whatever the answers are."""


def lint_question(question: LintQuestion, panel: Panel | None = None) -> tuple[Finding, ...]:
    """What the rules find in one question. The same question and panel give the same findings.

    The wording of a statement without an answer is judged by no rule. Raises `KeyError` for a language without
    word lists.
    """
    if question.type == "statement":
        return ()
    known = panel or Panel()
    found = list(_findings(RULES.values(), Reading(question, known)))
    for place, text in enumerate(question.items):
        # the labels are the same for all items, and were judged with the battery
        item = replace(question, text=text, options=(), items=(), required=False)
        found.extend(replace(finding, item=place, fix=None) for finding in _findings(_WORDING, Reading(item, known)))
    return tuple(found)


def _findings(rules: Iterable[Rule], reading: Reading) -> Iterator[Finding]:
    for rule in rules:
        for hit in rule.find(reading):
            yield _finding(rule, hit, reading)


def _finding(rule: Rule, hit: Hit, reading: Reading) -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        question_id=reading.question.id,
        span=hit.span,
        message=hit.message or rule.message,
        why=rule.why,
        sources=rule.sources,
        suggestion=hit.suggestion or rule.suggestion,
        option=hit.option,
        fix=next((fix for fix in hit.fixes if _mends(rule, fix, reading)), None),
        is_certain=hit.is_certain,
    )


def _mends(rule: Rule, fix: Fix, reading: Reading) -> bool:
    """Whether the rule finds nothing in what the fix makes of the question."""
    mended = applied(reading.question, fix)
    return all(next(rule.find(Reading(question, reading.panel)), None) is None for question in mended)
