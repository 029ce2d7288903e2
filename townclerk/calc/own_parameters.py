"""Dated parameters that a case carries itself, in place of those in force."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.calendars import WorkingCalendar
from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.parameters import DatedValue, Parameter

EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class NotedParameter(Parameter):
    """A parameter that notes each value it gives, so that a result can say what it used."""

    notes: list[tuple[str, DatedValue]] = field(default_factory=list, compare=False)

    def at(self, day: date) -> DatedValue:
        found = Parameter.at(self, day)
        if (self.name, found) not in self.notes:
            self.notes.append((self.name, found))
        return found


class CaseParameters:
    """A parameter source that answers with the case's own values first, and notes what is used."""

    def __init__(self, base: ParameterSource, own: Mapping[str, Any], *, file: str) -> None:
        self._base = base
        self._own = {name: _parameter(name, given, file) for name, given in own.items()}
        self.used: list[tuple[str, DatedValue]] = []

    def parameter(self, name: str) -> Parameter:
        found = self._own.get(name) or self._base.parameter(name)
        return NotedParameter(
            name=found.name,
            title=found.title,
            unit=found.unit,
            kind=found.kind,
            values=found.values,
            description=found.description,
            notes=self.used,
        )

    def calendar(self, name: str) -> WorkingCalendar:
        return self._base.calendar(name)

    def warnings(self) -> tuple[str, ...]:
        """A sentence for each parameter that the case carries itself."""
        used = {name for name, _ in self.used}
        return tuple(
            f"{name} is the case's own value, not the one in force."
            if name in used
            else f"{name} is given in the case, but this calculation did not use it."
            for name in sorted(self._own)
        )


def _parameter(name: str, given: Any, file: str) -> Parameter:
    """A bare value holds for all time; a list, or `values`, holds dated ones."""
    head = {"name": name, "title": name, "unit": "as given in the case"}
    if isinstance(given, Mapping) and "values" in given:
        extra = {key: given[key] for key in ("title", "unit", "description") if key in given}
        rows, kind = given["values"], given.get("kind")
        head |= extra
    elif _is_dated(given):
        rows, kind = given, None
    else:
        rows, kind = [{"value": given}], None
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise Problems([Problem("values is not a list of dated values.", field=name, file=file)])
    filled = [_filled(row, name, file) for row in rows]
    content = head | {"kind": kind or _kind(filled), "values": filled}
    return Parameter.from_mapping(content, f"{file}: parameters.{name}")


def _is_dated(given: Any) -> bool:
    return isinstance(given, list) and all(
        isinstance(row, Mapping) and "value" in row and "from" in row for row in given
    )


def _filled(row: Mapping[str, Any], name: str, file: str) -> dict[str, Any]:
    """What a case need not say: it is its own source, and is in force unless dated."""
    return {
        "from": _day(row.get("from"), name, file) or EARLIEST,
        "to": _day(row.get("to"), name, file),
        "value": row.get("value"),
        "instrument": row.get("instrument") or "Given in the case",
        "provision": row.get("provision") or name,
        "checked_on": _day(row.get("checked_on"), name, file) or EARLIEST,
        "confidence": row.get("confidence") or "confirmed",
        "note": row.get("note") or "Given in the case, not taken from the law files.",
    }


def _day(raw: Any, name: str, file: str) -> date | None:
    if raw is None or isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise Problems(
            [Problem(f"{raw} is not a date.", field=f"parameters.{name}", file=file)]
        ) from None


def _kind(rows: list[dict[str, Any]]) -> str:
    return "table" if any(isinstance(row["value"], dict | list) for row in rows) else "number"
