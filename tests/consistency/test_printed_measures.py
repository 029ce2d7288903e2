"""Every value that the three documents print is answered by a question, one to one."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from townclerk.figures import Ask, ask_many, every, history, register
from townclerk.figures.models import ReturnedValue
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.money import Money

DATA = Path(__file__).parents[2] / "data" / "performance"
MONEY = {"gbp": 1, "gbp_m": 10**6, "gbp_bn": 10**9}
QUALIFIERS = {"approx": "about"}


def printed_rows():
    with (DATA / "crosswalk.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_printed(value, unit):
    """The value in the unit it was printed in."""
    if isinstance(value, Money):
        return value.as_pounds() / MONEY[unit]
    return Decimal(value)


@pytest.mark.django_db
def test_each_printed_value_is_what_its_question_answers(demonstration):
    rows = printed_rows()
    asked = [
        Ask(
            key=row["key"],
            scope=row["scope"] or "council",
            period=row["period"] or None,
            as_at=date.fromisoformat(row["as_at"]) if row["as_at"] else None,
        )
        for row in rows
    ]
    wrong = []
    for row, figure in zip(rows, ask_many(asked, reader=OPERATOR), strict=True):
        qualifier = QUALIFIERS.get(row["qualifier"], row["qualifier"])
        told = as_printed(figure.value, row["printed_unit"]), figure.qualifier
        if told != (Decimal(row["printed"]), qualifier):
            wrong.append((row["document"], row["row"], row["printed"], told))
    assert not wrong


@pytest.mark.django_db
def test_each_comparison_printed_beside_a_value_is_kept_on_its_basis(demonstration):
    rows = [row for row in printed_rows() if row["basis"]]
    kept = {
        (one.key, one.scope, one.period, one.basis): one.value
        for one in ReturnedValue.objects.exclude(basis="actual")
    }
    for row in rows:
        found = kept[row["key"], row["scope"] or "council", row["period"], row["basis"]]
        scale = MONEY.get(row["printed_unit"], 1)
        assert Decimal(found) == Decimal(row["basis_printed"]) * scale, row
    assert len({(row["document"], row["row"]) for row in printed_rows()}) == len(printed_rows())


@pytest.mark.django_db
def test_what_recurs_across_the_documents_is_one_measure_with_every_point(demonstration):
    """Fourteen keys stand in more than one document; each is one definition, all values in it."""
    documents, points = {}, {}
    for row in printed_rows():
        documents.setdefault(row["key"], set()).add(row["document"])
        points.setdefault(row["key"], set()).add((row["scope"], row["period"], row["as_at"]))
    recurring = {key for key, found in documents.items() if len(found) > 1}
    assert len(recurring) == 14
    for key in recurring:
        assert len(every(key, reader=OPERATOR)) == len(points[key]), key


@pytest.mark.django_db
def test_one_council_wide_measure_of_two_years_is_one_line(demonstration):
    found = history.series(register.definition("audit.plan.reviews_in_focus"), "council", OPERATOR)
    assert [(point.figure.value, point.figure.span) for point in found] == [
        (5, "31 October 2021"),
        (20, "31 August 2024"),
    ]
