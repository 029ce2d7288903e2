"""A result with its reasons: a tree of steps, each with its arithmetic, rule and records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic, TypeVar

from townclerk.kernel.display import date_display, money_display, number_display
from townclerk.kernel.money import Money
from townclerk.kernel.provision import Provision

T = TypeVar("T")
Value = Money | Fraction | Decimal | int | str | date | None


class Confidence(StrEnum):
    """How far a rule has been checked against its source."""

    CONFIRMED = "confirmed"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def unconfirmed(self) -> bool:
        """Medium and low are shown to the user as unconfirmed."""
        return self in (Confidence.MEDIUM, Confidence.LOW)


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """Which records stand behind a step: how many, of what kind, and their total."""

    count: int
    kind: str
    label: str
    total: Money | Decimal | None = None
    keys: tuple[str, ...] = ()
    url: str = ""

    @property
    def shown(self) -> str:
        """
        >>> Records(count=3, kind="line", label="lines", total=Money.pounds(1000)).shown
        '3 lines, total £1,000.00'
        """
        total = "" if self.total is None else f", total {value_shown(self.total)}"
        return f"{self.count} {self.label}{total}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """The file a record came from, its checksum, and who brought it when.

    An area that knows only the batch and the row gives those (`brought_in`), or which record it
    is (`recorded`); whoever holds the batches and the history fills in the rest.
    """

    file: str
    checksum: str
    who: str
    when: datetime | None
    batch: str = ""
    sheet: str = ""
    row: str = ""
    record: str = ""
    """Kind and key of a record whose history is still to be asked."""
    changed_by: str = ""
    changed_on: datetime | None = None
    """Who changed the record by hand after its file, and when."""

    @property
    def shown(self) -> str:
        """One sentence, with what its reader may see.

        >>> Provenance(file="plan.csv", checksum="0f" * 32, who="", when=None, row="7").shown
        'plan.csv, row 7, SHA-256 0f0f0f0f0f0f'
        >>> Provenance(file="", checksum="", who="the clerk", when=None).shown
        'Typed by the clerk'
        """
        text = self._brought if self.file or self.batch else self._typed
        if self.changed_on is None:
            return text
        by = f" by {self.changed_by}" if self.changed_by else ""
        return f"{text}; changed since{by} on {date_display(self.changed_on)}"

    @property
    def _typed(self) -> str:
        by = f" by {self.who}" if self.who else ""
        return f"Typed{by}" + (f" on {date_display(self.when)}" if self.when else "")

    @property
    def _brought(self) -> str:
        parts = [
            self.file or f"Batch {self.batch}, of which no file is kept",
            f"sheet {self.sheet}" if self.sheet else "",
            f"row {self.row}" if self.row else "",
            f"SHA-256 {self.checksum[:12]}" if self.checksum else "",
            f"brought by {self.who}" if self.who else "",
        ]
        text = ", ".join(part for part in parts if part)
        if self.when is None:
            return text
        joined = " on " if self.who else ", brought on "
        return f"{text}{joined}{date_display(self.when)}"


def brought_in(batch: str, row: int | str | None = None) -> Provenance | None:
    """The origin of a record of which only the batch is known; None when it came in none."""
    if not batch:
        return None
    return Provenance(
        file="", checksum="", who="", when=None, batch=batch, row="" if row is None else str(row)
    )


def recorded(kind: str, key: object) -> Provenance:
    """The origin of a record that its own history tells: its file and row, or who typed it."""
    return Provenance(file="", checksum="", who="", when=None, record=f"{kind}:{key}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One node of an explanation tree."""

    label: str
    value: Value
    unit: str = ""
    display: str = ""
    how: str = ""
    rule: Provision | None = None
    confidence: Confidence = Confidence.CONFIRMED
    parts: tuple["Step", ...] = ()
    records: Records | None = None
    source: Provenance | None = None
    figure: str = ""
    """'key?scope=..&period=..' when this part is itself a registered figure."""
    access: str = ""
    """The name of the access class needed to open this level; empty means as its parent."""
    held_by: str = ""
    """The role that holds what lies below."""
    notes: tuple[str, ...] = ()

    def walk(self) -> Iterator["Step"]:
        """This step and every one below it, parents first."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def shown(self) -> str:
        """The value as it is read: as its area displays it, else plainly with its unit."""
        return self.display or value_shown(self.value, self.unit)

    @property
    def unconfirmed(self) -> bool:
        """Whether any rule in the tree is of medium or low confidence."""
        return any(step.confidence.unconfirmed for step in self.walk())

    def with_parts(self, *parts: "Step") -> "Step":
        return replace(self, parts=parts)

    def to_json(self) -> dict[str, Any]:
        """The tree as one JSON document; empty fields are left out."""
        fields: dict[str, Any] = {"label": self.label, "value": to_json(self.value)}
        for name in ("unit", "display", "how", "figure", "access", "held_by"):
            if text := getattr(self, name):
                fields[name] = text
        if self.rule is not None:
            fields["rule"] = _filled(self.rule) | {"citation": str(self.rule)}
        if self.confidence is not Confidence.CONFIRMED:
            fields["confidence"] = self.confidence.value
        if self.records is not None:
            fields["records"] = _filled(self.records)
        if self.source is not None:
            fields["source"] = _filled(self.source)
        if self.notes:
            fields["notes"] = list(self.notes)
        if self.parts:
            fields["parts"] = [part.to_json() for part in self.parts]
        return fields

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Step":
        """A tree kept as JSON, with its values as the text they were kept as."""
        given = dict(fields)
        rule = given.pop("rule", None)
        if rule is not None:
            given["rule"] = Provision(**{n: v for n, v in rule.items() if n != "citation"})
        if "confidence" in given:
            given["confidence"] = Confidence(given["confidence"])
        if "records" in given:
            records = dict(given["records"])
            given["records"] = Records(**(records | {"keys": tuple(records.get("keys", ()))}))
        if "source" in given:
            given["source"] = _provenance(given["source"])
        given["notes"] = tuple(given.get("notes", ()))
        given["parts"] = tuple(cls.from_json(part) for part in given.get("parts", ()))
        return cls(**given)

    def to_text(self) -> str:
        """The tree in plain lines, for a terminal."""
        return "\n".join(_lines(self, 0))


def _provenance(fields: Mapping[str, Any]) -> Provenance:
    given = {"file": "", "checksum": "", "who": "", "when": None} | dict(fields)
    for name in ("when", "changed_on"):
        if given.get(name):
            given[name] = datetime.fromisoformat(given[name])
    return Provenance(**given)


@dataclass(frozen=True, slots=True)
class Explained(Generic[T]):
    """A value and the step that says how it came about."""

    value: T
    step: Step


def to_json(value: Any) -> Any:
    """A value as JSON carries it: money and exact numbers as text, dates in ISO form.

    >>> to_json(Money.pounds(5)), to_json(Fraction(1, 3)), to_json(date(2017, 4, 1))
    ('5.00', '1/3', '2017-04-01')
    """
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Fraction):
        return _fraction(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _fraction(value: Fraction) -> str:
    """A decimal when it has one that ends, else the fraction itself."""
    rest = value.denominator
    places = 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    if rest != 1:
        return str(value)
    scaled = value.numerator * (10**places // value.denominator)
    return format(Decimal(f"{scaled}E-{places}"), "f")


def _filled(record: Any) -> dict[str, Any]:
    found = {name: getattr(record, name) for name in record.__dataclass_fields__}
    return {name: to_json(value) for name, value in found.items() if value not in (None, "", ())}


def _lines(step: Step, depth: int) -> Iterator[str]:
    indent = "  " * depth
    shown = step.shown
    yield f"{indent}{step.label}: {shown}" if shown else f"{indent}{step.label}"
    more = indent + "    "
    if step.how:
        yield f"{more}{step.how}"
    if step.rule is not None:
        mark = " (unconfirmed)" if step.confidence.unconfirmed else ""
        yield f"{more}Rule: {step.rule}{mark}"
    elif step.confidence.unconfirmed:
        yield f"{more}Unconfirmed"
    if step.records is not None:
        yield f"{more}Records: {step.records.shown}"
    if step.source is not None:
        yield f"{more}Source: {step.source.shown}"
    if step.held_by:
        yield f"{more}Held by: {step.held_by}"
    for note in step.notes:
        yield f"{more}Note: {note}"
    for part in step.parts:
        yield from _lines(part, depth + 1)


def value_shown(value: Value, unit: str = "") -> str:
    """A value in words for a reader, exact, with its unit when that is not in the value.

    >>> value_shown(Money.pounds("-1234.50"), "£"), value_shown(date(2017, 4, 1))
    ('−£1,234.50', '1 April 2017')
    >>> value_shown(Decimal("4.99"), "%"), value_shown(12000, "days"), value_shown(None)
    ('4.99%', '12,000 days', '')
    """
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{'−' if value.pence < 0 else ''}£{money_display(abs(value))}"
    if isinstance(value, date):
        return date_display(value)
    text = _number_shown(value)
    return f"{text}%" if unit == "%" else f"{text} {unit}".strip()


def _number_shown(value: Fraction | Decimal | int | str) -> str:
    text = str(to_json(value))
    if isinstance(value, str | bool) or "/" in text:
        return text
    return number_display(Decimal(text), len(text.partition(".")[2]))
