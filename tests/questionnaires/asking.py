"""Questions for the linter, and the ids of the rules that strike."""

from __future__ import annotations

from cab_portal.surveys.questionnaire.linter import Finding, LintQuestion, Panel, lint_question


def question(text: str, kind: str = "single_choice", *options: str, required: bool = False) -> LintQuestion:
    return LintQuestion("q", text, kind, options, required)


def rules_in(asked: LintQuestion, panel: Panel | None = None) -> list[str]:
    return [finding.rule for finding in lint_question(asked, panel)]


def found(rule: str, asked: LintQuestion) -> Finding:
    return next(finding for finding in lint_question(asked) if finding.rule == rule)
