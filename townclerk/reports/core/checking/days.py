"""Dates: none that no calendar has, weekdays that fit, and an order in which things can happen."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from townclerk.kernel.display import date_display
from townclerk.reports.core.checking.dates import When, read_dates, weekday_name
from townclerk.reports.core.checking.grids import Grid
from townclerk.reports.core.checking.model import Finding, Place, Severity, Value
from townclerk.reports.core.checking.reading import Reading, Sentence

NEAR = 240
"""Days around the report within which a date without a year is looked for."""

_CLOSING = re.compile(
    r"\b(?:accounts?|outturn|year[- ]end|statement of accounts|final position|annual report"
    r"|closing (?:balance|position)|annual governance statement)\b",
    re.IGNORECASE,
)
_DRAFTED = re.compile(r"\b(?:forecast|budget|plan|timetable|prepar\w*|monitor\w*)\b", re.IGNORECASE)
_SPAN = re.compile(r"^\s*(?:to|until|and|–|-|through to|up to)\s*(?:the\s)?$", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|is due|are due|is to|are to|to be (?:held|launched|published|completed|opened)"
    r"|is planned|are planned|is expected|are expected|is scheduled|are scheduled|upcoming"
    r"|forthcoming|next meeting|going live)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\b(?:was|were|met|took place|has been|have been|opened|launched|completed|approved"
    r"|considered|agreed|went live|held)\b",
    re.IGNORECASE,
)


def check(reading: Reading) -> Iterator[Finding]:
    """Impossible dates, wrong weekdays, ends before beginnings, accounts before the year ends."""
    for sentence in reading.sentences:
        for when in sentence.dates:
            if when.wrong:
                yield _impossible(sentence, when)
            elif when.weekday is not None:
                yield from _weekday(reading, sentence, when)
        yield from _backwards(sentence)
        yield from _before_the_close(reading, sentence)
        yield from _passed(reading, sentence)
    for grid in reading.grids:
        yield from _year_labels(reading, grid)


def _impossible(sentence: Sentence, when: When) -> Finding:
    return Finding(
        kind="date",
        severity=Severity.ERROR,
        place=sentence.at(when.start, when.end),
        why=f"“{when.text}” is no date: {when.wrong}.",
        what_to_do="Correct the date.",
        values=(Value(when.text, "the text"),),
    )


def _weekday(reading: Reading, sentence: Sentence, when: When) -> Iterator[Finding]:
    days = _candidates(reading, when)
    if not days or any(day.weekday() == when.weekday for day in days):
        return
    day = days[0]
    yield Finding(
        kind="weekday",
        severity=Severity.ERROR,
        place=sentence.at(when.start, when.end),
        why=f"“{when.text}”: {date_display(day)} is a {weekday_name(day)}.",
        what_to_do="Correct the weekday, or the date.",
        values=(Value(when.text, "the text"), Value(weekday_name(day), "the calendar")),
    )


def _candidates(reading: Reading, when: When) -> list[date]:
    """The days it can mean: one with its year, the near ones without."""
    if when.on:
        return [when.on]
    if when.year or reading.on is None:
        return []
    days = [when.on_in(reading.on.year + step) for step in (-1, 0, 1)]
    known = sorted((day for day in days if day), key=lambda day: abs((day - reading.on).days))  # type: ignore[operator]
    return [day for day in known if abs((day - reading.on).days) <= NEAR] or known[:1]


def _backwards(sentence: Sentence) -> Iterator[Finding]:
    for one, other in pairwise(sentence.dates):
        gap = sentence.text[one.end : other.start]
        if not _SPAN.fullmatch(gap) or one.kind != other.kind or not (one.first and other.first):
            continue
        if gap.strip() == "and" and not re.search(
            r"\bbetween\s+(?:the\s)?$", sentence.text[: one.start], re.IGNORECASE
        ):
            continue
        if one.first > other.first:
            yield Finding(
                kind="dates-order",
                severity=Severity.ERROR,
                place=sentence.at(one.start, other.end),
                why=f"It ends before it begins: {one.text} to {other.text}.",
                what_to_do="Correct one of the two dates.",
                values=(Value(one.text, "the beginning"), Value(other.text, "the end")),
            )


def _before_the_close(reading: Reading, sentence: Sentence) -> Iterator[Finding]:
    """The final accounts of a year cannot be approved before that year has ended."""
    years = [one for one in sentence.dates if one.kind == "years" and not one.wrong]
    closing = _CLOSING.search(sentence.text)
    if not closing or len(years) != 1 or _DRAFTED.search(sentence.text):
        return
    closes = years[0].last
    for when in sentence.dates:
        if when.kind not in ("day", "month") or not when.last or not closes:
            continue
        if when.last < closes and (when.last.year, when.last.month) != (closes.year, closes.month):
            yield Finding(
                kind="before-year-end",
                severity=Severity.WARNING,
                place=sentence.at(when.start, when.end),
                why=(
                    f"{when.text} is before {years[0].text} closed on "
                    f"{date_display(closes)}, so its "
                    f"{closing[0].lower()} cannot be final then."
                ),
                what_to_do="Check the year of the date.",
                values=(
                    Value(when.text, "the text"),
                    Value(date_display(closes), f"the end of {years[0].text}"),
                ),
            )


def _passed(reading: Reading, sentence: Sentence) -> Iterator[Finding]:
    """What is still told as to come, on a day that has passed when the report speaks."""
    if reading.paper.on is None:
        return
    days = [one for one in sentence.dates if one.kind == "day" and one.on]
    ahead = _AHEAD.search(sentence.text)
    if len(days) == 1 and ahead and not _BEHIND.search(sentence.text):
        day = days[0].on
        if day and day < reading.paper.on:
            yield Finding(
                kind="passed",
                severity=Severity.WARNING,
                place=sentence.at(days[0].start, days[0].end),
                why=f"It is told as still to come (“{ahead[0]}”), and {days[0].text} was before "
                f"{date_display(reading.paper.on)}, from when the report speaks.",
                what_to_do="Say what happened, or correct the date.",
                values=(Value(days[0].text, "the text"),),
            )


def _year_labels(reading: Reading, grid: Grid) -> Iterator[Finding]:
    """Years along a table: possible ones, each once, in an even step."""
    texts = [line.label for line in (*grid.rows, *grid.columns)]
    section = reading.paper.sections[grid.section].title
    for label in texts:
        for when in read_dates(label):
            if when.wrong:
                yield Finding(
                    kind="date",
                    severity=Severity.ERROR,
                    place=Place(section, grid.place + 1, label, grid.section),
                    why=f"{grid.table.name}: “{when.text}” is no year: {when.wrong}.",
                    what_to_do="Correct the year.",
                    values=(Value(label, grid.table.name),),
                )
    for lines in (grid.rows, grid.columns):
        yield from _uneven(section, grid, [line.label for line in lines])


def _uneven(section: str, grid: Grid, labels: list[str]) -> Iterator[Finding]:
    read = [read_dates(label) for label in labels]
    years = [
        (label, found[0].year)
        for label, found in zip(labels, read, strict=True)
        if len(found) == 1 and found[0].kind in ("years", "year") and found[0].text == label.strip()
    ]
    if len(years) < 3 or len(years) < len(labels) - 1:
        return
    steps = [b[1] - a[1] for a, b in pairwise(years) if a[1] and b[1]]
    if len(steps) != len(years) - 1:
        return
    usual = max(set(steps), key=steps.count)
    wrong = [place for place, step in enumerate(steps) if step != usual]
    if wrong and steps.count(usual) >= len(steps) / 2 and abs(usual) == 1:
        label = years[wrong[0] + 1][0]
        yield Finding(
            kind="year-series",
            severity=Severity.ERROR,
            place=Place(section, grid.place + 1, label, grid.section),
            why=f"{grid.table.name}: after {years[wrong[0]][0]} comes {label}.",
            what_to_do="Correct the year, or say which one is left out.",
            values=(Value(label, grid.table.name),),
        )
