"""Word diff, comparison of steps, and the steps that continue others."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from cab_portal.drafts.text.pairing import pair_lines_then_words, pair_sequences
from cab_portal.drafts.text.step_matching import StepText, match_steps
from cab_portal.drafts.text.word_diff import ParagraphKind, PieceKind, compare_steps, diff_words
from cab_portal.drafts.text.words import words

TEXT = st.text(alphabet="ab .\n’–é😀", max_size=40)


def pieces(old: str, new: str) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in diff_words(old, new)]


@given(TEXT, TEXT)
def test_pieces_joined_are_the_two_texts(old, new) -> None:
    found = diff_words(old, new)
    assert "".join(piece.text for piece in found if piece.kind is not PieceKind.INSERT) == old
    assert "".join(piece.text for piece in found if piece.kind is not PieceKind.DELETE) == new
    kinds = [piece.kind for piece in found]
    assert all(one is not other for one, other in itertools.pairwise(kinds))


@given(TEXT)
def test_a_text_equals_itself(text) -> None:
    assert all(piece.kind is PieceKind.EQUAL for piece in diff_words(text, text))


@given(st.lists(st.integers(0, 3), max_size=12), st.lists(st.integers(0, 3), max_size=12))
def test_pairs_are_equal_items_in_ascending_order(old, new) -> None:
    pairs = pair_sequences(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(pairs))


LINES = st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=6)


@given(LINES, LINES)
def test_words_paired_by_lines_are_equal_and_ascending(old, new) -> None:
    pairs = pair_lines_then_words(old, new)
    old_words = list(itertools.chain.from_iterable(old))
    new_words = list(itertools.chain.from_iterable(new))
    assert all(old_words[i] == new_words[j] for i, j in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(pairs))


def test_a_word_replaced_is_one_deletion_and_one_insertion() -> None:
    assert pieces("We call you on Friday at noon.", "We will call you on Monday.") == [
        ("equal", "We "),
        ("insert", "will "),
        ("equal", "call you on "),
        ("delete", "Friday at noon"),
        ("insert", "Monday"),
        ("equal", "."),
    ]


def test_a_unit_of_comparison_is_a_word_or_a_single_mark() -> None:
    assert [word.folded for word in words("Don’t pay 3.50 — {Name} x_y 日本 naïve")] == (
        ["don't", "pay", "3", ".", "50", "-", "{", "name", "}", "x", "_", "y", "日", "本", "naïve"]
    )


def test_very_frequent_words_are_compared_in_bearable_time() -> None:
    old = "a " * 20_000
    found = diff_words(old + "end", "start " + old + "b")
    assert "".join(piece.text for piece in found if piece.kind is not PieceKind.INSERT) == old + "end"


def test_paragraphs_are_paired_by_likeness() -> None:
    old = "Same one.\n\nTom runs the technical setup.\n\nThis goes away completely.\n\nSame two."
    new = "Same one.\n\nBrand new words here instead.\n\nTom and Ines run the technical setup.\n\n**Same two.**"
    found = [(item.kind, item.old and item.old.text, item.new and item.new.text) for item in _paragraphs(old, new)]
    assert found == [
        (ParagraphKind.EQUAL, "Same one.", "Same one."),
        (ParagraphKind.ADDED, None, "Brand new words here instead."),
        (ParagraphKind.CHANGED, "Tom runs the technical setup.", "Tom and Ines run the technical setup."),
        (ParagraphKind.REMOVED, "This goes away completely.", None),
        (ParagraphKind.EQUAL, "Same two.", "Same two."),
    ]


def _paragraphs(old, new):
    return compare_steps(old, new).paragraphs


PARAGRAPHS = st.lists(st.sampled_from(["a b c", "a b d", "x y z", "x", "a y"]), max_size=6).map("\n\n".join)


@given(PARAGRAPHS, PARAGRAPHS)
def test_a_comparison_holds_every_paragraph_of_both_in_order(old, new) -> None:
    found = _paragraphs(old, new)
    assert [item.old.text for item in found if item.old] == [text for text in old.split("\n\n") if text]
    assert [item.new.text for item in found if item.new] == [text for text in new.split("\n\n") if text]


def test_markup_alone_is_told_from_words() -> None:
    assert compare_steps("One two", "One **two**").only_formatting_changed
    assert not compare_steps("One two", "One two").only_formatting_changed
    assert not compare_steps("One two", "One three").is_equal


def test_steps_match_by_title_in_order_then_by_text() -> None:
    story = "Mara will call you on Friday to look at the result together and to plan the next month"
    old = [
        StepText("Welcome", "a"),
        StepText("Reminder", "b"),
        StepText("Reminder", "c"),
        StepText("Call", story),
    ]
    new = [
        StepText("The call", story + " in detail"),
        StepText("Reminder", "x"),
        StepText("welcome ", "y"),
        StepText("Reminder", "z"),
        StepText("Extra", "nothing like it"),
    ]
    found = match_steps(old, new)
    assert found.pairs == ((3, 0), (1, 1), (0, 2), (2, 3))
    assert found.added == (4,)
    assert found.removed == ()


def test_an_unlike_step_is_new_and_the_old_one_removed() -> None:
    found = match_steps([StepText("A", "one two three")], [StepText("B", "four five six")])
    assert (found.pairs, found.removed, found.added) == ((), (0,), (0,))


STEPS = st.lists(
    st.builds(StepText, st.sampled_from("ABC"), st.sampled_from(["a b c d", "a b c", "x y", ""])), max_size=5
)


@given(STEPS, STEPS)
def test_every_step_is_matched_once_or_left_over(old, new) -> None:
    found = match_steps(old, new)
    assert sorted([i for i, _ in found.pairs] + list(found.removed)) == list(range(len(old)))
    assert sorted([j for _, j in found.pairs] + list(found.added)) == list(range(len(new)))
