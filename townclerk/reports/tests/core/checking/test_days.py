"""Dates: possible, with their weekday, in an order in which things happen."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.kernel.display import date_display
from townclerk.reports.core.checking.dates import read_dates, weekday_name
from townclerk.reports.core.checking.model import Paper, Paragraph, Section, Table
from townclerk.reports.core.checking.run import check

ON = date(2021, 10, 21)


def kinds(*blocks, on=ON):
    sections = (Section("One", tuple(Paragraph(b) if isinstance(b, str) else b for b in blocks)),)
    return [one.kind for one in check(Paper(title="T", sections=sections, on=on, authored=False))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The quiz is on Friday 16 December.", ["weekday"]),
        ("The quiz is on Thursday 16 December.", []),
        ("The quiz was on Friday 16 December 2022.", []),
        ("We met on Wed 20th October 2021.", []),
        ("We met on Monday, 20th October 2021.", ["weekday"]),
        ("It closes on 31 November.", ["date"]),
        ("It closed on 29 February 2021.", ["date"]),
        ("It closed on 29 February 2020.", []),
        ("The year 2022-22 was hard.", ["date"]),
        ("The budget of 2923/24 is set.", ["date"]),
        ("House 2931/24 is let.", []),
        (Table("Plan", ("Scheme", "2023/24", "6024/25"), (("Roads", "1", "2"),)), ["date"]),
        (Table("Plan", ("Scheme", "2023/24", "2024/25"), (("Roads", "1", "2"),)), []),
        ("The plan of 2023-26 was agreed.", []),
        ("It is due in Spring 202.", ["date"]),
        ("It ran from 3 May 2021 to 1 April 2021.", ["dates-order"]),
        ("It ran from 3 May 2021 to 1 June 2021.", []),
        ("The final 2020/21 accounts were approved in January 2021.", ["before-year-end"]),
        ("The final 2020/21 accounts were approved in September 2021.", []),
        ("The 2021/22 budget was approved in February 2021.", []),
        ("The page will open on 30 August 2021.", ["passed"]),
        ("The page opened on 30 August 2021.", []),
        ("The page will open on 30 November 2021.", []),
    ],
)
def test_a_sentence_with_dates(text, found):
    assert kinds(text) == found


def test_years_along_a_table_are_possible_and_in_step():
    def table(*years):
        return Table("Rates (%)", ("Year", "Rate"), tuple((one, "95.0") for one in years))

    assert kinds(table("2019-20", "2020-21", "2021-22", "2022-23")) == []
    assert kinds(table("2019-20", "2020-21", "2021-22", "2022-22")) == ["date"]
    assert kinds(table("2019-20", "2020-21", "2020-21", "2022-23", "2023-24")) != []


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(1, 6))
def test_a_date_with_its_own_weekday_stands_and_with_another_does_not(day, off):
    right = f"It is on {weekday_name(day)} {date_display(day)}."
    wrong = f"It is on {weekday_name(day + timedelta(days=off))} {date_display(day)}."
    assert [one.on for one in read_dates(right)] == [day]
    assert "weekday" not in kinds(right, on=day)
    assert "weekday" in kinds(wrong, on=day)
