"""Whether a consultation leaves room before the decision."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.customers.core.timetable import overlap, panel_days, room

TODAY = date(2025, 9, 1)
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


def found(weeks=6, decision=56, start=0, **more):
    """Open for so many weeks from a day, decided so many days from today."""
    opens = TODAY + timedelta(days=start)
    values = {"least_days": 28, "analysis_days": 14, **more}
    return room(
        today=TODAY,
        opens=opens,
        closes=opens + timedelta(weeks=weeks, days=-1),
        decision=TODAY + timedelta(days=decision),
        **values,
    ).value


def fields(one):
    return [problem.field for problem in one.problems]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"weeks": 6, "decision": 28}, ["decision_on"]),
        ({"weeks": 6, "decision": 55}, ["decision_on"]),
        ({"weeks": 6, "decision": 56}, []),
        ({"weeks": 2, "decision": 56}, ["closes_on"]),
        ({"weeks": 2, "decision": 56, "why_short": "The offer ends."}, []),
        ({"weeks": 2, "decision": 14, "start": -1}, ["opens_on", "closes_on", "decision_on"]),
    ],
    ids=[
        "six weeks before a decision in four",
        "a day too little to weigh the answers",
        "just room enough",
        "shorter than people are given",
        "shorter with a reason",
        "everything at once",
    ],
)
def test_it_tells_everything_that_leaves_no_room(given, wrong):
    one = found(**given)
    assert fields(one) == wrong
    assert one.fits is not bool(wrong)


def test_it_says_what_would_fit():
    one = found(weeks=6, decision=28)
    assert "before it closes" in one.problems[0].message
    assert "27 October 2025 or later, or close by 14 September 2025" in one.problems[0].hint


@given(DAYS, DAYS, DAYS, DAYS)
def test_an_overlap_is_what_both_days_share(a, b, c, d):
    first, second = (min(a, b), max(a, b)), (min(c, d), max(c, d))
    shared = overlap(first, second)
    assert shared == overlap(second, first)
    days = {
        first[0] + timedelta(days=n)
        for n in range((first[1] - first[0]).days + 1)
        if second[0] <= first[0] + timedelta(days=n) <= second[1]
    }
    assert (shared is None) is (not days)
    if shared:
        assert shared == (min(days), max(days))


def test_a_panel_without_an_interval_is_refused():
    with pytest.raises(ValueError, match="interval"):
        panel_days(last=TODAY, months=0, until=TODAY)
