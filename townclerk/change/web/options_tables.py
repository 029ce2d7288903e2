"""The tables and the picture of the pages of options."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from townclerk.change.core import options as core
from townclerk.change.core.options_staffing import Range, Shown, Staffing
from townclerk.change.documents.options_sections import pounds
from townclerk.change.figures_options import PREFIX
from townclerk.change.figures_options_working import CLASSES
from townclerk.change.models import OptionSheet, OptionTableLine
from townclerk.change.queries.options import Held
from townclerk.figures import COUNCIL, links
from townclerk.finance.public import Identity, Verdict
from townclerk.kernel.display import money_display, number_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.charts.picture import Picture

SAVINGS = f"{PREFIX}savings"


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""


@dataclass(frozen=True)
class YearTable:
    """Packages by year, in thousands of pounds, each amount leading to its figure."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...]


def _thousands(amount: Money) -> str:
    return money_display(amount, "£000")


def by_year(held: Held) -> YearTable:
    labels = [FinancialYear(year).label for year in held.all_years]
    phasings = held.phasings()
    rows = []
    for found in phasings:
        code = found.package.code
        amounts = [found.years.get(year, Money.zero) for year in held.all_years]
        rows.append(
            (
                Cell(found.package.title, links.url(SAVINGS, code)),
                *_cells(code, labels, amounts),
            )
        )
    totals = [
        Money.total(found.years.get(year, Money.zero) for found in phasings)
        for year in held.all_years
    ]
    total = (Cell("All packages", links.url(SAVINGS, COUNCIL)), *_cells(COUNCIL, labels, totals))
    return YearTable(("Package", *labels, "All years"), tuple(rows), total)


def _cells(code: str, labels: Sequence[str], amounts: Sequence[Money]) -> tuple[Cell, ...]:
    cells = [
        Cell(_thousands(amount), links.url(SAVINGS, code, label))
        for label, amount in zip(labels, amounts, strict=True)
    ]
    return (*cells, Cell(_thousands(Money.total(amounts)), links.url(SAVINGS, code)))


@dataclass(frozen=True)
class Group:
    """A package with its sheets and what they come to."""

    title: str
    also: str
    note: str
    sheets: tuple[OptionSheet, ...]
    gross: str
    net: str
    gross_url: str
    net_url: str


def by_package(held: Held, state: str) -> tuple[Group, ...]:
    options = held.options()
    groups = []
    for package in held.packages:
        sheets = [sheet for sheet in held.sheets if sheet.package_id == package.pk]
        kept = [sheet for sheet in sheets if not state or sheet.state == state]
        if not kept:
            continue
        total = core.total(one for one in options if one.package == package.code)
        groups.append(
            Group(
                title=package.title,
                also=package.other_title,
                note=package.note,
                sheets=tuple(kept),
                gross=pounds(total.gross),
                net=pounds(total.net),
                gross_url=links.url(f"{PREFIX}gross", package.code),
                net_url=links.url(f"{PREFIX}net", package.code),
            )
        )
    return tuple(groups)


@dataclass(frozen=True)
class Class:
    """What the sheets of one class come to."""

    title: str
    count: int
    gross: str
    net: str
    gross_url: str
    net_url: str


def by_class(held: Held) -> tuple[Class, ...]:
    """Planning assumptions and specific savings, then each kind, where there are any."""
    found = []
    for code, (title, heading, wanted) in CLASSES.items():
        alike = {sheet.reference for sheet in held.sheets if getattr(sheet, heading) == wanted}
        total = core.total(one for one in held.options() if one.reference in alike)
        if not total.counted:
            continue
        found.append(
            Class(
                title=title,
                count=len(total.counted),
                gross=pounds(total.gross).removeprefix("£"),
                net=pounds(total.net).removeprefix("£"),
                gross_url=links.url(f"{PREFIX}gross", code),
                net_url=links.url(f"{PREFIX}net", code),
            )
        )
    return tuple(found)


def left_out(held: Held) -> tuple[str, ...]:
    """Options that no total adds, each with why."""
    total = core.total(held.options())
    titles = {sheet.reference: sheet.title for sheet in held.sheets}
    inside = [
        f"{one.title}, {pounds(one.gross)}, is inside {titles.get(one.included_in, '')}."
        for one in total.inside
    ]
    outside = [
        f"{one.title}, {pounds(one.gross)}, stands outside every total. {one.outside_reason}."
        for one in total.outside
    ]
    return (*inside, *outside)


@dataclass(frozen=True)
class PrintedTable:
    name: str
    rows: tuple[tuple[str, ...], ...]
    differing: int


def printed(held: Held) -> tuple[PrintedTable, ...]:
    """Each printed table in thousands as printed, with the sheet in pounds and the difference."""
    tables: dict[str, list[OptionTableLine]] = {}
    for line in held.lines:
        tables.setdefault(line.table, []).append(line)
    found = []
    for name, lines in tables.items():
        ordered = sorted(lines, key=lambda line: line.position)
        rows = tuple(_printed_row(line) for line in ordered)
        found.append(PrintedTable(name, rows, sum(bool(row[5]) for row in rows)))
    return tuple(found)


def _printed_row(line: OptionTableLine) -> tuple[str, ...]:
    amounts = [
        "" if amount is None else _thousands(amount)
        for amount in (line.assumption, line.saving, line.total)
    ]
    sheet, difference = "", ""
    if line.sheet_amount is not None:
        sheet = pounds(line.sheet_amount)
        if line.total is not None and line.sheet_amount != line.total:
            difference = pounds(line.sheet_amount - line.total)
    return (line.heading, *amounts, sheet, difference)


def redundancy_picture(rows: Sequence[Staffing | Shown], found: Range) -> Picture | None:
    """Each range that is known and not nil, the largest first."""
    from townclerk.platform.charts.ranges import Span, ranges

    spans = [
        Span(row.title, row.low, row.high)
        for row in rows
        if row.low is not None and row.high is not None and row.high
    ]
    if not spans:
        return None
    spans.sort(key=lambda span: span.high, reverse=True)
    title = f"{spans[0].label} may cost the most posts"
    if found.unknown:
        title += f"; {len(found.unknown)} options do not know yet"
    return ranges(spans, title=title, unit="Redundancies, lowest to highest")


def check_row(pair: tuple[Identity, Verdict]) -> tuple[str, ...]:
    identity, verdict = pair
    signs = {"=": "equals", "<=": "at most", ">=": "at least"}
    return (
        f"{identity.id}. {identity.statement}",
        _side(verdict.left),
        signs[identity.operator],
        _side(verdict.right),
        _side(verdict.difference),
        identity.where,
    )


def _side(quantity: Money | Decimal) -> str:
    if isinstance(quantity, Money):
        return pounds(quantity)
    return number_display(quantity, max(0, -int(quantity.normalize().as_tuple().exponent)))
