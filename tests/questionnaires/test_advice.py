"""What the design assistant says: one form for all findings, keys that last as long as the words, nothing beside."""

from __future__ import annotations

from copy import deepcopy

import pytest

from cab_portal.surveys.questionnaire.advice import Advice, advise, short_source
from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.questionnaire.effort import estimate
from cab_portal.surveys.questionnaire.linter import RULES, SOURCES, Level, Panel
from cab_portal.surveys.questionnaire.linter.context import CONTEXT_RULES
from cab_portal.surveys.questionnaire.linter.whole import SURVEY_RULES
from cab_portal.surveys.questionnaire.problems import DefinitionError
from tests.questionnaires.flaws import ANONYMOUS, CLEAN, DRAFT, FLAWS, REFUSED, Data, asking, choice, long_survey, open_

PROVED = {"contradiction", "unreachable", "tautology"}
CERTAIN = {*PROVED, "overlapping_options", "duplicate_options", "missing_translation", "identifying_question"}


def said(data: Data, *, is_anonymous: bool = False, asked: frozenset[str] = frozenset()) -> tuple[Advice, ...]:
    """The advice on a questionnaire in JSON."""
    questionnaire = from_data(data)
    return advise(questionnaire, Panel(is_anonymous=is_anonymous, asked_before=asked), estimate(questionnaire).expected)


def on(rule: str, data: Data, *, is_anonymous: bool = False) -> Advice:
    """The first advice by this rule."""
    return next(advice for advice in said(data, is_anonymous=is_anonymous) if advice.rule == rule)


def test_every_rule_has_a_flaw() -> None:
    known = {*RULES, *CONTEXT_RULES, *SURVEY_RULES, *PROVED}
    assert {*FLAWS, *REFUSED, "asked_before"} == known


@pytest.mark.parametrize("rule", FLAWS)
def test_the_flaw_of_a_rule_is_found_at_its_level(rule: str) -> None:
    advice = on(rule, FLAWS[rule], is_anonymous=rule in ANONYMOUS)
    assert (advice.level is Level.MUST_FIX) is (rule in CERTAIN)
    assert advice.may_be_ignored is (rule not in CERTAIN)
    assert str(advice.message)
    assert str(advice.why)
    assert str(advice.suggestion)
    assert advice.sources or rule in PROVED


@pytest.mark.parametrize("rule", REFUSED)
def test_what_no_questionnaire_can_hold_is_refused(rule: str) -> None:
    with pytest.raises(DefinitionError):
        from_data(REFUSED[rule])


def test_a_gap_between_ranges_must_be_fixed_and_an_open_list_need_not() -> None:
    gap = on("non_exhaustive", asking(choice("How many seats do you pay for today?", "0 to 3", "5 to 7", "8 or more")))
    assert gap.level is Level.MUST_FIX
    assert on("non_exhaustive", FLAWS["non_exhaustive"]).level is Level.SHOULD_FIX


@pytest.mark.parametrize("first", [0, 10])
def test_nothing_is_said_of_clean_questions(first: int) -> None:
    assert said(asking(*CLEAN[first : first + 10])) == ()


def test_what_was_asked_before_is_told() -> None:
    assert [advice.rule for advice in said(asking(DRAFT), asked=frozenset({"how clear is the draft"}))] == [
        "asked_before"
    ]


def test_the_gravest_comes_first_then_the_order_of_questions() -> None:
    data = asking(
        choice("Do you always test a patch first?", "Yes", "No"),
        choice("How should we write to you?", "SMS", "sms", "Other"),
        open_("What did you change in the last 6 months?"),
    )
    assert [(advice.number, advice.rule) for advice in said(data)] == [
        (2, "duplicate_options"),
        (1, "absolute"),
        (3, "long_recall"),
    ]


def test_the_words_concerned_stand_between_the_others() -> None:
    passage = on("absolute", FLAWS["absolute"]).passage
    assert passage is not None
    assert (passage.before, passage.marked, passage.after) == ("Do you ", "always", " test a patch first?")
    doubled = on("duplicate_options", FLAWS["duplicate_options"]).passage
    assert doubled is not None
    assert (doubled.marked, doubled.answer) == ("sms", 3)


