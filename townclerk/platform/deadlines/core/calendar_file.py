"""A calendar that programs subscribe to: whole-day entries in the iCalendar format."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75
"""Octets of a line before it is folded (RFC 5545, section 3.1)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One day in the calendar. `key` stays the same when the day or the words change."""

    key: str
    day: date
    title: str
    address: str = ""


def calendar_file(*, name: str, entries: Iterable[Entry], made: datetime) -> str:
    """The entries as one calendar, each a whole day that blocks no time.

    Units: dates; the moment at which it was made, with its time zone.
    Source: RFC 5545, sections 3.1, 3.3.11 and 3.6.1.
    Applies: to programs that read iCalendar files.

    >>> made = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> entry = Entry(key="task-5@x", day=date(2026, 3, 9), title="Reply, today; or not")
    >>> print(calendar_file(name="Owed", entries=[entry], made=made).split("\\r\\n")[9])
    SUMMARY:Reply\\, today\\; or not
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Townclerk//What I owe//EN",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for entry in entries:
        lines += _event(entry, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(entry: Entry, made: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(entry.key)}",
        f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(entry.title)}",
        "TRANSP:TRANSPARENT",
    ]
    if entry.address:
        lines.append(f"URL:{entry.address}")
    return [*lines, "END:VEVENT"]


def escaped(words: str) -> str:
    """Text as a value of the format (RFC 5545, section 3.3.11)."""
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def folded(line: str) -> str:
    """Broken so that no line is longer than allowed and no letter is cut."""
    parts, current, room = [], "", LONGEST_LINE
    for letter in line:
        width = len(letter.encode())
        if width > room:
            parts.append(current)
            # The space that begins a folded line counts as well.
            current, room = "", LONGEST_LINE - 1
        current += letter
        room -= width
    return "\r\n ".join([*parts, current])
