"""Meetings as an iCalendar that programs subscribe to, in the time of Europe/London."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from townclerk.platform.deadlines.core.calendar_file import escaped, folded

ZONE = "Europe/London"
FEWEST = 3
"""Meetings at one distance from each other that make a cycle."""
TIME_ZONE = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
END:DAYLIGHT
END:VTIMEZONE"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitting:
    """One meeting: its day and, where it is known, its time on the clock of the council."""

    key: str
    body: str
    at: datetime
    """Without a zone: as people here say it. Midnight where `timed` says no time is known."""
    timed: bool
    title: str
    place: str = ""
    minutes: int | None = None
    address: str = ""
    sequence: int = 0
    cancelled: bool = False

    @property
    def alike(self) -> tuple[object, ...]:
        """What the meetings of one cycle have in common."""
        return (self.body, self.title, self.place, self.timed, self.at.time(), self.minutes)


def cycles(sittings: Iterable[Sitting]) -> tuple[tuple[Sitting, ...], ...]:
    """Meetings in the groups that one rule of recurrence tells; a meeting in none is alone.

    Units: weeks. Source: RFC 5545, section 3.3.10.
    Applies: to meetings of one body at one time and place, the same number of weeks apart.
    Rounding: none.
    Raises: nothing.
    Example: five Cabinets four weeks apart are one group of five.
    """
    kinds: dict[tuple[object, ...], list[Sitting]] = {}
    for one in sorted(sittings, key=lambda one: (one.at, one.key)):
        kinds.setdefault(one.alike, []).append(one)
    return tuple(run for alike in kinds.values() for run in _runs(alike))


def _runs(alike: Sequence[Sitting]) -> list[tuple[Sitting, ...]]:
    found: list[tuple[Sitting, ...]] = []
    start = 0
    while start < len(alike):
        end = start + 1
        gap = alike[end].at - alike[start].at if end < len(alike) else timedelta(0)
        regular = gap > timedelta(0) and gap.days % 7 == 0
        while regular and end < len(alike) and alike[end].at - alike[end - 1].at == gap:
            end += 1
        if end - start < FEWEST:
            end = start + 1
        found.append(tuple(alike[start:end]))
        start = end
    return found


def meeting_calendar(*, name: str, sittings: Iterable[Sitting], made: datetime) -> str:
    """Meetings as one calendar: cycles as recurrence, changes by sequence, those cancelled so said.

    Units: dates and times; the moment at which it was made, with its time zone.
    Source: RFC 5545, sections 3.3.10, 3.6.1, 3.6.5, 3.8.1.11, 3.8.4.4 and 3.8.7.4.
    Applies: to programs that read iCalendar files.
    Rounding: none.
    Raises: nothing.
    Example: a meeting that was moved once comes with SEQUENCE:1 under the UID it always had.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Townclerk//Meetings//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        f"X-WR-TIMEZONE:{ZONE}",
        *TIME_ZONE.split("\n"),
    ]
    for run in cycles(sittings):
        lines += _cycle(run, made) if len(run) > 1 else _event(run[0], run[0].key, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _cycle(run: tuple[Sitting, ...], made: datetime) -> list[str]:
    """The rule, and each meeting that is otherwise than the first as an exception to it."""
    first = run[0]
    weeks = (run[1].at - first.at).days // 7
    key = f"cycle-{first.key}"
    rule = f"RRULE:FREQ=WEEKLY;INTERVAL={weeks};COUNT={len(run)}"
    usual = Sitting(
        **{name: getattr(first, name) for name in ("key", "body", "at", "timed", "title", "place")},
        minutes=first.minutes,
        sequence=max(one.sequence for one in run),
    )
    lines = _event(usual, key, made, rule)
    for one in run:
        lines += _event(one, key, made, f"RECURRENCE-ID{_at(one)}")
    return lines


def _event(one: Sitting, key: str, made: datetime, extra: str = "") -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(key)}",
        f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART{_at(one)}",
        f"SUMMARY:{escaped(one.title)}",
        f"SEQUENCE:{one.sequence}",
        f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}",
    ]
    if one.timed and one.minutes:
        lines.append(f"DURATION:PT{one.minutes}M")
    if one.place:
        lines.append(f"LOCATION:{escaped(one.place)}")
    if one.address:
        lines.append(f"URL:{one.address}")
    if extra:
        lines.append(extra)
    return [*lines, "END:VEVENT"]


def _at(one: Sitting) -> str:
    if one.timed:
        return f";TZID={ZONE}:{one.at:%Y%m%dT%H%M%S}"
    return f";VALUE=DATE:{one.at:%Y%m%d}"