def test_a_witness_is_told_in_words() -> None:
    (alone,) = on("contradiction", FLAWS["contradiction"]).witness
    assert str(alone) == "Question 2: Shown if question 1 is “Yes” and question 1 is “No”"
    first, last = on("unreachable", FLAWS["unreachable"]).witness
    assert str(first) == "Question 2: Shown if question 1 is “Yes”"
    assert str(last) == "Question 3: Shown if question 1 is “No” and question 2 is answered"


def test_a_key_lasts_while_what_it_rests_on_stays() -> None:
    data = FLAWS["absolute"]
    key = on("absolute", data).key
    assert key == on("absolute", deepcopy(data)).key
    other_answers = asking(choice("Do you always test a patch first?", "Yes", "No", "I do not know"))
    assert key == on("absolute", other_answers).key
    other_text = asking(choice("Do you always test the patch first?", "Yes", "No"))
    assert key != on("absolute", other_text).key


def test_a_key_of_a_rule_on_answers_rests_on_them_too() -> None:
    key = on("non_exhaustive", FLAWS["non_exhaustive"]).key
    more = asking(choice("Which browser do you use?", "Chrome", "Edge", "Firefox"))
    assert key != on("non_exhaustive", more).key


def test_what_grows_by_small_steps_is_another_finding_beyond_each_bound_only() -> None:
    at = {count: on("too_many_questions", long_survey(count)) for count in (11, 15, 16, 20, 21)}
    assert at[11].key == at[15].key != at[16].key == at[20].key != at[21].key
    assert at[21].key in at[16].graver_keys
    assert {at[16].key, at[21].key} < {*at[11].graver_keys}
    assert at[11].key not in at[16].graver_keys
    assert str(at[11].holds) == "A reason to ignore this holds up to 15 questions."
    longest = {minutes: on_time(minutes) for minutes in (6, 10, 11, 61, 90)}
    assert longest[6].key == longest[10].key != longest[11].key
    assert longest[61].key == longest[90].key
    assert str(longest[11].holds) == "A reason to ignore this holds up to 15 minutes."


def on_time(minutes: int) -> Advice:
    """What is said of one question that takes so long."""
    (advice,) = advise(from_data(asking(DRAFT)), Panel(), minutes * 60.0)
    return advice


def test_no_two_findings_have_one_key() -> None:
    for rule, data in FLAWS.items():
        keys = [advice.key for advice in said(data, is_anonymous=rule in ANONYMOUS)]
        assert len(keys) == len(set(keys))


def test_what_breaks_anonymity_must_be_fixed_and_is_told_once() -> None:
    data = asking(open_("What is your full name?"), open_("What do you think of https://example.com?"))
    rules = [(advice.number, advice.rule) for advice in said(data, is_anonymous=True) if advice.level is Level.MUST_FIX]
    assert rules == [(1, "identifying_question"), (2, "anonymity")]
    assert all(advice.level is not Level.MUST_FIX for advice in said(data))


def test_a_survey_too_large_to_follow_is_said_not_to_be_proved() -> None:
    many = [choice(f"Is part {number} clear?", "Yes", "No") for number in range(1, 21)]
    parts = [{"op": "equals", "question": f"q{number}", "value": "o0"} for number in range(1, 21)]
    pairs = [{"op": "any", "conditions": [parts[k], parts[19 - k]]} for k in range(10)]
    data = asking(*many, *(open_(f"What is unclear in part {k}?", show_if=pair) for k, pair in enumerate(pairs)))
    (advice,) = [advice for advice in said(data) if advice.rule == "not_proved"]
    assert advice.level is Level.CONSIDER


@pytest.mark.parametrize("key", SOURCES)
def test_sources_have_short_names(key: str) -> None:
    assert 3 < len(short_source(key)) < 60


def test_short_names_are_those_one_cites() -> None:
    assert short_source("LKL") == "Lenzner, Kaczmirek & Lenzner 2010"
    assert short_source("GDPR") == "Regulation (EU) 2016/679"
    assert short_source("PEW") == "Pew Research Center"
