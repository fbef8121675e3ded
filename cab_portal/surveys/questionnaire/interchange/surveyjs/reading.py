"""A SurveyJS survey in JSON as a questionnaire of ours.

Pages and panels are left behind: their questions follow one by one, and what shows a page shows its questions. What
is not understood is reported with its place, as in `pages[0].elements[2].visibleIf`; where leaving it out would
change who is asked what, the file is refused.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cab_portal.surveys.questionnaire.conditions import AllOf, Condition, questions_read
from cab_portal.surveys.questionnaire.definition import MAX_QUESTIONS, Questionnaire, from_data
from cab_portal.surveys.questionnaire.interchange.names import Names
from cab_portal.surveys.questionnaire.interchange.report import FileRefused, Imported, Report
from cab_portal.surveys.questionnaire.interchange.surveyjs.choices import Made
from cab_portal.surveys.questionnaire.interchange.surveyjs.expressions import ExpressionError
from cab_portal.surveys.questionnaire.interchange.surveyjs.parts import (
    DEFAULT_LANGUAGE,
    LeftOut,
    Part,
    Text,
    language_code,
    shown,
)
from cab_portal.surveys.questionnaire.interchange.surveyjs.questions import question_of
from cab_portal.surveys.questionnaire.interchange.surveyjs.visibility import Known, condition_of
from cab_portal.surveys.questionnaire.piping import pipes
from cab_portal.surveys.questionnaire.problems import DefinitionError
from cab_portal.surveys.questionnaire.types import ShortText

MAX_LEVELS = 20
FALLBACK = "your answer"
"""What stands in a text for an answer that was not given; SurveyJS has nothing there."""
_PIPE = re.compile(r"\{([^{}]{1,200})\}")
_HIDDEN_KEEP = "clearInvisibleValues"


@dataclass(frozen=True)
class _Shown:
    """An expression on which something is shown, with its place."""

    expression: str
    place: str


@dataclass
class _Survey:
    """What has been read so far: questions as data with their places, and what expressions may read."""

    report: Report
    names: Names = field(default_factory=lambda: Names("q"))
    questions: list[dict[str, Any]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    shown: list[tuple[_Shown, ...]] = field(default_factory=list)
    made: dict[str, Made] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    """Our references by the names in braces, in small letters, which SurveyJS does not tell from great ones."""
    translations: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_surveyjs(data: object) -> Imported:
    """The questionnaire in a survey as JSON gives it. Raises `FileRefused`, which names the place."""
    if not isinstance(data, dict):
        raise FileRefused("This is no survey: it is a list or a single value, not an object.")
    report = Report()
    language = _language(data, report)
    survey = _Survey(report)
    whole = Part(data, "", language, report)
    whole.take("locale", "schemaVersion")
    title = whole.text("title")
    _read_pages(whole, survey)
    keeps = whole.take(_HIDDEN_KEEP)
    whole.report_rest()
    if not survey.questions:
        raise FileRefused("The survey has no question that can be taken over.")
    _add_conditions(survey, language)
    _note_kept_answers(keeps, survey)
    return Imported(_checked(survey, language, title), report)


def _language(data: Mapping[str, Any], report: Report) -> str:
    given = data.get("locale")
    code = language_code(given) if isinstance(given, str) and given else DEFAULT_LANGUAGE
    if code is None or (given is not None and not isinstance(given, str)):
        report.refused("locale", f"“{shown(given)}” is no language, so the questions count as English.")
    return code or DEFAULT_LANGUAGE


def _read_pages(whole: Part, survey: _Survey) -> None:
    if whole.data.get("pages") is None:
        _read_elements(whole, (), 0, survey)
        return
    pages = whole.listed("pages")
    for number, page in enumerate(pages):
        if not isinstance(page, dict):
            raise FileRefused(f"pages[{number}]: this is no page.")
        _read_frame(whole.inner(page, f"pages[{number}]"), (), 1, survey)
    if len(pages) > 1:
        survey.report.approximated("pages", f"The questions of the {len(pages)} pages follow one by one.")


def _read_frame(part: Part, around: tuple[_Shown, ...], level: int, survey: _Survey) -> None:
    """Read a page or a panel."""
    if level > MAX_LEVELS:
        raise FileRefused(f"{part.place}: panels are nested more than {MAX_LEVELS} levels deep.")
    part.take("name", "type")
    if part.take("visible") is False:
        survey.report.refused(part.place, "It is never shown, so it was left out with all in it.")
        return
    around = (*around, *_shown_if(part))
    _read_elements(part, around, level, survey)
    part.report_rest()


def _shown_if(part: Part) -> tuple[_Shown, ...]:
    expression = part.take("visibleIf")
    if expression in (None, ""):
        return ()
    if not isinstance(expression, str):
        raise FileRefused(f"{part.at('visibleIf')}: “{shown(expression)}” is no expression.")
    return (_Shown(expression, part.at("visibleIf")),) if expression.strip() else ()


def _read_elements(part: Part, around: tuple[_Shown, ...], level: int, survey: _Survey) -> None:
    for name in ("elements", "questions"):
        for number, element in enumerate(part.listed(name)):
            place = f"{name}[{number}]"
            if not isinstance(element, dict):
                raise FileRefused(f"{part.at(place)}: this is no question.")
            inner = part.inner(element, place)
            if element.get("type") == "panel":
                _read_frame(inner, around, level + 1, survey)
                survey.report.approximated(inner.place, "The questions of the panel follow one by one.")
            else:
                _read_element(inner, around, survey)


def _read_element(part: Part, around: tuple[_Shown, ...], survey: _Survey) -> None:
    kind = part.take("type")
    name = part.take("name")
    if not isinstance(name, str) or not name.strip():
        raise FileRefused(f"{part.place}: the name is missing.")
    name = name.strip()
    if name in survey.names:
        raise FileRefused(f"{part.at('name')}: another question has the name “{shown(name)}”.")
    if len(survey.questions) >= MAX_QUESTIONS:
        raise FileRefused(f"{part.place}: the survey has more than {MAX_QUESTIONS} questions.")
    conditions = (*around, *_shown_if(part))
    try:
        made = _made(kind, part)
    except LeftOut as left:
        survey.report.refused(part.place, f"The question “{shown(name)}” was left out: {left}.")
        return
    _add(part, name, made, conditions, survey)


def _made(kind: object, part: Part) -> Made:
    if part.take("visible") is False:
        raise LeftOut("it is never shown")
    return question_of(kind if isinstance(kind, str) else shown(kind), part)


def _add(part: Part, name: str, made: Made, conditions: tuple[_Shown, ...], survey: _Survey) -> None:
    question_id = survey.names.add(name)
    title, description = part.text("title"), part.text("description")
    is_required = part.flag("isRequired")
    fields = made.fields
    if fields["type"] == "statement":
        fields["text"] = _piped(fields["text"], part.at("html"), survey)
        if title.base:
            survey.report.refused(part.at("title"), "A text to read has no title, so it was left out.")
    else:
        fields.setdefault("required", is_required)
        fields["text"] = _piped(title.base or name, part.at("title"), survey)
        made.add_words("text", _piped_in_all(title, part.at("title"), survey))
    if description.base:
        fields["help"] = _piped(description.base, part.at("description"), survey)
        made.add_words("help", _piped_in_all(description, part.at("description"), survey))
    fields["id"] = question_id
    part.report_rest()
    for language, words in made.words.items():
        survey.translations.setdefault(language, {})[question_id] = words
    survey.questions.append(fields)
    survey.places.append(part.place)
    survey.shown.append(conditions)
    survey.made[question_id] = made
    survey.references[name.casefold()] = question_id
    for row, item_id in made.items.items():
        survey.references[f"{name}.{row}".casefold()] = f"{question_id}.{item_id}"
    survey.report.mapped(part.place, f"Question {question_id} of the type {fields['type']}.")


def _piped_in_all(text: Text, place: str, survey: _Survey) -> Text:
    others = {language: _piped(words, f"{place}.{language}", survey) for language, words in text.others.items()}
    return Text(text.base, others)


def _piped(text: str, place: str, survey: _Survey) -> str:
    """The text with names in braces as places for earlier answers. Others are words, in brackets if need be."""

    def replacement(match: re.Match[str]) -> str:
        reference = survey.references.get(match[1].strip().casefold())
        question = survey.made[reference.partition(".")[0]].fields if reference is not None else {}
        if reference is None or question["type"] == "statement":
            survey.report.refused(place, f"“{shown(match[0])}” is no earlier answer, so it stands there as words.")
            return f"[{match[1].strip()}]" if any(pipes(match[0])) else match[0]
        survey.report.approximated(place, f"“{shown(match[0])}” reads “{FALLBACK}” for who did not answer.")
        return f"{{{reference}|{FALLBACK}}}"

    return _PIPE.sub(replacement, text)


def _add_conditions(survey: _Survey, language: str) -> None:
    if not any(survey.shown):
        return
    # conditions need to know what they read, so the questions are built without them first
    bare = _checked(survey, language, Text())
    for place, conditions in enumerate(survey.shown):
        found = [_condition(shown_if, place, bare, survey) for shown_if in conditions]
        if found:
            condition = found[0] if len(found) == 1 else AllOf(conditions=tuple(_flat(found)))
            survey.questions[place]["show_if"] = condition.model_dump(mode="json")
    for shown_if in dict.fromkeys(each for conditions in survey.shown for each in conditions):
        survey.report.mapped(shown_if.place, "The condition.")


def _flat(conditions: Sequence[Condition]) -> list[Condition]:
    return [
        branch
        for condition in conditions
        for branch in (condition.conditions if isinstance(condition, AllOf) else (condition,))
    ]


def _condition(shown_if: _Shown, place: int, bare: Questionnaire, survey: _Survey) -> Condition:
    def known(name: str) -> Known | None:
        reference = survey.references.get(name.casefold())
        if reference is None or bare.places[reference.partition(".")[0]] >= place:
            return None
        made = survey.made[reference.partition(".")[0]]
        return Known(reference, bare.part(reference), made.values, made.yes)

    try:
        condition = condition_of(shown_if.expression, known)
    except ExpressionError as error:
        words = shown(shown_if.expression)
        raise FileRefused(f"{shown_if.place}: the condition “{words}” cannot be taken over: {error}.") from error
    for reference in sorted(questions_read(condition)):
        if isinstance(bare.part(reference), ShortText):
            survey.report.approximated(shown_if.place, f"Small and capital letters in “{reference}” are told apart.")
    return condition


def _note_kept_answers(keeps: object, survey: _Survey) -> None:
    """Report where an answer that was hidden later would still have counted."""
    conditional = {data["id"] for data in survey.questions if "show_if" in data}
    read = {
        survey.references[name.casefold()].partition(".")[0]
        for conditions in survey.shown
        for shown_if in conditions
        for name in _PIPE.findall(shown_if.expression)
        if name.casefold() in survey.references
    }
    if conditional & read and keeps != "onHidden":
        message = "Answers to questions that are hidden again do not count; the survey kept them."
        survey.report.approximated(_HIDDEN_KEEP, message)


def _checked(survey: _Survey, language: str, title: Text) -> Questionnaire:
    translations = {
        code: {"title": title.others.get(code, ""), "questions": survey.translations.get(code, {})}
        for code in (*survey.translations, *(code for code in title.others if code not in survey.translations))
    }
    data = {
        "title": title.base,
        "language": language,
        "questions": survey.questions,
        "translations": translations,
    }
    try:
        return from_data(data)
    except DefinitionError as error:
        problem = error.problems[0]
        place = survey.places[problem.number - 1] if problem.number else "survey"
        way = ", ".join(str(step) for step in problem.field)
        if problem.number and problem.field == ("show_if",):
            place, way = survey.shown[problem.number - 1][-1].place, ""
        raise FileRefused(f"{place}{f', {way}' if way else ''}: {problem.sentence}") from error
