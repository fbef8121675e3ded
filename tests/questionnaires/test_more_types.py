"""The further types of question and their kinds of answer: what is taken, refused, stored and counted."""

import pytest

from cab_portal.surveys.questionnaire.answers import (
    NOT_APPLICABLE,
    AnswerError,
    AnswerRow,
    ItemAnswers,
    Specified,
    answer_to,
)
from cab_portal.surveys.questionnaire.conditions import Comparison, CountOf, Equals, evaluate
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.path import check_complete, clear_hidden, path
from cab_portal.surveys.questionnaire.problems import DefinitionError
from cab_portal.surveys.questionnaire.question import Option, Question
from cab_portal.surveys.questionnaire.types import (
    Battery,
    Date,
    Item,
    MultiChoice,
    Number,
    Point,
    Ranking,
    Rating,
    SingleChoice,
    Statement,
)

from .tiny import long_text, nps

OPTIONS = (
    Option(id="fax", label="Fax"),
    Option(id="mail", label="Mail"),
    Option(id="other", label="Other", specify=True),
    Option(id="none", label="None of these", exclusive=True),
)
POINTS = (Point(value=1, label="Bad"), Point(value=2, label="Fair"), Point(value=3, label="Good"))


def several(**fields: object) -> MultiChoice:
    return MultiChoice.model_validate({"id": "m", "text": "Which?", "options": OPTIONS, **fields})


def one(**fields: object) -> SingleChoice:
    return SingleChoice.model_validate({"id": "s", "text": "Which?", "options": OPTIONS[:3], **fields})


def battery(**fields: object) -> Battery:
    items = (Item(id="speed", text="Speed"), Item(id="price", text="Price"))
    return Battery.model_validate({"id": "b", "text": "How is it", "items": items, "points": POINTS, **fields})


def ranking(**fields: object) -> Ranking:
    options = (Option(id="x", label="X"), Option(id="y", label="Y"), Option(id="z", label="Z"))
    return Ranking.model_validate({"id": "r", "text": "Order", "options": options, **fields})


def refused(question: object, raw: list[str]) -> str:
    with pytest.raises(AnswerError) as error:
        question.parse(raw)  # type: ignore[attr-defined]
    return error.value.code


def refusal_of(data: dict[str, object]) -> list[str]:
    with pytest.raises(DefinitionError) as error:
        from_data({"questions": [data]})
    return [problem.code for problem in error.value.problems]


def test_other_carries_own_words() -> None:
    answer = one().parse(["other", "other:  By\n pigeon "])
    assert answer == Specified("other", (("other", "By pigeon"),))
    assert one().display(answer) == "Other: By pigeon"
    assert one().rows(answer) == (AnswerRow("s", 0, "other", "By pigeon"),)
    assert one().stored(answer) == {"chosen": "other", "words": {"other": "By pigeon"}}
    assert evaluate(Equals(question="s", value="other"), {"s": answer})


def test_words_count_only_where_their_option_was_chosen_or_nothing_was() -> None:
    assert one().parse(["fax", "other:By pigeon"]) == "fax"
    assert one().parse(["other:By pigeon"]) == Specified("other", (("other", "By pigeon"),))
    assert one().parse(["other", "other: "]) == "other"
    assert one().parse(["other: "]) is None
    assert several().parse(["fax", "other:By pigeon"]) == ("fax",)
    assert refused(one(), ["fax", "fax:no words are asked for"]) == "answer_unknown"
    assert refused(one(), ["other", "other:" + "x" * 201]) == "answer_too_long"


def test_an_exclusive_answer_stands_alone() -> None:
    assert several().parse(["none"]) == ("none",)
    assert refused(several(), ["none", "fax"]) == "answer_exclusive"


def test_how_many_may_be_chosen() -> None:
    limited = several(min_choices=2, max_choices=2)
    assert limited.parse(["mail", "fax"]) == ("fax", "mail")
    assert limited.parse(["none"]) == ("none",)
    assert refused(limited, ["fax"]) == "answer_too_few"
    assert refused(limited, ["fax", "mail", "other"]) == "answer_too_many"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"type": "multi_choice", "options": OPTIONS, "min_choices": 4}, "choices_impossible"),
        ({"type": "multi_choice", "options": OPTIONS, "max_choices": 4}, "choices_impossible"),
        ({"type": "single_choice", "options": OPTIONS}, "option_kind"),
        ({"type": "ranking", "options": OPTIONS[:3]}, "option_kind"),
        ({"type": "ranking", "options": OPTIONS[:2], "top": 3}, "top_impossible"),
        ({"type": "number", "min": 3, "max": 2}, "range_empty"),
        ({"type": "number", "min": 1.5}, "range_off_grid"),
        ({"type": "number", "min": 1e13}, "number_too_large"),
        ({"type": "number", "min": True}, "number_type"),
        ({"type": "date", "min": "2026-02-30"}, "no_day"),
        ({"type": "date", "min": "2026-02-03", "max": "2026-02-02"}, "range_empty"),
        ({"type": "battery", "items": [{"id": "a", "text": "A"}] * 2, "points": POINTS}, "duplicate_item"),
        ({"type": "battery", "items": [{"id": f"i{n}", "text": "A"} for n in range(6)], "points": POINTS}, "too_long"),
        ({"type": "statement", "required": True}, "statement_required"),
    ],
)
def test_what_cannot_be_asked_is_refused(data: dict[str, object], code: str) -> None:
    assert refusal_of({"id": "q", "text": "What?", **data}) == [code]


