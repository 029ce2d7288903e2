"""Reading files as people make them, and writing files that are safe to open."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
import python_calamine
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.exchange.blank import blank
from townclerk.platform.exchange.cells import UnreadableDay, parse_day, parse_flag
from townclerk.platform.exchange.reading import read
from townclerk.platform.exchange.templates import ImportColumn, ImportTemplate
from townclerk.platform.exchange.writing import RISKY, Heading, disarmed, rearmed, write

TEMPLATE = ImportTemplate(
    name="things",
    title="Things",
    columns=(
        ImportColumn("code", "Short name.", required=True),
        ImportColumn("end_date", "Last day.", "Ends on"),
        ImportColumn("amount", "Amount."),
    ),
    load=lambda rows, **named: None,
)
ATTACK = '=HYPERLINK("http://example.org","x")'


def book(rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def test_it_finds_headings_under_titles_whatever_their_case_and_order():
    text = "Things of 2017\n\nAMOUNT;Ends On;Code\n1,5;31/03/2018;a\n"
    sheet = read(text.encode(), "x.csv", TEMPLATE)
    assert dict(sheet.rows[0]) == {"amount": "1,5", "end_date": "31/03/2018", "code": "a"}
    assert sheet.numbers == (4,)


def test_it_keeps_the_row_numbers_of_the_file_over_blank_rows():
    sheet = read(b"code,amount\na,1\n,\n\nb,2\n", "x.csv", TEMPLATE)
    assert [row["code"] for row in sheet.rows] == ["a", "b"]
    assert sheet.numbers == (2, 5)


def test_it_reads_windows_text_and_the_mark_of_utf_8():
    assert read("code\n£5\n".encode("cp1252"), "x.csv", TEMPLATE).rows[0]["code"] == "£5"
    assert read("code\n£5\n".encode("utf-8-sig"), "x.csv", TEMPLATE).rows[0]["code"] == "£5"


def test_it_reads_numbers_of_a_workbook_at_the_digits_shown():
    sheet = read(book([["code", "amount"], [2017, 0.1], ["b", 1234.56]]), "x.xlsx", TEMPLATE)
    assert sheet.rows[0] == {"code": Decimal(2017), "amount": Decimal("0.1")}
    assert sheet.rows[1]["amount"] == Decimal("1234.56")


def test_it_names_headings_it_has_no_use_for():
    assert read(b"code,colour\na,red\n", "x.csv", TEMPLATE).unused == ("colour",)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "x.csv", "empty"),
        (b"code\n", "x.csv", "no row"),
        (b"a,b\n1,2\n", "x.csv", "No heading fits"),
        (b"amount\n1\n", "x.csv", "code is missing"),
        (b"code,Code\n1,2\n", "x.csv", "Two columns"),
        (b"%PDF-1.7", "x.pdf", "not a kind of table"),
        (b"PK\x03\x04nonsense", "x.xlsx", "cannot be read"),
        (b"co\0de\n1\n", "x.csv", "not a text file"),
    ],
)
def test_it_says_what_is_wrong_with_a_file(content, name, said):
    with pytest.raises(Problems) as caught:
        read(content, name, TEMPLATE)
    assert said in str(caught.value)
    assert all(problem.file == name for problem in caught.value.problems)


@pytest.mark.parametrize(
    "text", ["31/3/2018", "31 March 2018", "31 Mar 2018", "31st march, 2018", "2018-03-31"]
)
def test_it_reads_dates_day_first(text):
    assert parse_day(text) == date(2018, 3, 31)


@pytest.mark.parametrize("text", ["31/02/2018", "03/31/2018", "31 Ma 2018", "1/2/18", "soon", ""])
def test_it_refuses_what_is_no_date(text):
    with pytest.raises(UnreadableDay):
        parse_day(text)


def test_it_reads_yes_and_no():
    assert [parse_flag(text) for text in ("Yes", "y", "No", "")] == [True, True, False, False]


HEADINGS = [Heading("code", "Code"), Heading("amount", "Amount", money=True)]


@pytest.mark.parametrize("start", RISKY)
def test_it_disarms_formulas_in_text_and_leaves_negative_money(start):
    content = write("csv", "T", HEADINGS, [[f"{start}1+1", Money(-1_50)]])
    cells = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1]
    assert not cells[0].startswith(RISKY)
    assert cells[0].endswith("1+1")
    assert cells[1] == "-1.50"


def test_it_writes_formulas_into_a_workbook_as_text():
    content = write("xlsx", "T", HEADINGS, [[ATTACK, Money(-1_50)]])
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert rows.to_python()[1] == [ATTACK, -1.5]


def test_it_writes_json_with_money_as_exact_text():
    content = write("json", "T", HEADINGS, [["a", Money(-1_50)], ["b", None]])
    assert json.loads(content) == [{"code": "a", "amount": "-1.50"}, {"code": "b", "amount": None}]


@given(st.text())
def test_it_gets_disarmed_text_back(text):
    assert rearmed(disarmed(text)) == text or text.startswith("'")
    assert not disarmed(text).startswith(RISKY)


def test_it_makes_a_blank_workbook_that_reads_back_its_own_headings():
    content = blank(TEMPLATE)
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert workbook.get_sheet_by_index(0).to_python()[0] == ["code", "end_date", "amount"]
    assert "Last day." in str(workbook.get_sheet_by_index(1).to_python())


def test_it_tells_the_sheet_and_where_each_row_stands_in_a_workbook():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Notes")
        sheet = book.add_worksheet("Lines")
        rows = {0: ["A title"], 2: ["code", "amount"], 3: ["a", 1], 6: ["b", 2], 7: ["c", 3]}
        for row, cells in rows.items():
            sheet.write_row(row, 0, cells)
    found = read(out.getvalue(), "things.xlsx", TEMPLATE)
    assert (found.name, found.numbers, found.runs) == ("Lines", (4, 7, 8), [(2, 4), (3, 7)])
