"""Dated parameters: refused without a source, looked up by date, never guessed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml

from townclerk.kernel.errors import Problems
from townclerk.kernel.explained import Confidence
from townclerk.kernel.money import Money
from townclerk.kernel.parameters import NoValue, Parameter

ROW = {
    "from": date(2017, 4, 1),
    "to": date(2018, 3, 31),
    "value": "4.99",
    "instrument": "An Act",
    "provision": "section 1",
    "checked_on": date(2026, 11, 20),
}
HEAD = {"name": "finance/limit", "title": "A limit", "unit": "percent", "kind": "percent"}


def parameter(*rows: dict[str, Any], **head: Any) -> Parameter:
    return Parameter.parse(yaml.safe_dump(HEAD | head | {"values": list(rows)}), "limit.yaml")


def test_it_answers_the_value_in_force_on_a_day() -> None:
    later = ROW | {"from": date(2018, 4, 1), "to": None, "value": "5.99", "confidence": "medium"}
    found = parameter(later, ROW)
    assert found.at(date(2018, 3, 31)).value == Decimal("4.99")
    assert found.at(date(2018, 4, 1)).value == Decimal("5.99")
    assert found.at(date(2018, 4, 1)).confidence.unconfirmed
    assert str(found.at(date(2017, 4, 1)).provision) == "An Act, section 1"
    assert found.at(date(2017, 4, 1)).confidence is Confidence.CONFIRMED


@pytest.mark.parametrize("day", [date(2017, 3, 31), date(2018, 4, 1), date(2019, 3, 31)])
def test_it_has_no_value_in_a_gap(day: date) -> None:
    later = ROW | {"from": date(2019, 4, 1), "to": None}
    with pytest.raises(NoValue, match="Add the value for that date"):
        parameter(ROW, later).at(day)


@pytest.mark.parametrize("missing", sorted(ROW))
def test_it_is_refused_without(missing: str) -> None:
    with pytest.raises(Problems) as caught:
        parameter({key: value for key, value in ROW.items() if key != missing})
    assert caught.value.problems[0].column == missing
    assert caught.value.problems[0].row == 1
    assert caught.value.problems[0].file == "limit.yaml"


@pytest.mark.parametrize("blank", ["instrument", "provision", "checked_on", "from", "value"])
def test_it_is_refused_with_a_blank(blank: str) -> None:
    with pytest.raises(Problems, match="is missing"):
        parameter(ROW | {blank: ""})


def test_it_is_refused_when_values_overlap() -> None:
    with pytest.raises(Problems, match="overlap"):
        parameter(ROW, ROW | {"from": date(2018, 3, 31), "to": None})


def test_it_is_refused_when_it_ends_before_it_starts() -> None:
    with pytest.raises(Problems, match="before it starts"):
        parameter(ROW | {"to": date(2017, 1, 1)})


def test_it_tells_all_faults_at_once() -> None:
    with pytest.raises(Problems) as caught:
        parameter({"value": 1}, ROW | {"confidence": "sure"}, kind="guess", title="")
    sentences = str(caught.value)
    for word in ("title", "guess", "instrument", "checked_on", "sure"):
        assert word in sentences


def test_it_refuses_keys_it_does_not_know() -> None:
    with pytest.raises(Problems, match="valeu is not known"):
        parameter(ROW | {"valeu": 1})


@pytest.mark.parametrize("text", ["- a list", "a: [", ""])
def test_it_refuses_what_is_no_parameter_file(text: str) -> None:
    with pytest.raises(Problems, match=r"limit\.yaml"):
        Parameter.parse(text, "limit.yaml")


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("number", "1,234.5", Decimal("1234.5")),
        ("percent", 5, Decimal(5)),
        ("money", "450.00", Money.pounds(450)),
        ("days", 20, 20),
        ("text", "uk", "uk"),
        ("table", {"a": [1, 2]}, {"a": [1, 2]}),
    ],
)
def test_it_reads_a_value_as_its_kind(kind: str, raw: Any, value: Any) -> None:
    assert parameter(ROW | {"value": raw}, kind=kind).at(date(2017, 4, 1)).value == value


def test_it_keeps_decimals_of_the_file_exact() -> None:
    text = yaml.safe_dump(HEAD | {"values": [ROW | {"value": None}]}).replace(
        "value: null", "value: 0.1"
    )
    found = Parameter.parse(text, "limit.yaml").at(date(2017, 4, 1)).value
    assert found == Decimal("0.1")
    assert isinstance(found, Decimal)


def test_it_refuses_a_key_given_twice() -> None:
    text = yaml.safe_dump(HEAD | {"values": [ROW]}) + "title: Another\n"
    with pytest.raises(Problems, match="title is given twice"):
        Parameter.parse(text, "limit.yaml")


def test_it_refuses_a_part_of_a_day() -> None:
    with pytest.raises(Problems):
        parameter(ROW | {"value": "2.5"}, kind="days")
