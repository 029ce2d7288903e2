"""The council tax base: dwellings, less discounts and reductions, in Band D equivalents."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from townclerk.finance.core.bands import NINTHS, share
from townclerk.kernel.display import number_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Confidence, Explained, Step
from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.provision import Provision

Number = Decimal | Fraction | int
BASE_RULE = Provision(
    "Local Authorities (Calculation of Council Tax Base) (England) Regulations 2012 (SI 2012/2914)",
    "regulations 3 to 6",
)


class BadBase(TownclerkError):
    """The base cannot be worked out as given; the sentence says which band or rate to correct."""


@dataclass(frozen=True, kw_only=True)
class BandLines:
    """One band's lines. H is given whole (`dwellings`) or built up from the list.

    Exempt, relief out, discounts and reductions are taken off and the rest added, whatever sign or
    brackets the source prints with them; only changes and `other` keep the sign they come with.
    """

    band: str
    dwellings: Number | None = None
    listed: Number = 0
    additions: Number = 0
    exempt: Number = 0
    relief_out: Number = 0
    relief_in: Number = 0
    other: Number = 0
    discounts: tuple[tuple[Number, Number], ...] = ()
    """Counts of dwellings with their discount in percent."""
    discount: Number = 0
    """Discounts already as full-charge equivalents."""
    premiums: tuple[tuple[Number, Number], ...] = ()
    premium: Number = 0
    changes: Number = 0
    reductions: Number = 0
    """Council tax reduction in dwellings."""
    reductions_pounds: Money | None = None
    """Council tax reduction in money, turned into dwellings by the Band D charge."""


@dataclass(frozen=True, kw_only=True)
class BandBase:
    """One band worked out, all unrounded."""

    band: str
    h: Fraction
    q: Fraction
    e: Fraction
    j: Fraction
    z: Fraction

    @property
    def net(self) -> Fraction:
        return self.h - self.q + self.e + self.j - self.z

    @property
    def relevant(self) -> Fraction:
        return self.net * share(self.band)


@dataclass(frozen=True, kw_only=True)
class TaxBase:
    """The base of an area: the unrounded amount, and the one adopted."""

    bands: tuple[BandBase, ...]
    relevant: Fraction
    rate: Fraction
    in_lieu: Fraction
    unrounded: Fraction
    adopted: Decimal
    warnings: tuple[str, ...] = field(default=())


def tax_base(
    lines: Iterable[BandLines],
    rate: Number,
    *,
    in_lieu: Number = 0,
    places: int = 2,
    band_d: Money | None = None,
) -> Explained[TaxBase]:
    """The council tax base of a district, a parish or another part.

    Units: dwellings; the collection rate in percent; Band D equivalents out.
    Source: SI 2012/2914, regulations 3 to 6; in force for years from 2013/14.
    Applies: the relevant day is 30 November before the year; contributions in lieu for defence
    dwellings are added after the collection rate.
    Rounding: once, at the adopted base, half away from zero, to the places adopted (no rule fixes
    them); rows rounded for display are never added.
    Raises: `BadBase` for a band given twice, a rate outside 0 to 150, or money without Band D.

    >>> rows = [BandLines(band="D", dwellings=100, discounts=((20, 25),))]
    >>> tax_base(rows, 99).value.adopted
    Decimal('94.05')
    """
    rows = tuple(lines)
    bands = tuple(_band(row, band_d) for row in rows)
    names = [row.band for row in bands]
    if len(set(names)) != len(names):
        raise BadBase("A band is given twice. Give each band once.")
    exact_rate = Fraction(rate)
    if not 0 < exact_rate <= 150:
        raise BadBase(f"A collection rate of {rate}% is not one. Give it in percent.")
    relevant = sum((band.relevant for band in bands), Fraction(0))
    unrounded = relevant * exact_rate / 100 + Fraction(in_lieu)
    base = TaxBase(
        bands=bands,
        relevant=relevant,
        rate=exact_rate,
        in_lieu=Fraction(in_lieu),
        unrounded=unrounded,
        adopted=Rounding.HALF_UP.decimal(unrounded, places),
        warnings=_warnings(bands, rows),
    )
    return Explained(base, _step(base, places))


def _size(number: Number) -> Fraction:
    return abs(Fraction(number))


def _equivalents(pairs: tuple[tuple[Number, Number], ...]) -> Fraction:
    return sum((_size(count) * _size(percent) / 100 for count, percent in pairs), Fraction(0))


def _band(row: BandLines, band_d: Money | None) -> BandBase:
    share(row.band)
    built = (
        Fraction(row.listed)
        + _size(row.additions)
        - _size(row.exempt)
        - _size(row.relief_out)
        + _size(row.relief_in)
        + Fraction(row.other)
    )
    return BandBase(
        band=row.band,
        h=built if row.dwellings is None else Fraction(row.dwellings),
        q=_equivalents(row.discounts) + _size(row.discount),
        e=_equivalents(row.premiums) + _size(row.premium),
        j=Fraction(row.changes),
        z=_size(row.reductions) + _reductions(row, band_d),
    )


def _reductions(row: BandLines, band_d: Money | None) -> Fraction:
    if row.reductions_pounds is None:
        return Fraction(0)
    if band_d is None or band_d.pence <= 0:
        raise BadBase(
            f"Band {row.band}: reductions are given in £ without the Band D charge. Give it."
        )
    return abs(reduction_dwellings(row.reductions_pounds, band_d, row.band))


def reduction_dwellings(amount: Money, band_d: Money, band: str) -> Fraction:
    """Council tax reduction in money as full-charge dwellings of a band.

    Units: money in, dwellings out, unrounded.
    Source: professional guidance on SI 2012/2914; the regulation asks for an estimate only.
    Applies: all awards in the band, at the year's own charge, or last year's when planning.
    Rounding: none.

    >>> reduction_dwellings(Money.pounds(27_000), Money.pounds(1_350), "D")
    Fraction(20, 1)
    """
    return Fraction(amount.pence) / (band_d.pence * share(band))


def _warnings(bands: tuple[BandBase, ...], lines: Iterable[BandLines]) -> tuple[str, ...]:
    said = [f"Band {band.band} comes to less than nil." for band in bands if band.net < 0]
    rows = tuple(lines)
    moved_out = sum((_size(row.relief_out) for row in rows), Fraction(0))
    moved_in = sum((_size(row.relief_in) for row in rows), Fraction(0))
    if len(rows) == len(NINTHS) and moved_out != moved_in:
        said.append("Dwellings moved down a band by disabled relief: those out and in differ.")
    return tuple(said)


def _step(base: TaxBase, places: int) -> Step:
    def show(number: Fraction, decimals: int = 4) -> str:
        return number_display(number, decimals)

    bands = tuple(
        Step(
            label=f"Band {band.band}",
            value=band.relevant,
            display=show(band.relevant),
            unit="Band D equivalents",
            how=(
                f"({show(band.h, 2)} − {show(band.q, 2)} + {show(band.e, 2)} + {show(band.j, 2)}"
                f" − {show(band.z, 2)}) × {NINTHS[band.band]} ÷ 9"
            ),
            rule=BASE_RULE,
        )
        for band in base.bands
    )
    return Step(
        label="Council tax base",
        value=base.adopted,
        display=number_display(base.adopted, places),
        unit="Band D equivalents",
        how=(
            f"{show(base.relevant)} × {show(base.rate, 2)}% + {show(base.in_lieu, 2)} = "
            f"{show(base.unrounded)}, rounded once to {places} places"
        ),
        rule=BASE_RULE,
        confidence=Confidence.HIGH,
        parts=bands,
        notes=base.warnings,
    )
