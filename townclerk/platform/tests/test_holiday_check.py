"""The check of the bank holidays against what the government publishes."""

from datetime import date
from typing import Any

import pytest

from townclerk.platform.holiday_check import differences, runs_out
from townclerk.platform.parameters import source


def published(years: range, *, add: str = "", drop: str = "") -> dict[str, Any]:
    """The government's document for some years, as our own file has them."""

    def events(part: str) -> list[dict[str, str]]:
        entries = source().calendar("uk").holidays.of(part).entries
        days = [str(entry.day) for entry in entries if entry.day.year in years]
        return [{"title": "A holiday", "date": day} for day in [*days, add] if day and day != drop]

    return {
        "england-and-wales": {"events": events("england")},
        "scotland": {"events": events("scotland")},
        "northern-ireland": {"events": events("northern-ireland")},
    }


@pytest.mark.parametrize("name", ["england", "uk"])
def test_it_finds_nothing_when_both_agree(name: str) -> None:
    assert differences(source().calendar(name), published(range(2019, 2029))) == ()


def test_it_finds_a_holiday_proclaimed_since() -> None:
    found = differences(
        source().calendar("england"), published(range(2019, 2029), add="2026-07-20")
    )
    assert [problem.code for problem in found] == ["holiday-not-held"]
    assert "2026-07-20" in found[0].message


def test_it_finds_a_holiday_that_is_not_published() -> None:
    document = published(range(2019, 2029), drop="2026-08-31")
    found = differences(source().calendar("england"), document)
    assert [problem.code for problem in found] == ["holiday-not-published"]
    assert "2026-08-31" in found[0].message


def test_it_finds_a_year_that_is_not_held() -> None:
    document = published(range(2019, 2029), add="2029-01-01")
    found = differences(source().calendar("england"), document)
    assert [problem.code for problem in found] == ["holiday-not-held"]


def test_it_refuses_an_empty_document() -> None:
    empty = {name: {"events": []} for name in published(range(0))}
    assert len(differences(source().calendar("uk"), empty)) == 1


@pytest.mark.parametrize(
    ("today", "problems"), [(date(2027, 12, 31), 0), (date(2028, 1, 1), 1), (date(2028, 6, 1), 1)]
)
def test_it_says_when_the_calendar_runs_out(today: date, problems: int) -> None:
    assert len(runs_out(source().calendar("england"), today)) == problems
