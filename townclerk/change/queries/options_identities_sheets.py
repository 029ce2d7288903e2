"""Checks of the option sheets themselves: the two tables, the reported texts, the staffing."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import count

from townclerk.change.core.options_staffing import Known, Staffing
from townclerk.change.models import OptionTableLine
from townclerk.change.queries.options_recorded import NotRecorded, Recorded
from townclerk.finance.public import Identity, rounded_to
from townclerk.kernel.money import Money, Rounding

ONE, TWO = "Chapter 5 Table 1", "Chapter 5 Table 2"
PHASED, TEXT = "Chapter 3 para 4.6 table", "Chapter 3 para"
OPTIONS_TOTAL = "Total value of Service Options"
TEMPLATE = f"{TWO} and sheet"
PART = OptionTableLine.Part
LINE = PART.LINE
THOUSAND = Money.thousands(1)
FUND = "efficiency-better-care-fund"
ROUNDED = (
    "childrens-staffing-establishment",
    "childrens-allowances-contracts",
    "childrens-services-initiatives",
)


def _money(
    key: str, statement: str, where: str, left: Money, right: Money, operator: str = "="
) -> Identity:
    return Identity(
        id=key, statement=statement, where=where, left=left, right=right, operator=operator
    )


def beside_the_tables(held: Recorded, ids: Iterator[str]) -> Iterator[Identity]:
    """What stands beside the section tables: the one-off, the ranges, the part, the phasing."""
    for line in held.section_lines:
        if held.stands_outside(line) and line.sheet_amount is not None:
            yield _money(
                next(ids),
                f"{line.heading}: the table agrees with the one-off amount, which it leaves out",
                f"{line.table} and its footnote",
                held.total_of(line),
                line.sheet_amount,
            )
    yield from _ranges(held, ids)
    whole, part = held.gross("asset-property-maximisation"), held.gross("merton-house")
    yield _money(
        next(ids), "The part fits inside its whole", "Section H", part, whole, operator="<="
    )
    matches = (
        ("reform-a", 1, "acute-wrap-around"),
        ("reform-a", 2, "looked-after-children-reform"),
        ("reform-i", 1, "customer interface"),
        ("reform-i", 2, "council ICT"),
    )
    for code, place, name in matches:
        year, label = held.years[place]
        amount = held.gross(name) if name in held.sheets else _line_with(held, name)
        yield _money(
            next(ids),
            f"{name.replace('-', ' ')}: its amount is what its project phases in {label}",
            "Chapter 3 para 3.4 table and section table",
            held.phased(held.package(code), year),
            amount,
        )


def _line_with(held: Recorded, words: str) -> Money:
    for line in held.section_lines:
        if words.casefold() in line.heading.casefold():
            return held.total_of(line)
    raise NotRecorded(f"No line of a section table names {words}.")


def _ranges(held: Recorded, ids: Iterator[str]) -> Iterator[Identity]:
    """A line whose sheet gives a range, alone and together with the lines beside it."""
    for line in held.section_lines:
        if line.sheet_low is None or line.sheet_high is None:
            continue
        where, total = f"{line.table} and text", held.total_of(line)
        name, highest, lowest = line.heading, line.sheet_high, line.sheet_low
        statement = f"{name}: at most the highest of the text"
        yield _money(next(ids), statement, where, total, highest, "<=")
        statement = f"{name}: at least the lowest of the text"
        yield _money(next(ids), statement, where, total, lowest, ">=")
        beside = [
            one
            for one in held.section_lines
            if one.package_id == line.package_id and one.part == LINE and one.pk != line.pk
        ]
        others = Money.total(one.sheet_amount or Money.zero for one in beside)
        whole = total + Money.total(held.total_of(one) for one in beside)
        statement = "The section's total: at most the highest of the text"
        yield _money(next(ids), statement, where, whole, highest + others, "<=")


def service_options(held: Recorded) -> Iterator[Identity]:
    """Tables 1 and 2 down, against the phasing, the sheets and the text."""
    ids = (f"SO{number:03}" for number in count(1))
    first, second = held.package("table-1"), held.package("table-2")
    for table, package in ((ONE, first), (TWO, second)):
        lines, total = _table(held, table)
        summed = Money.total(held.total_of(line) for line in lines)
        yield _money(next(ids), f"{table} adds up", table, summed, total)
        printed = held.printed_total(package)
        where = f"{table} and {PHASED}"
        yield _money(next(ids), f"{table} agrees with the phasing", where, total, printed)
    yield from _phasing(held, ids)
    lines, total = _table(held, TWO)
    groups: dict[str, list[Money]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(held.total_of(line))
    derived = Money.total(Money.total(amounts) for amounts in groups.values())
    yield _money(next(ids), "The groups of Table 2 add up to its total", TWO, derived, total)
    for line in lines:
        statement = f"{line.group}, {line.heading}: the table agrees with the sheet"
        yield _money(next(ids), statement, TEMPLATE, held.total_of(line), _sheet_amount(line))
    sheets = Money.total(_sheet_amount(line) for line in lines)
    yield _money(next(ids), "Table 2 agrees with the sheets together", TEMPLATE, total, sheets)
    yield from _rounded(held, ids, lines)
    yield from _texts(held, ids)


def _table(held: Recorded, name: str) -> tuple[list[OptionTableLine], Money]:
    rows = held.table(name)
    totals = [row for row in rows if row.part == PART.TOTAL]
    if not totals:
        raise NotRecorded(f"The total of {name} is not recorded.")
    return [row for row in rows if row.part == LINE], held.total_of(totals[-1])


def _sheet_amount(line: OptionTableLine) -> Money:
    if line.sheet_amount is None:
        raise NotRecorded(f"No amount of the sheet is recorded for {line.heading}.")
    return line.sheet_amount


def _phasing(held: Recorded, ids: Iterator[str]) -> Iterator[Identity]:
    tables = [held.package("table-1"), held.package("table-2")]
    for year, label in held.years:
        left = Money.total(held.phased(package, year) for package in tables)
        right = held.printed(PHASED, OPTIONS_TOTAL, label)
        yield _money(next(ids), f"Both tables add up to the total, {label}", PHASED, left, right)
    printed = Money.total(held.printed_total(package) for package in tables)
    overall = held.printed(PHASED, OPTIONS_TOTAL, "total")
    yield _money(next(ids), "Both tables add up to the total", PHASED, printed, overall)
    for package in tables:
        across = held.phased_together(package)
        statement = f"{package.title}: the years add up to the printed total"
        yield _money(next(ids), statement, PHASED, across, held.printed_total(package))
    years = Money.total(held.printed(PHASED, OPTIONS_TOTAL, label) for _, label in held.years)
    yield _money(next(ids), "The years of the total add up", PHASED, years, overall)


def _rounded(
    held: Recorded, ids: Iterator[str], lines: list[OptionTableLine]
) -> Iterator[Identity]:
    """Lines whose sheets are not in whole thousands, against the sheet rounded half up."""
    printed = {held.by_reference(line): line for line in lines}
    for reference in ROUNDED:
        if reference not in printed:
            raise NotRecorded(f"Table 2 has no line of the option {reference}.")
        line = printed[reference]
        yield _money(
            next(ids),
            f"{line.heading}: printed as the sheet rounded half up",
            TEMPLATE,
            held.total_of(line),
            rounded_to(_sheet_amount(line), THOUSAND),
        )


def _texts(held: Recorded, ids: Iterator[str]) -> Iterator[Identity]:
    fund = next((line for line in held.table(ONE) if held.by_reference(line) == FUND), None)
    if fund is None:
        raise NotRecorded("Table 1 has no line of the better care fund.")
    amount = held.total_of(fund)
    stated = (
        ("The better care fund is the same in text and table", "4.7", "Better care fund", amount),
        (
            "The service options are the same in text and table",
            "4.2",
            "Service options",
            held.printed(PHASED, OPTIONS_TOTAL, "total"),
        ),
        (
            "The service changes are the same in text and table",
            "4.5",
            "Service changes",
            held.printed_total(held.package("table-2")),
        ),
    )
    for statement, para, heading, left in stated:
        place = f"{TEXT} {para}"
        yield _money(next(ids), statement, place, left, held.stated(place, heading))
    yield from _better_care(held, ids, amount)
    checks, contract = "nhs-health-checks", held.gross("nhs-health-checks")
    saved = contract - held.sheet(checks).reinvestment
    statement = "Health checks: the saving is what is left after reinvestment"
    yield _money(next(ids), statement, TEMPLATE, contract, saved)
    democratic = "democratic-services-cost"
    claimed = held.claimed(democratic, "post") + held.claimed(democratic, "budget-line")
    statement = "Democratic services: staffing and the balance are the amount"
    yield _money(next(ids), statement, TEMPLATE, claimed, held.gross(democratic))


def _better_care(held: Recorded, ids: Iterator[str], amount: Money) -> Iterator[Identity]:
    """The text says most of it comes in the last year and little in the first."""
    table = held.package("table-1")
    (first, _), _, (last, _) = held.years[0], held.years[1], held.years[-1]
    where = "Chapter 4 para 2.5 and Chapter 3 paras 4.6 to 4.7"
    yield _money(
        next(ids),
        "Most of the better care fund can come in the last year",
        where,
        held.phased(table, last),
        _share(amount, 2),
        ">=",
    )
    lines, _ = _table(held, ONE)
    others = Money.total(held.total_of(line) for line in lines) - amount
    yield _money(
        next(ids),
        "Little of the better care fund need come in the first year",
        where,
        held.phased(table, first) - others,
        _share(amount, 4),
        "<=",
    )


def _share(amount: Money, parts: int) -> Money:
    return (amount * Fraction(1, parts)).round(Rounding.HALF_UP)


def proposals(held: Recorded) -> Iterator[Identity]:
    """The sheets of each package against its printed total, then posts against staff in scope."""
    ids = (f"PR{number:03}" for number in count(1))
    in_tables = Money.zero
    for package in (*held.packages_of("reform"), held.package("table-2")):
        amounts = Money.total(_as_printed(held, package.code))
        in_tables += amounts
        statement = f"{package.title}: the sheets add up to the printed total"
        yield _money(next(ids), statement, package.source, amounts, held.printed_total(package))
    printed = held.printed("Chapter 3 para 3.4 table", "Total", "total")
    together = printed + held.printed_total(held.package("table-2"))
    statement = "All sheets add up to the projects and Table 2"
    yield _money(next(ids), statement, "Chapter 5", in_tables, together)
    yield from _posts(held, ids)


def _as_printed(held: Recorded, code: str) -> Iterator[Money]:
    """The amounts of a package's sheets as its table prints them; those of Table 2 are cut."""
    package = held.package(code)
    cut = {line.option_id: line for line in held.held.lines if line.table == TWO}
    for sheet in held.counted_of(package):
        line = cut.get(sheet.pk)
        yield held.gross(sheet.reference) if line is None else held.total_of(line)