def test_shuffling_keeps_what_is_pinned_and_follows_the_seed() -> None:
    question = several(shuffle=True, options=(Option(id="first", label="First", pinned=True), *OPTIONS))
    orders = {tuple(option.id for option in question.in_order(str(seed))) for seed in range(50)}
    assert {(order[0], order[3:]) for order in orders} == {("first", ("other", "none"))}
    assert len(orders) == 2
    assert question.in_order("7") == question.in_order("7")
    assert several().in_order("7") == several().options


def test_not_applicable_is_no_point_of_the_scale() -> None:
    scale = Rating(id="q", text="How?", points=POINTS, not_applicable="Not for me")
    assert scale.parse(["na"]) == NOT_APPLICABLE
    assert refused(Rating(id="q", text="How?", points=POINTS), ["na"]) == "answer_unknown"
    summary = scale.summarize([1, 3, NOT_APPLICABLE])
    assert (summary.answered, summary.not_applicable) == (2, 1)
    assert [count.count for count in summary.counts] == [1, 0, 1]
    assert not evaluate(Comparison(op="ge", question="q", value=1), {"q": NOT_APPLICABLE})
    assert evaluate(Equals(question="q", value="na"), {"q": NOT_APPLICABLE})
    score = nps().model_copy(update={"not_applicable": "I do not know"})
    assert score.finding(score.summarize([9, NOT_APPLICABLE])).values["score"] == "9"


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        ("12", 12), ("-3", -3), ("−3", -3), ("1,200", 1200), ("12.50", 12.5), ("12.0", 12), ("0.125", 0.125),
        ("1,5", 1.5), ("−1,20", -1.2), ("1234,5", 1234.5),
    ],
)  # fmt: skip
def test_numbers_are_read(raw: str, answer: float) -> None:
    question = Number(id="n", text="How many?", decimals=3, unit="days")
    assert question.parse([raw]) == answer
    assert question.parse(question.form_values(answer)) == answer
    assert type(question.parse([raw])) is type(answer)


@pytest.mark.parametrize("raw", ["", "1,5,", "1.2345", "1e3", "١", "12 days", "--1", "1,2000", "9" * 16, "na", "nan"])
def test_what_is_no_number_is_refused(raw: str) -> None:
    question = Number(id="n", text="How many?", decimals=3, required=True)
    assert refused(question, [raw]) in {"answer_missing", "answer_not_number"}


def test_a_number_keeps_to_its_range_and_grid() -> None:
    question = Number(id="n", text="How many?", min=0, max=10)
    assert refused(question, ["11"]) == "answer_out_of_range"
    assert refused(question, ["2.5"]) == "answer_not_number"
    assert refused(question, ["2,5"]) == "answer_not_number"
    # Half of the world writes a thousand so.
    assert refused(question, ["1.000"]) == "answer_not_number"
    assert question.display(1200) == "1,200"
    for value in (True, float("nan"), float("inf"), "3", None):
        with pytest.raises(AnswerError):
            question.check(value)


def test_numbers_are_counted_in_order() -> None:
    question = Number(id="n", text="How many?", unit="days", decimals=1)
    summary = question.tally({"10": 1, "2.5": 2, "-1": 1}, 4)
    assert [(count.label, count.count) for count in summary.counts] == [("-1 days", 1), ("2.5 days", 2), ("10 days", 1)]
    assert str(question.finding(summary)) == "The middle answer is 2.5 days; all 4 lie between -1 days and 10 days"
    with pytest.raises(KeyError):
        question.tally({"many": 1}, 1)


def test_dates_are_days_in_a_range() -> None:
    question = Date(id="d", text="When?", min="2026-11-01", max="2026-11-30")
    assert question.parse(["2026-11-24"]) == "2026-11-24"
    assert (question.display("2026-11-04"), question.repeated("2026-11-04")) == ("4 November 2026", "2026-11-04")
    assert (question.cells("2026-11-04"), question.cells(None)) == (("2026-11-04",), ("",))
    for raw in ("24.11.2026", "2026-11-31", "2026-1-1", "20261124", "2026-W47-2"):
        assert refused(question, [raw]) == "answer_not_date"
    assert refused(question, ["2026-12-01"]) == "answer_out_of_range"
    with pytest.raises(AnswerError, match="from 1 November 2026 to 30 November 2026"):
        question.check("2026-12-01")
    assert evaluate(Comparison(op="lt", question="d", value="2026-12-01"), {"d": "2026-11-24"})
    assert not evaluate(Comparison(op="lt", question="d", value=7), {"d": "2026-11-24"})


