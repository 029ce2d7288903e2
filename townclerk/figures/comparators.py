"""What a figure is set beside: other versions, earlier periods, targets, budgets, peers.

Earlier periods and returned values are looked for by every figure; anything else (the version
before, say) is declared with the figure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from townclerk.figures import permission, questions
from townclerk.figures.asking import Ask, those_open
from townclerk.figures.core.comparing import against
from townclerk.figures.core.cutting import HIDDEN
from townclerk.figures.core.terms import Status, Value
from townclerk.figures.declaration import Definition, Figure, Question
from townclerk.figures.display import parse_value, shown
from townclerk.figures.models import ReturnedValue
from townclerk.figures.permission import Operator
from townclerk.figures.returned import beside as beside_of
from townclerk.figures.returned import known, rows_beside
from townclerk.kernel.reporting_period import (
    PeriodKind,
    ReportingPeriod,
    financial_year,
    month,
    quarter,
)
from townclerk.kernel.years import FinancialYear

if TYPE_CHECKING:
    from townclerk.platform.access.reader import Reader

RETURNED = tuple(basis for basis in ReturnedValue.Basis if basis != ReturnedValue.Basis.ACTUAL)
LAST_YEAR = "same_date_last_year"
PREVIOUS = "previous_period"


@dataclass(frozen=True)
class Comparison:
    name: str
    title: str
    value: Value
    display: str
    against: str = ""
    """How the figure stands to it, in words."""


def comparisons(figure: Figure, reader: "Reader | Operator") -> list[Comparison]:
    """Everything the figure can be set beside that is open to the reader."""
    if figure.display == HIDDEN:
        return []
    inside = _inside(figure, reader)
    found = [
        *_declared(figure, inside),
        *_earlier(figure, reader),
        *_returned(figure, inside),
    ]
    return [_comparison(figure, *one) for one in found]


def _comparison(
    figure: Figure, name: str, title: str, value: Value, comparable: bool
) -> Comparison:
    shape = figure.definition
    words = against(
        figure.value, value, unit=shape.unit, display=shape.display, polarity=shape.polarity
    )
    if not comparable:
        words = "not comparable"
    return Comparison(name, title, value, shown(value, shape.unit, shape.display), words)


Found = tuple[str, str, Value, bool]
"""What it is, its title, its value, and whether it means the same as the figure."""


def _declared(figure: Figure, inside: bool) -> Iterable[Found]:
    """What the area itself compares with."""
    question = Question(figure.scope, figure.period, figure.as_at, figure.known_at)
    for name, compare in figure.definition.compare.items():
        answer = compare(question)
        if answer is not None and (inside or answer.status.open_to_public):
            yield name, name.replace("_", " ").capitalize(), answer.value, True


def _earlier(figure: Figure, reader: "Reader | Operator") -> Iterable[Found]:
    """The same period a year before, and the period before where that is another."""
    period = figure.period
    if period is None:
        return
    wanted: dict[str, str] = {}
    labels = list(questions.periods(figure.definition, figure.scope))
    if period.kind is not PeriodKind.FINANCIAL_YEAR and period.label in labels[1:]:
        wanted[PREVIOUS] = labels[labels.index(period.label) - 1]
    last_year = _year_before(period)
    if last_year is not None:
        wanted.setdefault(LAST_YEAR, last_year)
    asked = [
        Ask(
            key=figure.key,
            scope=figure.scope,
            period=label,
            as_at=_day_then(figure.as_at, period) if name == LAST_YEAR else None,
            known_at=figure.known_at,
        )
        for name, label in wanted.items()
    ]
    by_label = {one.period.label: one for one in those_open(asked, reader=reader) if one.period}
    for name, label in wanted.items():
        before = by_label.get(label)
        if before is not None and before.display != HIDDEN and before.period:
            title = _title_of_earlier(name, period, before.period)
            changed = figure.definition.changed_between(before.begins, figure.begins)
            yield (
                name,
                f"{title}, on its old basis" if changed else title,
                before.value,
                not changed,
            )


def _title_of_earlier(name: str, period: ReportingPeriod, before: ReportingPeriod) -> str:
    if name == PREVIOUS:
        return f"Period before, {before.title}"
    if period.kind is PeriodKind.FINANCIAL_YEAR:
        return f"Year before, {before.title}"
    return f"Same period last year, {before.title}"


def _returned(figure: Figure, inside: bool) -> Iterable[Found]:
    label = figure.period.label if figure.period else ""
    rows = rows_beside(figure.key, figure.scope)
    for basis in RETURNED:
        there = beside_of(rows, basis, label, figure.as_at)
        stated = known(there, figure.known_at, inside=inside)
        if stated:
            yield basis.value, str(basis.label), parse_value(stated[-1].value, figure.unit), True


def beside(
    definition: Definition,
    scope: str,
    spans: Sequence[tuple[str, date | None]],
    reader: "Reader | Operator",
) -> dict[str, list[Value]]:
    """Returned targets, budgets and peers through the periods (or days, where there is no period),
    by title; those with any value."""
    question = Question(scope)
    inside = permission.may_read(definition, question, Status.PROVISIONAL, reader)
    rows = rows_beside(definition.key, scope)
    found: dict[str, list[Value]] = {}
    for basis in RETURNED:
        stated = [
            known(beside_of(rows, basis, label, as_at), None, inside=inside)
            for label, as_at in spans
        ]
        if any(stated):
            found[str(basis.label)] = [
                parse_value(one[-1].value, definition.unit) if one else None for one in stated
            ]
    return found


def _inside(figure: Figure, reader: "Reader | Operator") -> bool:
    """Whether the reader may read unpublished values of this figure."""
    question = Question(figure.scope, figure.period, figure.as_at)
    return permission.may_read(figure.definition, question, Status.PROVISIONAL, reader)


def _day_then(day: date | None, period: ReportingPeriod) -> date | None:
    """The same day a year before; one before the period, as of a plan's publication, stays."""
    return day if day is None or day < period.period.start else _same_day(day)


def _same_day(day: date) -> date:
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _year_before(period: ReportingPeriod) -> str | None:
    year = period.financial_year
    if year is None:
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
