"""The law files that come with the product: all readable, all sourced, the calendar whole."""

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from townclerk.democracy.core.deadline_schema import RULES
from townclerk.kernel.errors import Problems
from townclerk.kernel.parameters import UnknownParameter
from townclerk.platform.deadlines.core.limits import read_limit
from townclerk.platform.parameters import (
    LawSource,
    MisnamedParameter,
    UnknownCalendar,
    source,
)

ONE_OFFS = {
    "england": ["2011-04-29", "2012-06-05", "2022-06-03", "2022-09-19", "2023-05-08"],
    "uk": ["2011-04-29", "2012-06-05", "2022-06-03", "2022-09-19", "2023-05-08", "2026-06-15"],
}
MORE_THAN_EIGHT = {2011: 9, 2012: 9, 2022: 10, 2023: 9}


@pytest.mark.parametrize("name", source().names())
def test_it_reads_every_parameter_with_its_source(name: str) -> None:
    parameter = source().parameter(name)
    assert parameter.values
    for value in parameter.values:
        assert value.provision.instrument
        assert value.provision.provision
        assert value.checked_on <= date(2100, 1, 1)


def test_it_found_parameters_of_the_platform() -> None:
    found = {name for name in source().names() if name.startswith("platform/")}
    others = {
        "platform/redundancy-thresholds",
        "platform/mail-hourly-cap",
        "platform/mail-kept-days",
    }
    assert found - others == {f"platform/{rule}" for rule in RULES}


@pytest.mark.parametrize("rule", RULES)
def test_every_named_rule_is_a_time_limit(rule: str) -> None:
    for value in source().parameter(f"platform/{rule}").values:
        assert read_limit(rule, value).counting.number > 0


@pytest.mark.parametrize("name", ["platform/none", "nowhere/foi-reply", "foi-reply", "../x/y", ""])
def test_it_refuses_an_unknown_parameter(name: str) -> None:
    with pytest.raises(UnknownParameter, match="There is no parameter"):
        source().parameter(name)


def test_it_refuses_an_unknown_calendar() -> None:
    with pytest.raises(UnknownCalendar, match="england, uk"):
        source().calendar("france")


def test_it_refuses_a_parameter_under_another_name(tmp_path: Path) -> None:
    law = tmp_path / "platform" / "law"
    law.mkdir(parents=True)
    right = Path(__file__).parents[1] / "law" / "foi-reply.yaml"
    (law / "other.yaml").write_text(right.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(MisnamedParameter, match="platform/other"):
        LawSource(tmp_path).parameter("platform/other")


def test_it_refuses_a_broken_holiday_by_its_row(tmp_path: Path) -> None:
    law = tmp_path / "platform" / "law"
    law.mkdir(parents=True)
    head = "day,name,part,substitute,one_off,source,confidence,loaded_on\n"
    (law / "bank-holidays.csv").write_text(head + "2026-13-01,X,england,,,S,confirmed,\n")
    with pytest.raises(Problems) as caught:
        LawSource(tmp_path).calendar("england")
    assert caught.value.problems[0].row == 2


def test_it_holds_every_year_from_2007_to_2028() -> None:
    england = source().calendar("england")
    years = Counter(holiday.day.year for holiday in england.holidays.entries)
    assert years == {year: MORE_THAN_EIGHT.get(year, 8) for year in range(2007, 2029)}
    assert (england.first, england.last) == (date(2007, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize("name", ONE_OFFS)
def test_it_knows_the_one_off_days(name: str) -> None:
    entries = source().calendar(name).holidays.entries
    assert [str(entry.day) for entry in entries if entry.one_off] == ONE_OFFS[name]


def test_no_holiday_of_england_falls_on_a_weekend() -> None:
    entries = source().calendar("england").holidays.entries
    assert [entry for entry in entries if entry.day.weekday() >= 5] == []


def test_it_names_a_holiday() -> None:
    holidays = source().calendar("uk").holidays
    assert holidays.named(date(2026, 6, 15)) == "World Cup"
    assert holidays.named(date(2026, 6, 16)) == ""


def test_it_imports_no_django() -> None:
    program = (
        "import sys; from townclerk.platform.parameters import source; "
        "source().calendar('uk'); source().parameter('platform/foi-reply'); "
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)  # noqa: S603
    assert done.returncode == 0
