"""What options add up to: parts inside a total never added, those outside named, years apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money


class Standing(StrEnum):
    """How an option stands to the totals."""

    COUNTED = "counted"
    INSIDE = "inside"
    OUTSIDE = "outside"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Option:
    """The money of one option sheet."""

    reference: str
    title: str
    package: str
    gross: Money | None
    reinvestment: Money = Money.zero
    low: Money | None = None
    high: Money | None = None
    exit_cost: Money | None = None
    included_in: str = ""
    outside_reason: str = ""
    withdrawn: bool = False
    years: Mapping[int, Money] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        if self.withdrawn:
            return Standing.WITHDRAWN
        if self.outside_reason:
            return Standing.OUTSIDE
        return Standing.INSIDE if self.included_in else Standing.COUNTED

    @property
    def net(self) -> Money:
        return (self.gross or Money.zero) - self.reinvestment


@dataclass(frozen=True, kw_only=True)
class Total:
    """The sum of the options that count, with those that do not and why."""

    gross: Money
    reinvestment: Money
    low: Money
    high: Money
    counted: tuple[Option, ...]
    inside: tuple[Option, ...]
    outside: tuple[Option, ...]
    withdrawn: tuple[Option, ...]
    without_amount: tuple[Option, ...]

    @property
    def net(self) -> Money:
        return self.gross - self.reinvestment


class PartsAboveTheWhole(TownclerkError):
    """Options inside another add up to more than the one that holds them."""


def total(options: Iterable[Option]) -> Total:
    """What options come to together.

    Units: money a year once in full effect; savings are positive.
    Source: none; the council's own rule that no pound is counted twice.
    Applies: an option inside another, outside every total or withdrawn adds nothing and is named;
        an option without a range is as low and as high as its amount.
    Rounding: none.
    Raises: nothing.
    Example:
    >>> whole = Option(reference="a", title="A", package="p", gross=Money.thousands(3300))
    >>> part = Option(reference="b", title="B", package="p", gross=Money.thousands(876),
    ...               included_in="a")
    >>> str(total([whole, part]).gross)
    '3300000.00'
    """
    sorted_out: dict[Standing, list[Option]] = {standing: [] for standing in Standing}
    for option in options:
        sorted_out[option.standing].append(option)
    counted = sorted_out[Standing.COUNTED]
    known = [option for option in counted if option.gross is not None]
    return Total(
        gross=Money.total(option.gross for option in known if option.gross is not None),
        reinvestment=Money.total(option.reinvestment for option in counted),
        low=Money.total(_either(option.low, option.gross) for option in known),
        high=Money.total(_either(option.high, option.gross) for option in known),
        counted=tuple(counted),
        inside=tuple(sorted_out[Standing.INSIDE]),
        outside=tuple(sorted_out[Standing.OUTSIDE]),
        withdrawn=tuple(sorted_out[Standing.WITHDRAWN]),
        without_amount=tuple(option for option in counted if option.gross is None),
    )


def _either(first: Money | None, second: Money | None) -> Money:
    return first if first is not None else second or Money.zero


def check_parts(options: Sequence[Option]) -> None:
    """Refuse parts that come to more than the option that holds them.

    Units: money a year.
    Source: none; arithmetic.
    Applies: to options that have an amount; parts that are withdrawn take no room.
    Rounding: none.
    Raises: PartsAboveTheWhole with both amounts.
    Example:
    >>> whole = Option(reference="a", title="A", package="p", gross=Money.thousands(5))
    >>> part = Option(reference="b", title="B", package="p", gross=Money.thousands(6),
    ...               included_in="a")
    >>> check_parts([whole, part])
    Traceback (most recent call last):
    ...
    townclerk.change.core.options.PartsAboveTheWhole: The parts inside A come to £6000.00, \
more than its £5000.00. Correct a part, or take it out.
    """
    parts: dict[str, Money] = {}
    for option in options:
        if option.included_in and not option.withdrawn:
            given = parts.get(option.included_in, Money.zero)
            parts[option.included_in] = given + (option.gross or Money.zero)
    for option in options:
        inside = parts.get(option.reference)
        if inside is not None and option.gross is not None and inside > option.gross:
            raise PartsAboveTheWhole(
                f"The parts inside {option.title} come to £{inside}, more than its "
                f"£{option.gross}. Correct a part, or take it out."
            )


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A line of a printed table beside the amount of the option sheet behind it."""

    heading: str
    printed: Money
    sheet: Money

    @property
    def difference(self) -> Money:
        return self.sheet - self.printed


@dataclass(frozen=True, kw_only=True)
class Rounded:
    """A printed table against its sheets: both totals and the lines that were cut."""

    printed: Money
    sheets: Money
    lines: tuple[Printed, ...]

    @property
    def difference(self) -> Money:
        return self.sheets - self.printed

    @property
    def differing(self) -> tuple[Printed, ...]:
        return tuple(line for line in self.lines if line.difference)


def against_sheets(lines: Iterable[Printed]) -> Rounded:
    """A table as printed beside the sheets it sums.

    Units: money.
    Source: none; the sheets hold pounds, tables are printed in thousands.
    Applies: to any table whose lines each have one sheet.
    Rounding: none; the difference is shown, not spread.
    Raises: nothing.
    Example:
    >>> cut = Printed(heading="Staffing", printed=Money.pounds(318000), sheet=Money.pounds(318500))
    >>> str(against_sheets([cut]).difference)
    '500.00'
    """
    held = tuple(lines)
    return Rounded(
        printed=Money.total(line.printed for line in held),
        sheets=Money.total(line.sheet for line in held),
        lines=held,
    )


@dataclass(frozen=True, kw_only=True)
class Package:
    """Options phased together, with what the package as a whole says for each year."""

    code: str
    title: str
    phased: Mapping[int, Money]
    printed_total: Money | None = None


@dataclass(frozen=True, kw_only=True)
class Phasing:
    """A package by year, where the years come from, and what its options come to beside them."""

    package: Package
    years: Mapping[int, Money]
    from_sheets: bool
    options: Total

    @property
    def total(self) -> Money:
        return Money.total(self.years.values())

    @property
    def difference(self) -> Money:
        """What the sheets come to less what the years come to: rounding, or a gap to explain."""
        return self.options.gross - self.total


def phase(package: Package, options: Sequence[Option]) -> Phasing:
    """What a package saves in each year.

    Units: money, as a change from the year before; savings are positive.
    Source: none.
    Applies: the years the package states; where it states none, those of its sheets that count.
    Rounding: none.
    Raises: nothing.
    Example:
    >>> one = Option(reference="a", title="A", package="p", gross=Money.thousands(9),
    ...              years={2017: Money.thousands(4), 2018: Money.thousands(5)})
    >>> found = phase(Package(code="p", title="P", phased={}), [one])
    >>> str(found.total), found.from_sheets
    ('9000.00', True)
    """
    mine = [option for option in options if option.package == package.code]
    found = total(mine)
    if package.phased:
        return Phasing(
            package=package, years=dict(package.phased), from_sheets=False, options=found
        )
    years: dict[int, Money] = {}
    for option in found.counted:
        for year, amount in option.years.items():
            years[year] = years.get(year, Money.zero) + amount
    return Phasing(
        package=package, years=dict(sorted(years.items())), from_sheets=True, options=found
    )
