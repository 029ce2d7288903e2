"""Numbers as people print them, and back."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.kernel import display
from townclerk.kernel.display import number_display, parse_number
from townclerk.kernel.money import Money
from townclerk.kernel.printed import UnreadableNumber


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,200.5", "1200.5"),
        ("1200", "1200"),
        ("(1,234)", "-1234"),
        ("£(5.00)", "-5.00"),
        ("(£5)", "-5"),
        ("-£5", "-5"),
        ("£-5", "-5"),
        ("−5", "-5"),
        ("–5", "-5"),
        ("5 -", "-5"),
        ("4%", "4"),
        ("(4%)", "-4"),
        ("(0.4)%", "-0.4"),
        ("+3", "3"),
        (" 12 345 ", "12345"),
        ("12\u202f345\u00a0%", "12345"),
        ("£ 1,000", "1000"),
        ("£3.2m", "3200000"),
        ("1.5k", "1500"),
        ("2bn", "2000000000"),
        ("", "0"),
        ("   ", "0"),
        ("-", "0"),
        ("—", "0"),
    ],
)
def test_it_reads_a_number_as_printed(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["[c]", "[x]", "[note 3]", " [low] "])
def test_it_reads_a_note_as_no_value(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1 2",
        "12 34",
        "1 234,567",
        "1,23",
        "12,34",
        "1,2345",
        "1.2.3",
        "abc",
        "£",
        "%",
        "()",
        "(-5)",
        "-5-",
        "££5",
        "1e5",
        "[c",
        "5 apples",
        "nan",
        "inf",
        "1,000,00",
        "£1,00",
        ",100",
        "5%%",
        "--5",
    ],
)
def test_it_reports_a_malformed_number(text: str) -> None:
    with pytest.raises(UnreadableNumber, match="is not a number"):
        parse_number(text)


@pytest.mark.parametrize("value", [1.5, True, Decimal("NaN"), Decimal("Infinity")])
def test_it_refuses_floats_bools_and_what_is_not_finite(value: Any) -> None:
    with pytest.raises(UnreadableNumber):
        parse_number(value)


@pytest.mark.parametrize("value", [Decimal("1E+999999999"), Decimal("1E-999999"), "9" * 80])
def test_it_refuses_powers_that_would_tie_up_a_machine(value: Any) -> None:
    with pytest.raises(UnreadableNumber):
        parse_number(value)


@given(st.integers(1, 10**55))
def test_it_keeps_every_digit(number: int) -> None:
    assert parse_number(f"({number:,}.25)") == Decimal(f"-{number}.25")
    assert number_display(Decimal(f"-{number}.25"), 2) == f"−{number:,}.25"
    assert number_display(number, -2).replace(",", "")[-2:] == "00" or number < 50


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(["{}", "£{}", "({})", "{}-"]))
def test_it_reads_back_what_it_shows(number: Decimal, form: str) -> None:
    shown = number_display(abs(number), 2)
    sign = -1 if form in ("({})", "{}-") else 1
    assert parse_number(form.format(shown)) == sign * abs(number)
    assert parse_number(number_display(number, 2)) == number


@pytest.mark.parametrize(
    ("amount", "unit", "places", "shown"),
    [
        ("-7761000", "£m", None, "−7.761"),
        ("33432000", "£m", None, "33.432"),
        ("33432000", "£000", None, "33,432"),
        ("-0.40", "£000", None, "0"),
        ("1234.5", "£", None, "1,234.50"),
        ("1234.5", "£", 0, "1,235"),
        ("500", "£000", 0, "1"),
        ("-500", "£000", 0, "−1"),
    ],
)
def test_it_shows_money_in_its_unit(amount: str, unit: str, places: int, shown: str) -> None:
    assert display.money_display(Money.pounds(amount), unit, places) == shown


def test_it_refuses_an_unknown_unit() -> None:
    with pytest.raises(display.UnreadableNumber.__mro__[1], match="no unit of money"):
        display.money_display(Money.zero, "$")


def test_it_shows_a_rate_with_a_true_minus() -> None:
    assert display.percent_display(Fraction(-1, 3), 3) == "−0.333%"
