"""Texts of our own about what was really printed: every contradiction a machine can see is found.

The numbers are those of the budget report of 2017, the portfolio reports of 2021 and 2024 and the
self-assessment of 2023; the sentences are ours. What is not seen stands in
docs/how-to/check-a-report.md.
"""

from pathlib import Path

import pytest

from townclerk.reports.core.checking.outside import from_text
from townclerk.reports.core.checking.run import check

DATA = Path(__file__).parent / "data"


def paper(name):
    return from_text((DATA / f"{name}.md").read_text("utf-8"), title=name)


def found(name, *earlier):
    return check(paper(name), earlier=[paper(one) for one in earlier])


def shown(findings):
    return {(one.kind, *(value.shown for value in one.values)) for one in findings}


@pytest.fixture(scope="module")
def budget():
    return found("budget-2017")


@pytest.mark.parametrize(
    ("what", "kind", "values"),
    [
        ("the Care Act in the text and in the table", "against-table", ("£1.452m", "1,466")),
        ("most of a fund in a year that cannot hold it", "mostly", ("11,583,000", "-1,480")),
        ("a value above its range", "range", ("£3.1m and £3.4m", "3,439")),
        ("a saving told gross", "net-or-gross", ("£300k", "£50k")),
        ("an amount cut off", "cut-down", ("£318,500", "318")),
        ("a total that its amounts round away from", "rounded-parts", ("2,539", "£2,539,850")),
        ("a gap that was revised", "superseded", ("£64m", "56,657")),
        ("one amount since two years", "two-dates", ("2010", "2011")),
        ("more posts than are in scope", "posts", ("4", "2")),
        ("a vacancy where there is none", "posts", ("a vacancy", "none")),
        ("a number without words", "unlabelled", ("4-5",)),
    ],
)
def test_it_finds_in_the_budget_report(budget, what, kind, values):
    assert (kind, *values) in shown(budget)


def test_it_finds_nothing_else_wrong_there(budget):
    kinds = sorted(one.kind for one in budget if one.severity.blocks)
    assert kinds == sorted(
        [
            "against-table",
            "mostly",
            "range",
            "net-or-gross",
            "cut-down",
            "rounded-parts",
            "superseded",
            "two-dates",
            "posts",
            "posts",
            "unlabelled",
            "numbering",
        ]
    )


def test_it_finds_in_the_report_of_2021():
    findings = found("portfolio-2021")
    assert [one.kind for one in findings] == [
        "parts",
        "date",
        "misprint",
        "weekday",
        "share-of-count",
        "share-of-count",
        "two-dates",
        "passed",
    ]
    assert ("weekday", "Friday 16 December", "Thursday") in shown(findings)
    assert ("two-dates", "September 2021", "4 November 2021") in shown(findings)


def test_it_finds_in_the_report_of_2024():
    findings = found("portfolio-2024", "portfolio-2021")
    assert [one.kind for one in findings] == [
        "claim",
        "date",
        "duplicate",
        "misprint",
        "before-year-end",
        "unchanged",
    ]


def test_it_finds_in_the_self_assessment_only_the_count_of_recommendations():
    assert [one.kind for one in found("self-assessment-2023")] == ["list-count"]
