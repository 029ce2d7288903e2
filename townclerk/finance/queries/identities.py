"""Checks of a plan against what was printed: families of identities built from the records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from townclerk.finance.core.identities import Identity, Verdict, judge
from townclerk.finance.models import CapitalGrant, PhasingEntry, PlanVersion
from townclerk.finance.queries import identities_tax
from townclerk.finance.queries.recorded import TOTAL, NotRecorded, Records, read
from townclerk.kernel.money import Money

GAP_TABLES = ("para 4.3 table", "Chapter 4 para 1.1 table")
ORIGINAL, REVISIONS = ("Chapter 2 para 3.2 table", "Chapter 2 para 3.4 table")
REFORM, OPTIONS = ("Chapter 3 para 3.4 table", "Chapter 3 para 4.6 table")
ORIGINAL_TOTAL, REVISIONS_TOTAL = ("TOTAL BUDGET SHORTFALL", "Additional Budget Changes")
GAP_ROWS = (
    "Original MTFP funding gap",
    "MTFP revisions",
    "Revised Funding Gap",
    "Public Sector Reform Projects",
    "Service Options",
    "Phasing Proposals",
    "Remaining Funding Gap",
)
FUND = "Chapter 4 para 3.3"
NOT_COVERED = {
    "PS": "Years of single reform projects are checked with the options, under Change.",
    "WS": "Workstreams of reform projects are checked with the options, under Change.",
    "SO": "Lines of the tables of service options are checked under Change; their totals here.",
    "CN": "Contracts are counted in procurement, not in the plan.",
    "PR": "Posts and amounts of single proposals are checked under Change.",
    "TX012": "A count of earlier financial plans, of which there is no record.",
    "TX013": "A share of people invited to health checks, not an amount of the plan.",
    "TX014": "A count of posts of one proposal.",
    "TX015": "The year the council's earlier savings are dated from is no amount of the plan.",
    "TX016": "The size of the city region's economy is no amount of the plan.",
    "TX017": "A count of rooms of one proposal.",
}


@dataclass(frozen=True)
class Checks:
    """Every check with its verdict, and the families that stopped for want of a record."""

    judged: tuple[tuple[Identity, Verdict], ...]
    stopped: tuple[str, ...]


def checks_of(version: PlanVersion) -> Checks:
    """All checks of a version. A family stops at the first side that is not recorded."""
    records = read(version)
    found: list[Identity] = []
    stopped: list[str] = []
    for key, family in FAMILIES.items():
        try:
            found.extend(family(records))
        except NotRecorded as missing:
            stopped.append(f"{key}: {missing}")
    return Checks(tuple((identity, judge(identity)) for identity in found), tuple(stopped))


def original(records: Records) -> Iterator[Identity]:
    return _table_of_lines(records, "MO", "original", ORIGINAL, ORIGINAL_TOTAL)


def revisions(records: Records) -> Iterator[Identity]:
    return _table_of_lines(records, "MR", "revision", REVISIONS, REVISIONS_TOTAL)


def _table_of_lines(
    records: Records, family: str, step: str, place: str, total: str
) -> Iterator[Identity]:
    """Down: the lines of each column. Across: the years of each line, and of the total."""
    ids = (f"{family}{number:03}" for number in count(1))
    lines = records.lines(step)
    results = [records.result(line) for line in lines]
    for index, column in enumerate(records.columns):
        printed_totals = [line.printed_total or Money.zero for line in lines]
        down = printed_totals if column == TOTAL else [found.amounts[index] for found in results]
        yield Identity(
            id=next(ids),
            statement=f"The lines add up to the printed {total.lower()}, {column}",
            where=place,
            left=Money.total(down),
            right=records.printed(place, total, column),
        )
    for line, result in zip(lines, results, strict=True):
        if line.printed_total is None:
            raise NotRecorded(f"No printed total is recorded for {line.heading}.")
        yield _across(next(ids), line.heading, place, result.total, line.printed_total)
    across = records.printed_years(place, total)
    yield _across(next(ids), total.capitalize(), place, across, records.printed(place, total))


def _across(key: str, name: str, place: str, years: Money, printed: Money) -> Identity:
    statement = f"{name}: the years add up to the printed total"
    return Identity(id=key, statement=statement, where=place, left=years, right=printed)


def gap_sums(records: Records) -> Iterator[Identity]:
    """Each printing of the gap table, down in two steps and across."""
    ids = (f"GS{number:03}" for number in count(1))
    for place in GAP_TABLES:
        for parts, result in ((GAP_ROWS[:2], GAP_ROWS[2]), (GAP_ROWS[2:6], GAP_ROWS[6])):
            for column in records.columns:
                yield Identity(
                    id=next(ids),
                    statement=f"{', '.join(parts)} add up to {result}, {column}",
                    where=place,
                    left=Money.total([records.printed(place, part, column) for part in parts]),
                    right=records.printed(place, result, column),
                )
        for row in GAP_ROWS:
            across, total = records.printed_years(place, row), records.printed(place, row)
            yield _across(next(ids), row, place, across, total)


def gap_crossings(records: Records) -> Iterator[Identity]:
    """The gap table against its other printing, the tables it sums, and its phasing."""
    ids = (f"GX{number:03}" for number in count(1))
    first, second = GAP_TABLES
    for row in GAP_ROWS:
        for column in records.columns:
            yield Identity(
                id=next(ids),
                statement=f"{row}, {column}: both printings agree",
                where=f"{first} and {second}",
                left=records.printed(first, row, column),
                right=records.printed(second, row, column),
            )
    sums = (
        (GAP_ROWS[0], ORIGINAL, ORIGINAL_TOTAL, 1),
        (GAP_ROWS[1], REVISIONS, REVISIONS_TOTAL, 1),
        # Chapter 3 prints savings as positive amounts, the gap table as negative ones.
        (GAP_ROWS[3], REFORM, "Total", -1),
        (GAP_ROWS[4], OPTIONS, "Total value of Service Options", -1),
    )
    for column in records.columns:
        for row, place, total, sign in sums:
            yield Identity(
                id=next(ids),
                statement=f"{row}, {column}: the gap table agrees with the table behind it",
                where=f"{first} and {place}",
                left=records.printed(first, row, column),
                right=records.printed(place, total, column) * sign,
            )
    yield from _phasing(records, ids)


def _phasing(records: Records, ids: Iterator[str]) -> Iterator[Identity]:
    place, row = GAP_TABLES[0], GAP_ROWS[5]
    savings = records.phased(PhasingEntry.Kind.ONE_OFF_SAVING).amount
    loan = records.phased(PhasingEntry.Kind.RESERVE_LOAN)
    repaid = loan.repayment or Money.zero
    first, second, third = records.plan.labels[:3]
    sides = (
        (
            "The first year's phasing is one-off savings and reserves",
            first,
            -(savings + loan.amount),
        ),
        ("The second year reverses the first", second, -records.printed(place, row, first)),
        ("The third year is the repayment to reserves", third, repaid),
        ("All years together are the repayment to reserves", TOTAL, repaid),
    )
    for statement, column, right in sides:
        yield Identity(
            id=next(ids),
            statement=statement,
            where=f"{place} and Chapter 4 paras 3.1 to 3.2",
            left=records.printed(place, row, column),
            right=right,
        )


def cost_of_change(records: Records) -> Iterator[Identity]:
    sources = [source.amount for fund in records.funds for source in fund.sources.all()]
    total = records.printed(f"{FUND} table", "Total", "amount")
    yield Identity(
        id="CC001",
        statement="The sources of the change fund add up to the printed total",
        where=f"{FUND} table",
        left=Money.total(sources),
        right=total,
    )
    yield Identity(
        id="CC002",
        statement="The table's total is the one its text gives",
        where=FUND,
        left=total,
        right=records.printed(FUND, "Cost of change", "amount"),
    )


def reserves(records: Records) -> Iterator[Identity]:
    general = records.reserve("general-fund")
    loan = records.phased(PhasingEntry.Kind.RESERVE_LOAN)
    repaid = loan.repayment or Money.zero
    moved = Money.total(move.amount for move in general.movements.all() if move.year == OPENING)
    first, _, third = records.plan.labels[:3]
    place = "Chapter 4 para 4.5"
    sides = (
        (
            "The opening general balance less its planned use is the planned balance",
            "Chapter 4 para 4.4",
            general.opening + moved,
            records.printed("Chapter 4 para 4.4", "General balance planned", "2016/17"),
        ),
        (
            "What is taken from earmarked reserves is paid back in full",
            "Chapter 4 para 3.2",
            repaid,
            loan.amount,
        ),
        (
            "The use of earmarked reserves is the same in both places",
            f"Chapter 4 para 3.2 and {place}",
            loan.amount,
            records.printed(place, "Use of earmarked reserves", first),
        ),
        (
            "The repayment to earmarked reserves is the same in both places",
            f"Chapter 4 para 3.2 and {place}",
            repaid,
            records.printed(place, "Repayment of earmarked reserves", third),
        ),
    )
    for number, (statement, where, left, right) in enumerate(sides, start=1):
        yield Identity(
            id=f"RS{number:03}", statement=statement, where=where, left=left, right=right
        )


def capital_grants(records: Records) -> Iterator[Identity]:
    """Receipts less commitments of each stream, then its three rows across."""
    ids = (f"CG{number:03}" for number in count(1))
    place = "para 8.2 table"
    for grant in records.capital:
        receipts, commitments = _by_column(records, grant)
        for column in records.columns:
            yield Identity(
                id=next(ids),
                statement=f"{grant.name}: receipts less commitments are the balance, {column}",
                where=place,
                left=receipts[column] - commitments[column],
                right=records.printed(place, f"{grant.name}: {BALANCE}", column),
            )
    for grant in records.capital:
        receipts, commitments = _by_column(records, grant)
        balance = records.printed_years(place, f"{grant.name}: {BALANCE}")
        rows = (
            ("Expected receipts", receipts[TOTAL]),
            ("Current Commitments", commitments[TOTAL]),
            (BALANCE, balance),
        )
        for row, across in rows:
            name = f"{grant.name}: {row}"
            yield _across(next(ids), name, place, across, records.printed(place, name))


BALANCE = "Balance Available for New Starts"
OPENING = 2016


def _by_column(records: Records, grant: CapitalGrant) -> tuple[dict[str, Money], dict[str, Money]]:
    years = {found.year: found for found in grant.by_year.all()}
    receipts, commitments = {}, {}
    for year, label in zip(records.plan.years, records.plan.labels, strict=True):
        if year not in years:
            raise NotRecorded(f"{grant.name} has no amounts for {label}.")
        receipts[label], commitments[label] = years[year].receipts, years[year].commitments
    receipts[TOTAL] = Money.total(receipts.values())
    commitments[TOTAL] = Money.total(commitments.values())
    return receipts, commitments


FAMILIES: dict[str, Callable[[Records], Iterator[Identity]]] = {
    "MO": original,
    "MR": revisions,
    "GS": gap_sums,
    "GX": gap_crossings,
    "CT": identities_tax.council_tax,
    "CC": cost_of_change,
    "RS": reserves,
    "CG": capital_grants,
    "TX": identities_tax.text,
}
