"""A plan version read whole into plain values, now or as it was known at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from townclerk.figures import NotAnswerable, Question
from townclerk.finance.core import drivers as core_drivers
from townclerk.finance.core import plan as core
from townclerk.finance.models import Driver, DriverYear, LineAmount, PlanLine, PlanVersion
from townclerk.finance.queries.facts import LineFacts, PlanFacts, Spread
from townclerk.kernel.display import date_display
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.exchange.origins import batch_of

COPIED = "Copied from"
"""How a copied record begins to say where it is from."""


class NoPlan(NotAnswerable):
    """There is no plan version to answer from."""


def current_version(known_at: datetime | None = None, as_at: date | None = None) -> PlanVersion:
    """The version figures speak of: the latest published one, else the latest there is.

    With a moment, as it was known then; with a day, the version that was in force on it.
    """
    versions = sorted(records.as_known(PlanVersion, known_at), key=lambda row: row.number)
    if not versions:
        raise NoPlan("No plan is loaded. Import plan lines, or start a version.")
    if as_at is not None:
        in_force = [v for v in versions if v.published_on is not None and v.published_on <= as_at]
        if not in_force:
            raise NoPlan(f"No plan was published by {date_display(as_at)}.")
        return max(in_force, key=lambda row: (row.published_on, row.number))
    published = [v for v in versions if v.state == PlanVersion.State.PUBLISHED]
    return (published or versions)[-1]


def published_before(version: PlanVersion, known_at: datetime | None = None) -> PlanVersion | None:
    """The latest earlier version that was published, now or as known at a moment."""
    out = (PlanVersion.State.PUBLISHED, PlanVersion.State.SUPERSEDED)
    earlier = [
        row
        for row in records.as_known(PlanVersion, known_at)
        if row.number < version.number and row.state in out
    ]
    return max(earlier, key=lambda row: row.number, default=None)


def reasons_between(before: PlanVersion, after: PlanVersion) -> dict[str, tuple[str, ...]]:
    """What was said of each line as it was changed in the versions since one, up to another.

    By the line's code, in the order it was said; copies and rows of sheets say no reason.
    """
    later = PlanVersion.objects.filter(number__gt=before.number, number__lte=after.number)
    lines = list(PlanLine.history.filter(plan_id__in=later.values("pk")))
    codes = {row.id: row.code for row in lines}
    amounts = LineAmount.history.filter(line_id__in=codes)
    told = [(row.history_date, row.id, row.history_change_reason) for row in lines]
    told += [(row.history_date, row.line_id, row.history_change_reason) for row in amounts]
    found: dict[str, list[str]] = {}
    for _, line, reason in sorted(told, key=lambda row: row[0]):
        if not reason or reason.startswith(COPIED) or batch_of(reason)[0]:
            continue
        said = found.setdefault(codes[line], [])
        if reason not in said:
            said.append(reason)
    return {code: tuple(said) for code, said in found.items()}


class Plans:
    """Plans read once for each moment and day that is asked of."""

    def __init__(self) -> None:
        self._versions: dict[tuple[datetime | None, date | None], PlanVersion] = {}
        self._read: dict[tuple[datetime | None, int], PlanFacts] = {}

    def of(self, question: Question) -> PlanFacts:
        asked = (question.known_at, question.as_at)
        if asked not in self._versions:
            self._versions[asked] = current_version(*asked)
        version = self._versions[asked]
        place = (question.known_at, version.pk)
        if place not in self._read:
            self._read[place] = load(version, question.known_at)
        return self._read[place]


def version_numbered(number: int) -> PlanVersion:
    found = PlanVersion.objects.filter(number=number).first()
    if found is None:
        raise NoPlan(f"There is no plan version {number}.")
    return found


def load(version: PlanVersion, known_at: datetime | None = None) -> PlanFacts:
    """The whole version in four queries at most, however many lines it has."""
    lines = _rows(PlanLine, known_at, plan_id=version.pk)
    amounts = _rows(LineAmount, known_at, line_id__in=[line.pk for line in lines])
    drivers = _rows(Driver, known_at, plan_id=version.pk)
    values = _rows(DriverYear, known_at, driver_id__in=[driver.pk for driver in drivers])
    codes = {driver.pk: driver.code for driver in drivers}
    facts = _lines(lines, amounts, codes)
    return PlanFacts(
        pk=version.pk,
        number=version.number,
        title=version.title,
        state=version.state,
        state_label=version.get_state_display(),
        based_on=version.based_on_id,
        published_on=version.published_on,
        lines=facts,
        core=core.Plan(
            years=tuple(version.year_numbers),
            lines=tuple(_core_line(line) for line in facts if line.counted),
            drivers=_core_drivers(drivers, values),
        ),
        spreads=tuple(
            Spread(
                driver=driver.code,
                distribution=driver.distribution,
                low=driver.low,
                high=driver.high,
                deviation=driver.deviation,
            )
            for driver in drivers
        ),
    )


def _rows(model: Any, known_at: datetime | None, **wanted: Any) -> list[Any]:
    if any(isinstance(value, list) and not value for value in wanted.values()):
        return []
    found = records.as_known(model, known_at, **wanted)
    return sorted(found, key=lambda row: (getattr(row, "position", 0), getattr(row, "code", "")))


def _core_drivers(
    drivers: Iterable[Driver], values: Iterable[DriverYear]
) -> tuple[core_drivers.Driver, ...]:
    by_driver: dict[int, dict[int, core_drivers.DriverYear]] = defaultdict(dict)
    for value in values:
        by_driver[value.driver_id][value.year] = core_drivers.DriverYear(
            rate=value.rate or 0, volume=value.volume or 0, price=value.price or Money.zero
        )
    return tuple(
        core_drivers.Driver(
            code=driver.code,
            kind=core_drivers.DriverKind(driver.kind),
            base=driver.base or Money.zero,
            name=driver.name,
            years=by_driver[driver.pk],
        )
        for driver in drivers
    )


def _core_line(line: LineFacts) -> core.PlanLine:
    return core.PlanLine(
        key=line.code,
        step=line.step,
        amounts=line.typed,
        label=line.heading,
        group=line.group,
        unwinds=line.unwinds,
        driver=line.driver,
    )


def _lines(
    lines: Iterable[PlanLine], amounts: Iterable[LineAmount], drivers: Mapping[int, str]
) -> tuple[LineFacts, ...]:
    cells: dict[int, list[LineAmount]] = defaultdict(list)
    for cell in amounts:
        cells[cell.line_id].append(cell)
    return tuple(
        LineFacts(
            pk=line.pk,
            code=line.code,
            heading=line.heading,
            step=line.step,
            type=line.type,
            group=line.group,
            unwinds=line.unwinds,
            counted=not line.included_in,
            unit_id=line.unit_id,
            owner_role=line.owner_role,
            confidence=line.confidence,
            evidence=line.evidence,
            source=line.source,
            agreed_on=line.agreed_on,
            batch=line.batch,
            batch_row=line.batch_row,
            cell_batches={cell.year: cell.batch for cell in cells[line.pk]},
            version=line.version,
            driver=drivers.get(line.driver_id or 0, ""),
            typed={cell.year: cell.amount for cell in cells[line.pk]},
            cell_versions={cell.year: cell.version for cell in cells[line.pk]},
            printed={c.year: c.printed for c in cells[line.pk] if c.printed is not None},
            printed_total=line.printed_total,
        )
        for line in lines
    )
