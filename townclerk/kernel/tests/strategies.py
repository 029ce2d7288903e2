"""Shared strategies: amounts, days and periods as they occur."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from townclerk.kernel.money import Money
from townclerk.kernel.periods import Period

amounts = st.integers(-(10**14), 10**14).map(Money)
days = st.dates(date(2007, 1, 1), date(2028, 12, 31))
shares = st.one_of(
    st.integers(0, 10**9), st.fractions(min_value=0, max_value=10**6, max_denominator=10**6)
)
weights = st.lists(shares, min_size=1, max_size=40).filter(lambda found: sum(found) > 0)
exact = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6).map(Fraction)
closed_periods = st.builds(
    lambda start, length: Period(start, start + timedelta(days=length)), days, st.integers(1, 3000)
)
periods = st.one_of(closed_periods, days.map(Period))
