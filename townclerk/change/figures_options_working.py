"""How each figure of options is worked out from the sheets."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from townclerk.change.core import options as core
from townclerk.change.core import options_staffing as staffing
from townclerk.change.models import OptionPackage, OptionSheet, OptionTableLine
from townclerk.change.permissions import S151
from townclerk.change.queries import options as queries
from townclerk.change.queries.options_public import threshold
from townclerk.figures import COUNCIL, Answer, NotAnswerable, Question, Status
from townclerk.kernel.explained import Records, Step, value_shown
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records

GROUPS = {
    "reform-projects": ("Reform projects", OptionPackage.Kind.REFORM),
    "business-efficiencies": ("Business efficiencies", OptionPackage.Kind.EFFICIENCY),
    "service-changes": ("Service changes", OptionPackage.Kind.SERVICE_CHANGE),
}
SERVICE_OPTIONS = "service-options"
"""Efficiencies and service changes together, as a budget report calls them."""
CLASSES: dict[str, tuple[str, str, str]] = {
    "planning-assumptions": (
        "Budget planning assumptions",
        "classification",
        OptionSheet.Classification.ASSUMPTION,
    ),
    "specific-savings": ("Specific savings", "classification", OptionSheet.Classification.SPECIFIC),
    "kind-efficiency": ("Of the kind efficiency", "kind", OptionSheet.Kind.EFFICIENCY),
    "kind-service-change": ("Of the kind service change", "kind", OptionSheet.Kind.SERVICE_CHANGE),
    "kind-transformation": ("Of the kind transformation", "kind", OptionSheet.Kind.TRANSFORMATION),
}
"""Sheets of all packages together by what they say they are: title, heading, answer."""
WITH_SUMS = (OptionPackage.Kind.EFFICIENCY, OptionPackage.Kind.SERVICE_CHANGE)


@dataclass(frozen=True)
class Asked:
    """What one question is about: the packages, or one option."""

    held: queries.Held
    title: str
    packages: tuple[OptionPackage, ...]
    sheet: OptionSheet | None = None
    alike: tuple[OptionSheet, ...] | None = None
    """Sheets of one class, whichever package holds them."""

    @property
    def sheets(self) -> tuple[OptionSheet, ...]:
        if self.sheet is not None:
            return (self.sheet,)
        if self.alike is not None:
            return self.alike
        kept = {package.pk for package in self.packages}
        return tuple(sheet for sheet in self.held.sheets if sheet.package_id in kept)

    @property
    def status(self) -> Status:
        days = [package.published_on for package in self.packages]
        days += [sheet.published_on for sheet in self.sheets if sheet.counted or self.sheet]
        is_open = bool(days) and all(day is not None for day in days)
        return Status.PUBLISHED if is_open else Status.PROVISIONAL


def about(held: queries.Held, scope: str) -> Asked:
    if scope == COUNCIL:
        return Asked(held, "All options", held.packages)
    if scope in GROUPS or scope == SERVICE_OPTIONS:
        title, kinds = _group(scope)
        found = tuple(package for package in held.packages if package.kind in kinds)
        return Asked(held, title, found)
    if scope in CLASSES:
        title, heading, wanted = CLASSES[scope]
        found_sheets = tuple(one for one in held.sheets if getattr(one, heading) == wanted)
        return Asked(held, title, (), alike=found_sheets)
    for package in held.packages:
        if package.code == scope:
            return Asked(held, package.title, (package,))
    for sheet in held.sheets:
        if sheet.reference == scope:
            return Asked(held, sheet.title, (), sheet)
    raise NotAnswerable(f"There is no package and no option {scope}.")


def _group(scope: str) -> tuple[str, tuple[str, ...]]:
    if scope == SERVICE_OPTIONS:
        return "Service options", tuple(str(kind) for kind in WITH_SUMS)
    title, kind = GROUPS[scope]
    return title, (str(kind),)


def _savings(asked: Asked, question: Question) -> Answer:
    """By year as packages are phased; without a year, all years."""
    year = FinancialYear.parse(question.period.label).start_year if question.period else None
    if asked.sheet is not None:
        return _savings_of_sheet(asked, asked.sheet, year)
    phasings = {found.package.code: found for found in asked.held.phasings()}
    parts = tuple(
        _phased_step(asked, package, phasings[package.code], year) for package in asked.packages
    )
    if not parts:
        raise NotAnswerable(f"No package is phased for {asked.title}.")
    value = Money.total(part.value for part in parts if isinstance(part.value, Money))
    label = f"Savings of options, {FinancialYear(year).label if year else 'all years'}"
    step = parts[0]
    if len(parts) > 1:
        step = Step(
            label=f"{label}: {asked.title}",
            value=value,
            unit="£",
            how=f"{len(parts)} packages add up to {_pounds(value)}",
            parts=parts,
            held_by=S151,
        )
    return Answer(value=value, step=step, status=asked.status, caveats=_caveats(asked))


def _savings_of_sheet(asked: Asked, sheet: OptionSheet, year: int | None) -> Answer:
    """What one sheet itself states by year."""
    rows = [row for row in asked.held.years.get(sheet.pk, ()) if year is None or row.year == year]
    if not rows:
        raise NotAnswerable(f"{sheet.title} is phased with its package, not by itself.")
    parts = tuple(
        Step(
            label=FinancialYear(row.year).label,
            value=row.amount,
            unit="£",
            source=records.source_of(row),
        )
        for row in rows
    )
    value = Money.total(row.amount for row in rows)
    step = Step(label=sheet.title, value=value, unit="£", parts=parts, held_by=S151)
    return Answer(value=value, step=step, status=asked.status, caveats=_caveats(asked))


def _phased_step(
    asked: Asked, package: OptionPackage, phasing: core.Phasing, year: int | None
) -> Step:
    years = [year] if year is not None else list(phasing.years)
    rows = {row.year: row for row in asked.held.package_years.get(package.pk, ())}
    parts = []
    for one in years:
        row, amount = rows.get(one), phasing.years.get(one, Money.zero)
        label = f"{package.title}, {FinancialYear(one).label}"
        source = None if row is None else records.source_of(row)
        parts.append(Step(label=label, value=amount, unit="£", source=source))
    value = Money.total(part.value for part in parts if isinstance(part.value, Money))
    sheets = [option.reference for option in phasing.options.counted]
    return Step(
        label=package.title,
        value=value,
        unit="£",
        how="as its sheets are phased" if phasing.from_sheets else "as the package is phased",
        parts=tuple(parts),
        records=Records(
            count=len(sheets),
            kind="options",
            label="option sheets",
            total=phasing.options.gross,
            keys=tuple(sheets),
            url=f"/r/options/?package={package.code}",
        ),
        notes=_package_notes(asked.held, package, phasing),
        held_by=S151,
    )


def _package_notes(
    held: queries.Held, package: OptionPackage, phasing: core.Phasing
) -> tuple[str, ...]:
    notes = [*_left_out(held, phasing.options)]
    rounded = rounding_of(held, package)
    if rounded is not None and rounded.difference:
        cut = ", ".join(line.heading for line in rounded.differing)
        notes.append(
            f"The sheets come to {_pounds(rounded.sheets)} and the table prints "
            f"{_pounds(rounded.printed)}: {_pounds(rounded.difference)} is lost "
            f"where the table cuts pounds to thousands ({cut})."
        )
    return tuple(notes)


def rounding_of(held: queries.Held, package: OptionPackage) -> core.Rounded | None:
    """The printed table of a package beside its sheets; None where no table was printed."""
    lines = [
        core.Printed(heading=line.heading, printed=line.total, sheet=line.sheet_amount)
        for line in held.lines
        if line.package_id == package.pk
        and line.part == OptionTableLine.Part.LINE
        and line.total is not None
        and line.sheet_amount is not None
        and line.option_id in {sheet.pk for sheet in held.sheets if sheet.counted}
    ]
    return core.against_sheets(lines) if lines else None


def _left_out(held: queries.Held, total: core.Total) -> list[str]:
    titles = {sheet.reference: sheet.title for sheet in held.sheets}
    notes = [
        f"{one.title}, {_pounds(one.gross or Money.zero)}, is inside "
        f"{titles.get(one.included_in, one.included_in)} and is not added."
        for one in total.inside
    ]
    notes += [
        f"{one.title}, {_pounds(one.gross or Money.zero)}, stands outside every total: "
        f"{_lowered(one.outside_reason)}."
        for one in total.outside
    ]
    notes += [f"{one.title} is withdrawn." for one in total.withdrawn]
    notes += [f"{one.title} has no amount yet." for one in total.without_amount]
    return notes


def _pounds(amount: Money) -> str:
    """Pounds, with pence only where there are some."""
    return value_shown(amount).removesuffix(".00")


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _caveats(asked: Asked) -> tuple[str, ...]:
    unpublished = asked.status is not Status.PUBLISHED
    return ("Some of these options are not published yet.",) if unpublished else ()


def _summed(name: str, label: str) -> Callable[[Asked, Question], Answer]:
    """A sum over the sheets that count; one option by itself, whatever totals make of it."""

    def compute(asked: Asked, question: Question) -> Answer:
        wanted = {sheet.reference for sheet in asked.sheets}
        options = [one for one in asked.held.options() if one.reference in wanted]
        total = core.total(options)
        counted = options if asked.sheet is not None else list(total.counted)
        by_reference = {sheet.reference: sheet for sheet in asked.sheets}
        parts = tuple(
            Step(
                label=one.title,
                value=_of(one, name),
                unit="£",
                source=records.source_of(by_reference[one.reference]),
                how=_how(one, name),
            )
            for one in counted
        )
        value = Money.total(part.value for part in parts if isinstance(part.value, Money))
        step = Step(
            label=f"{label}: {asked.title}",
            value=value,
            unit="£",
            how=f"{len(parts)} sheets add up to {_pounds(value)}",
            parts=parts,
            records=Records(
                count=len(parts),
                kind="options",
                label="option sheets",
                total=value,
                keys=tuple(one.reference for one in counted),
                url="/r/options/",
            ),
            notes=tuple(_left_out(asked.held, total)) if asked.sheet is None else (),
            held_by=S151,
        )
        return Answer(value=value, step=step, status=asked.status, caveats=_caveats(asked))

    return compute


def _of(option: core.Option, name: str) -> Money:
    gross = option.gross or Money.zero
    amounts = {
        "gross": gross,
        "reinvestment": option.reinvestment,
        "net": option.net,
        "low": gross if option.low is None else option.low,
        "high": gross if option.high is None else option.high,
        "exit_cost": option.exit_cost or Money.zero,
    }
    return amounts[name]


def _how(option: core.Option, name: str) -> str:
    if name == "net" and option.reinvestment:
        gross = _pounds(option.gross or Money.zero)
        return f"{gross} less {_pounds(option.reinvestment)} spent again"
    return ""


def _outside(asked: Asked, question: Question) -> Answer:
    total = core.total(asked.held.options())
    by_reference = {sheet.reference: sheet for sheet in asked.held.sheets}
    parts = tuple(
        Step(
            label=one.title,
            value=one.gross or Money.zero,
            unit="£",
            how=one.outside_reason,
            source=records.source_of(by_reference[one.reference]),
        )
        for one in total.outside
    )
    value = Money.total(part.value for part in parts if isinstance(part.value, Money))
    step = Step(label="Outside every total", value=value, unit="£", parts=parts, held_by=S151)
    return Answer(value=value, step=step, status=asked.status)


def _rounding(asked: Asked, question: Question) -> Answer:
    """What the sheets come to beyond the table that prints them."""
    if len(asked.packages) != 1:
        raise NotAnswerable("Ask for one package: its table is held against its sheets.")
    rounded = rounding_of(asked.held, asked.packages[0])
    if rounded is None:
        raise NotAnswerable(f"No table of {asked.title} with its sheets is recorded.")
    parts = tuple(
        Step(
            label=line.heading,
            value=line.difference,
            unit="£",
            how=f"{_pounds(line.sheet)} on the sheet, {_pounds(line.printed)} in the table",
        )
        for line in rounded.differing
    )
    step = Step(
        label=f"Lost in rounding: {asked.title}",
        value=rounded.difference,
        unit="£",
        how=f"{_pounds(rounded.sheets)} less {_pounds(rounded.printed)}",
        parts=parts,
    )
    return Answer(value=rounded.difference, step=step, status=asked.status)


def _redundancies(end: str) -> Callable[[Asked, Question], Answer]:
    """The low or the high end of what is known; single sheets are for who reads them."""

    def compute(asked: Asked, question: Question) -> Answer:
        wanted = {sheet.reference: sheet for sheet in asked.sheets}
        rows = [row for row in asked.held.measure("redundancies") if row.reference in wanted]
        found = staffing.range_of(rows)
        value = _posts(found.low if end == "low" else found.high)
        rows_of = {
            wanted_row.option_id: wanted_row
            for kept in asked.held.staffing.values()
            for wanted_row in kept
            if wanted_row.measure == "redundancies"
        }
        parts = tuple(
            Step(
                label=row.title,
                value=_posts(row.low if end == "low" else row.high),
                access="records",
                source=records.source_of(rows_of[wanted[row.reference].pk]),
            )
            for row in found.known
        )
        step = Step(
            label=f"Redundancies, {'lowest' if end == 'low' else 'highest'}: {asked.title}",
            value=value,
            how=f"{len(parts)} sheets that give a number",
            parts=parts,
            notes=_unknowns(found),
            held_by=S151,
        )
        public = staffing.public(found, threshold())
        is_open = question.scope == COUNCIL and public.low is not None
        status = asked.status if is_open else Status.PROVISIONAL
        return Answer(value=value, step=step, status=status, caveats=_unknowns(found))

    return compute


def _posts(number: Decimal | None) -> Decimal | int:
    """A number of posts, whole where it is whole."""
    held = number or Decimal(0)
    return int(held) if held == held.to_integral_value() else held.normalize()


def _unknowns(found: staffing.Range) -> tuple[str, ...]:
    notes = []
    if found.unknown:
        notes.append(
            f"{len(found.unknown)} sheets do not know yet: {staffing.together(found.unknown)}."
        )
    if found.not_stated:
        notes.append(f"{len(found.not_stated)} sheets say nothing of redundancies.")
    return tuple(notes)


def _unknown(asked: Asked, question: Question) -> Answer:
    wanted = {sheet.reference for sheet in asked.sheets}
    rows = [row for row in asked.held.measure("redundancies") if row.reference in wanted]
    found = staffing.range_of(rows)
    parts = tuple(Step(label=row.title, value=1) for row in found.unknown)
    step = Step(
        label=f"Sheets that do not know their redundancies: {asked.title}",
        value=len(parts),
        parts=parts,
        held_by=S151,
    )
    return Answer(value=len(parts), step=step, status=asked.status)


SUMS = {
    "gross": ("Gross savings of options", "What the sheets that count save, before reinvestment."),
    "reinvestment": ("Reinvestment of options", "What is spent again out of what options save."),
    "net": ("Net savings of options", "Gross savings less what is spent again."),
    "low": ("Lowest savings of options", "The low end of each range; the amount without one."),
    "high": ("Highest savings of options", "The high end of each range; the amount without one."),
    "exit_cost": ("Exit costs of options", "What it costs once to leave what an option ends."),
}
ANSWERS: dict[str, Callable[[Asked, Question], Answer]] = {
    "savings": _savings,
    "outside": _outside,
    "rounding": _rounding,
    "redundancies_low": _redundancies("low"),
    "redundancies_high": _redundancies("high"),
    "redundancies_unknown": _unknown,
    **{name: _summed(name, label) for name, (label, _) in SUMS.items()},
}
