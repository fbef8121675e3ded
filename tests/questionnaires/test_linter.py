"""The rules on wording: the examples of the design, the labeled questions, and what holds for every text."""

from __future__ import annotations

import ast
import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import linting
from cab_portal.surveys.questionnaire.linter import (
    RULES,
    SOURCES,
    Finding,
    LintQuestion,
    Panel,
    applied,
    length,
    lint_question,
)
from cab_portal.surveys.questionnaire.linter.finding import Level, Severity
from cab_portal.surveys.questionnaire.linter.fixes import AddOption, RemoveOption, Rewrite, SetOptions, Split
from cab_portal.surveys.questionnaire.linter.lexicon import languages, lexicon
from cab_portal.surveys.questionnaire.linter.question import TYPES
from cab_portal.surveys.questionnaire.linter.words import Text
from tests.questionnaires.asking import found, question, rules_in

SETS = Path(__file__).parent / "lint_set"
EXAMPLES = [json.loads(line) for line in (SETS / "examples.jsonl").read_text(encoding="utf-8").splitlines()]
BOTH = [entry for name in linting.SETS for entry in linting.labeled(name)]
LABELED = pytest.mark.xdist_group("labeled questions")  # one process lints them, once
IDS = """
    double_barrelled leading loaded absolute negative double_negative jargon vague_quantifier unbalanced_scale
    overlapping_options non_exhaustive missing_opt_out agree_disagree too_long readability sensitive_pii
    required_open_end missing_timeframe stem_option_mismatch too_many_options duplicate_options
"""


def test_the_rules_have_the_ids_of_the_design() -> None:
    assert " ".join(sorted(RULES)) == " ".join(sorted(IDS.split()))
    assert {rule for rule in RULES if RULES[rule].severity is Severity.INFO} == {"readability"}
    assert all(set(rule.sources) <= SOURCES.keys() for rule in RULES.values())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example['rule']}: {example['text'][:40]}")
def test_the_examples_of_the_design(example: dict[str, object]) -> None:
    options = example.get("options", [])
    assert isinstance(options, list)
    asked = question(str(example["text"]), str(example["type"]), *options, required=bool(example.get("required")))
    assert rules_in(asked) == ([example["rule"]] if example["bad"] else [])


@cache
def linted(name: str) -> list[tuple[linting.Labeled, tuple[Finding, ...]]]:
    """The questions of a set with what is found in them."""
    return list(linting.linted(name))


def findings_with_questions() -> list[tuple[LintQuestion, Finding]]:
    """Every finding in the labeled questions, with its question."""
    return [(entry.question, hit) for name in linting.SETS for entry, hits in linted(name) for hit in hits]


@LABELED
@pytest.mark.parametrize("name", linting.SETS)
def test_the_figures_on_labeled_questions(name: str) -> None:
    score = linting.score(linted(name))
    assert score.questions >= 300
    assert score.clean >= (0.45 if name != "probes" else 0.3) * score.questions
    assert score.micro >= 0.92
    assert score.macro >= 0.88
    assert score.flagged_share <= 0.05
    assert {rule: score.recall(rule) for rule in RULES if score.recall(rule) < 0.75} == {}


def test_the_labeled_questions_are_many_different_and_not_those_of_the_design() -> None:
    labels = Counter(rule for entry in BOTH for rule in entry.rules)
    assert {rule: labels[rule] for rule in RULES if labels[rule] < 12} == {}
    assert labels.keys() == RULES.keys()
    texts = {entry.question.text for entry in BOTH}
    assert not texts & {str(example["text"]) for example in EXAMPLES if example["bad"]}


@LABELED
def test_a_finding_says_what_where_and_why() -> None:
    for asked, finding in findings_with_questions():
        text = asked.text if finding.option is None else asked.options[finding.option]
        start, end = finding.span
        assert 0 <= start < end <= len(text)
        assert all(map(str, (finding.message, finding.why, finding.suggestion)))
        assert finding.question_id == asked.id


@LABELED
def test_a_fix_takes_its_finding_away() -> None:
    fixes: Counter[str] = Counter()
    for asked, finding in findings_with_questions():
        if finding.fix is not None:
            fixes[finding.rule] += 1
            for mended in applied(asked, finding.fix):
                assert finding.rule not in rules_in(mended), (asked.id, finding.rule)
    assert {rule for rule in fixes if fixes[rule] >= 3} >= {
        "double_barrelled", "unbalanced_scale", "overlapping_options", "non_exhaustive", "missing_opt_out",
        "agree_disagree", "required_open_end", "missing_timeframe", "duplicate_options",
    }  # fmt: skip


