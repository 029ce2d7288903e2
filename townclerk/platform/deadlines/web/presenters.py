"""What is owed, in groups and words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from townclerk.kernel.display import date_display
from townclerk.platform.deadlines.core.stopping import Standing
from townclerk.platform.deadlines.owed import Owed

COLOURS = {
    Standing.OVERDUE: "red",
    Standing.SOON: "yellow",
    Standing.LATER: "grey",
    Standing.PAUSED: "blue",
    Standing.UNDATED: "grey",
    Standing.FINISHED: "green",
}


@dataclass(frozen=True)
class Line:
    owed: Owed
    when: str
    colour: str


@dataclass(frozen=True)
class Group:
    standing: Standing
    lines: tuple[Line, ...]
    """Those of this page."""
    count: int
    """Those of every page."""


def groups(shown: Iterable[Owed], every: Sequence[Owed], on: date) -> list[Group]:
    """What is shown, under the standing it has, with how many there are in all."""
    lines = [line(one, on) for one in shown]
    made = []
    for standing in Standing:
        inside = tuple(one for one in lines if one.owed.standing is standing)
        if inside:
            count = sum(one.standing is standing for one in every)
            made.append(Group(standing, inside, count))
    return made


def line(one: Owed, on: date) -> Line:
    return Line(one, when(one, on), COLOURS[one.standing])


def when(one: Owed, on: date) -> str:
    """The day it is due and how far off that is."""
    if one.standing is Standing.PAUSED:
        return "Clock stopped"
    if one.due is None:
        return "No date"
    return f"Due {date_display(one.due)}, {_away((one.due - on).days)}"


def _away(days: int) -> str:
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days > 0:
        return f"in {days:,} days"
    return "1 day late" if days == -1 else f"{-days:,} days late"


ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True)
class Reason:
    """One level of how a date is worked out, with its dates as people write them."""

    label: str
    value: str
    how: str
    rule: str
    parts: tuple["Reason", ...] = field(default=())


def reasons(step: dict[str, Any]) -> Reason:
    """The stored explanation of a deadline, in words."""
    return Reason(
        label=_written(step.get("label", "")),
        value=_written(str(step.get("value") or "")),
        how=_written(step.get("how", "")),
        rule=step.get("rule", {}).get("citation", ""),
        parts=tuple(reasons(part) for part in step.get("parts", ())),
    )


def _written(text: str) -> str:
    return ISO_DAY.sub(lambda found: date_display(date.fromisoformat(found[0])), text)
