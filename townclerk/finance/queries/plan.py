"""A plan version read whole into plain values, now or as it was known at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from townclerk.finance.models import Driver, DriverYear, LineAmount, PlanLine, PlanVersion
from townclerk.finance.queries.driven import amounts_of
from townclerk.finance.queries.facts import DriverFacts, DriverValue, LineFacts, PlanFacts
from townclerk.kernel.errors import TownclerkError


class NoPlan(TownclerkError):
    """There is no plan version to answer from."""


def current_version() -> PlanVersion:
    """The version figures speak of: the latest published one, else the latest there is."""
    published = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED)
    found = published.order_by("-number").first() or PlanVersion.objects.order_by("-number").first()
    if found is None:
        raise NoPlan("No plan is loaded. Import plan lines, or start a version.")
    return found


def version_numbered(number: int) -> PlanVersion:
    found = PlanVersion.objects.filter(number=number).first()
    if found is None:
        raise NoPlan(f"There is no plan version {number}.")
    return found


def load(version: PlanVersion, known_at: datetime | None = None) -> PlanFacts:
    """The whole version in four queries."""
    lines = _rows(PlanLine, known_at, plan_id=version.pk)
    amounts = _rows(LineAmount, known_at, line_id__in=[line.pk for line in lines])
    drivers = _drivers(version, known_at)
    return PlanFacts(
        pk=version.pk,
        number=version.number,
        title=version.title,
        state=version.state,
        state_label=version.get_state_display(),
        based_on=version.based_on_id,
        published_on=version.published_on,
        years=tuple(version.year_numbers),
        lines=_lines(lines, amounts, drivers, tuple(version.year_numbers)),
        drivers={driver.code: driver for driver in drivers.values()},
    )


def _rows(model: Any, known_at: datetime | None, **wanted: Any) -> list[Any]:
    if known_at is None:
        return list(model.objects.filter(**wanted))
    found = list(model.history.as_of(known_at).filter(**wanted))
    return sorted(found, key=lambda row: (getattr(row, "position", 0), row.pk))


def _drivers(version: PlanVersion, known_at: datetime | None) -> dict[int, DriverFacts]:
    drivers = _rows(Driver, known_at, plan_id=version.pk)
    if not drivers:
        return {}
    values: dict[int, dict[int, DriverValue]] = defaultdict(dict)
    for row in _rows(DriverYear, known_at, driver_id__in=[driver.pk for driver in drivers]):
        values[row.driver_id][row.year] = DriverValue(
            rate=row.rate, volume=row.volume, price=row.price
        )
    return {
        row.pk: DriverFacts(
            pk=row.pk,
            code=row.code,
            name=row.name,
            kind=row.kind,
            base=row.base,
            distribution=row.distribution,
            low=row.low,
            high=row.high,
            deviation=row.deviation,
            values=values[row.pk],
        )
        for row in drivers
    }


def _lines(
    lines: Iterable[PlanLine],
    amounts: Iterable[LineAmount],
    drivers: Mapping[int, DriverFacts],
    years: tuple[int, ...],
) -> tuple[LineFacts, ...]:
    cells: dict[int, list[LineAmount]] = defaultdict(list)
    for cell in amounts:
        cells[cell.line_id].append(cell)
    return tuple(
        _line(line, cells[line.pk], drivers.get(line.driver_id or 0), years) for line in lines
    )


def _line(
    line: PlanLine, cells: list[LineAmount], driver: DriverFacts | None, years: tuple[int, ...]
) -> LineFacts:
    return LineFacts(
        pk=line.pk,
        code=line.code,
        heading=line.heading,
        step=line.step,
        type=line.type,
        group=line.group,
        unwinds=line.unwinds,
        counted=not line.included_in,
        owner_role=line.owner_role,
        confidence=line.confidence,
        evidence=line.evidence,
        source=line.source,
        agreed_on=line.agreed_on,
        batch=line.batch,
        batch_row=line.batch_row,
        version=line.version,
        driver=driver.code if driver else "",
        typed={cell.year: cell.amount for cell in cells},
        cell_versions={cell.year: cell.version for cell in cells},
        printed={cell.year: cell.printed for cell in cells if cell.printed is not None},
        printed_total=line.printed_total,
        driven=amounts_of(driver, years) if driver else {},
    )
