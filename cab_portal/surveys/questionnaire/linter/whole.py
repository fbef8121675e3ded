"""Rules on the survey as a whole, beside those on each question; the one list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from cab_portal.surveys.questionnaire.language_names import language_name
from cab_portal.surveys.questionnaire.linter import context
from cab_portal.surveys.questionnaire.linter.finding import Finding, Severity
from cab_portal.surveys.questionnaire.linter.lexicon import languages
from cab_portal.surveys.questionnaire.linter.lists import folded
from cab_portal.surveys.questionnaire.linter.question import LintQuestion, LintSurvey
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.registry import lint_question
from cab_portal.surveys.questionnaire.linter.rule import Hit, whole
from cab_portal.surveys.questionnaire.linter.scales import scale_of
from cab_portal.surveys.questionnaire.wording import Sentence

MOST_QUESTIONS = 10
MOST_SECONDS = 300.0
# A reason for a survey that is too long reaches to the next of these, and is asked for anew beyond.
QUESTION_BOUNDS = (15, 20, 30, 50, 100, 200)
MINUTE_BOUNDS = (10, 15, 20, 30, 60)
MOST_OPEN = 3
MOST_REQUIRED_OPEN = 1

Struck = Iterator[tuple[LintQuestion | None, Hit]]


@dataclass(frozen=True)
class SurveyRule:
    """One rule on a survey; it strikes at a question, or at the survey (None)."""

    id: str
    severity: Severity
    find: Callable[[LintSurvey], Struck]
    message: Sentence
    why: Sentence
    sources: tuple[str, ...]
    suggestion: Sentence


def lint_survey(survey: LintSurvey) -> tuple[Finding, ...]:
    """What all rules find in a survey: question by question, then the survey as a whole.

    In a language without word lists only the rules that need no words are run.
    """
    found: list[Finding] = []
    if survey.panel.language in languages():
        for question in survey.questions:
            found.extend(lint_question(question, survey.panel))
            found.extend(context.findings(question, survey.panel))
    for rule in SURVEY_RULES.values():
        found.extend(_finding(rule, question, hit) for question, hit in rule.find(survey))
    return tuple(found)


def _finding(rule: SurveyRule, question: LintQuestion | None, hit: Hit) -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        question_id=question.id if question is not None else "",
        span=hit.span,
        message=hit.message or rule.message,
        why=rule.why,
        sources=rule.sources,
        suggestion=hit.suggestion or rule.suggestion,
        is_certain=hit.is_certain,
        bounds=hit.bounds,
        holds=hit.holds,
    )


def _from(count: int, bounds: tuple[int, ...]) -> tuple[int, ...]:
    """The bounds that a count keeps to; beyond the last it stays the gravest."""
    return tuple(bound for bound in bounds if count <= bound) or bounds[-1:]


def _asked(survey: LintSurvey) -> tuple[LintQuestion, ...]:
    return tuple(question for question in survey.questions if question.type != "statement")


def _too_many_questions(survey: LintSurvey) -> Struck:
    count = len(_asked(survey))
    if count > MOST_QUESTIONS:
        message = Sentence("There are %(count)s questions; %(limit)s are enough.", count=count, limit=MOST_QUESTIONS)
        bounds = _from(count, QUESTION_BOUNDS)
        holds = Sentence("A reason to ignore this holds up to %(bound)s questions.", bound=bounds[0])
        yield None, Hit((0, 0), message=message, bounds=bounds, holds=holds)


def _too_much_time(survey: LintSurvey) -> Struck:
    if survey.expected_seconds is not None and survey.expected_seconds > MOST_SECONDS:
        minutes = round(survey.expected_seconds / 60)
        message = Sentence("It takes about %(minutes)s minutes; 5 are enough.", minutes=minutes)
        bounds = _from(minutes, MINUTE_BOUNDS)
        holds = Sentence("A reason to ignore this holds up to %(bound)s minutes.", bound=bounds[0])
        yield None, Hit((0, 0), message=message, bounds=bounds, holds=holds)


def _required_open_items(survey: LintSurvey) -> Struck:
    forced = [question for question in survey.questions if question.required and question.is_open]
    for question in forced[MOST_REQUIRED_OPEN:]:
        yield question, Hit(whole(question.text))


def _too_many_open(survey: LintSurvey) -> Struck:
    open_ones = [question for question in survey.questions if question.is_open]
    for question in open_ones[MOST_OPEN:]:
        yield question, Hit(whole(question.text))


def _sensitive_first(survey: LintSurvey) -> Struck:
    asked = _asked(survey)
    if len(asked) > 1 and context.is_private(asked[0], survey.panel):
        yield asked[0], Hit(whole(asked[0].text))


def _scale_direction(survey: LintSurvey) -> Struck:
    """Scales that start at the bad end beside scales that start at the good one."""
    if survey.panel.language not in languages():
        return
    directed = [(question, way) for question in survey.questions if (way := _direction(question, survey))]
    for (_, before), (question, way) in pairwise(directed):
        if way != before:
            yield question, Hit(whole(question.text))
            return


def _direction(question: LintQuestion, survey: LintSurvey) -> int:
    if question.type not in {"rating", "single_choice", "battery"} or not question.options:
        return 0
    scale = scale_of(Reading(question, survey.panel))
    if scale is None or len(scale.points) < 3:
        return 0
    first, last = scale.points[0].sign, scale.points[-1].sign
    return 0 if first == last else last - first


def _repeated_stem(survey: LintSurvey) -> Struck:
    seen: set[str] = set()
    for question in _asked(survey):
        key = folded(question.text)
        if key in seen:
            yield question, Hit(whole(question.text))
        seen.add(key)


def _asked_before(survey: LintSurvey) -> Struck:
    before = {folded(text) for text in survey.panel.asked_before}
    for question in _asked(survey):
        if folded(question.text) in before:
            yield question, Hit(whole(question.text))


def _missing_translation(survey: LintSurvey) -> Struck:
    for question in survey.questions:
        if question.missing_languages:
            names = ", ".join(map(language_name, question.missing_languages))
            message = Sentence("Not all texts are there in: %(languages)s.", languages=names)
            yield question, Hit(whole(question.text), message=message, is_certain=True)


def _outdated_translation(survey: LintSurvey) -> Struck:
    for question in survey.questions:
        if question.outdated_languages:
            names = ", ".join(map(language_name, question.outdated_languages))
            message = Sentence("The wording changed after it was translated: %(languages)s.", languages=names)
            yield question, Hit(whole(question.text), message=message)


def _empty_pipe(survey: LintSurvey) -> Struck:
    for question in survey.questions:
        for pipe in question.pipes:
            start = question.text.find(pipe)
            place = (start, start + len(pipe)) if start >= 0 else whole(question.text)
            yield question, Hit(place)


def _no_decision(survey: LintSurvey) -> Struck:
    for question in _asked(survey):
        if question.decision is not None and not question.decision.strip():
            yield question, Hit(whole(question.text))


_WARNING, _ERROR = Severity.WARNING, Severity.ERROR

SURVEY_RULES: dict[str, SurveyRule] = {
    rule.id: rule
    for rule in (
        SurveyRule(
            "too_many_questions", _WARNING, _too_many_questions,
            Sentence("There are too many questions."),
            Sentence("Each further question costs answers to those behind it."),
            ("PEW", "J"),
            Sentence("Keep those that a decision hangs on."),
        ),
        SurveyRule(
            "too_much_time", _WARNING, _too_much_time,
            Sentence("It takes too long."),
            Sentence("People leave long surveys, and those who stay answer with less care."),
            ("PEW", "J"),
            Sentence("Leave questions out, above all those answered in own words."),
        ),
        SurveyRule(
            "required_open_items", _WARNING, _required_open_items,
            Sentence("More than one question must be answered in own words."),
            Sentence("Writing costs the most time; forced to write twice, people leave."),
            ("D", "PEW"),
            Sentence("Require at most one."),
        ),
        SurveyRule(
            "too_many_open", _WARNING, _too_many_open,
            Sentence("There are more than 3 questions in own words."),
            Sentence("Writing costs the most time, and the last ones get a word or two."),
            ("D", "PEW"),
            Sentence("Leave it out, or give answers to choose from."),
        ),
        SurveyRule(
            "sensitive_first", _WARNING, _sensitive_first,
            Sentence("The survey opens with what is private."),
            Sentence("People who are not yet at ease leave at the first page."),
            ("D", "KP"),
            Sentence("Move it to the end, and let people skip it."),
        ),
        SurveyRule(
            "scale_direction", _WARNING, _scale_direction,
            Sentence("This scale runs the other way than the one before."),
            Sentence("People keep to the side they have learned and mark the wrong end."),
            ("KP", "D"),
            Sentence("Let all scales start at the same end."),
        ),
        SurveyRule(
            "repeated_stem", _WARNING, _repeated_stem,
            Sentence("The same is asked twice."),
            Sentence("People think they missed something, go back, and leave."),
            ("D",),
            Sentence("Leave one out, or say what is different."),
        ),
        SurveyRule(
            "asked_before", _WARNING, _asked_before,
            Sentence("This panel was asked the same within 90 days."),
            Sentence("Being asked again tells people that nobody read what they wrote."),
            ("J",),
            Sentence("Use the answers you have, or say what has changed since."),
        ),
        SurveyRule(
            "missing_translation", _ERROR, _missing_translation,
            Sentence("A translation is missing."),
            Sentence("Whoever chose that language reads a question that is half in another."),
            ("J",),
            Sentence("Add the missing texts."),
        ),
        SurveyRule(
            "outdated_translation", _WARNING, _outdated_translation,
            Sentence("The wording changed after it was translated."),
            Sentence("Whoever reads the old translation may answer another question than the others."),
            ("J",),
            Sentence("Translate it anew, or say under “Languages” that the translation still holds."),
        ),
        SurveyRule(
            "empty_pipe", _WARNING, _empty_pipe,
            Sentence("This repeats an earlier answer that may not be there."),
            Sentence("Who did not answer it reads a sentence with a hole."),
            ("J",),
            Sentence("Write after a bar what stands there without an answer."),
        ),
        SurveyRule(
            "no_decision", _WARNING, _no_decision,
            Sentence("Nothing says what the answer is for."),
            Sentence("What no decision hangs on costs people time and changes nothing."),
            ("J",),
            Sentence("Write what you will do with the answer, or leave the question out."),
        ),
    )
}  # fmt: skip
"""The rules on surveys by their ids."""
