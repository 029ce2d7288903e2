"""Law and local policy as dated values, each with its source; parsed from text handed in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import yaml

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.explained import Confidence
from townclerk.kernel.money import Money
from townclerk.kernel.periods import ONE_DAY, Period
from townclerk.kernel.printed import UnreadableNumber, parse_number
from townclerk.kernel.provision import Provision

KINDS = ("number", "money", "percent", "days", "text", "table")
REQUIRED = ("from", "to", "value", "instrument", "provision", "checked_on")
OPTIONAL = ("url", "confidence", "note")


class NoValue(TownclerkError):
    """A parameter has no value on a date. Add the missing value with its source."""

    def __init__(self, parameter: "Parameter", day: date) -> None:
        spans = "; ".join(str(Period(value.start, value.end)) for value in parameter.values)
        super().__init__(
            f"{parameter.name} has no value on {day}. Values are held for {spans}. "
            "Add the value for that date with its source."
        )


class UnknownParameter(TownclerkError):
    """No parameter has this name."""

    def __init__(self, name: str, known: Iterable[str] = ()) -> None:
        listed = ", ".join(sorted(known))
        super().__init__(
            f"There is no parameter called {name}." + (f" There are {listed}." if listed else "")
        )


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value in force from `start` up to, but not including, `end`."""

    value: Any
    start: date
    end: date | None
    provision: Provision
    checked_on: date
    confidence: Confidence = Confidence.CONFIRMED
    note: str = ""

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named rate, threshold, length of time or table with its values by date.

    In the file, `from` and `to` are the first and the last day in force, both counted, and a
    `to` of null means still in force.
    """

    name: str
    title: str
    unit: str
    kind: str
    values: tuple[DatedValue, ...]
    description: str = ""

    @classmethod
    def parse(cls, text: str, file: str) -> "Parameter":
        """Read one parameter file. All problems are raised at once."""
        try:
            content = yaml.load(text, Loader=_ExactLoader)  # noqa: S506 (a safe loader)
        except yaml.YAMLError as error:
            raise Problems([Problem(f"This is not readable YAML: {error}", file=file)]) from None
        if not isinstance(content, Mapping):
            raise Problems([Problem("A parameter file holds one mapping.", file=file)])
        return cls.from_mapping(content, file)

    @classmethod
    def from_mapping(cls, content: Mapping[str, Any], file: str) -> "Parameter":
        problems = _problems_of_head(content, file)
        rows = content.get("values") or []
        kind = str(content.get("kind", ""))
        values: list[DatedValue] = []
        for number, row in enumerate(rows, start=1):
            found = _problems_of_row(row, number, file)
            if not found:
                try:
                    values.append(_dated_value(row, kind))
                except (TownclerkError, TypeError, ValueError) as error:
                    found = [Problem(str(error), file=file, row=number, column="value")]
            problems += found
        values.sort(key=lambda value: value.start)
        problems += _problems_of_overlap(values, file)
        if problems:
            raise Problems(problems)
        return cls(
            name=str(content["name"]),
            title=str(content["title"]),
            unit=str(content["unit"]),
            kind=kind,
            values=tuple(values),
            description=str(content.get("description", "")),
        )

    def at(self, day: date) -> DatedValue:
        """The value in force on a day. A day without one raises `NoValue`; none is guessed."""
        for value in self.values:
            if value.start <= day and (value.end is None or day < value.end):
                return value
        raise NoValue(self, day)


class _ExactLoader(yaml.SafeLoader):
    """YAML whose decimal numbers stay exact, and in which no key is given twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"{', '.join(twice)} is given twice", node.start_mark
            )
        return super().construct_mapping(node, deep)


_ExactLoader.add_constructor(
    "tag:yaml.org,2002:float",
    lambda loader, node: Decimal(str(loader.construct_scalar(node)).replace("_", "")),  # type: ignore[arg-type]
)


def _problems_of_head(content: Mapping[str, Any], file: str) -> list[Problem]:
    problems = [
        Problem(f"{name} is missing.", file=file, column=name)
        for name in ("name", "title", "unit", "kind")
        if not str(content.get(name) or "").strip()
    ]
    if content.get("kind") and content["kind"] not in KINDS:
        hint = f"Use one of {', '.join(KINDS)}."
        problems.append(
            Problem(f"{content['kind']} is no kind.", file=file, column="kind", hint=hint)
        )
    if not isinstance(content.get("values"), list) or not content["values"]:
        problems.append(Problem("There are no values.", file=file, column="values"))
    extra = set(content) - {"name", "title", "unit", "kind", "values", "description"}
    problems += [Problem(f"{name} is not known here.", file=file) for name in sorted(extra)]
    return problems


def _problems_of_row(row: Any, number: int, file: str) -> list[Problem]:
    if not isinstance(row, Mapping):
        return [Problem("A value is a mapping.", file=file, row=number)]
    problems = []
    for name in REQUIRED:
        blank = name not in row or (name != "to" and row[name] in (None, ""))
        if blank:
            hint = "Law needs its source." if name in ("instrument", "provision") else ""
            problems.append(
                Problem(f"{name} is missing.", file=file, row=number, column=name, hint=hint)
            )
    for name in ("from", "to", "checked_on"):
        day = row.get(name)
        if day not in (None, "") and (not isinstance(day, date) or isinstance(day, datetime)):
            problems.append(Problem(f"{day} is not a date.", file=file, row=number, column=name))
    confidence = row.get("confidence", Confidence.CONFIRMED)
    if confidence not in [level.value for level in Confidence]:
        problems.append(
            Problem(f"{confidence} is no confidence.", file=file, row=number, column="confidence")
        )
    extra = set(row) - set(REQUIRED) - set(OPTIONAL)
    problems += [
        Problem(f"{name} is not known here.", file=file, row=number) for name in sorted(extra)
    ]
    return problems


def _problems_of_overlap(values: list[DatedValue], file: str) -> list[Problem]:
    return [
        Problem(f"The values from {first.start} and {second.start} overlap.", file=file)
        for first, second in pairwise(values)
        if first.period.overlaps(second.period)
    ]


def _dated_value(row: Mapping[str, Any], kind: str) -> DatedValue:
    last = row["to"]
    period = Period.inclusive(row["from"], last)
    return DatedValue(
        value=typed_value(row["value"], kind),
        start=period.start,
        end=None if last is None else last + ONE_DAY,
        provision=Provision(
            str(row["instrument"]), str(row["provision"]), str(row.get("url") or "")
        ),
        checked_on=row["checked_on"],
        confidence=Confidence(row.get("confidence", "confirmed")),
        note=str(row.get("note") or ""),
    )


def _exact(raw: Any) -> Decimal:
    number = parse_number(raw)
    if number is None or raw in (None, ""):
        raise UnreadableNumber(raw)
    return number


def _whole(raw: Any) -> int:
    number = _exact(raw)
    if number != int(number):
        raise UnreadableNumber(raw)
    return int(number)


_READERS: dict[str, Callable[[Any], Any]] = {
    "number": _exact,
    "percent": _exact,
    "days": _whole,
    "money": lambda raw: Money.pounds(_exact(raw)),
    "text": str,
    "table": lambda raw: raw,
}


def typed_value(raw: Any, kind: str) -> Any:
    """A raw value as its kind: Decimal, Money, whole days, text, or a table as it stands."""
    reader = _READERS.get(kind)
    if reader is None:
        raise ValueError(f"{kind or 'nothing'} is no kind of parameter")
    return reader(raw)
