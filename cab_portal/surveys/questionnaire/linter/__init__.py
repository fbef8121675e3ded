"""Rules on the wording of questions and their answers: deterministic, explained, with a source for each.

A pure package. Its files, each standing on those before it: `words` (texts as tokens), `lexicon` (the word lists
under `languages/`), `question`, `fixes`, `finding`, `reading` (a question as rules read it), `rule`, one file for
each family of rules, `registry` (the list of all), `lines` (questions in JSON lines).
"""

from cab_portal.surveys.questionnaire.linter.finding import SOURCES, Finding, Level, Severity
from cab_portal.surveys.questionnaire.linter.fixes import Fix, applied
from cab_portal.surveys.questionnaire.linter.question import LintQuestion, LintSurvey, Panel
from cab_portal.surveys.questionnaire.linter.registry import RULES, lint_question

__all__ = [
    "RULES",
    "SOURCES",
    "Finding",
    "Fix",
    "Level",
    "LintQuestion",
    "LintSurvey",
    "Panel",
    "Severity",
    "applied",
    "lint_question",
]
