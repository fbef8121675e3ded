"""The rules that only make sense in a survey: each strikes where it should, and not beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.questionnaire.linter import LintQuestion, LintSurvey, Panel, lint_question
from cab_portal.surveys.questionnaire.linter.context import CONTEXT_RULES
from cab_portal.surveys.questionnaire.linter.finding import Level
from cab_portal.surveys.questionnaire.linter.native import survey_of
from cab_portal.surveys.questionnaire.linter.registry import RULES
from cab_portal.surveys.questionnaire.linter.whole import SURVEY_RULES, lint_survey

CLEAR = ("Not at all clear", "Slightly clear", "Moderately clear", "Very clear", "Extremely clear")
FALLING = ("Very good", "Good", "Neither good nor bad", "Bad", "Very bad")
RISING = tuple(reversed(FALLING))
TOOLS = ("Ticket", "Atlas", "Board", "Quill", "Merge", "Other")
OPEN = LintQuestion("o", "What would you change about the guide?", "long_text")
RATED = LintQuestion("r", "How clear is the guide?", "rating", CLEAR)
NPS = LintQuestion("n", "How likely are you to recommend us to a friend or colleague?", "nps")
LISTED = LintQuestion("l", "Which of these tools do you use?", "multi_choice", TOOLS)


def several(question: LintQuestion, count: int) -> LintSurvey:
    """The question `count` times, each with words of its own."""
    return LintSurvey(tuple(replace(question, id=f"q{k}", text=f"{question.text[:-1]} no. {k}?") for k in range(count)))


def of(*questions: LintQuestion, panel: Panel | None = None, seconds: float | None = None) -> LintSurvey:
    """A survey of these questions."""
    return LintSurvey(questions, panel or Panel(), seconds)


ANONYMOUS = Panel(is_anonymous=True)
ASKED = Panel(asked_before=frozenset({"How clear is the guide"}))
UNION = LintQuestion("u", "Are you a union member?", "single_choice", ("Yes", "No", "Prefer not to say"))
NAME = LintQuestion("c", "What is the name of your company?", "short_text")
PIPED = replace(RATED, text="How clear is {q1}?", pipes=("{q1}",))

# By rule: a survey in which it strikes, and the nearest in which it does not.
CASES: dict[str, tuple[LintSurvey, LintSurvey]] = {
    "too_many_questions": (several(RATED, 11), several(RATED, 10)),
    "too_much_time": (of(RATED, seconds=301), of(RATED, seconds=300)),
    "required_open_items": (several(replace(OPEN, required=True), 2), several(replace(OPEN, required=True), 1)),
    "too_many_open": (several(OPEN, 4), several(OPEN, 3)),
    "sensitive_first": (of(UNION, RATED), of(RATED, UNION)),
    "scale_direction": (
        of(replace(RATED, id="a", options=RISING), replace(RATED, id="b", options=FALLING)),
        of(replace(RATED, id="a", options=FALLING), replace(RATED, id="b", options=FALLING)),
    ),
    "repeated_stem": (of(RATED, replace(RATED, id="s", text="How clear is the  Guide")), of(RATED, OPEN)),
    "asked_before": (of(RATED, panel=ASKED), of(OPEN, panel=ASKED)),
    "missing_translation": (of(replace(RATED, missing_languages=("de",))), of(RATED)),
    "outdated_translation": (of(replace(RATED, outdated_languages=("de",))), of(RATED)),
    "empty_pipe": (of(PIPED), of(replace(PIPED, pipes=()))),
    "no_decision": (of(replace(RATED, decision=" ")), of(replace(RATED, decision="We rewrite it."))),
    "required_sensitive": (of(RATED, replace(UNION, required=True)), of(RATED, UNION)),
    "identifying_question": (of(NAME, panel=ANONYMOUS), of(NAME)),
    "long_battery": (of(replace(RATED, items=tuple("abcdef"))), of(replace(RATED, items=tuple("abcde")))),
    "list_order": (of(LISTED), of(replace(LISTED, is_shuffled=True))),
    "standard_wording": (of(replace(NPS, text="Would you tell others about us?")), of(NPS)),
    "long_recall": (
        of(replace(OPEN, text="What did you change in the last 6 months?")),
        of(replace(OPEN, text="What did you change in the last 3 months?")),
    ),
    "unlabeled_ends": (of(replace(RATED, options=tuple("12345"))), of(RATED)),
}


def test_every_rule_has_a_case_and_an_id_of_its_own() -> None:
    assert CASES.keys() == SURVEY_RULES.keys() | CONTEXT_RULES.keys()
    assert not CASES.keys() & RULES.keys()


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_strikes_where_it_should_and_not_beside_it(rule: str) -> None:
    struck, spared = CASES[rule]
    assert rule in {finding.rule for finding in lint_survey(struck)}
    assert rule not in {finding.rule for finding in lint_survey(spared)}


def test_a_text_that_is_only_read_is_never_asked_twice() -> None:
    thanks = LintQuestion(RATED.id, RATED.text, "statement")
    found = lint_survey(of(thanks, replace(thanks, id="s"), panel=ASKED))
    assert not {"repeated_stem", "asked_before"} & {finding.rule for finding in found}


@pytest.mark.parametrize("rule", ["missing_translation", "identifying_question"])
def test_what_is_certain_must_be_fixed(rule: str) -> None:
    (level,) = {finding.level for finding in lint_survey(CASES[rule][0]) if finding.rule == rule}
    assert level is Level.MUST_FIX


@pytest.mark.parametrize(
    ("text", "strikes"),
    [
        ("How often did you call us last year?", True),
        ("How often did you call us in the past two quarters?", True),
        ("How often did you call us in the last 12 weeks?", False),
        ("How often did you call us last month?", False),
        ("How good was your last call this year?", False),
    ],
)
def test_recall_is_reckoned_in_months(text: str, strikes: bool) -> None:
    found = {finding.rule for finding in lint_survey(of(replace(OPEN, text=text)))}
    assert ("long_recall" in found) is strikes


def test_other_belongs_to_the_end() -> None:
    shuffled = replace(LISTED, options=("Other", *TOOLS[:-1]), is_shuffled=True)
    (finding,) = [finding for finding in lint_survey(of(shuffled)) if finding.rule == "list_order"]
    assert finding.option == 0


def test_no_is_not_one_of_others() -> None:
    asked = replace(OPEN, type="single_choice", options=("Yes", "No", "Partly"))
    assert "list_order" not in {finding.rule for finding in lint_survey(of(asked))}


def test_the_ends_of_the_standard_scale_keep_their_words() -> None:
    changed = replace(NPS, ends=("Bad", "Great"))
    kept = replace(NPS, ends=("Not at all likely", "Extremely likely"))
    rules: Callable[[LintQuestion], set[str]] = lambda asked: {finding.rule for finding in lint_survey(of(asked))}  # noqa: E731
    assert "standard_wording" in rules(changed)
    assert "standard_wording" not in rules(kept)


def test_in_a_language_without_word_lists_only_rules_without_words_run() -> None:
    survey = of(replace(RATED, text="Immer?", options=("Ja", "Ja")), replace(RATED, id="s", text="Immer"))
    found = lint_survey(replace(survey, panel=Panel(language="de")))
    assert [finding.rule for finding in found] == ["repeated_stem"]


def test_a_questionnaire_is_read_with_its_labels_ends_and_decisions() -> None:
    options = [{"id": "a", "label": "Atlas"}, {"id": "b", "label": "Board"}]
    points = [{"value": 1, "label": "Bad"}, {"value": 2, "label": "Good"}]
    survey = survey_of(
        from_data(
            {
                "questions": [
                    {
                        "id": "one",
                        "type": "single_choice",
                        "text": "Which?",
                        "options": options,
                        "decision": "We buy it.",
                    },
                    {"id": "two", "type": "rating", "text": "How good?", "points": points, "required": True},
                    {"id": "three", "type": "nps", "text": "How likely?"},
                ]
            }
        ),
        ANONYMOUS,
        42.0,
    )
    one, two, three = survey.questions
    assert (one.type, one.options, one.decision) == ("single_choice", ("Atlas", "Board"), "We buy it.")
    assert (two.options, two.required, two.decision) == (("Bad", "Good"), True, "")
    assert three.ends == ("Not at all likely", "Extremely likely")
    assert (survey.panel.is_anonymous, survey.expected_seconds) == (True, 42.0)


def test_the_items_of_a_battery_are_judged_one_by_one() -> None:
    points = [{"value": place, "label": label} for place, label in enumerate(CLEAR, start=1)]
    items = [{"id": "a", "text": "The guide"}, {"id": "b", "text": "Our brilliant RMA form"}]
    battery = {"id": "b", "type": "battery", "text": "How clear are these?", "points": points, "items": items}
    (question,) = survey_of(from_data({"questions": [battery]})).questions
    found = {(finding.rule, finding.item) for finding in lint_question(question)}
    assert found == {("leading", 1), ("jargon", 1)}


def test_instruments_ways_out_and_missing_translations_are_read() -> None:
    points = [{"value": place, "label": label} for place, label in enumerate(CLEAR, start=1)]
    rated = {"id": "r", "type": "rating", "text": "How clear?", "points": points, "not_applicable": "Not read"}
    measured = {**rated, "id": "m", "measure": {"instrument": "csat"}}
    questionnaire = from_data({"questions": [rated, measured], "translations": {"de": {}}})
    first, second = survey_of(questionnaire).questions
    assert (first.options, first.has_way_out) == (CLEAR, True)
    met = replace(first, text="How useful was the workshop?", required=True)
    assert "missing_opt_out" not in {finding.rule for finding in lint_question(met)}
    assert "missing_opt_out" in {finding.rule for finding in lint_question(replace(met, has_way_out=False))}
    assert (first.instrument, second.instrument) == ("", "csat")
    assert first.missing_languages == ("de",)
