"""Money: what it accepts, what it refuses, and the arithmetic by its properties."""

from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.kernel.allocation import CannotAllocate, allocate
from townclerk.kernel.money import Money, NotWholePence, Rounding, Unrounded
from townclerk.kernel.printed import UnreadableNumber
from townclerk.kernel.tests.strategies import amounts, exact, weights


@pytest.mark.parametrize("wrong", [1.0, True, "5", Decimal(5), None])
def test_it_holds_whole_pence_only(wrong: Any) -> None:
    with pytest.raises(TypeError, match="whole pence"):
        Money(wrong)


@pytest.mark.parametrize("make", [Money.pounds, Money.thousands])
@pytest.mark.parametrize("wrong", [0.1, True])
def test_it_refuses_floats_and_bools_of_pounds(make: Any, wrong: Any) -> None:
    with pytest.raises(TypeError, match="refuses floats"):
        make(wrong)


@pytest.mark.parametrize("other", [1, 1.0, "1.00", Decimal(1), Unrounded])
def test_it_refuses_unlike_units(other: Any) -> None:
    with pytest.raises(TypeError):
        Money(100) + other
    with pytest.raises(TypeError):
        Money(100) - other
    with pytest.raises(TypeError):
        assert Money(100) < other
    assert Money(100) != other


@pytest.mark.parametrize("other", [1.5, True, "2", Money(1)])
def test_it_is_multiplied_by_exact_numbers_only(other: Any) -> None:
    with pytest.raises(TypeError):
        Money(100) * other


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("(1,234.50)", -123450),
        ("£5", 500),
        ("−7.75", -775),
        ("12-", -1200),
        ("", 0),
        ("–", 0),
        (".5", 50),
        ("£3.2m", 320_000_000),
        ("1234567.8", 123456780),
    ],
)
def test_it_reads_pounds_as_printed(text: str, pence: int) -> None:
    assert Money.parse(text) == Money(pence)


@pytest.mark.parametrize("text", ["1.005", "0.001"])
def test_it_refuses_parts_of_a_penny(text: str) -> None:
    with pytest.raises(NotWholePence, match="whole number of pence"):
        Money.parse(text)


def test_it_refuses_a_note_where_an_amount_is_needed() -> None:
    with pytest.raises(UnreadableNumber):
        Money.parse("[c]")


@given(amounts)
def test_it_reads_back_what_it_writes(amount: Money) -> None:
    assert Money.pounds(str(amount)) == amount
    assert Money.pounds(amount.as_pounds()) == amount


@given(amounts, amounts, amounts)
def test_it_adds_like_whole_numbers(one: Money, two: Money, three: Money) -> None:
    assert (one + two) + three == one + (two + three) == sum([three, two, one])
    assert one + Money.zero == one
    assert Money.total([one, two, three]) == one + two + three
    assert Money.total([]) == Money.zero
    assert one - one == Money.zero
    assert one + -one == Money.zero
    assert +one == one
    assert (one - two) + two == one
    assert bool(one) is (one.pence != 0)


@given(amounts, st.integers(-1000, 1000))
def test_it_divides_back_what_it_multiplied(amount: Money, number: int) -> None:
    assert amount * number == number * amount
    if number:
        assert (amount * number) / number == amount.unrounded()
    if amount and number:
        assert (amount * number) / amount == Fraction(number)


@given(exact)
def test_it_rounds_to_within_a_penny_by_every_policy(pence: Fraction) -> None:
    for policy in Rounding:
        rounded = Unrounded(pence).round(policy).pence
        assert abs(rounded - pence) < 1
        assert Unrounded(-pence).round(policy).pence == -rounded
        if pence.denominator == 1:
            assert rounded == pence
    assert abs(Unrounded(pence).round(Rounding.DOWN).pence) <= abs(pence)
    assert abs(Unrounded(pence).round(Rounding.UP).pence) >= abs(pence)
    assert abs(Unrounded(pence).round(Rounding.HALF_UP).pence - pence) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("pence", "half_up", "half_even", "down", "up"),
    [
        (Fraction(5, 2), 3, 2, 2, 3),
        (Fraction(-5, 2), -3, -2, -2, -3),
        (Fraction(7, 2), 4, 4, 3, 4),
        (Fraction(12, 5), 2, 2, 2, 3),
    ],
)
def test_it_settles_a_half_by_the_named_policy(
    pence: Fraction, half_up: int, half_even: int, down: int, up: int
) -> None:
    amount = Unrounded(pence)
    assert [amount.round(policy).pence for policy in Rounding] == [half_up, half_even, down, up]


@given(exact, st.integers(-3, 8))
def test_it_rounds_numbers_to_decimal_places(number: Fraction, places: int) -> None:
    rounded = Rounding.HALF_UP.decimal(number, places)
    assert abs(Fraction(rounded) - number) <= Fraction(1, 2) / Fraction(10) ** places


@given(amounts, weights)
def test_it_allocates_parts_that_sum_to_the_total(total: Money, shares: list[Any]) -> None:
    parts = allocate(total, shares)
    assert sum(parts) == total
    whole = sum(Fraction(share) for share in shares)
    for part, share in zip(parts, shares, strict=True):
        assert abs(part.pence - total.pence * Fraction(share) / whole) < 1
    assert allocate(-total, shares) == tuple(-part for part in parts)


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1, 5]])
def test_it_refuses_to_allocate_by_nothing(shares: list[int]) -> None:
    with pytest.raises(CannotAllocate):
        allocate(Money(100), shares)


def test_it_refuses_float_shares() -> None:
    with pytest.raises(TypeError):
        allocate(Money(100), [0.5, 0.5])  # type: ignore[list-item]


@given(amounts)
def test_it_is_rebuilt_from_what_a_migration_writes(amount: Money) -> None:
    path, arguments, named = amount.deconstruct()
    module, _, name = path.rpartition(".")
    assert getattr(import_module(module), name)(*arguments, **named) == amount
