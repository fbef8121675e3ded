"""No hidden number can be reckoned from what is shown: an integer solver attacks that knows nothing of our method."""

import itertools
from collections.abc import Iterator, Sequence
from random import Random

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire.suppression import FEWEST, Released, released, rows_to_hide, stepped

from .strategies import law

Table = list[list[int]]


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - panels that can be made again


class Attacker:
    """Knows what is shown, that people are whole and not negative, and that every person stands in one column."""

    def __init__(self) -> None:
        self.solver = z3.Optimize()
        self.names = itertools.count()

    def unknown(self) -> z3.ArithRef:
        name = z3.Int(f"x{next(self.names)}")
        self.solver.add(name >= 0)
        return name

    def reads(self, table: Released, cells: Sequence[Sequence[z3.ArithRef]]) -> None:
        for row, names in zip(table.rows, cells, strict=True):
            if row is not None:
                self.solver.add(z3.Sum(names) == row)
        for column, names in zip(table.columns, zip(*cells, strict=True), strict=True):
            self.solver.add(z3.Sum(names) == column)
        for shown, names in zip(table.cells, cells, strict=True):
            for number, name in zip(shown, names, strict=True):
                if number is not None:
                    self.solver.add(name == number)

    def range_of(self, term: z3.ArithRef) -> tuple[int, int]:
        ends = []
        for search in (self.solver.minimize, self.solver.maximize):
            self.solver.push()
            search(term)
            assert self.solver.check() == z3.sat
            ends.append(self.solver.model().eval(term, model_completion=True).as_long())
            self.solver.pop()
        return ends[0], ends[1]


def hidden_terms(table: Released, cells: Sequence[Sequence[z3.ArithRef]]) -> Iterator[z3.ArithRef]:
    for row, names in zip(table.rows, cells, strict=True):
        if row is None:
            yield z3.Sum(names)
    for shown, names in zip(table.cells, cells, strict=True):
        yield from (name for number, name in zip(shown, names, strict=True) if number is None)


def attack(table: Released, k: int) -> None:
    attacker = Attacker()
    cells = [[attacker.unknown() for _ in row] for row in table.cells]
    attacker.reads(table, cells)
    for term in hidden_terms(table, cells):
        low, high = attacker.range_of(term)
        assert high - low >= k, table


def panel(random: Random, ways: int = 1) -> tuple[list[Table], list[tuple[int, ...]]]:
    """A panel of 5 to 40 people in as many ways of grouping them, each with its table of one question's answers."""
    answers = random.choice([2, 2, 2, 3, 4])
    shapes = [random.randint(2, 5) for _ in range(ways)]
    weights = [[random.random() + 0.3 for _ in range(parts)] for parts in (*shapes, answers)]
    size = random.randint(5, 40)
    people = [tuple(random.choices(range(len(weight)), weight)[0] for weight in weights) for _ in range(size)]
    tables = []
    for way, size in enumerate(shapes):
        counts = [[0] * answers for _ in range(size)]
        for person in people:
            counts[person[way]][person[-1]] += 1
        tables.append(counts)
    return tables, people


def check_shape(counts: Table, table: Released, k: int) -> None:
    for row, (shown, given_cells) in enumerate(zip(table.cells, counts, strict=True)):
        size = table.rows[row]
        assert size is None or size == sum(given_cells) >= k
        assert all(number in (None, count) for number, count in zip(shown, given_cells, strict=True))
        assert all(number is None or number >= k for number in shown)
    assert list(table.columns) == [sum(column) for column in zip(*counts, strict=True)]


def attack_panels(seeds: range) -> int:
    shown = 0
    for seed in seeds:
        random = chance(seed)
        k = random.choice([3, 5, 5, 5, 7])
        (counts,), _people = panel(random)
        table = released(counts, k)
        if table is not None:
            check_shape(counts, table, k)
            attack(table, k)
            shown += 1
    return shown


def test_no_hidden_number_is_narrowed_down() -> None:
    assert attack_panels(range(60)) >= 5


@pytest.mark.long
def test_no_hidden_number_is_narrowed_down_in_many_panels() -> None:
    assert attack_panels(range(1_000, 1_200)) >= 40


def attack_two_groupings(seed: int, k: int = 3) -> bool:
    """The same people, grouped in two ways: what the one table hides, both together do not tell."""
    tables, _people = panel(chance(seed), ways=2)
    shown = [released(counts, k) for counts in tables]
    if None in shown:
        return False
    first, second = (table for table in shown if table is not None)
    attacker = Attacker()
    rows, others, answers = len(first.cells), len(second.cells), len(first.columns)
    joint = [[[attacker.unknown() for _ in range(answers)] for _ in range(others)] for _ in range(rows)]
    ours = [[z3.Sum([joint[a][b][j] for b in range(others)]) for j in range(answers)] for a in range(rows)]
    theirs = [[z3.Sum([joint[a][b][j] for a in range(rows)]) for j in range(answers)] for b in range(others)]
    attacker.reads(first, ours)
    attacker.reads(second, theirs)
    for table, cells in ((first, ours), (second, theirs)):
        for term in hidden_terms(table, cells):
            low, high = attacker.range_of(term)
            assert high - low >= k, (first, second)
    return True


