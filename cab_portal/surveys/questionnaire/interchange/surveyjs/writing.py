"""A questionnaire of ours as a SurveyJS survey in JSON, of which `read_surveyjs` makes an equal one.

What SurveyJS cannot say is reported. Answers to questions that are hidden again are dropped, as ours are.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cab_portal.surveys.questionnaire.answers import NOT_APPLICABLE
from cab_portal.surveys.questionnaire.conditions import Condition, questions_read
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.interchange.report import Report
from cab_portal.surveys.questionnaire.interchange.surveyjs.choices import SPECIAL
from cab_portal.surveys.questionnaire.interchange.surveyjs.markup import blocks_of, html_of
from cab_portal.surveys.questionnaire.interchange.surveyjs.parts import DEFAULT_LANGUAGE
from cab_portal.surveys.questionnaire.interchange.surveyjs.reading import FALLBACK
from cab_portal.surveys.questionnaire.interchange.surveyjs.visibility import expression_of
from cab_portal.surveys.questionnaire.languages import QuestionWords
from cab_portal.surveys.questionnaire.piping import pipes
from cab_portal.surveys.questionnaire.question import Option, Question
from cab_portal.surveys.questionnaire.types import (
    Battery,
    Date,
    MultiChoice,
    Nps,
    Number,
    Point,
    Ranking,
    Rating,
    ShortText,
    SingleChoice,
    Statement,
)

_PIPE = re.compile(r"\{[^{}|]*\|[^{}|]*\}")
_TYPES = {
    "single_choice": "radiogroup",
    "multi_choice": "checkbox",
    "ranking": "ranking",
    "rating": "rating",
    "nps": "rating",
    "battery": "matrix",
    "number": "text",
    "date": "text",
    "short_text": "text",
    "long_text": "comment",
    "statement": "html",
}


class _Words:
    """The texts of one question: plain in one language, else an object by language."""

    def __init__(self, language: str, told: Mapping[str, QuestionWords], report: Report, place: str) -> None:
        self._language = language
        self._told = told
        self.report = report
        self.place = place

    def text(self, base: str, field: str, key: str = "") -> str | dict[str, str]:
        """A text of the question: a field, or the entry of a list under its key."""
        others: dict[str, str] = {}
        for language, words in self._told.items():
            value = getattr(words, field)
            text = value.get(key, "") if key else value
            if text:
                others[language] = text
        return localized(base, others, self._language)

    def piped(self, base: str, field: str) -> str | dict[str, str]:
        """A text that may repeat earlier answers, which SurveyJS does without words in their place."""
        found = self.text(base, field)
        if isinstance(found, str):
            return self._unpiped(found)
        return {language: self._unpiped(text) for language, text in found.items()}

    def _unpiped(self, text: str) -> str:
        def replacement(match: re.Match[str]) -> str:
            pipe = next(pipes(match[0]), None)
            if pipe is None:
                return match[0]
            if pipe.fallback != FALLBACK:
                message = f"“{pipe.fallback}” is not read by who did not answer {pipe.reference}: nothing stands there."
                self.report.approximated(self.place, message)
            return f"{{{pipe.reference}}}"

        return _PIPE.sub(replacement, text)


def localized(base: str, others: Mapping[str, str], language: str) -> str | dict[str, str]:
    """A text in all its languages. SurveyJS takes its default for English, whatever language a survey is in."""
    if not others:
        return base
    if language != DEFAULT_LANGUAGE and DEFAULT_LANGUAGE in others:
        rest = {code.lower(): text for code, text in others.items() if code != DEFAULT_LANGUAGE}
        return {"default": others[DEFAULT_LANGUAGE], language.lower(): base, **rest}
    return {"default": base, **{code.lower(): text for code, text in others.items()}}


def write_surveyjs(questionnaire: Questionnaire) -> tuple[bytes, Report]:
    """The survey as JSON in UTF-8, and what it cannot say."""
    report = Report()
    survey: dict[str, Any] = {}
    titles = {code: words.title for code, words in questionnaire.translations.items() if words.title}
    if questionnaire.title:
        survey["title"] = localized(questionnaire.title, titles, questionnaire.language)
    if questionnaire.language != DEFAULT_LANGUAGE:
        survey["locale"] = questionnaire.language.lower()
    survey["clearInvisibleValues"] = "onHidden"
    elements = []
    for number, question in enumerate(questionnaire.questions, start=1):
        place = f"question {number}"
        told = {
            code: words.questions[question.id]
            for code, words in questionnaire.translations.items()
            if question.id in words.questions
        }
        elements.append(_element(question, _Words(questionnaire.language, told, report, place)))
        _note_what_is_lost(question, questionnaire, place, report)
        report.mapped(place, f"The element “{question.id}”.")
    survey["pages"] = [{"name": "page1", "elements": elements}]
    return json.dumps(survey, ensure_ascii=False, indent=2).encode(), report


def _element(question: Question, words: _Words) -> dict[str, Any]:
    element: dict[str, Any] = {"type": _TYPES[question.type], "name": question.id}
    if not isinstance(question, Statement):
        element["title"] = words.piped(question.text, "text")
    if question.help:
        element["description"] = words.piped(question.help, "help")
    if question.required:
        element["isRequired"] = True
    if question.show_if is not None:
        element["visibleIf"] = expression_of(question.show_if)
    for kind, write in _WRITERS:
        if isinstance(question, kind):
            element |= write(question, words)
    return element


def _note_what_is_lost(question: Question, questionnaire: Questionnaire, place: str, report: Report) -> None:
    if question.decision or question.owner:
        report.refused(place, "SurveyJS has no place for the decision and its owner.")
    if question.measure is not None or any(item.measure for item in getattr(question, "items", ())):
        report.refused(place, "SurveyJS has no place for the instrument.")
    if question.show_if is not None and _reads_texts(question.show_if, questionnaire):
        report.approximated(place, "The condition takes small and capital letters for the same there.")


def _reads_texts(condition: Condition, questionnaire: Questionnaire) -> bool:
    return any(isinstance(questionnaire.part(reference), ShortText) for reference in questions_read(condition))


def _choices(question: SingleChoice | MultiChoice | Ranking, words: _Words) -> dict[str, Any]:
    plain, written = _below(question, words)
    choices = []
    for option in plain:
        choice: dict[str, Any] = {"value": option.id, "text": words.text(option.label, "options", option.id)}
        if option.exclusive:
            choice["isExclusive"] = True
        if option.specify:
            choice["showCommentArea"] = True
        choices.append(choice)
        if option.pinned or (question.shuffle and option.keeps_its_place):
            words.report.approximated(words.place, f"“{option.label}” keeps no place of its own there.")
    written["choices"] = choices
    if question.shuffle:
        written["choicesOrder"] = "random"
    return written | _numbers_of_choices(question)


def _below(question: SingleChoice | MultiChoice | Ranking, words: _Words) -> tuple[Sequence[Option], dict[str, Any]]:
    """The options without those at the end that SurveyJS has by itself, and these."""
    options = list(question.options)
    written: dict[str, Any] = {}
    for special in reversed(SPECIAL):
        last = options[-1] if options else None
        kinds = {name for name in ("specify", "exclusive", "pinned") if getattr(last, name, False)}
        if last is not None and last.id == special.value and kinds == {special.kind}:
            options.pop()
            written[special.flags[0]] = True
            written[special.text] = words.text(last.label, "options", last.id)
    return options, written


def _numbers_of_choices(question: SingleChoice | MultiChoice | Ranking) -> dict[str, Any]:
    match question:
        case MultiChoice():
            least = {"minSelectedChoices": question.min_choices} if question.min_choices > 1 else {}
            most = {"maxSelectedChoices": question.max_choices} if question.max_choices is not None else {}
            return least | most
        case Ranking() if question.top is not None:
            top = question.top
            return {"selectToRankEnabled": True, "minSelectedChoices": top, "maxSelectedChoices": top}
    return {}


def _points(points: Sequence[Point], not_applicable: str, words: _Words) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"value": point.value, "text": words.text(point.label, "points", str(point.value))} for point in points
    ]
    if not_applicable:
        found.append({"value": NOT_APPLICABLE, "text": words.text(not_applicable, "not_applicable")})
    return found


def _rating(question: Rating, words: _Words) -> dict[str, Any]:
    return {"rateValues": _points(question.points, question.not_applicable, words)}


def _nps(question: Nps, words: _Words) -> dict[str, Any]:
    _note_beside(question.not_applicable, words)
    return {
        "rateMin": 0,
        "rateMax": 10,
        "minRateDescription": words.text(question.low_label, "low_label"),
        "maxRateDescription": words.text(question.high_label, "high_label"),
    }


def _battery(question: Battery, words: _Words) -> dict[str, Any]:
    written: dict[str, Any] = {
        "columns": _points(question.points, question.not_applicable, words),
        "rows": [{"value": item.id, "text": words.text(item.text, "items", item.id)} for item in question.items],
    }
    return written | ({"isAllRowRequired": True} if question.required else {})


def _number(question: Number, words: _Words) -> dict[str, Any]:
    _note_beside(question.not_applicable, words)
    if question.unit:
        words.report.refused(words.place, f"The unit “{question.unit}” has no place beside the field.")
    step = 10**-question.decimals if question.decimals else 1
    bounds = {name: bound for name, bound in (("min", question.min), ("max", question.max)) if bound is not None}
    return {"inputType": "number", "step": step, **bounds}


def _note_beside(label: str, words: _Words) -> None:
    if label:
        words.report.refused(words.place, f"“{label}” has no place beside the numbers.")


def _date(question: Date, words: _Words) -> dict[str, Any]:  # noqa: ARG001 - it has no texts of its own
    return {
        "inputType": "date",
        **{name: day for name, day in (("min", question.min), ("max", question.max)) if day},
    }


def _statement(question: Statement, words: _Words) -> dict[str, Any]:
    headings, bodies = words.piped(question.text, "text"), words.text(question.body, "body")
    codes = {code for texts in (headings, bodies) if isinstance(texts, dict) for code in texts}
    told = {code: html_of(_in(headings, code), _in(bodies, code)) for code in sorted(codes)}
    if (question.text, question.body) != blocks_of(html_of(question.text, question.body))[:2]:
        words.report.approximated(words.place, "Blanks in a row count as one there.")
    if question.help:
        words.report.approximated(words.place, "The hint stands beside the text only where SurveyJS shows one.")
    return {"html": told or html_of(_in(headings, ""), _in(bodies, ""))}


def _in(text: str | dict[str, str], language: str) -> str:
    """A text in a language, else as it is read there."""
    return text if isinstance(text, str) else text.get(language) or text["default"]


_WRITERS: Sequence[tuple[type[Question], Callable[[Any, _Words], dict[str, Any]]]] = (
    (SingleChoice, _choices),
    (MultiChoice, _choices),
    (Ranking, _choices),
    (Rating, _rating),
    (Nps, _nps),
    (Battery, _battery),
    (Number, _number),
    (Date, _date),
    (Statement, _statement),
)
