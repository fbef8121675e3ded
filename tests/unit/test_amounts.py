"""Amounts as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.core.money import Money, currencies, parse_amount


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("120", "EUR", 12_000),
        ("120.5", "EUR", 12_050),
        ("0", "USD", 0),
        ("1500", "JPY", 1_500),
        ("1.234", "KWD", 1_234),
    ],
)
def test_an_amount_is_read(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    ["", " ", "1,200", "1.200,50", "-1", "+1", "1e3", "NaN", "1.234", "1.", ".5", "€5", "٣", "1234567890", "1\n"],
)
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_amount(text, "EUR")


@given(st.integers(0, 10**9 - 1), st.sampled_from(sorted(currencies())))
def test_an_amount_that_is_shown_reads_as_itself(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert parse_amount(f"{money.amount:f}", currency) == money


def test_currencies_are_those_of_today() -> None:
    assert {"EUR", "USD", "CHF", "JPY"} <= currencies()
    assert not {"DEM", "XXX", "XAU", "eur"} & currencies()
