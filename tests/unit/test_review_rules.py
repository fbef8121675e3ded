"""Rules of reviews and of comments, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.boards.rules import Privacy
from cab_portal.comments.rules import CommentInput, ThreadKind, shows_names_of_others, shows_words_of_others
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.reviews.rules import (
    RequestStatus,
    StepState,
    Verdict,
    VerdictInput,
    ensure_open,
    is_open,
    step_state,
)

CLOSES = datetime(2026, 12, 4, 17, tzinfo=UTC)


@pytest.mark.parametrize("status", list(RequestStatus))
def test_only_an_open_request_before_its_instant_is_open(status: RequestStatus) -> None:
    before, at = CLOSES - timedelta(microseconds=1), CLOSES
    assert is_open(status, CLOSES, before) is (status is RequestStatus.OPEN)
    assert not is_open(status, CLOSES, at)
    with pytest.raises(Conflict):
        ensure_open(status, CLOSES, at)


def test_not_yet_says_what_has_to_change() -> None:
    with pytest.raises(InvalidInput) as refused:
        VerdictInput(Verdict.NOT_YET)
    assert "reason" in refused.value.fields
    assert VerdictInput(Verdict.NOT_YET, "The date is wrong.").reason
    assert VerdictInput(Verdict.GOOD).reason == ""


@given(st.integers(1, 9), st.integers(1, 9))
def test_a_step_is_changed_where_its_text_changed_after_it_was_read(read_in: int, changed_in: int) -> None:
    expected = StepState.READ if read_in >= changed_in else StepState.CHANGED
    assert step_state(read_in, changed_in) is expected


def test_a_step_without_a_mark_is_unread() -> None:
    assert step_state(None, 1) is StepState.UNREAD


@pytest.mark.parametrize(
    ("kind", "body", "replacement", "is_enough"),
    [
        (ThreadKind.PRAISE, "", None, True),
        (ThreadKind.QUESTION, "", None, False),
        (ThreadKind.CONCERN, "", None, False),
        (ThreadKind.CONCERN, "", "other words", False),
        (ThreadKind.SUGGESTION, "", "other words", True),
        (ThreadKind.SUGGESTION, "", "the words", False),
        (ThreadKind.SUGGESTION, "Why not the phone?", "the words", True),
    ],
)
def test_what_a_comment_must_say(kind: ThreadKind, body: str, replacement: str | None, is_enough: bool) -> None:
    given_input = CommentInput(kind, body, replacement)
    if not is_enough:
        with pytest.raises(InvalidInput) as refused:
            given_input.checked("the words")
        assert "body" in refused.value.fields
        return
    checked = given_input.checked("the words")
    assert checked.replacement == ("other words" if replacement == "other words" else None)


def test_levels_of_privacy() -> None:
    assert [level for level in Privacy if shows_words_of_others(level)] == [Privacy.WORDS, Privacy.OPEN]
    assert [level for level in Privacy if shows_names_of_others(level)] == [Privacy.OPEN]
