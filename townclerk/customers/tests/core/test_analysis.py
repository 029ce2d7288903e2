"""Counts by answer and group: weighted to the people, with nothing small to be worked out."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from townclerk.customers.core.analysis import NOT_SAID, Reply, compared, hide, lines, weights

COUNTS = st.integers(0, 40)


def replies(*told):
    return [
        Reply(frozenset([answer]), {"age": group})
        for count, answer, group in told
        for _ in range(count)
    ]


def shown(told, threshold=10, people=None):
    return lines(
        replies(*told),
        ["Yes", "No"],
        dimension="age",
        population={"old": 500, "young": 500} if people is None else people,
        threshold=threshold,
    )


def test_it_weighs_each_group_as_many_as_it_has_people():
    yes, no = shown([(30, "Yes", "old"), (30, "No", "old"), (20, "Yes", "young")])
    assert (yes.count, yes.share) == (50, Fraction(5, 8))
    # Half of the people are young and all said yes; of the other half, half did.
    assert (yes.weighted, no.weighted) == (Fraction(3, 4), Fraction(1, 4))


def test_it_counts_once_who_says_no_group_and_leaves_out_whom_nobody_speaks_for():
    yes, _ = shown([(20, "Yes", "old"), (20, "No", NOT_SAID)])
    assert yes.weighted == Fraction(1, 2)
    assert list(yes.by_group) == ["old", NOT_SAID]


def test_it_does_not_weigh_without_people():
    yes, _ = shown([(20, "Yes", "old"), (20, "No", "young")], people={})
    assert yes.weighted is None


def test_it_shows_nothing_of_few_answers():
    for line in shown([(4, "Yes", "old"), (4, "No", "young")]):
        assert (line.count, line.share, line.weighted) == (None, None, None)
        assert set(line.by_group.values()) == {None}


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(1, 50), min_size=1))
def test_weights_keep_the_number_of_answers(answered):
    people = dict.fromkeys(answered, 100)
    found = weights(answered, people)
    assert sum(found[group] * answered[group] for group in answered) == sum(answered.values())


@given(st.lists(st.lists(COUNTS, min_size=3, max_size=3), min_size=2, max_size=4))
def test_nothing_hidden_stands_alone_in_its_row_or_column(rows):
    table = {f"r{i}": {f"c{j}": n for j, n in enumerate(row)} for i, row in enumerate(rows)}
    found = hide(table, 10)
    for row, column in product(table, table["r0"]):
        if 0 < table[row][column] < 10:
            assert found[row][column] is None
        assert found[row][column] in (None, table[row][column])
    lines_of = [*found.values(), *({r: found[r][c] for r in found} for c in table["r0"])]
    assert all(list(line.values()).count(None) != 1 for line in lines_of)


def test_the_sum_of_the_groups_does_not_tell_what_is_hidden_in_all():
    """Everybody's row is one of the table, so a hidden number has another beside it."""
    for line in shown([(40, "Yes", "old"), (3, "No", "old"), (40, "Yes", "young")]):
        hidden = [line.count, *line.by_group.values()].count(None)
        assert hidden != 1


def test_it_compares_who_answered_with_who_lives_here():
    found = compared(["old"] * 30 + ["young"] * 3 + [NOT_SAID] * 5, {"old": 1, "young": 3}, 10)
    assert [(row.group, row.count, row.population) for row in found] == [
        ("old", None, Fraction(1, 4)),
        ("young", None, Fraction(3, 4)),
    ]
