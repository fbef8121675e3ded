"""Time and pay: the worked example, paths, and rounding in favor of the member."""

import pytest

from cab_portal.surveys.questionnaire.conditions import AnyOf, Comparison, Contains, Equals, Not
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.effort import calibrated, cross_check, estimate, fair_pay, seconds_for
from cab_portal.surveys.questionnaire.effort_table import TABLE
from cab_portal.surveys.questionnaire.question import Option
from cab_portal.surveys.questionnaire.types import (
    Battery,
    Date,
    Item,
    LongText,
    MultiChoice,
    Nps,
    Number,
    Point,
    Ranking,
    Rating,
    Statement,
)

from .tiny import follow_up, long_text, multi, nps, short_text, single


def words(count: int) -> str:
    return " ".join(["word"] * count)


def worked_example() -> Questionnaire:
    """Five ratings, one choice of several of six, one 0 to 10 scale and one open text: 192 words."""
    points = tuple(Point(value=value, label=words(2)) for value in range(1, 6))
    ratings = [Rating(id=f"r{number}", text=words(14), points=points) for number in range(5)]
    options = tuple(Option(id=f"o{number}", label=words(2)) for number in range(6))
    several = MultiChoice(id="several", text=words(10), help=words(4), options=options)
    scale = Nps(id="scale", text=words(18), low_label=words(4), high_label=words(2))
    return Questionnaire.of([*ratings, several, scale, LongText(id="open", text=words(22))])


def test_the_worked_example_takes_107_seconds_on_a_computer_and_117_over_all_devices() -> None:
    questionnaire = worked_example()
    assert sum(question.words() for question in questionnaire.questions) == 192
    assert sum(seconds_for(question) for question in questionnaire.questions) == pytest.approx(107)
    found = estimate(questionnaire)
    assert round(found.expected) == 117
    assert found.shortest == pytest.approx(found.longest)
    assert (found.low, found.high) == pytest.approx((found.expected * 0.75, found.expected * 1.5))


def test_other_rules_agree_with_the_worked_example() -> None:
    check = cross_check(worked_example())
    # 192 / 5 + 5 * 8 + 2 * (10 - 8) + 15, and 9 points of 10.6 s
    assert check.field_formula == pytest.approx(97.4)
    assert check.pew_points == pytest.approx(9 * 900 / 85)
    assert check.differs == ()
    short = cross_check(Questionnaire.of([long_text(required=True)]))
    assert short.differs == ("field_formula", "pew_points")


def test_a_statement_is_only_read() -> None:
    assert seconds_for(Statement(id="t", text=words(4), body=words(8))) == 3


def test_the_further_types_take_their_own_time() -> None:
    assert seconds_for(Number(id="n", text=words(4))) == 1 + 5 + 8
    assert seconds_for(Date(id="d", text=words(4))) == 1 + 5 + 4
    options = tuple(Option(id=f"o{number}", label="word") for number in range(4))
    assert seconds_for(Ranking(id="r", text=words(4), options=options)) == 2 + 5 + 4 * 3
    points = (Point(value=1, label="Bad"), Point(value=2, label="Good"))
    items = tuple(Item(id=f"i{number}", text="word") for number in range(3))
    assert seconds_for(Battery(id="b", text=words(3), items=items, points=points)) == 8 / 4 + 5 + 2 * 2


def test_items_of_a_battery_lead_to_paths() -> None:
    points = (Point(value=1, label="Bad"), Point(value=2, label="Good"))
    battery = Battery(id="b", text="Rate", items=(Item(id="x", text="X"),), points=points, required=True)
    low = long_text(show_if=Equals(question="b.x", value=1))
    found = estimate(Questionnaire.of([battery, low]))
    assert found.expected - found.shortest == pytest.approx((found.longest - found.shortest) / 2)


def test_observed_times_take_over_from_the_estimate() -> None:
    assert calibrated(100, []) == 100
    assert calibrated(100, [200] * 8) == pytest.approx(2**0.5 * 100)
    assert calibrated(100, [150, 200, 100_000]) == pytest.approx(100 * 2 ** (3 / 11))
    assert 195 < calibrated(100, [200] * 1000) < 200
    with pytest.raises(ValueError, match="above 0"):
        calibrated(100, [0])