def _posts(held: Recorded, ids: Iterator[str]) -> Iterator[Identity]:
    scope, vacant, going = (
        held.staffing(measure) for measure in ("in-scope", "vacancies", "redundancies")
    )
    for sheet in held.by_printing():
        reference, name = sheet.reference, sheet.title
        staff, posts, gone = scope[reference], vacant[reference], going[reference]
        if not _known(staff) or not _known(gone):
            continue
        statement = f"{name}: redundancies are within the staff in scope"
        yield _bound(next(ids), statement, sheet.source, gone.high, staff.high)
        if not _known(posts) or not posts.high or not gone.high:
            continue
        highest = _n(posts.high) + _n(gone.high)
        statement = f"{name}: vacant posts and redundancies at most are within scope"
        yield _bound(next(ids), statement, sheet.source, highest, staff.high)
        lowest = _n(posts.low) + _n(gone.low)
        statement = f"{name}: vacant posts and redundancies at least are within scope"
        yield _bound(next(ids), statement, sheet.source, lowest, staff.high)


def _bound(
    key: str, statement: str, where: str, left: Decimal | None, right: Decimal | None
) -> Identity:
    return Identity(
        id=key, statement=statement, where=where, left=_n(left), right=_n(right), operator="<="
    )


def _known(row: Staffing) -> bool:
    return row.known is Known.KNOWN


def _n(number: Decimal | None) -> Decimal:
    return Decimal(0) if number is None else number
