"""The redundancy timetable against worked dates, and against a changed law."""

from datetime import date

import pytest

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.deadlines.core.calculations import REDUNDANCY
from townclerk.platform.deadlines.core.limits import BadLimit
from townclerk.platform.deadlines.core.redundancy import Duty, timetable
from townclerk.platform.parameters import source

ENGLAND = source().calendar("england")

WORKED = {
    "20 bring 30 days": (20, date(2025, 9, 1), date(2025, 10, 1), date(2025, 9, 1)),
    "99 bring 30 days": (99, date(2026, 1, 5), date(2026, 2, 4), date(2026, 1, 5)),
    "100 bring 45 days": (100, date(2026, 1, 5), date(2026, 2, 19), date(2026, 1, 5)),
    "180 in 2017": (180, date(2017, 1, 16), date(2017, 3, 2), date(2017, 1, 16)),
    "90 days until April 2013": (150, date(2013, 3, 4), date(2013, 6, 2), date(2013, 3, 4)),
    "45 days from 6 April 2013": (150, date(2013, 4, 6), date(2013, 5, 21), date(2013, 4, 6)),
}


def timed(proposed, starts, **more):
    return timetable(
        proposed=proposed, consultation_starts=starts, source=source(), calendar=ENGLAND, **more
    )


@pytest.mark.parametrize("name", WORKED)
def test_it_times_the_first_dismissal_and_form_hr1(name):
    proposed, starts, dismissal, notice = WORKED[name]
    found = timed(proposed, starts)
    assert found.earliest_dismissal.value == dismissal
    assert found.notice_by.value == notice
    assert not found.too_early


def test_it_knows_no_collective_duty_below_twenty():
    found = timed(19, date(2025, 9, 1))
    assert found.duty is Duty.NONE
    assert found.earliest_dismissal is None
    assert found.notice_by is None
    assert "no form HR1" in found.step.how


def test_it_keeps_a_longer_local_period_beside_the_notice_the_law_asks_for():
    found = timed(180, date(2017, 1, 16), local_days=90)
    assert found.earliest_dismissal.value == date(2017, 4, 16)
    assert found.notice_by.value == date(2017, 1, 16)


def test_it_refuses_a_local_period_shorter_than_the_law():
    with pytest.raises(BadLimit, match="at least 45"):
        timed(180, date(2017, 1, 16), local_days=44)


def test_it_counts_form_hr1_back_from_a_planned_dismissal():
    found = timed(25, date(2026, 1, 5), first_dismissal=date(2026, 3, 31))
    assert found.notice_by.value == date(2026, 3, 1)
    assert not found.too_early
    assert timed(25, date(2026, 1, 5), first_dismissal=date(2026, 2, 3)).too_early


def test_it_says_by_which_provision():
    found = timed(100, date(2026, 1, 5))
    told = found.step.to_text()
    assert "section 188(1A)(a)" in told
    assert "section 193(1)" in told


def test_it_refuses_a_day_before_the_rules():
    with pytest.raises(TownclerkError):
        timed(100, date(1990, 1, 5))


def test_it_answers_as_a_calculation_beside_what_was_printed():
    case = {"proposed": 180, "consultation_starts": "2017-01-16", "first_dismissal": "2017-03-01"}
    found = REDUNDANCY.run(case, source())
    assert found.result == {
        "collective_duty": True,
        "earliest_dismissal": date(2017, 3, 2),
        "hr1_by": date(2017, 1, 15),
    }
    assert "before the earliest day" in found.warnings[0]
    below = REDUNDANCY.run({"proposed": 1, "consultation_starts": "2017-01-16"}, source())
    assert below.result["collective_duty"] is False
    assert below.result["hr1_by"] is None
