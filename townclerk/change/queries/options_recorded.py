"""The records that checks of options read, in a number of queries that does not grow."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from townclerk.change.core.options_staffing import Staffing
from townclerk.change.models import Claim, OptionPackage, OptionSheet, OptionTableLine
from townclerk.change.queries import options as queries
from townclerk.finance.public import printed_amounts
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear

TOTAL = "total"
PART = OptionTableLine.Part


class NotRecorded(TownclerkError):
    """A side of a check is not recorded; the sentence says which."""


@dataclass(frozen=True)
class Recorded:
    """Options with what finance holds of the printed tables."""

    held: queries.Held
    figures: Mapping[tuple[str, str, str], Money]
    claims: Mapping[int, tuple[Claim, ...]]

    @cached_property
    def years(self) -> tuple[tuple[int, str], ...]:
        found = tuple((year, FinancialYear(year).label) for year in self.held.all_years)
        if not found:
            raise NotRecorded("No package is phased by year.")
        return found

    @cached_property
    def packages(self) -> Mapping[str, OptionPackage]:
        return {package.code: package for package in self.held.packages}

    @cached_property
    def sheets(self) -> Mapping[str, OptionSheet]:
        return {sheet.reference: sheet for sheet in self.held.sheets}

    def package(self, code: str) -> OptionPackage:
        if code not in self.packages:
            raise NotRecorded(f"No package {code} is recorded.")
        return self.packages[code]

    def packages_of(self, kind: str) -> list[OptionPackage]:
        found = [package for package in self.held.packages if package.kind == kind]
        if not found:
            raise NotRecorded(f"No package of the kind {kind} is recorded.")
        return found

    def sheet(self, reference: str) -> OptionSheet:
        if reference not in self.sheets:
            raise NotRecorded(f"No option {reference} is recorded.")
        return self.sheets[reference]

    def gross(self, reference: str) -> Money:
        amount = self.sheet(reference).gross
        if amount is None:
            raise NotRecorded(f"The option {reference} has no amount.")
        return amount

    def counted_of(self, package: OptionPackage) -> list[OptionSheet]:
        return [
            sheet
            for sheet in self.held.sheets
            if sheet.package_id == package.pk and sheet.counted and sheet.gross is not None
        ]

    def phased(self, package: OptionPackage, year: int) -> Money:
        for row in self.held.package_years.get(package.pk, ()):
            if row.year == year:
                return row.amount
        raise NotRecorded(f"{package} has no amount for {FinancialYear(year).label}.")

    def phased_together(self, package: OptionPackage) -> Money:
        return Money.total(self.phased(package, year) for year, _ in self.years)

    def printed_total(self, package: OptionPackage) -> Money:
        return _known(package.printed_total, f"printed total of {package}")

    def summary_total(self, package: OptionPackage) -> Money:
        return _known(package.summary_total, f"total of {package} in the summary")

    def printed(self, place: str, row: str, column: str) -> Money:
        return _known(self.figures.get((place, row, column)), f"{place}, {row}, {column}")

    @cached_property
    def section_lines(self) -> list[OptionTableLine]:
        """The lines of the section tables, in the order they were printed."""
        found = [
            line
            for line in self.held.lines
            if line.table.endswith("summary table") and not self._is_programme(line)
        ]
        if not found:
            raise NotRecorded("No line of a section table is recorded.")
        return sorted(found, key=lambda line: line.position)

    @staticmethod
    def _is_programme(line: OptionTableLine) -> bool:
        return line.table == "Chapter 5 PSR summary table"

    def table(self, name: str) -> list[OptionTableLine]:
        found = [line for line in self.held.lines if line.table == name]
        if not found:
            raise NotRecorded(f"No line of {name} is recorded.")
        return sorted(found, key=lambda line: line.position)

    def stated(self, place: str, heading: str) -> Money:
        """A single amount that a text or a table states."""
        for line in self.held.lines:
            if (line.table, line.heading) == (place, heading):
                return self.total_of(line)
        raise NotRecorded(f"{place}, {heading} is not recorded.")

    def total_of(self, line: OptionTableLine) -> Money:
        return _known(line.total, f"total of {line}")

    def section_total(self, package: OptionPackage) -> Money:
        """What the table of its section prints as its last total."""
        totals = [
            line
            for line in self.section_lines
            if line.package_id == package.pk and line.part != PART.LINE
        ]
        if not totals:
            raise NotRecorded(f"The table of {package} has no total.")
        return self.total_of(totals[-1])

    def beneath(self, total: OptionTableLine) -> list[OptionTableLine]:
        """The lines a sub-total or a total sums: of its group, its package or its whole table."""
        lines = [
            line
            for line in self.section_lines
            if line.table == total.table and line.part == PART.LINE
        ]
        if total.part == PART.SUBTOTAL:
            return [
                line
                for line in lines
                if line.package_id == total.package_id and line.group == total.group
            ]
        if total.package_id is None:
            return lines
        return [line for line in lines if line.package_id == total.package_id]

    def by_reference(self, line: OptionTableLine) -> str:
        sheet = self.held.by_pk.get(line.option_id or 0)
        return "" if sheet is None else sheet.reference

    def by_printing(self) -> list[OptionSheet]:
        """The sheets of the projects and of Table 2 as a document prints them: by section."""
        wanted = {package.pk for package in self.held.packages if package.code != "table-1"}
        return [sheet for sheet in self.held.sheets if sheet.package_id in wanted]

    def stands_outside(self, line: OptionTableLine) -> bool:
        sheet = self.held.by_pk.get(line.option_id or 0)
        return sheet is not None and bool(sheet.outside_reason)

    def staffing(self, measure: str) -> Mapping[str, Staffing]:
        return {row.reference: row for row in self.held.measure(measure)}

    def claimed(self, reference: str, kind: str) -> Money:
        """What an option claims of one kind of thing."""
        rows = self.claims.get(self.sheet(reference).pk, ())
        amounts = [row.amount for row in rows if row.kind == kind]
        if not amounts or any(amount is None for amount in amounts):
            raise NotRecorded(f"The option {reference} has no claim with an amount on a {kind}.")
        return Money.total(amount for amount in amounts if amount is not None)


def _known(amount: Money | None, what: str) -> Money:
    if amount is None:
        raise NotRecorded(f"No {what} is recorded.")
    return amount


def recorded() -> Recorded:
    claims: dict[int, list[Claim]] = {}
    for claim in Claim.objects.exclude(option=None).order_by("pk"):
        claims.setdefault(claim.option_id or 0, []).append(claim)
    return Recorded(
        held=queries.read(),
        figures=printed_amounts(),
        claims={pk: tuple(rows) for pk, rows in claims.items()},
    )
