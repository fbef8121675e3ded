"""What the design assistant says: the findings of the linter and of the verifier in one form, the gravest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cab_portal.surveys.questionnaire import condition_words
from cab_portal.surveys.questionnaire.anonymity import anonymity_problems
from cab_portal.surveys.questionnaire.answers import AnswerError
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.linter import SOURCES, Finding, Fix, Level, LintQuestion, LintSurvey, Panel
from cab_portal.surveys.questionnaire.linter.context import CONTEXT_RULES
from cab_portal.surveys.questionnaire.linter.native import survey_of
from cab_portal.surveys.questionnaire.linter.registry import RULES, WORDING_RULES
from cab_portal.surveys.questionnaire.linter.whole import SURVEY_RULES, lint_survey
from cab_portal.surveys.questionnaire.verifier.explanations import Explanation, explained
from cab_portal.surveys.questionnaire.verifier.logic import Finding as Fault
from cab_portal.surveys.questionnaire.verifier.native import logic_of
from cab_portal.surveys.questionnaire.verifier.proof import verify
from cab_portal.surveys.questionnaire.wording import Sentence, quoted

STATES = 20_000
"""How many states of a survey are visited: more than ten conditions on ten questions need, and done within a second."""

_YEAR = re.compile(r"^.*?\b(?:19|20)\d\d\b(?!/)")
_BROKEN_PROMISE = Sentence("A promise of anonymity that a question breaks is broken for the whole survey.")
_ORDER = {level: place for place, level in enumerate(Level)}


@dataclass(frozen=True)
class Passage:
    """The words concerned between those around them. `answer` or `item` is its place from 1, where they stand in one;
    otherwise they stand in the question."""

    before: str
    marked: str
    after: str
    answer: int | None = None
    item: int | None = None


@dataclass(frozen=True)
class Advice:
    """One thing that the assistant says, and what it means for sending.

    `key` names it as long as the words concerned and what they rest on stay as they are. `question_id` is empty and
    `number` None for the survey as a whole; `text` is the question's. `sources` are short names, `witness` the answers
    or conditions that show it, in words. `graver_keys` are those of the same finding beyond each of its bounds: a
    reason to ignore one of them reaches this one as well. `holds` says how far a reason reaches, where it has a bound.
    """

    key: str
    rule: str
    level: Level
    question_id: str
    number: int | None
    text: str
    message: Sentence
    why: Sentence
    sources: tuple[str, ...] = ()
    suggestion: Sentence | None = None
    passage: Passage | None = None
    witness: tuple[Sentence, ...] = ()
    fix: Fix | None = None
    graver_keys: tuple[str, ...] = ()
    holds: Sentence | None = None

    @property
    def may_be_ignored(self) -> bool:
        """Whether a reason can stand in place of a change: judgments can be answered, what is certain cannot."""
        return self.level is not Level.MUST_FIX

    @property
    def names_its_question(self) -> bool:
        """Whether the message says itself which question it is about."""
        return "number" in self.message.values


def advise(
    questionnaire: Questionnaire, panel: Panel | None = None, expected_seconds: float | None = None
) -> tuple[Advice, ...]:
    """All that is found, by level and then in the order of the questions. `expected_seconds` is the estimated time.

    The same questionnaire and panel give the same advice with the same keys.
    """
    survey = survey_of(questionnaire, panel, expected_seconds)
    adviser = _Adviser(questionnaire, survey)
    found: dict[str, Advice] = {}
    for advice in (*adviser.logic(), *adviser.anonymity(), *adviser.wording()):
        found.setdefault(advice.key, advice)
    return tuple(sorted(found.values(), key=lambda advice: (_ORDER[advice.level], advice.number or 0)))


def short_source(key: str) -> str:
    """A source by its authors and year, as in "Krosnick & Presser 2010"."""
    full = SOURCES[key]
    match = _YEAR.match(full)
    return match[0] if match else full.partition(",")[0]


def general_message(rule: str) -> Sentence | None:
    """What a rule of the linter says where nothing more special is known; None for an unknown one."""
    known = RULES.get(rule) or CONTEXT_RULES.get(rule) or SURVEY_RULES.get(rule)
    return known.message if known is not None else None


class _Adviser:
    def __init__(self, questionnaire: Questionnaire, survey: LintSurvey) -> None:
        self.questionnaire = questionnaire
        self.survey = survey
        self.read = {question.id: question for question in survey.questions}
        self.findings = lint_survey(survey)

    def logic(self) -> Iterator[Advice]:
        """What the verifier found."""
        proof = verify(logic_of(self.questionnaire.model_dump(mode="json")), STATES)
        for fault in proof.findings:
            yield self._fault(fault, explained(fault.code))
        if not proof.proved:
            told = explained("not_proved")
            yield self._advice("not_proved", Level.CONSIDER, "", told.message, told.why, suggestion=told.suggestion)

    def anonymity(self) -> Iterator[Advice]:
        """What would break the promise of an anonymous survey, beside what the linter found."""
        if not self.survey.panel.is_anonymous:
            return
        told = {finding.question_id for finding in self.findings if finding.rule == "identifying_question"}
        for problem in anonymity_problems(self.questionnaire):
            question_id = self.questionnaire.questions[int(problem.values["number"]) - 1].id
            if question_id not in told:
                yield self._advice("anonymity", Level.MUST_FIX, question_id, problem, _BROKEN_PROMISE)

    def wording(self) -> Iterator[Advice]:
        """What the linter found."""
        for finding in self.findings:
            yield self._advice(
                finding.rule,
                finding.level,
                finding.question_id,
                finding.message,
                finding.why,
                sources=tuple(short_source(key) for key in finding.sources),
                suggestion=finding.suggestion,
                passage=_passage(self.read.get(finding.question_id), finding),
                fix=finding.fix,
                bounds=finding.bounds,
                holds=finding.holds,
            )

    def _fault(self, fault: Fault, told: Explanation) -> Advice:
        return self._advice(
            fault.code,
            Level.MUST_FIX,
            fault.question if fault.question in self.read else "",
            told.message,
            told.why,
            suggestion=told.suggestion,
            witness=tuple(self._shown(entry) for entry in fault.witness),
        )

    def _shown(self, entry: dict[str, Any]) -> Sentence:
        reference = str(entry["question"])
        number = self.questionnaire.number(reference)
        if "condition" in entry:
            condition = self.questionnaire.question(reference).show_if
            words = condition_words.sentence(condition, self.questionnaire) if condition else str(entry["condition"])
            return Sentence("Question %(number)s: %(condition)s", number=number, condition=words)
        if entry["answer"] is None:
            return Sentence("Question %(number)s is left empty", number=number)
        part = self.questionnaire.part(reference)
        try:
            words = part.display(part.check(entry["answer"]))
        except AnswerError:
            words = str(entry["answer"])
        return Sentence("Question %(number)s is answered %(answer)s", number=number, answer=quoted(words))

    def _advice(
        self,
        rule: str,
        level: Level,
        question_id: str,
        message: Sentence,
        why: Sentence,
        bounds: tuple[int, ...] = (),
        **more: Any,
    ) -> Advice:
        question = self.read.get(question_id)
        number = self.questionnaire.number(question_id) if question is not None else None
        text = question.text if question else ""
        rests_on = tuple(str(bound) for bound in bounds) or (str(message),)
        key, *graver = (_key(rule, question, words, more.get("passage")) for words in rests_on)
        return Advice(key, rule, level, question_id, number, text, message, why, graver_keys=tuple(graver), **more)


def _passage(question: LintQuestion | None, finding: Finding) -> Passage | None:
    if question is None:
        return None
    text, answer, item = question.text, None, None
    if finding.option is not None:
        text, answer = question.options[finding.option], finding.option + 1
    elif finding.item is not None:
        text, item = question.items[finding.item], finding.item + 1
    start, end = finding.span
    return Passage(text[:start], text[start:end], text[end:], answer, item)


def _key(rule: str, question: LintQuestion | None, words: str, passage: Passage | None) -> str:
    """What it was found by, as a digest: a rule on wording rests on the text, another on the answers as well.

    What concerns the survey as a whole rests on `words`.
    """
    parts = [rule, question.id if question else "", words if question is None else ""]
    if passage is not None:
        parts += [passage.before, passage.marked, passage.after]
    if question is not None and rule not in WORDING_RULES:
        parts += [question.type, question.text, str(question.required), *question.options, "", *question.items]
    return sha256("\0".join(parts).encode()).hexdigest()