def test_two_things_become_two_questions() -> None:
    asked = question("Were the invoice and the delivery note correct?", "single_choice", "Yes", "No")
    fix = found("double_barrelled", asked).fix
    assert fix == Split(("Was the invoice correct?", "Was the delivery note correct?"))
    assert [mended.id for mended in applied(asked, fix)] == ["q", "q_2"]
    asked = question("How friendly and quick was the trainer?")
    assert found("double_barrelled", asked).fix == Split(
        ("How friendly was the trainer?", "How quick was the trainer?")
    )


def test_an_agreement_becomes_a_question_about_the_thing() -> None:
    asked = question("The invoice is clear.", "rating", "Strongly agree", "Agree", "Disagree", "Strongly disagree")
    fix = found("agree_disagree", asked).fix
    assert isinstance(fix, Rewrite)
    assert fix.text == "How clear is the invoice?"
    assert fix.options == ("Not at all clear", "Slightly clear", "Moderately clear", "Very clear", "Extremely clear")
    asked = question("How far do you agree that reports are easy to read?", "rating", "Agree", "Disagree")
    fix = found("agree_disagree", asked).fix
    assert isinstance(fix, Rewrite)
    assert fix.text == "How easy are reports to read?"


def test_a_scale_is_balanced_with_its_own_words() -> None:
    asked = question("How fast is search?", "rating", "Very slow", "Slow", "A bit slow", "Fast", "Not used")
    assert found("unbalanced_scale", asked).fix == SetOptions(
        ("Very slow", "Slow", "Neither slow nor fast", "Fast", "Very fast", "Not used")
    )


def test_ranges_are_renumbered() -> None:
    asked = question("How many sites do you have?", "single_choice", "0-5", "5-10", "10+")
    assert found("overlapping_options", asked).fix == SetOptions(("0-5", "6-10", "11+"))
    asked = question("How long did it take?", "single_choice", "Up to 1 day", "1 to 3 days", "3 days or more")
    assert found("overlapping_options", asked).fix == SetOptions(("Under 1 day", "1 to under 3 days", "3 days or more"))


def test_options_are_added_and_removed() -> None:
    asked = question("Where do you work?", "single_choice", "On site", "Remote", "On-site")
    assert found("duplicate_options", asked).fix == RemoveOption(2)
    asked = question("What is your annual budget?", "single_choice", "Under 10", "10 or more", required=True)
    assert found("missing_opt_out", asked).fix == AddOption("I do not know")


def test_only_what_is_certain_must_be_fixed() -> None:
    doubled = question("Where do you work?", "single_choice", "On site", "Remote", "On-site")
    kinds = question("What is your role?", "single_choice", "Buyer", "Procurement staff", "Other")
    assert found("duplicate_options", doubled).level is Level.MUST_FIX
    assert found("overlapping_options", kinds).level is Level.SHOULD_FIX
    assert found("overlapping_options", question("How many?", "single_choice", "0-5", "5+")).level is Level.MUST_FIX


def test_the_glossary_of_the_panel_explains_terms() -> None:
    asked = question("Is the RMA form clear?", "single_choice", "Yes", "No")
    assert rules_in(asked) == ["jargon"]
    assert rules_in(asked, Panel(glossary=frozenset({"rma"}))) == []


def test_a_validated_instrument_keeps_its_agreement_scale() -> None:
    asked = LintQuestion("q", "I found the portal easy to use.", "rating", ("Agree", "Disagree"), instrument="sus")
    assert rules_in(asked) == []


def test_quoted_words_are_not_the_words_of_the_question() -> None:
    assert rules_in(question("How clear is the label “Never ask me about the ITSM again”?", "short_text")) == []
    assert rules_in(question('How clear is the label "All and everything"?', "short_text")) == []


def test_spans_count_code_points() -> None:
    asked = question("🎉🎉 Do you always read the notes?", "single_choice", "Yes", "No")
    start, end = found("absolute", asked).span
    assert asked.text[start:end] == "always"


