"""The checks of the printed plan: which hold, and that they follow the records."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk.finance.core.identities import BadIdentity, Identity, judge
from townclerk.finance.models import (
    CapitalGrant,
    CapitalGrantYear,
    ChangeFund,
    LineAmount,
    PhasingEntry,
    PlanLine,
    PrintedFigure,
    Reserve,
    ReserveMovement,
    TaxOption,
    TaxOptionYear,
)
from townclerk.finance.queries.identities import checks_of
from townclerk.kernel.money import Money

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]
EXPECTED = Path(__file__).parents[1] / "data" / "identities.csv"


def expected():
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["holds"] == "yes" for row in csv.DictReader(file)}


def verdicts(plan):
    return {identity.id: verdict.holds for identity, verdict in checks_of(plan).judged}


def turned(plan):
    """Which checks now come out otherwise than the table expects."""
    wanted = expected()
    return {key for key, holds in verdicts(plan).items() if holds != wanted[key]}


def test_it_judges_every_identity_as_the_table_expects(plan):
    checks = checks_of(plan)
    assert checks.stopped == ()
    assert verdicts(plan) == expected()
    assert max(Counter(identity.id for identity, _ in checks.judged).values()) == 1


@pytest.mark.parametrize(
    ("key", "left", "right"),
    [
        ("TX008", 1452, 1466),
        ("TX004", 57000, 64000),
        ("RS002", 3000, 5000),
        ("CT010", -1123, 0),
        ("CT012", 2353, 0),
        ("MO001", 33432, 33432),
    ],
)
def test_it_shows_both_sides(plan, key, left, right):
    found = {identity.id: verdict for identity, verdict in checks_of(plan).judged}[key]
    assert (found.left, found.right) == (Money.thousands(left), Money.thousands(right))
    assert found.difference == Money.thousands(left - right)


@pytest.mark.parametrize(
    ("model", "which", "column", "changed"),
    [
        (
            LineAmount,
            {"line__code": "original-national-living-wage", "year": 2017},
            "amount",
            {"MO001", "MO009", "TX005", "TX006"},
        ),
        (
            TaxOptionYear,
            {"option__code": "even", "year": 2018},
            "printed_yield",
            {"CT002", "CT007"},
        ),
        (
            CapitalGrantYear,
            {"grant__code": "schools", "year": 2019},
            "receipts",
            {"CG003", "CG004", "CG009"},
        ),
        (PhasingEntry, {"kind": "one-off-saving"}, "amount", {"GX045"}),
        (ReserveMovement, {"reserve__code": "general-fund"}, "amount", {"RS001"}),
        (PrintedFigure, {"place": "para 4.4"}, "amount", {"CT017"}),
    ],
)
def test_it_turns_the_checks_that_read_a_changed_record(plan, model, which, column, changed):
    record = model.objects.get(**which)
    amount = getattr(record, column) + Money.thousands(1)
    model.objects.filter(pk=record.pk).update(**{column: amount})
    assert turned(plan) == changed


def test_it_says_which_record_a_family_lacks(plan):
    PrintedFigure.objects.all().delete()
    checks = checks_of(plan)
    assert "MO: No printed figure is recorded for Chapter 2 para 3.2 table" in checks.stopped[0]


def test_it_reads_in_as_many_queries_when_there_is_more_to_read(plan):
    with CaptureQueriesContext(connection) as before:
        checks_of(plan)
    for number in range(3):
        code = f"more-{number}"
        ChangeFund.objects.create(code=code, name=code)
        CapitalGrant.objects.create(code=code, name=code)
        Reserve.objects.create(code=code, name=code, opened_on=date(2016, 4, 1), opening=Money.zero)
        TaxOption.objects.create(plan=plan, code=code, name=code)
        PlanLine.objects.create(plan=plan, code=code, heading=code, step="original", type="other")
    with CaptureQueriesContext(connection) as after:
        checks_of(plan)
    assert len(after) == len(before)


def test_it_refuses_to_compare_money_with_a_number():
    mixed = Identity(id="A", statement="", where="", left=Money.zero, right=Decimal(0))
    with pytest.raises(BadIdentity, match="A compares money with a number"):
        judge(mixed)
