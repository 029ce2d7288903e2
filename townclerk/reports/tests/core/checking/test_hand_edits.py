"""A digit mistyped by hand: in a number that counts on, a year, a row, a part, a product."""

from datetime import date

import pytest

from townclerk.reports.core.checking.model import Paper, Paragraph, Section, Table
from townclerk.reports.core.checking.outside import from_text
from townclerk.reports.core.checking.run import check


def kinds(*blocks, title="Section", authored=False):
    made = tuple(Paragraph(one) if isinstance(one, str) else one for one in blocks)
    paper = Paper(
        title="Report", sections=(Section(title, made),), authored=authored, on=date(2024, 6, 3)
    )
    return [one.kind for one in check(paper) if one.severity.blocks]


def numbered(*numbers):
    return "# Report\n\n" + "\n\n".join(f"{one}. It is said here." for one in numbers)


@pytest.mark.parametrize(
    ("numbers", "wrong"),
    [
        ((1, 2, 3, 4), []),
        ((1, 2, 8, 4), ["8"]),
        ((7, 2, 3, 4), ["7"]),
        ((1, 2, 3, 9), ["9"]),
        ((1, 2, 1, 2, 3), []),
        ((1, 2, 5, 6), []),
        ((1, 3), []),
    ],
)
def test_paragraphs_count_on(numbers, wrong):
    found = [one for one in check(from_text(numbered(*numbers))) if one.kind == "numbering"]
    assert [one.values[0].shown for one in found] == wrong


def coded(*labels, caption="", header=("Code", "Cases")):
    rows = tuple((one, str(300 + 7 * place)) for place, one in enumerate(labels))
    return Table(caption, header, rows)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (coded("R1", "R2", "R3"), []),
        (coded("R1", "R7", "R3"), ["numbering"]),
        (coded("A", "B", "C", caption="Cases at 31 July 2023"), []),
        (coded("A", "B", "C", caption="Cases at 33 July 2023"), ["date"]),
        (coded("A", "B", "C", caption="Cases at 31 July 4023"), ["date"]),
        (coded("Q1 2022/23", "Q2 2022/23", "Q1 2023/24"), []),
        (coded("Q3 2022/23", "Q2 2022/23", "Q1 2023/24"), ["year-series"]),
        (coded("Q1 2022/23", "Q6 2022/23", "Q1 2023/24"), ["date"]),
        (coded("2021/22", "2022/73", "2023/24"), ["year"]),
        (coded("A", "B", "C", header=("Code", "£’500")), ["misprint"]),
        (Table("", ("Type", "2420", "2021", "2022"), (("Hackney", "91", "88", "86"),)), ["date"]),
    ],
)
def test_a_table_with_a_label_mistyped(block, expected):
    assert sorted(set(kinds(block))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opens at 10.00am.", []),
        ("It opens at 80.00am.", ["date"]),
        ("It opens in spring 2026.", []),
        ("It opens in spring 7026.", ["date"]),
        ("It is the most since 2915.", ["date"]),
        ("It cost 2,915 in all.", []),
        ("In 2021/22 and 2022/23 it rose, and in 2023/27 it fell.", ["year"]),
        ("In 2021/22 and 2022/23 it rose. The plan 2023/27 follows.", []),
        ("Between 1 June and 31 August 2022 the three months were dry.", []),
        ("Between 7 June and 31 August 2022 the three months were dry.", ["period"]),
        ("Claims rose in the 12 months from 31 March 2022 to 31 March 2023.", []),
        ("Claims rose in the six months from 30 April 2022 to 31 October 2022.", []),
        ("Claims rose in the six months from 31 August 2022 to 28 February 2023.", []),
        ("Claims rose in the 12 months from 31 March 2022 to 28 March 2023.", ["period"]),
        ("There were 120 cases, 18 more than in the three months of 2021 (102).", []),
        ("There were 720 cases, 18 more than in the three months of 2021 (102).", ["change"]),
        ("Balances were £12.0m in March, equal to 4.5% of the budget of £267.8m.", []),
        ("Balances were £22.0m in March, equal to 4.5% of the budget of £267.8m.", ["share"]),
        ("437 requests came and 393 were answered in 20 days, which is 89.9%.", []),
        ("437 requests came and 393 were answered in 20 days, which is 81.9%.", ["share"]),
        ("Members approved 12 of the 15 plans; three were deferred.", []),
        ("Members approved 19 of the 15 plans; three were deferred.", ["parts"]),
        ("Members approved 10 of the 15 plans; three were deferred.", ["parts"]),
        ("Members approved 10 of the 15 plans; three were deferred, the rest await.", []),
        ("It moved 64 of 142 servers; 78 were moved before.", []),
        ("It moved 24 of 142 servers; 78 were moved before.", ["parts"]),
        ("It saves £3.2m. Of these £1.9m is made, £0.8m on track and £0.5m at risk.", []),
        ("It saves £3.2m. Of these £8.9m is made, £0.8m on track and £0.5m at risk.", ["parts"]),
        ("The fund paid 274 homes an average of £702, £192,348 in all.", []),
        ("The fund paid 274 homes an average of £402, £192,348 in all.", ["product"]),
        ("98% were in time; others 100%.", []),
        ("98% were in time; others 160%.", ["misprint"]),
        ("98% were in time; costs are up by 160%.", []),
    ],
)
def test_a_sentence_with_a_digit_mistyped(text, expected):
    assert kinds(text) == expected


