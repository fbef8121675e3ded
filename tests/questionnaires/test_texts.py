"""Texts of a questionnaire: earlier answers in them, other languages, and instruments declared by their items."""

import pytest

from cab_portal.surveys.questionnaire import editing
from cab_portal.surveys.questionnaire.answers import Answer
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data, from_json, to_json
from cab_portal.surveys.questionnaire.instruments import INSTRUMENTS, missing_items
from cab_portal.surveys.questionnaire.json_files import JsonError, read_json
from cab_portal.surveys.questionnaire.languages import completeness, in_language, missing_translations
from cab_portal.surveys.questionnaire.outdated import outdated_texts
from cab_portal.surveys.questionnaire.path import worded
from cab_portal.surveys.questionnaire.problems import DefinitionError

from .tiny import single

ASKED = {
    "type": "single_choice",
    "id": "team",
    "text": "Which team?",
    "options": [{"id": "ops", "label": "Operations"}, {"id": "it", "label": "<b>IT</b>", "specify": True}],
}
GERMAN = {
    "title": "Umfrage",
    "questions": {"team": {"text": "Welches Team?", "options": {"ops": "Betrieb", "it": "IT"}}},
}


def codes(*questions: object, **fields: object) -> list[str]:
    with pytest.raises(DefinitionError) as refused:
        from_data({"questions": list(questions), **fields})
    return [problem.code for problem in refused.value.problems]


def piped(text: str) -> Questionnaire:
    return from_data({"questions": [ASKED, {"type": "long_text", "id": "why", "text": text, "help": "Hint"}]})


@pytest.mark.parametrize(
    ("answers", "shown"),
    [({}, "What does your team need?"), ({"team": "ops"}, "What does Operations need?")],
)
def test_an_earlier_answer_stands_in_a_later_text(answers: dict[str, Answer], shown: str) -> None:
    questionnaire = piped("What does {team|your team} need?")
    assert worded(questionnaire, questionnaire.question("why"), answers).text == shown


def test_what_is_repeated_is_plain_text_of_bounded_length() -> None:
    questionnaire = piped("{team|x}!")
    answer = questionnaire.question("team").parse(["it", "it:" + ("{team|y} " * 22).strip()])
    assert answer is not None
    text = worded(questionnaire, questionnaire.question("why"), {"team": answer}).text
    # Who wrote own words reads them, without the option that asked for them.
    assert text.startswith("{team|y} {team|y}")
    assert len(text) <= 202
    assert worded(questionnaire, questionnaire.question("why"), {"team": "it"}).text == "<b>IT</b>!"


@pytest.mark.parametrize("text", ["Use {braces}.", "{}", "{Team}", "{team |x}", "a { b | c }"])
def test_other_braces_are_ordinary_characters(text: str) -> None:
    questionnaire = piped(text)
    assert worded(questionnaire, questionnaire.question("why"), {"team": "ops"}).text == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{team}", "empty_pipe"),
        ("{team| }", "empty_pipe"),
        ("{nobody|x}", "unknown_reference"),
        ("{why|x}", "self_reference"),
        ("{late|x}", "forward_reference"),
        ("{said|x}", "type_mismatch"),
        ("{team.x|x}", "unknown_reference"),
    ],
)
def test_a_pipe_repeats_an_earlier_answer_and_has_a_fallback(text: str, code: str) -> None:
    statement = {"type": "statement", "id": "said", "text": "Thanks"}
    why = {"type": "long_text", "id": "why", "text": text}
    assert codes(ASKED, statement, why, {"type": "nps", "id": "late", "text": "N"}) == [code]


def test_a_text_outlives_the_question_whose_answer_it_repeats() -> None:
    before = piped("What does {team|it} need?")
    deletion = editing.deleted(before, "team")
    assert deletion.left is not None
    assert deletion.left.questions[0].text == "What does it need?"
    assert editing.restored(deletion.left, deletion.kept) == before


def test_a_question_is_read_in_another_language_where_it_is_translated() -> None:
    questionnaire = from_data({"questions": [ASKED], "title": "Survey", "translations": {"de": GERMAN}})
    question = in_language(questionnaire, questionnaire.question("team"), "de")
    assert question.text == "Welches Team?"
    assert [choice.label for choice in question.choices()] == ["Betrieb", "IT"]
    assert question.display("ops") == "Betrieb"
    assert in_language(questionnaire, questionnaire.question("team"), "fr") is questionnaire.question("team")
    assert from_json(to_json(questionnaire)) == questionnaire
    assert not missing_translations(questionnaire)


def test_missing_texts_are_named() -> None:
    german = {"questions": {"team": {"text": "Welches Team?", "options": {"ops": "Betrieb"}}}}
    questionnaire = from_data({"questions": [ASKED], "title": "Survey", "translations": {"de": german}})
    assert [(text.question_id, text.field) for text in missing_translations(questionnaire)] == [
        (None, ("title",)),
        ("team", ("options", "it")),
    ]


