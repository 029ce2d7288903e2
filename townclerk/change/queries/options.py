"""Reading option sheets: the values the core adds up, and what the gate looks at."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from townclerk.change.core import options as core
from townclerk.change.core.options_claims import Overlap
from townclerk.change.core.options_completeness import (
    CONSULTATION,
    TEXTS,
    Risk,
    SheetFacts,
)
from townclerk.change.core.options_staffing import Known, Staffing
from townclerk.change.models import (
    Claim,
    EqualityAssessment,
    OptionPackage,
    OptionRisk,
    OptionSheet,
    OptionStaffing,
    OptionTableLine,
    OptionYear,
    PackageYear,
)
from townclerk.change.queries import options_claims
from townclerk.kernel.money import Money
from townclerk.platform import records

Years = Mapping[int, Money]
Part = TypeVar("Part", OptionYear, OptionStaffing)


@dataclass(frozen=True)
class Held:
    """Every option, as known now or at a moment, in a number of queries that does not grow."""

    packages: tuple[OptionPackage, ...]
    sheets: tuple[OptionSheet, ...]
    years: Mapping[int, tuple[OptionYear, ...]]
    """By option, the rows of its years."""
    package_years: Mapping[int, tuple[PackageYear, ...]]
    staffing: Mapping[int, tuple[OptionStaffing, ...]]
    lines: tuple[OptionTableLine, ...]

    @property
    def by_pk(self) -> dict[int, OptionSheet]:
        return {sheet.pk: sheet for sheet in self.sheets}

    def options(self) -> list[core.Option]:
        references = {sheet.pk: sheet.reference for sheet in self.sheets}
        codes = {package.pk: package.code for package in self.packages}
        return [
            _option(
                sheet,
                codes[sheet.package_id],
                references.get(sheet.included_in_id or 0, ""),
                {row.year: row.amount for row in self.years.get(sheet.pk, ())},
            )
            for sheet in self.sheets
        ]

    def phasings(self) -> list[core.Phasing]:
        options = self.options()
        return [core.phase(self.core_package(package), options) for package in self.packages]

    def core_package(self, package: OptionPackage) -> core.Package:
        return core.Package(
            code=package.code,
            title=package.title,
            phased={row.year: row.amount for row in self.package_years.get(package.pk, ())},
            printed_total=package.printed_total,
        )

    def measure(self, measure: str) -> list[Staffing]:
        """One measure of every option, in the order of the sheets; not stated where no row is."""
        found = []
        for sheet in self.sheets:
            rows = {row.measure: row for row in self.staffing.get(sheet.pk, ())}
            found.append(core_staffing(sheet, rows.get(measure)))
        return found

    @property
    def all_years(self) -> tuple[int, ...]:
        """Every year a package or an option speaks of."""
        found = {row.year for rows in self.package_years.values() for row in rows}
        found |= {row.year for rows in self.years.values() for row in rows}
        return tuple(sorted(found))


def read(known_at: datetime | None = None, *, published: bool = False) -> Held:
    """All options; with `published`, only those that were published."""
    packages = records.as_known(OptionPackage, known_at)
    sheets = records.as_known(OptionSheet, known_at)
    if published:
        packages = [row for row in packages if row.published_on is not None]
        open_packages = {row.pk for row in packages}
        sheets = [
            row
            for row in sheets
            if row.published_on is not None and row.package_id in open_packages
        ]
    order = {row.pk: (row.position, row.code) for row in packages}
    packages.sort(key=lambda row: order[row.pk])
    # In the order they were entered, which is the order of the document they came from.
    sheets.sort(key=lambda row: (order.get(row.package_id, (0, "")), row.pk))
    kept = {row.pk for row in sheets}
    return Held(
        packages=tuple(packages),
        sheets=tuple(sheets),
        years=_by_option(records.as_known(OptionYear, known_at), kept),
        package_years=_by_package(records.as_known(PackageYear, known_at)),
        staffing=_by_option(records.as_known(OptionStaffing, known_at), kept),
        lines=tuple(
            sorted(
                records.as_known(OptionTableLine, known_at),
                key=lambda row: (row.table, row.position, row.pk),
            )
        ),
    )


def _by_option(rows: Iterable[Part], kept: set[int]) -> Mapping[int, tuple[Part, ...]]:
    found: dict[int, list[Part]] = defaultdict(list)
    for row in rows:
        if row.option_id in kept:
            found[row.option_id].append(row)
    return {pk: tuple(held) for pk, held in found.items()}


def _by_package(rows: Iterable[PackageYear]) -> Mapping[int, tuple[PackageYear, ...]]:
    found: dict[int, list[PackageYear]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.year):
        found[row.package_id].append(row)
    return {pk: tuple(held) for pk, held in found.items()}


def core_option(sheet: OptionSheet, years: Years) -> core.Option:
    inside = sheet.included_in.reference if sheet.included_in is not None else ""
    return _option(sheet, sheet.package.code, inside, years)


def _option(sheet: OptionSheet, package: str, inside: str, years: Years) -> core.Option:
    return core.Option(
        reference=sheet.reference,
        title=sheet.title,
        package=package,
        gross=sheet.gross,
        reinvestment=sheet.reinvestment,
        low=sheet.low,
        high=sheet.high,
        exit_cost=sheet.exit_cost,
        included_in=inside,
        outside_reason=sheet.outside_reason,
        withdrawn=sheet.state == OptionSheet.State.WITHDRAWN,
        years=years,
    )


def core_staffing(sheet: OptionSheet, row: OptionStaffing | None) -> Staffing:
    return Staffing(
        reference=sheet.reference,
        title=sheet.title,
        known=Known.NOT_STATED if row is None else Known(row.standing),
        low=None if row is None else row.low,
        high=None if row is None else row.high,
        adds=sheet.counted,
    )


def facts_of(sheet: OptionSheet) -> SheetFacts:
    """What the gate looks at on one sheet."""
    staffing = {row.measure: core_staffing(sheet, row) for row in sheet.staffing.all()}
    claims = list(sheet.claims.all())
    return SheetFacts(
        texts={name: str(getattr(sheet, name)) for name in TEXTS},
        gross=sheet.gross,
        low=sheet.low,
        high=sheet.high,
        years={row.year: row.amount for row in sheet.years.all()},
        package_phased=sheet.package.years.exists(),
        consultation={name: getattr(sheet, name) for name in CONSULTATION},
        staffing=staffing,
        risks=tuple(
            Risk(number=row.number, risk=row.risk, mitigation=row.mitigation)
            for row in OptionRisk.objects.filter(option=sheet)
        ),
        claims=len(claims),
        claims_contract=any(claim.kind == Claim.Kind.CONTRACT for claim in claims),
        claim_findings=tuple(found.sentence for found in _findings(sheet)) if claims else (),
        exit_cost=sheet.exit_cost,
        equality_note=sheet.equality_note,
        assessment=_assessment_state(sheet),
    )


def _findings(sheet: OptionSheet) -> Sequence[Overlap]:
    """What is claimed twice by this sheet and another; likeness alone asks, and does not stop."""
    return [
        found
        for found in options_claims.overlaps()
        if sheet.title in found.claimants and found.finding.stops
    ]


def _assessment_state(sheet: OptionSheet) -> str:
    found = EqualityAssessment.objects.filter(option=sheet).first()
    return "" if found is None else found.state


def number(value: Decimal) -> str:
    """A number of posts without the noughts behind its point."""
    return format(value.normalize(), "f")
