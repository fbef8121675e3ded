"""Geometry of charts: every person has as much room as every other, and nothing leaves the drawing."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cab_portal.web.charts import TONES, WIDTH, diverging, steps

scales = st.integers(2, 7).flatmap(
    lambda points: st.lists(st.lists(st.integers(0, 40), min_size=points, max_size=points), min_size=1, max_size=5)
)


@given(scales)
def test_bars_share_one_scale_and_one_zero_line(rows: list[list[int]]) -> None:
    bars = diverging(rows)
    assert len({bar.zero for bar in bars}) == 1
    for row, bar in zip(rows, bars, strict=True):
        assert [piece.tone for piece in bar.pieces] == [
            tone for count, tone in zip(row, TONES[len(row)], strict=True) if count
        ]
        for piece in bar.pieces:
            assert piece.x >= -0.2
            assert piece.x + piece.width <= WIDTH + 0.2
            if piece.tone.startswith("neg"):
                assert piece.x + piece.width <= bar.zero + 0.2
            if piece.tone.startswith("pos"):
                assert piece.x >= bar.zero - 0.2
        shown = [piece.shown for piece in bar.pieces if piece.shown is not None]
        assert all(number in row for number in shown)


def test_equal_counts_are_equally_wide() -> None:
    (bar,) = diverging([[4, 4, 4, 4, 4]])
    assert max(piece.width for piece in bar.pieces) - min(piece.width for piece in bar.pieces) <= 0.11
    assert [piece.shown for piece in bar.pieces] == [4] * 5
    assert [piece.shown for piece in diverging([[4, 4, 4, 4, 4]], is_counted=False)[0].pieces] == [None] * 5


def test_a_line_rises_with_each_arrival_and_ends_at_the_last_day() -> None:
    begin = datetime(2026, 11, 10, 9, tzinfo=UTC)
    end = begin + timedelta(days=10)
    arrivals = [(begin + timedelta(days=1), 3), (begin + timedelta(days=5), 2)]
    again = [(begin + timedelta(days=3), "Sent again"), (begin + timedelta(days=4), "Sent again")]
    drawn = steps(arrivals, (begin, end), 10, [(begin, "10 Nov"), (end, "20 Nov")], again)
    assert drawn.line == "M24.0 156.0H59.2V116.4H200.0V90.0H376.0"
    assert drawn.area == drawn.line + "V156.0H24.0Z"
    assert drawn.last == 90.0
    assert [(mark.at, mark.label) for mark in drawn.rows] == [(156.0, "0"), (90.0, "5"), (24.0, "10")]
    assert [mark.label for mark in drawn.days] == ["10 Nov", "20 Nov"]
    assert [mark.label for mark in drawn.events] == ["Sent again", ""]
