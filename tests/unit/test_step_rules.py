"""When a step comes and how long it takes; what may stand in braces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.drafts.rules import (
    DraftKind,
    StepInput,
    day_of,
    in_order_of_days,
    lines_shown,
    minutes_of,
    starts,
    timed,
)
from cab_portal.drafts.text.placeholders import Finding, Flaw, check_placeholders, named

MAIL, QBR, COURSE, POLICY = DraftKind.EMAIL_SERIES, DraftKind.QBR, DraftKind.COURSE, DraftKind.POLICY


def step(title: str = "Step", **fields: object) -> StepInput:
    return StepInput(title, **fields)  # type: ignore[arg-type] # named as the test writes them


def test_numbers_become_words_where_no_words_are_typed():
    assert timed(MAIL, step(day=3)).timing == "Day 3"
    assert timed(QBR, step(minutes=1)).timing == "1 minute"
    assert timed(COURSE, step(day=0, minutes=45)).timing == "Day 0, 45 minutes"
    assert timed(MAIL, step(day=3, timing="A week before")).timing == "A week before"
    assert timed(POLICY, step(day=3, minutes=3)).timing == ""


def test_words_that_only_say_a_number_count_as_it():
    assert (day_of(MAIL, step(timing="Day 12")), day_of(MAIL, step(timing="Day 12", day=3))) == (12, 3)
    assert day_of(MAIL, step(timing="Day 12 or so")) is None
    assert (minutes_of(QBR, step(timing="15 minutes")), minutes_of(MAIL, step(timing="15 minutes"))) == (15, None)


def test_an_agenda_tells_when_each_item_begins_as_far_as_it_is_planned():
    agenda = [step(minutes=10), step(timing="20 minutes"), step(), step(minutes=5)]
    assert starts(QBR, agenda) == [0, 10, None, None]
    assert starts(COURSE, agenda) == [None] * 4


def test_steps_are_sorted_by_day_and_the_rest_stays_behind_its_step():
    titles = [("a", 3), ("b", None), ("c", 0), ("d", 3), ("e", None)]
    steps = [step(title, day=day) for title, day in titles]
    assert [found.title for found in in_order_of_days(MAIL, steps)] == ["c", "a", "b", "d", "e"]
    assert in_order_of_days(POLICY, steps) == steps


@given(st.lists(st.none() | st.integers(0, 9)))
def test_sorting_twice_changes_nothing_more(days: list[int | None]):
    once = in_order_of_days(MAIL, [step(str(place), day=day) for place, day in enumerate(days)])
    assert in_order_of_days(MAIL, once) == once
    assert sorted(found.title for found in once) == sorted(map(str, range(len(days))))


def test_the_goal_is_shown_where_the_customer_gets_it():
    assert [kind for kind in DraftKind if "goal" in lines_shown(kind)] == [QBR, COURSE]


KNOWN = ("first name", "calendar link")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello {first name}, {{calendar link}}.", []),
        ("Hello {First_Name}.", []),
        ("Hello {frist name}.", [Finding(Flaw.UNKNOWN, "{frist name}", "{first name}")]),
        ("See {contract}.", [Finding(Flaw.UNKNOWN, "{contract}")]),
        ("Empty { }.", [Finding(Flaw.EMPTY, "{ }")]),
        ("Open {first name", [Finding(Flaw.UNCLOSED, "{first name")]),
        ("Close first name}.", [Finding(Flaw.UNOPENED, "Close first name}")]),
        ("Twice {first {first name}.", [Finding(Flaw.UNCLOSED, "{first {first name}.")]),
        ("Far {" + "x" * 90 + "}", [Finding(Flaw.UNCLOSED, "{" + "x" * 29), Finding(Flaw.UNOPENED, "x" * 29 + "}")]),
    ],
)
def test_braces_are_checked(text: str, found: list[Finding]):
    assert list(check_placeholders([text], KNOWN)) == found


def test_the_same_flaw_is_told_once():
    assert len(check_placeholders(["{x}", "{x} and {y}"], KNOWN)) == 2


@given(st.lists(st.sampled_from(["{", "}", "{{", "}}", "first name", " ", "x"]), max_size=12).map("".join))
def test_every_text_is_judged_and_balanced_known_ones_are_fine(text: str):
    check_placeholders([text], KNOWN)
    assert check_placeholders([text.replace("{", "").replace("}", "") + "{first name}"], KNOWN) == ()


def test_a_list_of_names_is_read_with_and_without_braces():
    assert named(" {contract number}\n\nsite\n{{site}}\n") == ("contract number", "site")
