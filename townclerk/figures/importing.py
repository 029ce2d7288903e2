"""The sheet of returned values: a whole period by file, checked whole, stated at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from simple_history.utils import bulk_create_with_history

from townclerk.figures import permission, questions, register
from townclerk.figures.core.terms import Unit, Value
from townclerk.figures.declaration import Definition, Question
from townclerk.figures.display import exact, parse_value
from townclerk.figures.errors import UnknownFigure
from townclerk.figures.models import ReturnedValue
from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Decision, Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.exchange import ImportColumn, register_template
from townclerk.platform.exchange.origins import reason_of
from townclerk.platform.exchange.rows import Row, rows_of
from townclerk.platform.exchange.templates import Sample, Tell, silent

BATCH_SIZE = 2_000
BASES = tuple(ReturnedValue.Basis.values)
QUALIFIERS = tuple(ReturnedValue.Qualifier.values)
COMPARED = ("value", "qualifier", "numerator", "denominator", "evidence")

COLUMNS = (
    ImportColumn("key", "Key of the figure, as customers.one_stop_shop.visits.", required=True),
    ImportColumn("scope", "Code of a unit or of a scope of figures; empty for the council."),
    ImportColumn("period", "2017/18, 2024/25-Q2, 2024-08 or 2021-08-01..2021-09-30."),
    ImportColumn("as_at", "The day it speaks of; with no period, the value is of that day."),
    ImportColumn("basis", "Actual when empty.", allowed=BASES),
    ImportColumn("value", "The value in the figure's unit.", required=True),
    ImportColumn("money_unit", "Unit of money in this row: £ (usual), £000 or £m."),
    ImportColumn("qualifier", "Empty when exact.", allowed=QUALIFIERS),
    ImportColumn("numerator", "Top of a rate."),
    ImportColumn("denominator", "Bottom of a rate."),
    ImportColumn("evidence", "Where the value is from.", required=True),
    ImportColumn("reason", "Why an earlier value changes."),
)
Identity = tuple[str, str, str, str, date | None]


class ChangedMeanwhile(TownclerkError):
    """Somebody stated one of the values between the check and the saving."""


@dataclass
class ValueSheet:
    """A sheet read and compared with what is stated already. Nothing is written before `save`."""

    actor: Actor
    moment: datetime
    fresh: list[ReturnedValue] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    same: int = 0
    samples: dict[str, list[Sample]] = field(
        default_factory=lambda: {"added": [], "changed": [], "same": []}
    )
    rows: dict[Identity, int] = field(default_factory=dict)
    last_pk: int = 0

    def save(self, batch: str) -> None:
        newer = ReturnedValue.objects.filter(pk__gt=self.last_pk)
        if any(identity_of(row) in self.rows for row in newer.iterator()):
            raise ChangedMeanwhile(
                "Somebody stated one of these values meanwhile. Check the file again."
            )
        for value in self.fresh:
            reason = reason_of(batch, self.rows[identity_of(value)])
            vars(value)["_change_reason"] = reason
        bulk_create_with_history(
            self.fresh,
            ReturnedValue,
            batch_size=BATCH_SIZE,
            default_user=self.actor.user,
            default_date=self.moment,
        )

    def saved(self) -> None:
        """Nothing follows."""

    def take(self, value: ReturnedValue, before: ReturnedValue | None, row: Row) -> None:
        """Keep one row of the sheet as new, as a correction, or as nothing new."""
        if before is None:
            self._count("added", value, ())
        elif all(getattr(before, name) == getattr(value, name) for name in COMPARED):
            self._count("same", value, ())
            return
        elif not value.reason:
            row.wrong(
                "reason",
                f"It was already stated as {before.value}.",
                "Say why the value changes; the earlier one is kept.",
            )
            return
        else:
            value.revision = before.revision + 1
            self._count("changed", value, (("value", before.value, value.value),))
        self.fresh.append(value)

    def _count(
        self, what: str, value: ReturnedValue, changes: tuple[tuple[str, str, str], ...]
    ) -> None:
        setattr(self, what, getattr(self, what) + 1)
        if len(self.samples[what]) < 5:
            of = value.period or (value.as_at.isoformat() if value.as_at else "whole")
            self.samples[what].append(Sample(f"{value.key}, {value.scope}, {of}", changes))


def identity_of(row: ReturnedValue) -> Identity:
    return row.key, row.scope, row.period, row.basis, row.as_at


def prepare(
    rows: Sequence[Mapping[str, Any]], *, actor: Actor, moment: datetime, tell: Tell = silent
) -> ValueSheet:
    """Read and check every row. Raises Problems with everything that is wrong in any of them."""
    tell(0, len(rows), "Reading and checking rows")
    found = [_Reading(row) for row in rows_of(rows)]
    known = _definitions({one.key for one in found if one.key})
    reach = _Reach(Reader.of(actor.user, moment.astimezone(LOCAL).date())) if actor.user else None
    listing = questions.Listing()
    listing.read(known.values())
    latest = _latest(known)
    sheet = ValueSheet(actor, moment, last_pk=max((v.pk for v in latest.values()), default=0))
    for one in found:
        value = one.read(known, listing, reach)
        if value is None:
            continue
        value.stated_at, value.stated_by = moment, actor.user
        identity = identity_of(value)
        if identity in sheet.rows:
            one.row.wrong("key", f"Row {sheet.rows[identity]} states it too.", "Keep one of them.")
            continue
        sheet.rows[identity] = one.row.number
        sheet.take(value, latest.get(identity), one.row)
    problems = [problem for one in found for problem in one.row.problems]
    if problems:
        raise Problems(problems)
    return sheet


def load(
    rows: Iterable[Mapping[str, Any]], *, actor: Actor, moment: datetime, batch: str = ""
) -> ValueSheet:
    """Check and save in one go, inside the caller's transaction."""
    sheet = prepare(list(rows), actor=actor, moment=moment)
    sheet.save(batch)
    return sheet


