"""Which values a trend has, and what its title says."""

from fractions import Fraction

from townclerk.kernel.reporting_period import parse_period
from townclerk.reports.core.trends import Point, alike, finding


def labels(printed, *known):
    return [one.label for one in alike(parse_period(printed), map(parse_period, known))]


def test_only_periods_of_its_kind_up_to_it_stand_beside_the_one_printed():
    known = ["2023-06", "2023/24-Q1", "2023-04", "2023-05", "2023-07", "2023/24"]
    assert labels("2023-06", *known) == ["2023-04", "2023-05", "2023-06"]


def test_of_periods_between_two_dates_only_those_as_long():
    known = [
        "2022-06-01..2022-08-31",
        "2023-02-01..2023-04-30",
        "2023-02-02..2023-04-30",
        "2023-01-01..2023-04-30",
        "2023-06-01..2023-08-31",
    ]
    assert labels("2023-06-01..2023-08-31", *known) == [known[0], known[1], known[4]]
    assert labels("2023-02-02..2023-04-30", *known) == [known[2]]


def test_what_is_displayed_alike_neither_rises_nor_falls():
    ends = [Point("May", Fraction("94.96"), "95.0%"), Point("June", Fraction("95.04"), "95.0%")]
    assert finding("Collected", ends) == "Collected: 95.0% in May and in June"
    ends[1] = Point("June", Fraction("95.1"), "95.1%")
    assert finding("Collected", ends) == "Collected: up from 95.0% in May to 95.1% in June"
