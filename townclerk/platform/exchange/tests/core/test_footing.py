"""Control totals: held to the rows they cover, in any sheet."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from townclerk.platform.exchange.core.footing import Control, foot, is_total

GROUPS = frozenset({"type"})


def line(code, type_, amount):
    return {"code": code, "type": type_, "amount": amount}


LINES = [line("a", "Core", "1,000.50"), line("b", "core", "(0.50)"), line("c", "capital", "7")]


def test_it_accepts_a_grand_total_and_a_total_of_a_group():
    totals = [line("Total", "", "1,007.00"), line("TOTAL ", "CORE", Decimal(1000))]
    assert foot([*LINES, *totals], groups=GROUPS) == []


def test_it_names_the_row_and_the_column_of_a_total_that_does_not_foot():
    problem = foot([*LINES, line("Total", "core", "999")], groups=GROUPS)[0]
    assert (problem.row, problem.column, problem.code) == (5, "amount", "total-does-not-foot")
    assert "999" in problem.message
    assert "1,000.00" in problem.message
    assert "the 2 rows" in problem.message


def test_it_leaves_a_column_with_an_unreadable_cell_to_whoever_reads_the_rows():
    assert foot([line("a", "", "lots"), line("Total", "", "5")]) == []


def test_it_counts_each_row_in_the_unit_it_names():
    rows = [
        {"code": "a", "amount": "1.5", "money_unit": "£m"},
        {"code": "b", "amount": "500", "money_unit": "£000"},
        {"code": "Total", "amount": "2,000,000", "money_unit": ""},
    ]
    assert foot(rows, unit_column="money_unit") == []
    assert foot([*rows[:2], {**rows[2], "amount": "2"}], unit_column="money_unit")


def test_it_holds_the_file_to_what_its_bringer_expects():
    expected = Control(rows=2, totals={"amount": Decimal(1006), "weight": Decimal(1)})
    codes = [(p.code, p.column) for p in foot(LINES, expected=expected)]
    assert codes == [("rows-differ", ""), ("total-does-not-foot", "amount"), ("", "weight")]
    right = Control(rows=3, totals={"amount": Decimal("1007.00")})
    assert foot(LINES, expected=right) == []


def test_it_knows_a_total_by_its_first_filled_cell_only():
    assert is_total({"x": None, "y": "Totals"})
    assert not is_total({"x": "a", "y": "Total"})
    assert not is_total({"x": Decimal(1)})


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1), st.integers(-5, 5))
def test_it_refuses_exactly_the_totals_that_are_not_the_sum(pence, off):
    rows = [{"code": str(n), "amount": f"{Decimal(p) / 100:f}"} for n, p in enumerate(pence)]
    total = {"code": "Total", "amount": f"{Decimal(sum(pence) + off) / 100:f}"}
    assert bool(foot([*rows, total])) == (off != 0)
