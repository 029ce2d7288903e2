"""A season of appeals: room for them all, or the days that are short; school days counted."""

from datetime import date, timedelta

import pytest

from townclerk.democracy.core.appeal_blocks import Case, list_cases, places
from townclerk.democracy.core.appeal_days import NoTerm, Term, after_school_days
from townclerk.platform.parameters import source

FIRST = date(2024, 5, 8)
WORKING = source().calendar("england").is_working


def season(days, cases=200, panels=3, a_day=10, schools=7):
    last = FIRST
    while sum(WORKING(FIRST + timedelta(n)) for n in range((last - FIRST).days + 1)) < days:
        last += timedelta(days=1)
    room = places(FIRST, last, panels, a_day, WORKING)
    waiting = [Case(f"a{n:03d}", f"school-{n % schools}") for n in range(cases)]
    return list_cases(waiting, room, panels, a_day)


@pytest.mark.parametrize(
    ("days", "unplaced", "short"), [(7, 0, 0), (6, 20, 1), (5, 50, 2), (1, 170, 6)]
)
def test_a_season_meets_its_last_day_or_says_how_many_days_are_short(days, unplaced, short):
    found = season(days)
    assert (len(found.unplaced), found.days_short) == (unplaced, short)
    assert found.meets_deadline is (short == 0)
    taken = [(place.on, place.panel) for place in found.placed.values()]
    assert max(taken.count(one) for one in set(taken)) == 10


def test_nobody_is_listed_on_a_weekend_or_a_bank_holiday():
    days = {place.on for place in season(20, cases=600).placed.values()}
    assert date(2024, 5, 27) not in days
    assert all(day.weekday() < 5 for day in days)


def test_appeals_of_one_school_are_heard_in_one_block():
    placed = season(7, cases=70).placed
    blocks = {}
    for number in range(70):
        place = placed[f"a{number:03d}"]
        blocks.setdefault(number % 7, set()).add((place.on, place.panel))
    assert all(len(block) == 1 for block in blocks.values())


def test_a_case_whose_own_day_passes_first_is_told_late():
    cases = [Case("a", "s", FIRST), Case("b", "s", FIRST)]
    found = list_cases(cases, places(FIRST, FIRST + timedelta(1), 1, 1, WORKING), 1, 1)
    assert (found.late, found.days_short) == (("b",), 1)


def test_school_days_leave_out_holidays_and_half_term():
    terms = [
        Term(date(2024, 4, 15), date(2024, 5, 24)),
        Term(date(2024, 6, 3), date(2024, 7, 19)),
    ]
    # 3 May is a Friday; 6 May a bank holiday; then ten days to 20 May, four more, half term.
    assert after_school_days(date(2024, 5, 3), 10, terms, WORKING) == date(2024, 5, 20)
    assert after_school_days(date(2024, 5, 3), 15, terms, WORKING) == date(2024, 6, 3)
    with pytest.raises(NoTerm):
        after_school_days(date(2024, 5, 3), 60, terms, WORKING)
