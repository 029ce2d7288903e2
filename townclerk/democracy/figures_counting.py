"""Figures that count dated records of a register, in a period or a municipal year."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from townclerk.democracy.figures import OWNER, PERIODS, municipal_scopes, within, year_code
from townclerk.democracy.permissions import DEMOCRATIC
from townclerk.democracy.queries.meetings import last_of, municipal_years
from townclerk.figures import (
    COUNCIL,
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Status,
    Unit,
    figure,
)
from townclerk.figures.declaration import Part
from townclerk.kernel.display import date_display, date_range
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock, records
from townclerk.platform.records import Record

SHOWN, KEYS = 200, 20
MUNICIPAL = "municipal-year"


@dataclass(frozen=True)
class Row:
    """A record that counts, the day it counts from, and what it is called."""

    record: Record
    on: date | None
    label: str
    amount: int = 1
    open: bool = True
    """Whether everybody may be told of it one by one."""


Rows = Callable[[datetime | None], Iterable[Row]]


def span(question: Question) -> tuple[date | None, date | None]:
    """The days asked for: those of the municipal year, of the period, and not after `as_at`."""
    first: date | None = None
    ends = [question.as_at]
    if question.scope != COUNCIL:
        years = {year_code(year): year for year in municipal_years(question.known_at)}
        if question.scope not in years:
            raise NotAnswerable(f"No annual meeting is recorded that begins {question.scope}.")
        year = years[question.scope]
        first = year.annual_meeting
        ends.append(last_of(year, today=clock.today()))
    if question.period is not None:
        period = question.period.period
        first = max(first or period.start, period.start)
        ends.append(period.last)
    known = [day for day in ends if day is not None]
    return first, min(known) if known else None


def said(first: date | None, last: date | None) -> str:
    if first and last:
        return f"from {date_range(first, last)}" if first <= last else "in no day"
    if first:
        return f"since {date_display(first)}"
    return f"up to {date_display(last)}" if last else "on record"


def counted(rows: Sequence[Row], label: str, unit: str, register: str, how: str) -> Step:
    """A step that rests on the records it counts; those not open to everybody are a level below."""
    told = [row for row in rows if row.open]
    closed = [row for row in rows if not row.open]
    parts = [_leaf(row, unit, register) for row in told[:SHOWN]]
    if len(told) > SHOWN:
        rest = sum(row.amount for row in told[SHOWN:])
        parts.append(Step(label="More, in the register", value=rest, unit=unit))
    if closed:
        inner = tuple(_leaf(row, unit, register) for row in closed[:SHOWN])
        value = sum(row.amount for row in closed)
        parts.append(
            Step(label="Not made public", value=value, unit=unit, access="records", parts=inner)
        )
    return Step(
        label=label,
        value=sum(row.amount for row in rows),
        unit=unit,
        how=how,
        parts=tuple(parts),
        records=Records(
            count=len(rows),
            kind=register,
            label=unit,
            keys=tuple(row.label for row in told[:KEYS]),
            url=f"/r/{register}/",
        ),
        held_by=OWNER,
    )


def _leaf(row: Row, unit: str, register: str) -> Step:
    return Step(
        label=row.label,
        value=row.amount,
        unit=unit.removesuffix("s") if row.amount == 1 else unit,
        records=Records(
            count=1,
            kind=register,
            label="record",
            keys=(row.label,),
            url=f"/r/{register}/{row.record.pk}/",
        ),
        source=records.source_of(row.record),
    )


def periods_of(rows: Rows) -> Callable[[], Mapping[str, Sequence[str]]]:
    """The financial years of the rows, for the whole council and for each municipal year."""

    def periods() -> Mapping[str, Sequence[str]]:
        days = [row.on for row in rows(None) if row.on]
        labels = sorted({FinancialYear.containing(day).label for day in days})
        return {choice.code: labels for choice in (Choice(COUNCIL), *municipal_scopes())}

    return periods


def in_span(rows: Iterable[Row], question: Question) -> list[Row]:
    days = span(question)
    found = [row for row in rows if within(row.on, days)]
    return sorted(found, key=lambda row: (row.on or date.min, row.label))


def answered(step: Step, day: date | None, **more: Any) -> Answer:
    return Answer(
        value=step.value,
        step=step,
        as_at=day or clock.today(),
        status=Status.PUBLISHED,
        **more,
    )


def share(top: Step, bottom: Step, label: str, day: date) -> Answer:
    """One count as a percentage of another."""
    if not bottom.value:
        raise NotAnswerable(f"There is nothing yet of which {label.lower()} could be a share.")
    value = Fraction(int(str(top.value)) * 100, int(str(bottom.value)))
    step = Step(
        label=label,
        value=value,
        unit="%",
        how=f"{top.value} ÷ {bottom.value} × 100",
        parts=(top, bottom),
        held_by=OWNER,
    )
    return answered(
        step,
        day,
        numerator=Part(top.value, top.label),
        denominator=Part(bottom.value, bottom.label),
    )


def declare_count(
    key: str,
    label: str,
    definition: str,
    register: str,
    rows: Rows,
    *,
    unit: str,
    polarity: Polarity = Polarity.NEUTRAL,
    public: bool = True,
) -> None:
    """A figure that counts the records of a register by their day."""

    def compute(question: Question) -> Answer:
        found = in_span(rows(question.known_at), question)
        how = f"{label} {said(*span(question))}"
        return answered(counted(found, label, unit, register, how), span(question)[1])

    figure(
        key=key,
        label=label,
        unit=Unit.COUNT,
        display="count",
        polarity=polarity,
        grain=Grain(scopes=(COUNCIL, MUNICIPAL), periods=PERIODS),
        definition=definition,
        source=f"The register “{register.replace('-', ' ')}”.",
        owner_role=OWNER,
        area=DEMOCRATIC,
        public=public,
        additive=True,
        scopes=municipal_scopes,
        periods_by_scope=periods_of(rows),
    )(compute)