MONITORED = Table(
    "Forecast by directorate",
    ("Directorate", "Budget £m", "Forecast £m", "Variance £m", "Variance %"),
    (
        ("Adult Social Care", "112.4", "113.3", "0.9", "0.8%"),
        ("Children’s Social Care", "51.2", "56.1", "4.9", "9.6%"),
        ("Education Excellence", "18.6", "20.2", "1.6", "8.6%"),
        ("Net budget", "182.2", "189.6", "7.4", "4.1%"),
    ),
)
ANSWERED = Table(
    "",
    ("Measure", "2021/22", "2022/23", "Change"),
    (
        ("Requests received", "402", "437", "+35"),
        ("Answered in 20 working days", "341", "393", "+52"),
        ("Share answered in time", "84.8%", "89.9%", "+5.1 points"),
    ),
)
SCORED = Table(
    "",
    ("Risk", "Likelihood", "Impact", "Score"),
    (("High needs", "5", "5", "25"), ("Cyber attack", "4", "5", "20"), ("Prices", "3", "4", "12")),
)
LICENSED = Table(
    "Licences",
    ("Type", "2020", "2021", "2022"),
    (("Private driver", "1,120", "1,062", "1,044"), ("Vehicle", "1,172", "1,101", "1,081")),
)


@pytest.mark.parametrize(
    ("table", "text", "expected"),
    [
        (MONITORED, "The forecast is an overspend of £7.4m (4.1%).", []),
        (MONITORED, "The forecast is an overspend of £7.7m (4.1%).", ["against-table"]),
        (MONITORED, "The forecast is an overspend of £7.4m (4.6%).", ["against-table"]),
        (MONITORED, "The forecast is an overspend of £3.3m (2.2%).", []),
        (MONITORED, "Children’s Social Care (£4.9m), Adult Social Care (£0.9m).", []),
        (
            MONITORED,
            "Children’s Social Care (£6.9m), Adult Social Care (£0.9m).",
            ["against-table"],
        ),
        (ANSWERED, "393 were answered in 20 working days.", []),
        (ANSWERED, "393 were answered in 90 working days.", ["against-table"]),
        (ANSWERED, "The share was 89.9%. This is 5.1 points better.", []),
        (ANSWERED, "The share was 89.9%. This is 3.1 points better.", ["against-table"]),
        (SCORED, "The high needs, with a score of 25, come first.", []),
        (SCORED, "The high needs, with a score of 65, come first.", ["against-table"]),
        (LICENSED, "Vehicles fell from 1,172 to 1,081.", []),
        (LICENSED, "Vehicles fell from 1,472 to 1,081.", ["against-table"]),
        (LICENSED, "Vehicles fell from 1,172 to 1,581.", ["against-table", "direction"]),
    ],
)
def test_a_sentence_beside_its_row(table, text, expected):
    assert sorted(kinds(table, text)) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("Private driver", "1,120", "6,062", "1,044"), ["outlier"]),
        (("Private driver", "1,120", "1,062", "104"), ["outlier"]),
        (("Private driver", "1,120", "1,762", "1,044"), []),
        (("Private driver", "220", "1,062", "3,044"), []),
    ],
)
def test_one_cell_far_from_all_the_others_of_its_row(row, expected):
    assert kinds(Table("Licences", LICENSED.header, (row,))) == expected


@pytest.mark.parametrize(
    ("share", "change", "expected"),
    [("8.6%", "+5.1 points", []), ("8.2%", "+5.1 points", ["percentage"])],
)
def test_the_tighter_of_two_ways_to_work_a_column_out(share, change, expected):
    rows = [list(row) for row in MONITORED.rows]
    rows[2][4] = share
    assert kinds(Table("", MONITORED.header, tuple(map(tuple, rows)))) == expected


def test_points_between_two_percentages_of_a_row():
    rows = (*ANSWERED.rows[:2], ("Share answered in time", "44.8%", "89.9%", "+5.1 points"))
    assert kinds(Table("", ANSWERED.header, rows)) == ["percentage"]
