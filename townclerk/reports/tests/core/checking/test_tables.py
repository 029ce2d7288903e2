"""Tables: down, across, worked out columns, and what the text says of them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from townclerk.reports.core.checking.grids import grid_of
from townclerk.reports.core.checking.model import Paper, Paragraph, Section, Table
from townclerk.reports.core.checking.run import check


def findings(*blocks, title="Savings"):
    kept = tuple(Paragraph(one) if isinstance(one, str) else one for one in blocks)
    return check(Paper(title="T", sections=(Section(title, kept),), authored=False))


def kinds(*blocks):
    return sorted({one.kind for one in findings(*blocks)})


def table(*rows, header=("", "2017/18", "2018/19", "Total"), caption="Savings (£000)"):
    return Table(caption, header, rows)


SOUND = (
    ("Waste", "120", "80", "200"),
    ("Parks", "33", "(13)", "20"),
    ("Total", "153", "67", "220"),
)


def spoiled(row, column, text):
    rows = [list(one) for one in SOUND]
    rows[row][column] = text
    return table(*(tuple(one) for one in rows))


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (table(*SOUND), []),
        (spoiled(2, 1, "163"), ["footing-across", "footing-down"]),
        (spoiled(0, 3, "210"), ["footing-across", "footing-down"]),
        (spoiled(2, 3, "221"), ["footing-across", "footing-down"]),
        (spoiled(2, 1, ""), ["blank-total"]),
        (
            table(
                ("Net budget", "10.0", "12.0"),
                ("Less grants", "4.0", "5.0"),
                ("Total", "6.0", "7.0"),
                header=("", "2017/18", "2018/19"),
                caption="Budget (£m)",
            ),
            [],
        ),
    ],
)
def test_it_adds_down_and_across(given_, expected):
    assert kinds(given_) == expected


def test_it_adds_by_subtotals_and_leaves_rates_alone():
    rows = (
        ("Fostering", "4", "2.0%"),
        ("Homes", "6", "4.0%"),
        ("Sub total", "10", "3.1%"),
        ("Parks", "5", "1.0%"),
        ("Waste", "5", "9.0%"),
        ("Sub-total", "10", "5.0%"),
        ("Grand total", "20", "4.0%"),
    )
    assert kinds(table(*rows, header=("", "Staff", "Absence"), caption="Staff")) == []
    wrong = [*rows[:-1], ("Grand total", "30", "4.0%")]
    assert kinds(table(*wrong, header=("", "Staff", "Absence"), caption="Staff")) == [
        "footing-down"
    ]


def test_rounding_is_a_note_and_one_wrong_cell_is_not():
    rows = [("A", "1.3", "2.4"), ("B", "1.3", "2.4"), ("C", "1.3", "2.4"), ("Total", "4.0", "7.1")]
    found = findings(table(*rows, header=("", "2017/18", "2018/19"), caption="Cost (£m)"))
    assert [(one.kind, one.severity.blocks) for one in found] == [("rounding", False)]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (("Care", "500", "450", "-50", "-10.0%"), []),
        (("Care", "500", "450", "-60", "-10.0%"), ["footing-across"]),
        (("Care", "500", "450", "-50", "-11.5%"), ["percentage"]),
    ],
)
def test_a_column_worked_out_from_others(last, expected):
    rows = (
        ("Waste", "100", "110", "10", "10.0%"),
        ("Parks", "80", "84", "4", "5.0%"),
        ("Roads", "40", "41", "1", "2.5%"),
        last,
    )
    header = ("Service", "Budget", "Forecast", "Variance", "Variance %")
    assert kinds(table(*rows, header=header, caption="Monitoring (£000)")) == expected


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.integers(-999, 9999), min_size=3, max_size=3), min_size=2, max_size=6),
    st.integers(0, 5),
    st.integers(1, 3),
    st.integers(3, 500),
)
def test_a_table_that_adds_up_is_quiet_and_one_that_does_not_is_found(rows, at, column, by):
    names = ["Waste", "Parks", "Roads", "Care", "Schools", "Coast"]
    body = [[names[n], *row, sum(row)] for n, row in enumerate(rows)]
    body.append(["Total", *(sum(row[n] for row in body) for n in range(1, 5))])
    header = ("", "2017/18", "2018/19", "2019/20", "Total")

    def made():
        return table(*(tuple(str(one) for one in row) for row in body), header=header)

    adding = {"footing-down", "footing-across"}
    assert not adding & set(kinds(made()))
    body[at % len(rows)][column] += by
    assert adding & set(kinds(made()))


TEXTS = table(
    ("Home care", "1,250", "1,300", "2,550"),
    ("Residential placements", "3,439", "2,000", "5,439"),
    ("Total", "4,689", "3,300", "7,989"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Home care saves £1.25m in 2017/18.", []),
        ("Home care saves £1.52m in 2017/18.", ["against-table"]),
        ("Home care saves £1,250m in 2017/18.", ["against-table"]),
        ("In 2018/19 home care saves £1.3m, and residential placements £2m.", []),
        ("In 2018/19 home care saves £1.3m, and residential placements £2.4m.", ["against-table"]),
        ("Residential placements save between £3.1m and £3.4m in 2017/18.", ["range"]),
        ("Residential placements save between £3.1m and £3.5m in 2017/18.", []),
        ("The savings come to £8.0m in total.", []),
        ("The savings come to £7.1m in total.", ["against-table"]),
        ("Home care has 14 managers.", []),
        ("Home care saves about £1.2m in 2017/18.", []),
        ("Home care saves over £1.4m in 2017/18.", ["against-table"]),
        ("Home care fell by £40k.", []),
        ("Home care saves £1,250,600 in 2017/18.", ["cut-down"]),
    ],
)
def test_the_text_beside_its_table(text, expected):
    assert kinds(TEXTS, text) == expected


def test_a_finding_says_where_why_and_what_to_do():
    found = findings(TEXTS, "Home care saves £1.52m in 2017/18.")[0]
    assert found.where == "Savings, paragraph 1"
    assert "£1.52m" in found.place.words
    assert [one.shown for one in found.values] == ["£1.52m", "1,250"]
    assert "Home care" in found.values[1].source
    assert found.what_to_do


def test_cells_have_the_unit_and_place_they_are_printed_in():
    grid = grid_of(TEXTS, 0, 0)
    cell = grid.cells[0, 1]
    assert (cell.value, cell.ulp, cell.unit) == (Decimal(1250000), Decimal(1000), "money")
    assert [line.total for line in grid.rows] == [False, False, True]
    assert grid.columns[-1].total