def test_two_groupings_together_tell_no_more() -> None:
    assert sum(attack_two_groupings(seed) for seed in range(6)) >= 2


@pytest.mark.long
def test_two_groupings_together_tell_no_more_in_many_panels() -> None:
    assert sum(attack_two_groupings(seed) for seed in range(100, 300)) >= 40


def attack_two_questions(seed: int, k: int = 3) -> bool:
    """The same segments, asked twice: they share the sizes that are hidden."""
    random = chance(seed)
    (first,), people = panel(random)
    answers = random.randint(2, 3)
    second = [[0] * answers for _ in first]
    for person in people:
        second[person[0]][random.randrange(answers)] += 1
    shown = [released(counts, k) for counts in (first, second)]
    if None in shown:
        return False
    attacker = Attacker()
    tables = [table for table in shown if table is not None]
    cells = [[[attacker.unknown() for _ in row] for row in table.cells] for table in tables]
    for table, names in zip(tables, cells, strict=True):
        attacker.reads(table, names)
    for ours, theirs in zip(*cells, strict=True):
        attacker.solver.add(z3.Sum(ours) == z3.Sum(theirs))
    for table, names in zip(tables, cells, strict=True):
        for term in hidden_terms(table, names):
            low, high = attacker.range_of(term)
            assert high - low >= k, tables
    return True


def test_two_questions_together_tell_no_more() -> None:
    assert sum(attack_two_questions(seed) for seed in range(20)) >= 3


@pytest.mark.long
def test_two_questions_together_tell_no_more_in_many_panels() -> None:
    assert sum(attack_two_questions(seed) for seed in range(100, 300)) >= 40


def test_the_attack_finds_what_is_badly_hidden() -> None:
    alone = Released((9, 9), ((None, 7), (8, 1)), (10, 8), 18)
    with pytest.raises(AssertionError):
        attack(alone, FEWEST)


def test_where_all_groups_are_large_nothing_is_hidden() -> None:
    table = released([[6, 7], [8, 9], [5, 5]])
    assert table is not None
    assert table.rows == (13, 17, 10)
    assert table.cells == ((6, 7), (8, 9), (5, 5))


def test_a_lone_small_cell_takes_others_with_it() -> None:
    table = released([[2, 14], [9, 11], [20, 30]])
    assert table is not None
    assert table.cells == ((None, None), (None, None), (20, 30))


def test_an_answer_of_few_people_gives_no_table() -> None:
    assert released([[8, 4], [9, 0]]) is None
    assert released([[2, 2], [1, 3]]) is None
    assert released([]) is None


def test_small_segments_hide_behind_each_other() -> None:
    assert rows_to_hide([9, 8, 7]) == frozenset()
    assert rows_to_hide([9, 2, 8]) == {1, 2}
    assert rows_to_hide([9, 2, 3, 8]) == {1, 2}
    assert rows_to_hide([9, 1, 2, 8]) == {1, 2, 3}
    assert rows_to_hide([0, 30]) == {0, 1}


@law
@given(st.lists(st.integers(0, 30), max_size=7), st.integers(3, 8))
def test_the_hidden_sizes_may_be_anything_between_them(sizes: list[int], k: int) -> None:
    hidden = rows_to_hide(sizes, k)
    assert all(size >= k for row, size in enumerate(sizes) if row not in hidden)
    if hidden and len(hidden) < len(sizes):
        assert len(hidden) >= 2
        assert sum(sizes[row] for row in hidden) >= k
    if all(size >= k for size in sizes):
        assert hidden == frozenset()


@pytest.mark.parametrize(
    "call", [lambda: released([[9, 9]], 2), lambda: rows_to_hide([9], 2), lambda: stepped(9, True, 2)]
)
def test_fewer_than_three_is_never_allowed(call) -> None:
    with pytest.raises(ValueError, match="fewer than 3"):
        call()


def test_uneven_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="as many answers"):
        released([[9, 9], [9]])


@law
@given(st.integers(3, 9), st.integers(0, 60))
def test_counts_move_in_whole_steps_until_the_end(k: int, answered: int) -> None:
    seen = [stepped(count, False, k).at_least for count in range(answered + 1)]
    assert all(following - count in (0, k) for count, following in itertools.pairwise(seen))
    assert seen[-1] <= answered < seen[-1] + k
    final = stepped(answered, True, k)
    assert (final.at_least, final.is_final) == (answered, True)
