"""What words claim of the table beside them."""

import pytest

from townclerk.reports.core.checking.model import Paper, Paragraph, Section, Table
from townclerk.reports.core.checking.run import check

YEARS = ("2019-20", "2020-21", "2021-22", "2022-23", "2023-24")


def rates(ours, theirs, *, across):
    if across:
        return Table(
            "Council tax collected (%)", ("", *YEARS), (("Sefton", *ours), ("National", *theirs))
        )
    rows = tuple(zip(YEARS, ours, theirs, strict=True))
    return Table("Council tax collected (%)", ("Year", "Sefton", "National"), rows)


STEADY = ("95.8", "94.7", "94.9", "95.0", "94.9"), ("96.8", "95.7", "95.9", "96.0", "95.9")
PRINTED = ("95.8", "95.0", "94.8", "95.0", "94.9"), ("96.8", "95.7", "95.9", "96.0", "95.9")
RISING = ("91.0", "92.0", "93.5", "94.0", "95.0"), ("90.0", "91.0", "91.5", "92.0", "96.0")


def kinds(table, text):
    blocks = (table, Paragraph(text))
    return [
        one.kind
        for one in check(
            Paper(title="T", sections=(Section("Collection", blocks),), authored=False)
        )
    ]


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize(
    ("series", "text", "expected"),
    [
        (STEADY, "Council tax has been one point below the national rate for five years.", []),
        (
            PRINTED,
            "Council tax has been one point below the national rate for five years.",
            ["claim"],
        ),
        (
            PRINTED,
            "Council tax was 1 point below the national rate in each of the last two years.",
            [],
        ),
        (PRINTED, "Council tax was consistently below the national rate.", []),
        (RISING, "Council tax was above the national rate every year.", ["claim"]),
        (RISING, "Council tax collected by Sefton has risen every year.", []),
        (PRINTED, "Council tax collected by Sefton has risen every year.", ["claim"]),
        (RISING, "At 95.0% council tax collected by Sefton is the highest since 2019-20.", []),
        (
            PRINTED,
            "At 94.9% council tax collected by Sefton is the highest since 2019-20.",
            ["claim"],
        ),
        (STEADY, "In 2023-24 Sefton was 1% below the national rate.", ["percent-or-points"]),
    ],
)
def test_a_claim_over_years(series, text, expected, across):
    assert kinds(rates(*series, across=across), text) == expected


TEAMS = Table(
    "Calls answered",
    ("Team", "Target", "Actual"),
    (
        ("Tax", "100", "120"),
        ("Benefits", "90", "80"),
        ("Waste", "50", "60"),
        ("Housing", "70", "75"),
    ),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Three of the four teams were above target.", []),
        ("All of the four teams were above target.", ["claim"]),
        ("Two of four teams met their target.", ["claim"]),
        ("One of the four teams missed its target.", []),
        ("Tax had the highest actual of all.", []),
        ("Housing had the highest actual of all.", ["claim"]),
        ("Benefits had the lowest actual of the four.", ["claim"]),
    ],
)
def test_a_claim_over_rows(text, expected):
    assert kinds(TEAMS, text) == expected


def test_a_value_that_was_revised_and_is_told_as_it_was_first():
    table = Table(
        "The gap (£000)",
        ("", "2017/18", "2018/19", "Total"),
        (
            ("Original funding gap", "33,432", "30,986", "64,418"),
            ("Revised funding gap", "24,212", "32,445", "56,657"),
        ),
    )
    assert kinds(table, "The funding gap of £64m has to be closed.") == ["superseded"]
    assert kinds(table, "The funding gap of £57m has to be closed.") == []
    assert kinds(table, "The funding gap was first put at £64m.") == []


def test_a_change_by_an_amount_and_a_score_that_is_a_product():
    licences = Table(
        "Licences",
        ("Type", "2020", "2021", "2022"),
        (("Private hire driver", "1,120", "1,062", "1,044"), ("Operator", "61", "58", "57")),
    )
    assert kinds(licences, "Private hire drivers fell by 76 over the two years.") == []
    assert kinds(licences, "Private hire drivers fell by 86 over the two years.") == ["claim"]

    def risks(score):
        rows = (("Cyber", "4", "5", "20"), ("Floods", "3", "4", "12"), ("Fraud", "3", "3", score))
        return Table("Risks", ("Risk", "Likelihood", "Impact", "Score"), rows)

    assert kinds(risks("9"), "The register was reviewed.") == []
    assert kinds(risks("6"), "The register was reviewed.") == ["product"]
