from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.figures.core.comparing import against
from townclerk.figures.core.terms import Polarity, Unit
from townclerk.kernel.money import Money


@pytest.mark.parametrize(
    ("value", "other", "unit", "display", "words"),
    [
        (Decimal("97.3"), Decimal(96), Unit.PERCENT, "% 1 dp", "1.3 percentage points more"),
        (3, 5, Unit.DAYS, "days", "2 days less"),
        (date(2017, 3, 2), date(2017, 3, 1), Unit.DATE, "date", "1 day later"),
        (Money(5), Money(5), Unit.MONEY, "£ 2 dp", "the same"),
        ("red", "green", Unit.TEXT, "text", ""),
        (None, 5, Unit.COUNT, "count", ""),
    ],
    ids=["rate", "days", "dates", "equal", "text", "unknown"],
)
def test_it_says_how_far_apart_two_values_are(value, other, unit, display, words):
    assert against(value, other, unit=unit, display=display, polarity=Polarity.NEUTRAL) == words


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_it_turns_better_into_worse_when_the_polarity_turns(first, second):
    def said(polarity):
        shape = {"unit": Unit.MONEY, "display": "£ 2 dp"}
        return against(Money(first), Money(second), polarity=polarity, **shape)

    higher, lower = said(Polarity.HIGHER_IS_BETTER), said(Polarity.LOWER_IS_BETTER)
    assert higher.endswith("better") is (first > second)
    assert lower.endswith("better") is (first < second)
