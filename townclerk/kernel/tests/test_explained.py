"""Explanation trees: as JSON, as lines, and the mark of an unconfirmed rule."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.explained import Confidence, Provenance, Records, Step, to_json
from townclerk.kernel.money import Money
from townclerk.kernel.provision import Provision
from townclerk.kernel.tests.strategies import exact

TREE = Step(
    label="Gap",
    value=Money.pounds("-5.50"),
    how="10.00 less 15.50",
    parts=(
        Step(
            label="Limit",
            value=Decimal("4.99"),
            unit="percent",
            rule=Provision("An Act", "section 1", "https://example.org"),
            confidence=Confidence.LOW,
            notes=("To be checked.",),
        ),
        Step(
            label="Lines",
            value=Money.pounds(10),
            records=Records(count=3, kind="plan line", label="plan lines", total=Money.pounds(10)),
            source=Provenance(
                file="plan.csv",
                checksum="abcdef0123456789",
                who="analyst",
                when=datetime(2026, 11, 1, tzinfo=UTC),
            ),
            held_by="Finance partner",
        ),
    ),
)


def test_it_is_one_json_document() -> None:
    content = json.loads(json.dumps(TREE.to_json()))
    assert content["value"] == "-5.50"
    limit, lines = content["parts"]
    assert limit["rule"]["citation"] == "An Act, section 1"
    assert limit["confidence"] == "low"
    assert lines["records"]["total"] == "10.00"
    assert lines["source"]["when"] == "2026-11-01T00:00:00+00:00"
    assert "access" not in lines


def test_it_is_read_in_plain_lines() -> None:
    assert TREE.to_text().splitlines() == [
        "Gap: −£5.50",
        "    10.00 less 15.50",
        "  Limit: 4.99 percent",
        "      Rule: An Act, section 1 (unconfirmed)",
        "      Note: To be checked.",
        "  Lines: £10.00",
        "      Records: 3 plan lines, total £10.00",
        "      Source: plan.csv, SHA-256 abcdef012345, brought by analyst on 1 November 2026",
        "      Held by: Finance partner",
    ]


def test_it_reads_back_from_the_json_it_was_kept_as() -> None:
    kept = json.loads(json.dumps(TREE.to_json()))
    assert Step.from_json(kept).to_json() == kept
    assert Step.from_json(kept).parts[1].source == TREE.parts[1].source


def test_it_is_unconfirmed_when_any_rule_in_it_is() -> None:
    assert TREE.unconfirmed
    assert not TREE.parts[1].unconfirmed
    assert [step.label for step in TREE.walk()] == ["Gap", "Limit", "Lines"]


@given(exact)
def test_it_writes_an_exact_number_that_reads_back(number: Fraction) -> None:
    assert Fraction(to_json(number)) == number


def test_it_writes_values_inside_collections() -> None:
    content = to_json({"a": [Money(150), date(2017, 4, 1)], "b": (Decimal("1E+2"), None, True)})
    assert content == {"a": ["1.50", "2017-04-01"], "b": ["100", None, True]}


def test_a_problem_says_where_what_and_what_to_do() -> None:
    problem = Problem(
        "“x” is not a number.", row=12, column="Amount", file="a.csv", hint="Correct it."
    )
    assert str(problem) == "a.csv, row 12, column Amount: “x” is not a number. Correct it."
    with pytest.raises(ValueError, match="at least one"):
        Problems([])


def test_a_provision_names_its_instrument() -> None:
    with pytest.raises(ValueError, match="instrument"):
        Provision(" ")