def test_what_changes_without_its_translation_is_noted_until_that_changes_too() -> None:
    before = from_data({"questions": [ASKED], "translations": {"de": GERMAN}})
    options = [{"id": "ops", "label": "Operations"}, {"id": "it", "label": "Computers"}]
    asked = {**ASKED, "text": "Whose team?", "options": options}
    after = editing.with_questions(before, [asked])
    assert [(text.field, text.made_from, text.base, text.words) for text in outdated_texts(after)] == [
        (("text",), "Which team?", "Whose team?", "Welches Team?"),
        (("options", "it"), "<b>IT</b>", "Computers", "IT"),
    ]
    (german,) = completeness(after)
    assert (german.told, german.outdated, german.is_complete) == (3, 2, False)
    assert from_json(to_json(after)) == after
    # The text that a translation was made from stays, whatever is written after it; blanks are no change.
    again = editing.with_questions(after, [{**asked, "text": "Whose  team is it?", "options": ASKED["options"]}])
    assert again.translations["de"].questions["team"].made_from == {"text": "Which team?"}
    anew = {"de": {"text": "Wessen Team?", "options": {"ops": "Betrieb", "it": "IT"}}}
    assert outdated_texts(editing.with_questions(again, [asked], {"team": anew})) == outdated_texts(after)[1:]
    deletion = editing.deleted(from_data({**after.model_dump(), "questions": [asked, single().model_dump()]}), "team")
    assert editing.restored(deletion.left, deletion.kept).translations == after.translations


@pytest.mark.parametrize("way", ["help", "options/none", "text/x", ""])
def test_a_note_on_a_text_that_is_not_translated_is_refused(way: str) -> None:
    german = {"questions": {"team": {"text": "Welches Team?", "made_from": {way: "Which?"}}}}
    assert codes(ASKED, translations={"de": german}) == ["unknown_reference"]


@pytest.mark.parametrize(
    ("translations", "code"),
    [
        ({"en": GERMAN}, "translation_of_itself"),
        ({"de": {"questions": {"nobody": {"text": "x"}}}}, "unknown_reference"),
        ({"de": {"questions": {"team": {"options": {"gone": "x"}}}}}, "unknown_reference"),
        ({"de": {"questions": {"team": {"text": "{team}"}}}}, "self_reference"),
        ({"german": GERMAN}, "string_pattern_mismatch"),
    ],
)
def test_a_translation_of_what_is_not_there_is_refused(translations: dict[str, object], code: str) -> None:
    assert codes(ASKED, translations=translations) == [code]


def test_editing_keeps_the_translations_of_what_is_still_there() -> None:
    before = from_data({"questions": [ASKED, single().model_dump()], "title": "T", "translations": {"de": GERMAN}})
    after = editing.with_questions(before, before.questions[1:])
    assert (after.title, after.translations["de"].questions) == ("T", {})
    assert editing.with_questions(before, before.questions) == before


def usability(*items: int, points: int = 5) -> list[dict[str, object]]:
    scale = [{"value": value, "label": str(value)} for value in range(1, points + 1)]
    measures = ({"instrument": "sus", "item": str(item)} for item in items)
    return [
        {"type": "rating", "id": f"s{place}", "text": "S", "points": scale, "measure": measure}
        for place, measure in enumerate(measures)
    ]


def test_an_instrument_has_its_items_and_its_scale() -> None:
    whole = from_data({"questions": usability(*range(1, 11))})
    assert not missing_items(whole.questions)
    ((measure, lacking),) = missing_items(from_data({"questions": usability(1, 2, 3)}).questions)
    assert (measure.instrument, len(lacking)) == ("sus", 7)
    assert codes(*usability(1, 1)) == ["measure_twice"]
    assert codes(*usability(11)) == ["measure_item"]
    assert codes(*usability(1, points=7)) == ["measure_scale"]
    assert codes({"type": "long_text", "id": "a", "text": "A", "measure": {"instrument": "nps"}}) == ["measure_scale"]
    assert set(INSTRUMENTS) == {"nps", "csat", "ces2", "sus", "umux_lite", "kano"}


def test_items_of_a_battery_are_items_of_an_instrument() -> None:
    scale = [{"value": value, "label": str(value)} for value in range(1, 8)]
    items = [
        {"id": f"i{item}", "text": "I", "measure": {"instrument": "umux_lite", "item": str(item)}} for item in (1, 2)
    ]
    questionnaire = from_data(
        {"questions": [{"type": "battery", "id": "b", "text": "B", "items": items, "points": scale}]}
    )
    assert not missing_items(questionnaire.questions)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"\xff", "byte 1 is not UTF-8"),
        ('{"a": 1, "a": 2}', "the key “a” is there twice"),
        ("NaN", "NaN is no number"),
        ("1e999", "too large"),
        ("1" * 30, "too large"),
        ('"\\ud800"', "half a character"),
        ("[" * 65 + "]" * 65, "64 levels"),
        (" " * (256 * 1024 + 1), "256 KiB"),
        ("{'a': 1}", "line 1 column 2"),
    ],
)
def test_json_that_is_not_clear_is_refused(text: str | bytes, reason: str) -> None:
    with pytest.raises(JsonError, match=reason):
        read_json(text)


def test_json_that_is_clear_is_read() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": ["}[", 1.5, "\xf0\x9f\x99\x82"]}') == {"a": ["}[", 1.5, "🙂"]}
