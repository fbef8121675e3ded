"""The drawing of the paths: every branch is in it, what no path reaches is marked, and it stays narrow."""

from hypothesis import given
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire.conditions import AllOf, Comparison, Equals, questions_read
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.path_map import MOST_LANES, WIDTH, Shown, path_map, shortened
from tests.questionnaires import tiny
from tests.questionnaires.strategies import law, questionnaires


@law
@given(questionnaires())
def test_every_branch_is_drawn_within_the_drawing(questionnaire: Questionnaire) -> None:
    drawn = path_map(questionnaire)
    expected = {
        (questionnaire.number(reference), place)
        for place, question in enumerate(questionnaire.questions, start=1)
        for reference in (questions_read(question.show_if) if question.show_if else ())
    }
    assert {(branch.source, branch.target) for branch in drawn.branches} == expected
    assert [box.number for box in drawn.boxes] == list(range(1, len(questionnaire.questions) + 1))
    assert all(box.x >= 0 and box.x + box.width <= WIDTH <= 380 for box in drawn.boxes)
    assert all(box.y + box.height <= drawn.height for box in drawn.boxes)
    for box, question in zip(drawn.boxes, questionnaire.questions, strict=True):
        assert bool(box.condition) == (question.show_if is not None)


def test_what_no_path_reaches_is_marked() -> None:
    impossible = AllOf(
        conditions=(
            Comparison(op="le", question="recommend", value=2),
            Comparison(op="ge", question="recommend", value=8),
        )
    )
    drawn = path_map(
        Questionnaire.of(
            [
                tiny.nps(),
                tiny.single(show_if=impossible),
                tiny.rating(show_if=Equals(question="pace", value="too_fast")),
            ]
        )
    )
    assert [box.shown for box in drawn.boxes] == [Shown.ALWAYS, Shown.NEVER, Shown.NEVER]
    assert drawn.count("never") == 2
    assert drawn.is_proved


def test_branches_that_overlap_have_lines_of_their_own() -> None:
    drawn = path_map(tiny.chain())
    assert [(branch.source, branch.target) for branch in drawn.branches] == [(1, 2), (2, 3), (3, 4)]
    many = [tiny.nps("q0")]
    many += [tiny.nps(f"q{n}", show_if=Comparison(op="le", question="q0", value=6)) for n in range(1, MOST_LANES + 4)]
    lines = [branch.path.split("H")[1].split("V")[0] for branch in path_map(Questionnaire.of(many)).branches]
    assert len(set(lines)) == MOST_LANES


@given(st.text(max_size=80), st.integers(20, 300))
def test_a_label_fits(text: str, width: int) -> None:
    label = shortened(text, width)
    assert label == text or (label.endswith("…") and len(label) <= len(text) + 1)
    assert shortened("漢" * 30, 100).endswith("…")
    assert len(shortened("漢" * 30, 100)) < len(shortened("a" * 30, 100))
