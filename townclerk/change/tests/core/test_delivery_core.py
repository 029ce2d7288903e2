"""Where savings stand: the parts add up to the target, whatever is reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.change.core.delivery import Month, Rag, position, profile
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money

AMOUNTS = st.none() | st.integers(0, 10**8).map(Money)


@given(st.lists(st.tuples(st.integers(0, 10**8), AMOUNTS, AMOUNTS), min_size=12, max_size=12))
def test_its_parts_add_up_to_its_target(drawn):
    months = [
        Month(number=n, target=Money(target), delivered=delivered, forecast=forecast)
        for n, (target, delivered, forecast) in enumerate(drawn, 1)
    ]
    found = position(months).value
    parts = (found.delivered, found.on_track, found.at_risk, found.unachievable, -found.beyond)
    assert Money.total(parts) == found.target
    assert Money.total(month.gap for month in months) == found.unachievable - found.beyond


@given(st.integers(-(10**10), 10**10), st.lists(st.integers(0, 9), min_size=12, max_size=12))
def test_its_months_add_up_to_its_year(pence, weights):
    weights[-1] += 1
    assert Money.total(profile(Money(pence), weights)) == Money(pence)


def reported(count, confirmed=0, target=10):
    amount = Money.pounds(target)
    return [
        Month(
            number=n,
            target=amount,
            delivered=amount if n <= count else None,
            confirmed=amount if n <= confirmed else None,
        )
        for n in range(1, 13)
    ]


def test_it_is_delivered_only_when_finance_confirms_it():
    assert position(reported(12, 11)).value.rag is Rag.ON_TRACK
    assert position(reported(12, 12)).value.rag is Rag.DELIVERED
    assert position(reported(12, 11)).value.unconfirmed == Money.pounds(10)


def test_no_more_is_at_risk_than_is_to_come():
    with pytest.raises(Problems, match=r"£30\.00 is still to come"):
        position(reported(9), at_risk=Money.pounds(31))
    assert position(reported(9), at_risk=Money.pounds(30)).value.pressure == Money.pounds(30)


def test_a_forecast_below_the_target_will_not_be_achieved():
    last = Month(number=12, target=Money.pounds(10), forecast=Money.pounds(4))
    months = [*reported(11)[:11], last]
    found = position(months).value
    assert (found.unachievable, found.rag) == (Money.pounds(6), Rag.UNACHIEVABLE)
