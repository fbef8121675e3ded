"""Tables as files: what a spreadsheet reads is what was meant, and none of it runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.web.csv_files import Cell, lines

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def read(*rows: Sequence[Cell]) -> list[list[str]]:
    text = b"".join(lines(["a", "b"], rows)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49 30 1234",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "\xa0=1",
        "-",
        "=cmd|' /C calc'!A0",
    ],
)
def test_text_like_a_formula_is_guarded(text: str) -> None:
    assert read([text, "x"]) == [[f"'{text}", "x"]]


@pytest.mark.parametrize("text", ["", "Petra", "a=b", "'=1", "1-2", "a\nb", 'say "so"', "5 + 5", "ü, ö"])
def test_other_text_stays(text: str) -> None:
    assert read([text, "x"]) == [[text, "x"]]


def test_numbers_and_instants_are_no_text() -> None:
    at = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    assert read([-5, 2.5], [None, at]) == [["-5", "2.5"], ["", "2026-11-02T09:30:00+00:00"]]


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_no_cell_begins_like_a_formula_and_no_row_is_lost(rows: list[tuple[str, str]]) -> None:
    found = read(*rows)
    assert len(found) == len(rows)
    for row, cells in zip(rows, found, strict=True):
        for text, cell in zip(row, cells, strict=True):
            assert cell in (text, f"'{text}")
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_a_long_file_comes_in_pieces() -> None:
    pieces = list(lines(["a", "b"], ([count, "x" * 100] for count in range(10_000))))
    assert len(pieces) > 10
    assert max(map(len, pieces)) < 20_000