def _definitions(keys: set[str]) -> dict[str, Definition]:
    known = set(register.keys())
    return register.definitions_of(keys & known)


def _latest(known: Mapping[str, Definition]) -> dict[Identity, ReturnedValue]:
    rows = ReturnedValue.objects.filter(key__in=known).order_by("revision")
    return {identity_of(row): row for row in rows}


class _Reach:
    """What the person who brings the sheet may state; asked once for each figure and scope."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.decided: dict[tuple[str, str], Decision] = {}

    def refusal(self, definition: Definition, scope: str) -> str:
        place = definition.key, scope
        if place not in self.decided:
            self.decided[place] = permission.stating(definition, scope, self.reader)
        return "" if self.decided[place].allowed else self.decided[place].reason


class _Reading:
    """One row on its way to a value; what is wrong stays with the row."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.key = row.text("key", required=True)

    def read(
        self, known: Mapping[str, Definition], listing: questions.Listing, reach: _Reach | None
    ) -> ReturnedValue | None:
        row = self.row
        definition = self._definition(known)
        texts = {name: row.text(name) for name in ("period", "reason", "numerator", "denominator")}
        evidence = row.text("evidence", required=True)
        as_at = row.day_or_none("as_at")
        basis = row.choice("basis", BASES, default=ReturnedValue.Basis.ACTUAL)
        qualifier = row.choice("qualifier", QUALIFIERS) if row.text("qualifier") else ""
        if definition is None:
            return None
        value = self._value(definition)
        asked = self._asked(definition, texts["period"], as_at, listing)
        if asked is not None:
            said = reach.refusal(definition, asked.scope) if reach else "Nobody is signed in."
            if said:
                row.wrong("key", said, "Ask who holds the figure.")
        if row.problems or asked is None:
            return None
        texts["period"] = asked.period.label if asked.period else ""
        return ReturnedValue(
            key=self.key,
            scope=asked.scope,
            basis=basis,
            value=exact(value),
            qualifier=qualifier,
            as_at=as_at,
            evidence=evidence,
            **texts,
        )

    def _definition(self, known: Mapping[str, Definition]) -> Definition | None:
        definition = known.get(self.key)
        if definition is None and self.key:
            near = UnknownFigure(self.key, register.keys()).near
            hint = f"Did you mean {' or '.join(near)}?" if near else "Add the measure first."
            self.row.wrong("key", f"There is no figure {self.key}.", hint)
        actual = self.row.text("basis") in ("", ReturnedValue.Basis.ACTUAL)
        if definition is not None and not definition.returned and actual:
            self.row.wrong(
                "key",
                f"{definition.label} is worked out from records and cannot be typed in.",
                "Correct the records it stands on.",
            )
            return None
        return definition

    def _value(self, definition: Definition) -> Value:
        row = self.row
        if not row.text("value", required=True):
            return None
        if definition.unit is Unit.MONEY:
            return row.money_or_none("value")
        try:
            return parse_value(row.text("value"), definition.unit)
        except TownclerkError as error:
            row.wrong("value", str(error))
            return None

    def _asked(
        self,
        definition: Definition,
        period: str,
        as_at: date | None,
        listing: questions.Listing,
    ) -> Question | None:
        scope = self.row.text("scope") or None
        try:
            return questions.question(
                definition,
                scope=scope,
                period=period or None,
                as_at=as_at,
                listed=False,
                listing=listing,
            )
        except TownclerkError as error:
            about_scope = scope is not None and not listing.takes(definition, scope)
            hint = "Name the scope first, in the register of scopes." if about_scope else ""
            self.row.wrong("scope" if about_scope else "period", str(error), hint)
            return None


def _may(reader: Reader) -> Decision:
    """Whoever may state a figure of any area may bring a sheet; each row is asked again."""
    if any(reader.units(area, Verb.CONTRIBUTE) for area in Area):
        return Decision(True, "You may contribute for your own units.")
    decisions = [reader.may(Verb.CONTRIBUTE, area) for area in Area]
    return next((one for one in decisions if one.allowed), decisions[0])


TEMPLATE = register_template(
    "figure-values",
    title="Values of figures",
    columns=COLUMNS,
    load=load,
    prepare=prepare,
    may=_may,
)
