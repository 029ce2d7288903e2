"""Who can decide this?"""

import pytest

from townclerk.democracy.core.delegation import Line, gaps, who_decides
from townclerk.democracy.core.running_order import expected_times
from townclerk.kernel.money import Money


def a_line(key, made_by, above=None, up_to=None, subject="Award of contracts", words="tender"):
    limits = {
        name: None if value is None else Money.pounds(value)
        for name, value in (("above", above), ("up_to", up_to))
    }
    return Line(key=key, subject=subject, made_by=made_by, words=words, **limits)


SCHEME = (
    a_line("head", "Head of service", None, 100_000),
    a_line("director", "Director", 100_000, 500_000),
    a_line("cabinet", "Cabinet", 500_000),
    a_line("grant", "Cabinet Member", subject="Grants to charities", words=""),
)


@pytest.mark.parametrize(
    ("value", "who"),
    [
        (99_999, ["Head of service"]),
        (100_000, ["Head of service"]),
        (100_001, ["Director"]),
        (500_001, ["Cabinet"]),
        (None, ["Head of service", "Director", "Cabinet"]),
    ],
)
def test_a_value_on_the_limit_belongs_to_who_decides_up_to_it(value, who):
    pounds = None if value is None else Money.pounds(value)
    assert [line.made_by for line in who_decides(SCHEME, "awarding a contract", pounds)] == who


def test_words_find_by_other_names_and_nothing_finds_nothing():
    assert len(who_decides(SCHEME, "tenders")) == 3
    assert [line.key for line in who_decides(SCHEME, "charity grant")] == ["grant"]
    assert [line.key for line in who_decides(SCHEME, "land")] == []
    assert who_decides(SCHEME, " ") == ()


def test_a_scheme_with_a_hole_or_two_deciders_is_found():
    assert gaps(SCHEME) == ()
    hole = (a_line("a", "Head", None, 5), a_line("b", "Cabinet", 6))
    both = (a_line("a", "Head", None, 7), a_line("b", "Cabinet", 6))
    no_top = (a_line("a", "Head", None, 5),)
    assert "nobody decides between" in str(gaps(hole)[0])
    assert "both decide" in str(gaps(both)[0])
    assert "nobody decides above" in str(gaps(no_top)[0])


def test_the_running_order_stops_where_nothing_is_known():
    assert expected_times("10:00", [5, 50, 10]) == ("10:00", "10:05", "10:55")
    assert expected_times("10:00", [5, None, 10]) == ("10:00", "10:05", "")
    assert expected_times("", [5, 5]) == ("", "")
    assert expected_times("23:50", [15, 5]) == ("23:50", "")
