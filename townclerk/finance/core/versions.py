"""Two versions side by side, scenarios, and what one driver is worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from townclerk.finance.core.drivers import Move
from townclerk.finance.core.plan import GapTable, LineResult, Plan, gap_table, with_moves
from townclerk.kernel.display import number_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """What one line moved between two versions."""

    key: str
    label: str
    change: str
    """added, removed or changed"""
    before: tuple[Money, ...]
    after: tuple[Money, ...]

    @property
    def amounts(self) -> tuple[Money, ...]:
        return tuple(after - before for before, after in zip(self.before, self.after, strict=True))

    @property
    def total(self) -> Money:
        return Money.total(self.amounts)


@dataclass(frozen=True, slots=True)
class Bridge:
    """From one version's remaining gap to the next, line by line."""

    years: tuple[int, ...]
    before: tuple[Money, ...]
    after: tuple[Money, ...]
    lines: tuple[BridgeLine, ...]


def bridge(before: Plan, after: Plan) -> Bridge:
    """What moved between two versions of a plan and by how much in each year.

    Units: money by year, positive widens the gap.
    Source: local practice.
    Applies: lines are matched by key; years are those of either version; lines that did not move
    are left out, so the lines listed add up to the change in the gap after tax.
    Rounding: none.

    >>> from townclerk.finance.core.plan import PlanLine
    >>> old = Plan(years=(2017,), lines=(PlanLine(key="a", step="original"),))
    >>> new = Plan(years=(2017,), lines=(
    ...     PlanLine(key="a", step="original", amounts={2017: Money.pounds(100)}),))
    >>> [(line.key, str(line.total)) for line in bridge(old, new).lines]
    [('a', '100.00')]
    """
    years = tuple(sorted({*before.years, *after.years}))
    old, new = gap_table(before), gap_table(after)
    was = {result.line.key: result for result in old.lines}
    now = {result.line.key: result for result in new.lines}
    lines = []
    for key in dict.fromkeys([*was, *now]):
        line = BridgeLine(
            key,
            _label(now.get(key) or was.get(key)),
            "added" if key not in was else "removed" if key not in now else "changed",
            _amounts(was.get(key), old, years),
            _amounts(now.get(key), new, years),
        )
        if line.change != "changed" or any(line.amounts):
            lines.append(line)
    return Bridge(years, _gap(old, years), _gap(new, years), tuple(lines))


def _label(result: LineResult | None) -> str:
    return (result.line.label or result.line.key) if result else ""


def _amounts(
    result: LineResult | None, table: GapTable, years: tuple[int, ...]
) -> tuple[Money, ...]:
    found = dict(zip(table.years, result.amounts, strict=True)) if result else {}
    return tuple(found.get(year, Money.zero) for year in years)


def _gap(table: GapTable, years: tuple[int, ...]) -> tuple[Money, ...]:
    found = dict(zip(table.years, table.row("gap_after_tax").amounts, strict=True))
    return tuple(found.get(year, Money.zero) for year in years)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What moving one driver does to the gap."""

    moves: tuple[Move, ...]
    before: tuple[Money, ...]
    after: tuple[Money, ...]
    lines: tuple[str, ...]
    """The lines that follow the driver."""

    @property
    def amounts(self) -> tuple[Money, ...]:
        return tuple(after - before for before, after in zip(self.before, self.after, strict=True))

    @property
    def total(self) -> Money:
        return Money.total(self.amounts)


def sensitivity(plan: Plan, *moves: Move) -> Sensitivity:
    """What the gap becomes when a driver moves, and which lines carry it.

    Units: money by year; moves in points of a rate or share, or percent of a volume.
    Source: local practice.
    Applies: the lines of the moved drivers; all others stay as they are.
    Rounding: as the drivers.
    Raises: `UnknownDriver`.
    """
    years = plan.years
    names = {move.driver for move in moves}
    return Sensitivity(
        moves,
        _gap(gap_table(plan), years),
        _gap(gap_table(with_moves(plan, moves)), years),
        tuple(line.key for line in plan.lines if line.driver in names),
    )


def in_words(move: Move, *, is_volume: bool, name: str = "") -> str:
    """A move as it is read, by the driver's name or else its code.

    Units: points of a rate or share, percent of a volume.
    Source: none in law.
    Rounding: to four places.

    >>> in_words(Move(driver="pay", points=1, year=2018), is_volume=False, name="Pay")
    'Pay 1 point higher in 2018/19'
    >>> in_words(Move(driver="places", points=Fraction(-5, 2)), is_volume=True)
    'places 2.5% lower'
    """
    way = "higher" if move.points >= 0 else "lower"
    size = number_display(abs(Fraction(move.points)), 4).rstrip("0").rstrip(".")
    unit = "%" if is_volume else " point" if size == "1" else " points"
    when = "" if move.year is None else f" in {FinancialYear(move.year).label}"
    return f"{name or move.driver} {size}{unit} {way}{when}"


def scenarios(plan: Plan, sets: Mapping[str, tuple[Move, ...]]) -> dict[str, GapTable]:
    """The plan under each named set of moves, such as best, central and worst.

    Units: money. Source: local practice. Rounding: as the drivers. Raises: `UnknownDriver`.
    """
    return {name: gap_table(with_moves(plan, moves)) for name, moves in sets.items()}
