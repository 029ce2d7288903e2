"""Which route a key decision takes on the notice given."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.democracy.core.limits import Route
from townclerk.democracy.core.notice import NoticeAfterDecision, notice
from townclerk.democracy.queries.forward_plan import EXCEPTION_NOTICE
from townclerk.democracy.queries.meetings import KEY_NOTICE
from townclerk.platform.deadlines.core.limits import read_limit
from townclerk.platform.parameters import source

CABINET = date(2017, 1, 12)


def route(published, decision=CABINET):
    law = source()
    full, exception = (
        read_limit(name, law.parameter(name).at(decision))
        for name in (KEY_NOTICE, EXCEPTION_NOTICE)
    )
    return notice(
        published=published,
        decision=decision,
        full=full,
        exception=exception,
        calendars={"england": law.calendar("england")},
    ).value


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        pytest.param(date(2016, 12, 14), Route.ORDINARY, id="28 clear days before"),
        pytest.param(date(2016, 12, 15), Route.GENERAL_EXCEPTION, id="a day short of that"),
        pytest.param(date(2017, 1, 4), Route.GENERAL_EXCEPTION, id="five clear working days"),
        pytest.param(date(2017, 1, 5), Route.SPECIAL_URGENCY, id="four clear working days"),
        pytest.param(date(2017, 1, 11), Route.SPECIAL_URGENCY, id="the day before"),
    ],
)
def test_the_route_follows_the_notice(published, expected):
    assert route(published).route is expected


def test_it_names_whose_agreement_special_urgency_needs():
    said = route(date(2017, 1, 5)).who
    assert "chair of the relevant scrutiny committee" in said
    assert "vice-chair" in said


def test_it_gives_the_last_day_of_each_route():
    assert route(date(2017, 1, 5)).last_days == {
        Route.ORDINARY: date(2016, 12, 14),
        Route.GENERAL_EXCEPTION: date(2017, 1, 4),
    }


def test_a_notice_on_the_day_is_none():
    with pytest.raises(NoticeAfterDecision):
        route(CABINET)


@given(st.dates(date(2013, 1, 1), date(2026, 12, 1)), st.integers(1, 60))
def test_earlier_notice_is_never_a_more_exceptional_route(decision, days):
    order = [Route.ORDINARY, Route.GENERAL_EXCEPTION, Route.SPECIAL_URGENCY]
    published = decision - timedelta(days=days)
    later = order.index(route(published, decision).route)
    assert order.index(route(published - timedelta(days=1), decision).route) <= later