def test_a_ranking_puts_all_options_in_order() -> None:
    assert ranking().parse(["z", "x", "y"]) == ("z", "x", "y")
    assert ranking().parse(["x:2", "y:3", "z:1"]) == ("z", "x", "y")
    assert ranking(top=1).parse(["x:", "y:", "z:1"]) == ("z",)
    assert ranking().parse(["x:", "y: ", "z:"]) is None
    assert refused(ranking(), ["x:1", "y:1", "z:2"]) == "answer_place_twice"
    assert refused(ranking(), ["x:1", "y:2", "z:"]) == "answer_incomplete"
    assert refused(ranking(), ["x", "x", "y"]) == "answer_incomplete"
    assert refused(ranking(), ["x:1", "q:2", "z:3"]) == "answer_unknown"
    rows = ranking().rows(("z", "x", "y"))
    assert [(row.ordinal, row.code) for row in rows] == [(0, "z"), (1, "x"), (2, "y")]
    assert str(ranking().finding(ranking().summarize([("z", "x", "y"), ("z", "y", "x")]))) == (
        "“Z” was put first by 2 of 2"
    )


def test_a_battery_has_an_answer_for_each_item() -> None:
    answer = battery().parse(["speed:3", "price:1"])
    assert answer == ItemAnswers((("speed", 3), ("price", 1)))
    assert battery().rows(answer) == (AnswerRow("b.speed", 0, "3"), AnswerRow("b.price", 0, "1"))
    assert battery().stored(answer) == {"speed": 3, "price": 1}
    assert battery().display(answer) == "Speed: Good; Price: Bad"
    assert answer_to({"b": answer}, "b.speed") == 3
    assert battery().parse(["speed:3", "price:"]) == ItemAnswers((("speed", 3),))
    assert refused(battery(required=True), ["speed:3"]) == "answer_missing"
    assert refused(battery(), ["speed:3", "speed:1"]) == "answer_not_single"
    assert refused(battery(), ["speed:9"]) == "answer_unknown"
    assert refused(battery(), ["color:1"]) == "answer_unknown"


def test_items_are_read_by_conditions_and_counted_one_by_one() -> None:
    low = long_text(show_if=Comparison(op="le", question="b.speed", value=1))
    questionnaire = Questionnaire.of([battery(), low])
    slow, fast = ItemAnswers((("speed", 1),)), ItemAnswers((("speed", 3),))
    assert path(questionnaire, {"b": slow}) == questionnaire.questions
    assert path(questionnaire, {"b": fast}) == questionnaire.questions[:1]
    assert [part.id for part in battery().parts()] == ["b.speed", "b.price"]
    assert questionnaire.part("b.price").summarize([1, 1]).counts[0].count == 2


def test_options_chosen_are_counted_by_conditions() -> None:
    two = CountOf(question="m", comparison="ge", value=2)
    assert evaluate(two, {"m": ("fax", "mail")})
    assert not evaluate(two, {"m": ("fax",)})
    assert not evaluate(CountOf(question="m", comparison="lt", value=2), {})
    assert evaluate(two, {"m": Specified(("fax", "other"), (("other", "Pigeon"),))})


def test_a_statement_is_shown_and_never_answered() -> None:
    statement = Statement(id="t", text="Thanks so far", body="A few more.")
    questionnaire = Questionnaire.of([nps(), statement, long_text()])
    assert statement in path(questionnaire, {})
    as_any: Question = statement
    assert as_any.parse(["anything"]) is None
    assert clear_hidden(questionnaire, {"t": "anything"}) == {}
    assert not check_complete(questionnaire, {})
    assert (statement.parts(), statement.columns(), statement.row_ids()) == ((), (), ())
    assert refusal_of({"type": "long_text", "id": "x", "text": "X", "show_if": {"op": "answered", "question": "x"}})


def test_what_was_stored_before_the_new_types_still_loads() -> None:
    old = {
        "schema_version": 1,
        "title": "",
        "questions": [
            {
                "type": "multi_choice",
                "id": "m",
                "text": "Which {topics}?",
                "help": "",
                "required": False,
                "decision": "",
                "owner": "",
                "show_if": None,
                "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
            },
            {
                "type": "rating",
                "id": "r",
                "text": "How?",
                "points": [{"value": 1, "label": "Bad"}, {"value": 2, "label": "Good"}],
                "show_if": {"op": "contains", "question": "m", "value": "a"},
            },
        ],
    }
    questionnaire = from_data(old)
    assert questionnaire.question("m").check(["b", "a"]) == ("a", "b")
    assert questionnaire.question("r").values() == (1, 2)
