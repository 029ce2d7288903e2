"""The timetable of a budget round, counted back from the meetings and the days the law fixes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.deadlines import Convention, Counting, Direction
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Confidence, Explained, Step
from townclerk.kernel.parameters import DatedValue
from townclerk.kernel.years import FinancialYear
from townclerk.platform.deadlines.core.limits import Limit, counting_calendar, last_day, read_limit

TIMETABLE = "finance/budget-timetable"
SETTING_BEFORE = "finance/setting-before"
NOTICE = "platform/agenda-publication"
EARLIEST_WITHOUT_PRECEPTS = "finance/setting-earliest-without-precepts"
ONE_DAY = timedelta(days=1)
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAY = re.compile(r"(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]+) before the year")


class SetTooLate(TownclerkError):
    """The Council would set the tax after the last day the law gives. Choose an earlier day."""


class NoSuchDay(TownclerkError):
    """A parameter does not say a day of the calendar. Write it like 11 March before the year."""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One step: its last day, why that day, and the limit a task counts it by."""

    code: str
    title: str
    role: str
    day: date
    why: str
    provision: str = ""
    confidence: Confidence = Confidence.CONFIRMED
    by_law: bool = False
    limit: str = ""
    start: date | None = None


def day_before_year(text: str, year: FinancialYear) -> date:
    """The day that words like 11 March before the year name.

    Units: a day of the calendar. Source: the parameter that holds the words.
    Applies: the twelve months that end as the year starts.
    Raises: `NoSuchDay` for words that name no day.

    >>> str(day_before_year("30 November before the year", FinancialYear(2017)))
    '2016-11-30'
    """
    found = _DAY.fullmatch(text)
    if found is None or found["month"] not in MONTHS:
        raise NoSuchDay(f"“{text}” names no day. Write it like 11 March before the year.")
    month = MONTHS.index(found["month"]) + 1
    return date(year.start_year - (month >= 4), month, int(found["day"]))


def last_day_to_set(year: FinancialYear, source: ParameterSource) -> date:
    """The last day on which the tax is set in time.

    Units: a day. Source: Local Government Finance Act 1992, section 30(6).
    Applies: billing authorities; a later setting is not invalid for that alone.

    The day named is one before which the tax is set, so the last day is the one before it.
    """
    found = source.parameter(SETTING_BEFORE).at(year.start)
    return day_before_year(str(found.value), year) - ONE_DAY


def check_council(council: date, year: FinancialYear, source: ParameterSource) -> None:
    """Refuses a Budget Council after the last day to set the tax, or in another year's round.

    Units: a day. Source: Local Government Finance Act 1992, section 30(6).
    Applies: every round. Raises: `SetTooLate`.
    """
    last = last_day_to_set(year, source)
    if council > last:
        raise SetTooLate(
            f"Budget Council on {date_display(council)} is after {date_display(last)}, the last "
            f"day to set the tax of {year.label}. Choose that day or an earlier one."
        )
    if council < date(year.start_year - 1, 4, 1):
        raise SetTooLate(
            f"Budget Council on {date_display(council)} is more than a year before {year.label} "
            "starts. Choose a day in the year before it."
        )


def timetable(
    year: FinancialYear, *, cabinet: date, council: date, source: ParameterSource
) -> Explained[tuple[Planned, ...]]:
    """Every step of a round with its last day, in order of day.

    Units: days. Source: the timetable's parameter, and the limits it names.
    Applies: a round whose Cabinet and Budget Council days are chosen.
    Rounding: working days by the calendar of England.
    Raises: `SetTooLate`; `NoSuchDay`.
    """
    check_council(council, year, source)
    meetings = {"cabinet": cabinet, "council": council}
    rows: Sequence[Mapping[str, Any]] = source.parameter(TIMETABLE).at(year.start).value
    made = sorted(
        (_planned(row, year, meetings, source) for row in rows), key=lambda step: step.day
    )
    parts = tuple(
        Step(label=step.title, value=step.day.isoformat(), how=step.why, confidence=step.confidence)
        for step in made
    )
    top = Step(label=f"Timetable of the budget of {year.label}", value=council.isoformat())
    return Explained(tuple(made), top.with_parts(*parts))


def _planned(
    row: Mapping[str, Any], year: FinancialYear, meetings: Mapping[str, date], source: Any
) -> Planned:
    named = {"code": row["code"], "title": row["title"], "role": row["role"]}
    if "meeting" in row:
        return Planned(**named, day=meetings[row["meeting"]], why="The day of the meeting.")
    if "day" in row:
        return _on_a_day(named, row, year, source)
    if "before" in row:
        return _counted(named, row, meetings[row["before"]], source)
    if "days_before_year" in row:
        found = source.parameter(row["days_before_year"]).at(year.start)
        day = year.start - timedelta(days=found.value)
        return _by_law(named, day, f"{found.value} days before 1 April", found)
    found = source.parameter(row["days_after_council"]).at(year.start)
    day = meetings["council"] + timedelta(days=found.value)
    return _by_law(named, day, f"Within {found.value} days after Budget Council", found)


