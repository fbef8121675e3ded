"""Another language is a folder of words: one that is put beside English is judged by the same code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.questionnaire.linter import RULES, LintQuestion, LintSurvey, Panel, lexicon, lint_question
from cab_portal.surveys.questionnaire.linter.fixes import AddOption, SetOptions
from cab_portal.surveys.questionnaire.linter.native import survey_of
from cab_portal.surveys.questionnaire.linter.whole import lint_survey

GERMAN = Panel(language="de")
YES_NO = ("Ja", "Nein")
QUALITY = ("Sehr schlecht", "Schlecht", "Teils", "Gut", "Sehr gut")
LONG_WORDS = (
    "Welche Datenverarbeitungsvereinbarungen berücksichtigen Unternehmenszusammenführungen, "
    "Aufbewahrungsverpflichtungen, Genehmigungsvoraussetzungen, "
    "Verantwortlichkeitsregelungen, Veröffentlichungsbeschränkungen?"
)
FOUND = [
    ("absolute", "Lesen Sie immer die Anleitung?", "single_choice", YES_NO, False),
    ("negative", "Sollen wir die Seite nicht ändern?", "single_choice", YES_NO, False),
    ("double_negative", "Sind Sie gegen Regeln, die nicht klar sind?", "single_choice", YES_NO, False),
    ("jargon", "Haben Sie das QVX gelesen?", "single_choice", YES_NO, False),
    ("vague_quantifier", "Lesen Sie oft die Anleitung?", "single_choice", YES_NO, False),
    ("leading", "Finden Sie nicht auch, dass die Seite hilft?", "single_choice", YES_NO, False),
    ("loaded", "Sollen wir die unsinnige Regel streichen?", "single_choice", YES_NO, False),
    ("unbalanced_scale", "Wie war der Ton?", "rating", ("Sehr gut", "Gut", "Eher gut", "Schlecht"), False),
    ("overlapping_options", "Wie lange war der Weg?", "single_choice", ("0-5", "5-10", "10 oder mehr"), False),
    ("non_exhaustive", "Wie lange war es?", "single_choice", ("Unter 1 Stunde", "3 Stunden oder mehr"), False),
    ("agree_disagree", "Die Seite ist klar.", "rating", ("Stimme zu", "Teils", "Stimme nicht zu"), False),
    ("missing_opt_out", "Wie gut war die Schulung?", "rating", QUALITY, True),
    ("too_long", " ".join(["Wort"] * 26) + "?", "short_text", (), False),
    ("double_barrelled", "Ist die Seite schnell und hilfreich?", "single_choice", YES_NO, False),
    ("missing_timeframe", "Wie viele Fehler haben Sie gesehen?", "number", (), False),
    ("stem_option_mismatch", "Wie schnell ist die Suche?", "single_choice", YES_NO, False),
    ("readability", LONG_WORDS, "short_text", (), False),
    ("sensitive_pii", "Was ist Ihr Geburtsdatum?", "short_text", (), False),
    ("required_open_end", "Was sollen wir ändern?", "long_text", (), True),
    ("too_many_options", "Was fehlt?", "ranking", tuple("abcdefgh"), False),
    ("duplicate_options", "Was fehlt?", "single_choice", ("Post", "post", "Anderes"), False),
]
CLEAN = [
    ("Wie klar ist die Anleitung?", "rating", ("Sehr unklar", "Unklar", "Teils", "Klar", "Sehr klar"), False),
    ("Wie gut war die Schulung?", "rating", (*QUALITY, "Trifft nicht zu"), True),
    ("Haben Sie das PDF gelesen?", "single_choice", YES_NO, False),
    (
        "Wie lange war der Weg?",
        "single_choice",
        ("Unter 5 Minuten", "5 bis unter 9 Minuten", "9 Minuten oder mehr"),
        False,
    ),
    ("Was sollen wir ändern?", "long_text", (), False),
]


@pytest.fixture(autouse=True)
def _german(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The small language beside English, as if its folder had been put there."""
    shutil.copytree(str(lexicon.FOLDER), tmp_path / "languages")
    shutil.copytree(Path(__file__).parent / "small_language" / "de", tmp_path / "languages" / "de")
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path / "languages")
    for kept in (lexicon.languages, lexicon.lexicon):
        kept.cache_clear()
    yield
    monkeypatch.undo()
    for kept in (lexicon.languages, lexicon.lexicon):
        kept.cache_clear()


@pytest.mark.parametrize(("rule", "text", "kind", "options", "required"), FOUND, ids=[case[0] for case in FOUND])
def test_a_folder_of_words_lets_the_rules_find_faults(
    rule: str, text: str, kind: str, options: tuple[str, ...], required: bool
) -> None:
    asked = LintQuestion("q", text, kind, options, required)
    assert rule in [finding.rule for finding in lint_question(asked, GERMAN)]


@pytest.mark.parametrize(("text", "kind", "options", "required"), CLEAN, ids=[case[0] for case in CLEAN])
def test_and_leaves_good_questions_alone(text: str, kind: str, options: tuple[str, ...], required: bool) -> None:
    asked = LintQuestion("q", text, kind, options, required)
    assert [finding.rule for finding in lint_question(asked, GERMAN)] == []


def test_every_rule_works_by_words_alone() -> None:
    assert {case[0] for case in FOUND} == RULES.keys()


def test_fixes_are_written_in_the_language() -> None:
    scale = LintQuestion("q", "Wie war der Ton?", "rating", ("Sehr gut", "Gut", "Eher gut", "Schlecht"))
    (balance,) = [finding.fix for finding in lint_question(scale, GERMAN) if finding.rule == "unbalanced_scale"]
    assert balance == SetOptions(("Sehr schlecht", "Schlecht", "Weder schlecht noch gut", "Gut", "Sehr gut"))
    ranges = LintQuestion("q", "Wie lange war es?", "single_choice", ("0 bis 1 Tage", "2 bis 5 Tage"))
    (more,) = [finding.fix for finding in lint_question(ranges, GERMAN) if finding.rule == "non_exhaustive"]
    assert more == AddOption("Mehr als 5 Tage")


def test_what_a_folder_has_no_words_for_has_no_fix() -> None:
    trained = LintQuestion("q", "Wie gut war die Schulung?", "rating", QUALITY, required=True)
    (finding,) = [finding for finding in lint_question(trained, GERMAN) if finding.rule == "missing_opt_out"]
    assert finding.fix is None
    assert "“" not in str(finding.suggestion)


def test_a_survey_is_judged_in_its_own_language() -> None:
    question = {"type": "short_text", "id": "q1", "text": "Was haben Sie in den letzten 6 Monaten immer geändert?"}
    survey = survey_of(from_data({"language": "de-AT", "questions": [question]}))
    assert {finding.rule for finding in lint_survey(survey)} >= {"absolute", "long_recall"}
    nps = LintQuestion("q", "Wie wahrscheinlich ist es, dass Sie uns einem Freund empfehlen?", "nps")
    assert "standard_wording" not in {finding.rule for finding in lint_survey(LintSurvey((nps,), GERMAN))}
    other = LintQuestion("q", "Mögen Sie uns?", "nps")
    assert "standard_wording" in {finding.rule for finding in lint_survey(LintSurvey((other,), GERMAN))}
