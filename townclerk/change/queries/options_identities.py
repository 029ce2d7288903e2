"""Checks of options against what was printed: projects, tables, sheets and staffing."""

from collections.abc import Callable, Iterator
from itertools import count

from townclerk.change.models import OptionTableLine
from townclerk.change.queries import options_identities_sheets as sheets
from townclerk.change.queries.options_in_plan import against_the_plan
from townclerk.change.queries.options_recorded import TOTAL, NotRecorded, Recorded, recorded
from townclerk.finance.public import Identity, Verdict, judge
from townclerk.kernel.money import Money

PROJECTS, SUMMARY = "Chapter 3 para 3.4 table", "Chapter 5 PSR summary table"
EIP = "Chapter 5 EIP summary table"
PART = OptionTableLine.Part
COLUMNS = ("assumption", "saving", "total")
NOT_COVERED = {
    "CN": "The contracts behind one sheet were counted on the contract register, which is kept in "
    "procurement and not here.",
    "TX013": "A share of people invited to health checks is a measure of the service.",
    "TX017": "A count of rooms of one building is no amount of an option.",
}


class Checks:
    """Every check with its verdict, and the families that stopped for want of a record."""

    def __init__(self, judged: tuple[tuple[Identity, Verdict], ...], stopped: tuple[str, ...]):
        self.judged, self.stopped = judged, stopped

    @property
    def failing(self) -> tuple[tuple[Identity, Verdict], ...]:
        return tuple(pair for pair in self.judged if not pair[1].holds)

    @property
    def holding(self) -> tuple[tuple[Identity, Verdict], ...]:
        return tuple(pair for pair in self.judged if pair[1].holds)


def checks() -> Checks:
    """All checks. A family stops at the first side that is not recorded."""
    held = recorded()
    found: list[Identity] = []
    stopped: list[str] = []
    for key, family in FAMILIES.items():
        try:
            found.extend(family(held))
        except NotRecorded as missing:
            stopped.append(f"{key}: {missing}")
    return Checks(tuple((identity, judge(identity)) for identity in found), tuple(stopped))


def _same(key: str, statement: str, where: str, left: Money, right: Money) -> Identity:
    return Identity(id=key, statement=statement, where=where, left=left, right=right)


def projects(held: Recorded) -> Iterator[Identity]:
    """The ten projects down and across, then each against the summary and its own section."""
    ids = (f"PS{number:03}" for number in count(1))
    packages = held.packages_of("reform")
    for year, label in held.years:
        left = Money.total(held.phased(package, year) for package in packages)
        statement = f"The projects add up to the printed total, {label}"
        yield _same(next(ids), statement, PROJECTS, left, held.printed(PROJECTS, "Total", label))
    printed = Money.total(held.printed_total(package) for package in packages)
    overall = held.printed(PROJECTS, "Total", TOTAL)
    yield _same(
        next(ids), "The printed totals add up to the printed total", PROJECTS, printed, overall
    )
    for package in packages:
        across = held.phased_together(package)
        statement = f"{package.title}: the years add up to the printed total"
        yield _same(next(ids), statement, PROJECTS, across, held.printed_total(package))
    years = Money.total(held.printed(PROJECTS, "Total", label) for _, label in held.years)
    yield _same(next(ids), "Total: the years add up to the total", PROJECTS, years, overall)
    for package in packages:
        name = package.other_title or package.title
        summary = held.summary_total(package)
        yield _same(
            next(ids),
            f"{name}: both chapters print the same total",
            f"{PROJECTS} and {SUMMARY}",
            held.printed_total(package),
            summary,
        )
        yield _same(
            next(ids),
            f"{name}: the summary agrees with the table of the section",
            f"{SUMMARY} and section table",
            summary,
            held.section_total(package),
        )
    summed = Money.total(held.summary_total(package) for package in packages)
    in_summary = held.stated(SUMMARY, "Total")
    yield _same(next(ids), "The summary adds up to its total", SUMMARY, summed, in_summary)
    where = f"{PROJECTS} and {SUMMARY}"
    yield _same(next(ids), "Both chapters print the same total", where, overall, in_summary)
    sections = Money.total(held.section_total(package) for package in packages)
    yield _same(next(ids), "The ten sections add up to the programme", PROJECTS, sections, overall)


def workstreams(held: Recorded) -> Iterator[Identity]:
    """The section tables across and down, against each other and against the sheets."""
    ids = (f"WS{number:03}" for number in count(1))
    lines = held.section_lines
    for line in lines:
        across = (line.assumption or Money.zero) + (line.saving or Money.zero)
        statement = f"{line.heading}: assumption and saving add up to the total"
        yield _same(next(ids), statement, line.table, across, held.total_of(line))
    for total in (line for line in lines if line.part != PART.LINE):
        beneath = held.beneath(total)
        yield from _down(ids, total, beneath, "the lines")
        if total.package_id is None:
            subtotals = [one for one in held.section_lines if _is_eip_subtotal(one)]
            yield from _down(ids, total, subtotals, "the sub-totals")
    yield from _across_tables(held, ids)
    for line in lines:
        if line.sheet_amount is not None and not held.stands_outside(line):
            yield _same(
                next(ids),
                f"{line.heading}: the table agrees with the sheet",
                f"{line.table} and sheet",
                held.total_of(line),
                line.sheet_amount,
            )
    yield from sheets.beside_the_tables(held, ids)


def _is_eip_subtotal(line: OptionTableLine) -> bool:
    return line.part == PART.SUBTOTAL and line.table == EIP


def _down(
    ids: Iterator[str], total: OptionTableLine, parts: list[OptionTableLine], what: str
) -> Iterator[Identity]:
    for column in COLUMNS:
        left = Money.total(getattr(part, column) or Money.zero for part in parts)
        yield _same(
            next(ids),
            f"{total.heading}: {what} add up, {column}",
            total.table,
            left,
            getattr(total, column) or Money.zero,
        )


def _across_tables(held: Recorded, ids: Iterator[str]) -> Iterator[Identity]:
    packages = held.packages_of("reform")
    eip = next((line for line in held.section_lines if line.package_id is None), None)
    if eip is None:
        raise NotRecorded("The total of the EIP table is not recorded.")
    three = Money.total(held.summary_total(package) for package in packages[:3])
    where = f"{EIP} and {SUMMARY}"
    yield _same(
        next(ids), "The EIP table agrees with the summary", where, held.total_of(eip), three
    )
    plain = [line for line in held.section_lines if line.part == PART.LINE]
    programme = held.stated(SUMMARY, "Total")
    totals = Money.total(held.total_of(line) for line in plain)
    place = f"Sections, {SUMMARY}"
    yield _same(next(ids), "All workstreams add up to the programme", place, totals, programme)
    split = Money.total(
        (line.assumption or Money.zero) + (line.saving or Money.zero) for line in plain
    )
    yield _same(
        next(ids),
        "All assumptions and savings add up to the programme",
        place,
        split,
        programme,
    )


FAMILIES: dict[str, Callable[[Recorded], Iterator[Identity]]] = {
    "PS": projects,
    "WS": workstreams,
    "SO": sheets.service_options,
    "PR": sheets.proposals,
    "PL": against_the_plan,
}