def _on_a_day(
    named: Mapping[str, Any], row: Mapping[str, Any], year: FinancialYear, source: Any
) -> Planned:
    found = source.parameter(row["day"]).at(year.start)
    day = day_before_year(str(found.value), year) - ONE_DAY * row.get("less", 0)
    why = f"Before {found.value}" if row.get("less") else f"By {found.value}"
    if row.get("roll") == "next":
        worked = source.calendar("england").on_or_after(day)
        why += "; the next working day, a local rule" if worked != day else ""
        day = worked
    return _by_law(named, day, why, found)


def _by_law(named: Mapping[str, Any], day: date, why: str, found: DatedValue) -> Planned:
    return Planned(
        **named,
        day=day,
        why=why,
        provision=str(found.provision),
        confidence=found.confidence,
        by_law=True,
    )


def _counted(
    named: Mapping[str, Any], row: Mapping[str, Any], start: date, source: ParameterSource
) -> Planned:
    if "limit" in row:
        parameter = source.parameter(row["limit"])
        limit = read_limit(parameter.title, parameter.at(start))
    else:
        counting = Counting(
            number=row["working_days"],
            convention=Convention.WORKING_DAYS,
            direction=Direction.BEFORE,
        )
        limit = Limit(name="", counting=counting, confidence=Confidence.MEDIUM)
    calendar = counting_calendar(
        limit=limit, calendar=source.calendar(limit.calendar), also_closed=()
    )
    found = last_day(limit=limit, start=start, calendar=calendar)
    meeting = "Cabinet" if row["before"] == "cabinet" else "Budget Council"
    return Planned(
        **named,
        day=found.value,
        why=f"{limit.counting.number} {limit.counting.convention} before {meeting}",
        provision=str(limit.provision) if limit.provision else "",
        confidence=limit.confidence,
        by_law="limit" in row,
        limit=row.get("limit", ""),
        start=start if "limit" in row else None,
    )


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A step as a round holds it: its last day, and the day chosen for it."""

    code: str
    title: str
    last_day: date
    on: date


ORDER = (
    ("cash-limits", "submissions"),
    ("submissions", "challenge"),
    ("challenge", "cabinet"),
    ("cabinet-papers", "cabinet"),
    ("tax-base", "council"),
    ("statement", "council"),
    ("council-papers", "council"),
    ("council", "notice"),
)
"""Which step comes before which; the first may be on the day of the second."""


def conflicts(
    steps: Sequence[Chosen],
    *,
    year: FinancialYear,
    source: ParameterSource,
    precepts_missing: Sequence[str] = (),
) -> tuple[str, ...]:
    """What of a timetable cannot be kept, each with what to do; nothing when all can.

    Units: days. Source: the limits of each step; for precepts not received, Local Government
    Finance Act 1992, section 30(7).
    Applies: the chosen days beside the last days the round's meetings give.
    """
    found = [
        f"{step.title} is planned for {date_display(step.on)}; the last day is "
        f"{date_display(step.last_day)}. Bring it forward, or move the meeting."
        for step in steps
        if step.on > step.last_day
    ]
    by_code = {step.code: step for step in steps}
    for first, second in ORDER:
        if first not in by_code or second not in by_code:
            continue
        before, after = by_code[first], by_code[second]
        if before.on > after.on:
            found.append(
                f"{before.title} on {date_display(before.on)} comes after "
                f"{_lowered(after.title)} on {date_display(after.on)}. Change one of the two."
            )
    found += _too_close(by_code, source)
    council = by_code.get("council")
    text = str(source.parameter(EARLIEST_WITHOUT_PRECEPTS).at(year.start).value)
    earliest = day_before_year(text, year)
    if council is not None and precepts_missing and council.on < earliest:
        found.append(
            f"The tax cannot be set on {date_display(council.on)} without the precept of "
            f"{', '.join(precepts_missing)}. Record it, or meet on {date_display(earliest)} or "
            "later."
        )
    return tuple(found)


def _too_close(steps: Mapping[str, Chosen], source: ParameterSource) -> list[str]:
    """Cabinet's recommendations stand in the papers of the Council, so they come before them."""
    if "cabinet" not in steps or "council-papers" not in steps:
        return []
    cabinet, papers = steps["cabinet"], steps["council-papers"]
    parameter = source.parameter(NOTICE)
    limit = read_limit(parameter.title, parameter.at(papers.on))
    latest = last_day(limit=limit, start=papers.on, calendar=source.calendar(limit.calendar)).value
    if cabinet.on <= latest:
        return []
    words = (
        f"{cabinet.title} on {date_display(cabinet.on)} is less than {limit.counting.number} "
        f"{limit.counting.convention} before the papers of Budget Council are published on "
        f"{date_display(papers.on)}. Meet by {date_display(latest)}, or publish later."
    )
    return [words]


def _lowered(title: str) -> str:
    """Titles that begin with the name of a body keep its capital."""
    return (
        title if title.startswith(("Cabinet", "Budget Council")) else title[0].lower() + title[1:]
    )