def test_an_unknown_language_is_refused() -> None:
    assert "en" in languages()
    with pytest.raises(KeyError):
        lexicon("xx")


@pytest.mark.parametrize("required", [True, False])
def test_who_works_at_a_place_may_not_know_its_figures(required: bool) -> None:
    asked = question(
        "How much waste did your factory make in 2024?",
        "single_choice",
        "Under 9 tons",
        "9 tons or more",
        required=required,
    )
    assert ("missing_opt_out" in rules_in(asked)) is required


@pytest.mark.parametrize("vowels", ["aeiouy", ""], ids=["vowels known", "vowels unknown"])
def test_no_grade_is_above_the_highest_that_it_can_have(vowels: str) -> None:
    for text in (Text(entry.question.text) for entry in BOTH):
        reached = length.grade(text.words, len(text.sentences))
        assert reached <= length.highest_grade(text.words, len(text.sentences), vowels), text.raw


def test_plain_questions_need_no_hyphenation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(length, "syllables", lambda *_: pytest.fail("patterns were read"))
    assert rules_in(question("Which topics are missing from the series? Select all that apply.", "short_text")) == []


def test_every_section_of_the_word_lists_is_read_somewhere() -> None:
    package = Path(lint_question.__code__.co_filename).parent
    code = "".join(path.read_text(encoding="utf-8") for path in package.glob("*.py"))
    unread = [name for name in lexicon("en").sections("") if f'"{name}"' not in code and "dimension_" not in name]
    assert unread == []


def test_no_word_of_a_language_stands_in_the_code() -> None:
    """What the rules look for is in the folder of the language, so that another language is a folder."""
    package = Path(lint_question.__code__.co_filename).parent
    closed = (
        "auxiliaries",
        "question_words",
        "pronouns",
        "prepositions",
        "determiners",
        "negations",
        "joints",
        "adverbs",
    )
    for path in package.glob("*.py"):
        compared: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            parts = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
            groups = [part for part in (node, *parts) if isinstance(part, ast.Set | ast.List | ast.Tuple)]
            if isinstance(node, ast.List | ast.Tuple):
                groups = []  # a list of sections by name
            parts += [entry for group in groups for entry in group.elts]
            compared |= {str(part.value) for part in parts if isinstance(part, ast.Constant)}
        assert [word for word in compared if any(word in lexicon("en")[name] for name in closed)] == [], path.name


SIGNS = [",", "?", ".", "“", '"', "(", "\n", "’", "\ud800", "ß", "İ", "0-5", "5 to 10", "10+", "SLA", "SLA (", "don't"]
SAID = [
    "how",
    "do",
    "you",
    "and",
    "or",
    "not",
    "never",
    "the",
    "agree",
    "that",
    "is",
    "many",
    "all",
    "our",
    "great",
    "if",
]
WORDS = st.sampled_from([*SIGNS, *SAID, "any", "why", "very", "satisfied", "neither"])
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=20).map(" ".join))


@given(text=TEXTS, kind=st.sampled_from(TYPES), options=st.lists(TEXTS, max_size=6), required=st.booleans())
def test_any_text_is_judged_and_each_fix_mends(text: str, kind: str, options: list[str], required: bool) -> None:
    asked = LintQuestion("q", text, kind, tuple(options), required)
    findings = lint_question(asked)
    assert findings == lint_question(asked)
    for finding in findings:
        read = asked.text if finding.option is None else asked.options[finding.option]
        assert 0 <= finding.span[0] <= finding.span[1] <= len(read)
        if finding.fix is not None:
            assert all(finding.rule not in rules_in(mended) for mended in applied(asked, finding.fix))


PIECES = """a and_ ? " “ ' 1, a- a' not_ if_a,_ how_ ( SLA_( do_you_agree_that_ x_and_who_ last_6_months_ e.g._ { 0-
    how_many_did_you_see,_ most_customers_love_ €1_to_"""
REPEATED = [piece.replace("_", " ") for piece in PIECES.split()] + ["\n", " ", "\ud800"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", REPEATED)
def test_a_hostile_text_is_judged_in_bounded_time(piece: str) -> None:
    text = piece * (100_000 // len(piece)) + "x"
    for asked in (question(text, "long_text"), question("How many?", "single_choice", text, text + "a", "Good")):
        lint_question(asked)