def test_a_required_open_text_takes_longer() -> None:
    assert seconds_for(long_text(required=True)) - seconds_for(long_text()) == 15


def test_the_expected_time_weighs_the_paths() -> None:
    questionnaire = follow_up()
    time = {question.id: seconds_for(question) * TABLE.device_factor for question in questionnaire.questions}
    found = estimate(questionnaire)
    always = time["recommend"] + time["word"]
    assert found.is_exact
    assert found.shortest == pytest.approx(always)
    assert found.longest == pytest.approx(sum(time.values()))
    # seven of eleven scores lead to the follow-up, and one of its three answers to the text
    assert found.expected == pytest.approx(always + 7 / 11 * (time["pace"] + time["why"] / 3))


def test_paths_that_exclude_each_other_are_not_added() -> None:
    questionnaire = Questionnaire.of(
        [
            single(required=True),
            long_text("slow", show_if=Equals(question="pace", value="too_slow")),
            long_text("fast", show_if=Equals(question="pace", value="too_fast")),
        ]
    )
    found = estimate(questionnaire)
    one = seconds_for(long_text()) * TABLE.device_factor
    assert found.longest - found.shortest == pytest.approx(one)
    assert found.expected - found.shortest == pytest.approx(one * 2 / 3)


def test_an_optional_question_may_be_left_empty() -> None:
    questionnaire = Questionnaire.of(
        [
            multi(),
            long_text(show_if=Not(condition=Contains(question="missing", value="our_data"))),
        ]
    )
    found = estimate(questionnaire)
    # left empty by one in ten; half of the others do not choose the option
    share = (found.expected - found.shortest) / (found.longest - found.shortest)
    assert share == pytest.approx(0.1 + 0.9 / 2)


def test_choosing_none_of_all_options_is_no_answer() -> None:
    cells = list(multi("m", "One", "Two").partition({"one", "two"}))
    assert [cell.answer for cell in cells] == [("two",), ("one",), ("one", "two")]
    assert sum(cell.weight for cell in cells) == pytest.approx(1)


def test_too_many_paths_fall_back_on_their_bounds() -> None:
    scales = [nps(f"n{number}") for number in range(8)]
    low = AnyOf(conditions=tuple(Comparison(op="lt", question=scale.id, value=3) for scale in scales))
    found = estimate(Questionnaire.of([*scales, short_text(show_if=low)]))
    assert not found.is_exact
    assert found.expected == pytest.approx((found.shortest + found.longest) / 2)
    assert found.shortest < found.longest


def test_a_choice_of_many_named_options_does_not_explode() -> None:
    labels = [f"Option {number}" for number in range(40)]
    many = multi("many", *labels)
    named = AnyOf(conditions=tuple(Contains(question="many", value=option.id) for option in many.options))
    assert not estimate(Questionnaire.of([many, long_text(show_if=named)])).is_exact


@pytest.mark.parametrize(
    ("seconds", "rate", "minimum", "step", "pay"),
    [
        (300, 12_000, 0, 1, 1_000),
        (300.2, 12_000, 0, 1, 1_004),
        (1, 12_000, 0, 1, 4),
        (60, 12_000, 500, 1, 500),
        (303, 12_000, 500, 100, 1_100),
        (300, 12_000, 500, 500, 1_000),
        (0, 12_000, 0, 100, 0),
        (0, 0, 250, 100, 300),
    ],
)
def test_pay_is_rounded_up_and_at_least_the_token(seconds: float, rate: int, minimum: int, step: int, pay: int) -> None:
    assert fair_pay(seconds, rate, minimum, step) == pay


@pytest.mark.parametrize("arguments", [(-1.0, 1, 1, 1), (1.0, -1, 1, 1), (1.0, 1, -1, 1), (1.0, 1, 1, 0)])
def test_pay_of_nonsense_is_refused(arguments: tuple[float, int, int, int]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        fair_pay(*arguments)
