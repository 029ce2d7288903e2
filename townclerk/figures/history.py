"""What a figure was and how it moved: its series, its comparators and its earlier values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from townclerk.figures import questions, register
from townclerk.figures.asking import Ask, ask, those_open
from townclerk.figures.core.cutting import HIDDEN
from townclerk.figures.declaration import Definition, Figure, Status, Value
from townclerk.figures.display import parse_value, shown
from townclerk.figures.errors import NotAnswerable, NotForReader
from townclerk.figures.models import ReturnedValue, SignOff
from townclerk.figures.permission import Operator
from townclerk.figures.returned import rows_of
from townclerk.kernel.reporting_period import PeriodKind, financial_year, month, quarter
from townclerk.kernel.years import FinancialYear

if TYPE_CHECKING:
    from townclerk.platform.access.reader import Reader

RETURNED = ("target", "national", "family", "neighbours")
TITLES = {
    "target": "Target",
    "national": "England average",
    "family": "Family group average",
    "neighbours": "Neighbours",
    "prior_version": "Prior version",
    "same_date_last_year": "Same date last year",
}


@dataclass(frozen=True)
class Point:
    """One value of a series; `breaks` says what changed in the definition just before it."""

    figure: Figure
    breaks: str = ""


@dataclass(frozen=True)
class Comparison:
    name: str
    title: str
    value: Value
    display: str


@dataclass(frozen=True)
class Moved:
    """An earlier value of the same question, and why it changed."""

    when: datetime
    display: str
    reason: str
    what: str


def series(definition: Definition, scope: str, reader: "Reader | Operator") -> list[Point]:
    """The figure over its periods, oldest first, in one pass; none where it lists no periods."""
    labels = questions.periods(definition, scope)
    if not labels:
        return []
    asked = [Ask(key=definition.key, scope=scope, period=label) for label in labels]
    return _broken(definition, those_open(asked, reader=reader))


def _broken(definition: Definition, found: Sequence[Figure]) -> list[Point]:
    points: list[Point] = []
    told: set[int] = set()
    for figure in found:
        start = figure.period.period.start if figure.period else date.min
        due = [c for c in definition.changes if c.start <= start and c.version not in told]
        told |= {change.version for change in due}
        points.append(Point(figure, "; ".join(change.what for change in due) if points else ""))
    return points


def comparisons(figure: Figure, reader: "Reader | Operator") -> list[Comparison]:
    """The declared comparators that have a value for this question."""
    found = []
    for name in figure.definition.comparators:
        value = _compared(figure, name, reader)
        if value is not None:
            display = shown(value, figure.definition.unit, figure.definition.display)
            title = TITLES.get(name, name.replace("_", " ").capitalize())
            found.append(Comparison(name, title, value, display))
    return found


def _compared(figure: Figure, name: str, reader: "Reader | Operator") -> Value:
    definition = figure.definition
    if name in definition.compare:
        question = questions.question(
            definition,
            scope=figure.scope,
            period=figure.period,
            as_at=figure.as_at,
            known_at=figure.known_at,
        )
        answer = definition.compare[name](question)
        open_to_all = answer is not None and answer.status.open_to_public
        shut = figure.explanation.display == HIDDEN or not (open_to_all or _inside(figure, reader))
        return None if answer is None or shut else answer.value
    if name == "same_date_last_year":
        return _last_year(figure, reader)
    return _stated(figure, name, reader) if name in RETURNED else None


def _inside(figure: Figure, reader: "Reader | Operator") -> bool:
    """Whether the reader may read unpublished values of this figure."""
    from townclerk.figures.permission import may_read

    question = questions.question(
        figure.definition,
        scope=figure.scope,
        listed=False,
        period=figure.period,
        as_at=figure.as_at,
    )
    return may_read(figure.definition, question, Status.PROVISIONAL, reader)


def _stated(figure: Figure, basis: str, reader: "Reader | Operator") -> Value:
    label = figure.period.label if figure.period else ""
    rows = rows_of({figure.key}, basis).get((figure.key, figure.scope, label), [])
    known = [row for row in rows if figure.known_at is None or row.stated_at <= figure.known_at]
    if not known or not (known[-1].published_at or _inside(figure, reader)):
        return None
    return parse_value(known[-1].value, figure.definition.unit)


def _last_year(figure: Figure, reader: "Reader | Operator") -> Value:
    earlier = _year_before(figure)
    if earlier is None:
        return None
    as_at = figure.as_at
    before = _same_day(as_at) if as_at else None
    try:
        return ask(figure.key, figure.scope, earlier, before, figure.known_at, reader=reader).value
    except (NotAnswerable, NotForReader):
        return None


def _same_day(day: date) -> date:
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _year_before(figure: Figure) -> str | None:
    period = figure.period
    year = period.financial_year if period else None
    if period is None or year is None:
        return None
    before = FinancialYear(year.start_year - 1)
    start = period.period.start
    if period.kind is PeriodKind.FINANCIAL_YEAR:
        return financial_year(before).label
    if period.kind is PeriodKind.QUARTER:
        return quarter(before, int(period.label[-1])).label
    if period.kind is PeriodKind.MONTH:
        return month(start.year - 1, start.month).label
    if period.kind is PeriodKind.ACCOUNTING_PERIOD:
        return f"{before.label}-{period.label.rpartition('-')[2]}"
    return None


def moved(figure: Figure, reader: "Reader | Operator") -> list[Moved]:
    """Revisions of a returned figure, or sign-offs of a computed one, newest first.

    Only who may read unpublished values sees values that were never published.
    """
    label = figure.period.label if figure.period else ""
    inside = _inside(figure, reader)
    shows = figure.definition
    if shows.returned:
        rows = rows_of({figure.key}).get((figure.key, figure.scope, label), [])
        return [
            Moved(
                row.stated_at,
                shown(parse_value(row.value, shows.unit), shows.unit, shows.display),
                row.reason,
                f"Revision {row.revision}",
            )
            for row in reversed(rows)
            if inside or row.published_at
        ]
    if not inside:
        return []
    signed = SignOff.objects.filter(key=figure.key, scope=figure.scope, period=label)
    return [
        Moved(row.signed_at, row.display, row.note, "Signed off")
        for row in signed.order_by("-signed_at")
    ]


def of_mine_that_moved(reader: "Reader") -> list[Figure]:
    """Signed figures the reader's roles own whose value or explanation has moved since."""
    owned = {d.key for d in register.definitions() if reader.held(d.owner_role)}
    latest: dict[tuple[str, str, str], SignOff] = {}
    for row in SignOff.objects.filter(key__in=owned).order_by("signed_at"):
        latest[row.key, row.scope, row.period] = row
    asked = [
        Ask(key=row.key, scope=row.scope, period=row.period or None, as_at=row.as_at)
        for row in latest.values()
    ]
    return [
        figure
        for figure in those_open(asked, reader=reader)
        if figure.status not in (Status.SIGNED_OFF, Status.PUBLISHED) or figure.caveats
    ]


def unsigned(reader: "Reader") -> list[ReturnedValue]:
    """Statements that wait for the reader's sign-off."""
    owned = {d.key for d in register.definitions() if reader.held(d.owner_role)}
    waiting = ReturnedValue.objects.filter(key__in=owned, signed_at=None)
    return [row for row in waiting if row.stated_by_id != reader.user_id]
