"""How a measure stands to its target, and when a value is due."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.performance.core.measures import periods_due, standing

HIGHER, LOWER = "higher-is-better", "lower-is-better"


@pytest.mark.parametrize(
    ("value", "target", "tolerance", "polarity", "status"),
    [
        pytest.param(95, 95, None, HIGHER, "met", id="on the target is met"),
        pytest.param(96, 95, 1, HIGHER, "met", id="better than the target"),
        pytest.param(94, 95, 1, HIGHER, "near", id="short by just the tolerance"),
        pytest.param(Decimal("93.99"), 95, 1, HIGHER, "missed", id="short by a little more"),
        pytest.param(Decimal("94.96"), 95, None, HIGHER, "missed", id="prints as the target"),
        pytest.param(12, 10, 2, LOWER, "near", id="lower is better, over by the tolerance"),
        pytest.param(13, 10, 2, LOWER, "missed", id="lower is better, over by more"),
        pytest.param(9, 10, None, LOWER, "met", id="lower is better, under"),
        pytest.param(9, None, 1, LOWER, "no-target", id="without a target"),
        pytest.param(None, 9, 1, LOWER, "no-target", id="without a value"),
        pytest.param(9, 10, 1, "neutral", "no-side", id="neither side is better"),
    ],
)
def test_the_status_follows_the_rule(value, target, tolerance, polarity, status):
    assert standing(value, target, tolerance, polarity).status == status


@given(st.fractions(), st.fractions(), st.fractions(min_value=0))
def test_both_polarities_mirror_each_other(value, target, tolerance):
    up = standing(value, target, tolerance, HIGHER)
    down = standing(-value, -target, tolerance, LOWER)
    assert up.status == down.status


@given(st.fractions(), st.fractions(), st.fractions(min_value=0), st.fractions(min_value=0))
def test_getting_better_never_makes_it_worse(value, target, tolerance, more):
    order = ["missed", "near", "met"]
    before = standing(value, target, tolerance, HIGHER).status
    after = standing(value + more, target, tolerance, HIGHER).status
    assert order.index(after) >= order.index(before)


@pytest.mark.parametrize(
    ("frequency", "on", "labels"),
    [
        ("monthly", date(2024, 6, 30), ["2024-04"]),
        ("monthly", date(2024, 7, 1), ["2024-04", "2024-05"]),
        ("quarterly", date(2024, 7, 30), []),
        ("quarterly", date(2024, 7, 31), ["2024/25-Q1"]),
        ("yearly", date(2025, 4, 30), []),
        ("yearly", date(2025, 5, 1), ["2024/25"]),
        ("as-it-arises", date(2030, 1, 1), []),
    ],
)
def test_a_value_is_due_the_days_after_its_period(frequency, on, labels):
    found = periods_due(frequency, date(2024, 4, 1), on, 30)
    assert [one.label for one in found] == labels


def test_a_measure_taken_up_in_the_middle_of_a_quarter_owes_the_next():
    found = periods_due("quarterly", date(2024, 5, 1), date(2025, 1, 1), 30)
    assert [one.label for one in found] == ["2024/25-Q2"]


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(0, 2000))
def test_more_time_never_takes_a_due_period_away(since, passed):
    on = since + timedelta(days=passed)
    now = [one.label for one in periods_due("monthly", since, on, 30)]
    later = [one.label for one in periods_due("monthly", since, on + timedelta(days=93), 30)]
    assert later[: len(now)] == now
    assert len(later) > len(now)


def test_a_fraction_is_compared_exactly():
    assert standing(Fraction(1, 3), Fraction(1, 3), None, HIGHER).status == "met"
