"""The valuation bands: each in ninths of Band D, and each amount rounded by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Confidence, Explained, Step
from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.provision import Provision

NINTHS: dict[str, int] = {
    "A-": 5, "A": 6, "B": 7, "C": 8, "D": 9, "E": 11, "F": 13, "G": 15, "H": 18,
}  # fmt: skip
"""A- is no band of the list: it is what a Band A dwelling with a disabled reduction pays."""

BAND_RULE = Provision("Local Government Finance Act 1992", "sections 5(1), 36 and 47")
REDUCTION_RULE = Provision(
    "Council Tax (Reductions for Disabilities) Regulations 1992 (SI 1992/554)", "regulation 4"
)
ROUNDING_RULE = (
    "Each authority's amount is taken at Band D to the penny, then each band of it is rounded to "
    "the penny half up, and the rounded parts are added."
)


class UnknownBand(TownclerkError):
    """The band is none of A-, A to H. Correct it."""

    def __init__(self, band: str) -> None:
        super().__init__(f"{band} is no band. The bands are {', '.join(NINTHS)}.")


def share(band: str) -> Fraction:
    """Share of the Band D charge that a band pays.

    Units: a fraction of Band D, exact.
    Source: Local Government Finance Act 1992, section 5(1); A- by SI 1992/554.
    Applies: dwellings in England, from 1 April 1993; A- from 1 April 2000.
    Rounding: none.
    Raises: `UnknownBand`.

    >>> share("A"), share("H")
    (Fraction(2, 3), Fraction(2, 1))
    """
    if band not in NINTHS:
        raise UnknownBand(band)
    return Fraction(NINTHS[band], 9)


def band_amounts(band_d: Money) -> dict[str, Money]:
    """One authority's amount for every band.

    Units: money. Source: Local Government Finance Act 1992, sections 36 and 47.
    Applies: amounts adopted at Band D to the penny.
    Rounding: each band to the penny, half away from zero.

    >>> str(band_amounts(Money.pounds("1999.99"))["G"])
    '3333.32'
    """
    return {band: (band_d * share(band)).round(Rounding.HALF_UP) for band in NINTHS}


@dataclass(frozen=True)
class BandTable:
    """What is set for each band of one area: each element's amounts and their total."""

    elements: Mapping[str, Mapping[str, Money]]
    totals: Mapping[str, Money]


def band_table(elements: Mapping[str, Money]) -> Explained[BandTable]:
    """The amounts set for each band, from each element's Band D.

    Units: money at Band D in, by band out.
    Source: Local Government Finance Act 1992, sections 30, 36 and 47.
    Applies: own amount, parish and special elements, and every major precept, also one of nil.
    Rounding: each element's band to the penny half away from zero, then added.

    >>> table = band_table({"own": Money.pounds("1999.99"), "police": Money.pounds(300)}).value
    >>> str(table.totals["A"])
    '1533.33'
    """
    parts = {name: band_amounts(amount) for name, amount in elements.items()}
    totals = {band: Money.total(part[band] for part in parts.values()) for band in NINTHS}
    return Explained(BandTable(parts, totals), _step(elements, parts, totals))


def _step(
    elements: Mapping[str, Money],
    parts: Mapping[str, Mapping[str, Money]],
    totals: Mapping[str, Money],
) -> Step:
    bands = tuple(
        Step(
            label=f"Band {band}",
            value=totals[band],
            unit="£",
            rule=REDUCTION_RULE if band == "A-" else BAND_RULE,
            confidence=Confidence.HIGH,
            parts=tuple(
                Step(
                    label=name,
                    value=part[band],
                    unit="£",
                    how=f"£{elements[name]} × {NINTHS[band]} ÷ 9",
                )
                for name, part in parts.items()
            ),
        )
        for band in NINTHS
    )
    return Step(
        label="Amounts for each band",
        value=totals["D"],
        unit="£",
        how=ROUNDING_RULE,
        rule=BAND_RULE,
        parts=bands,
    )


@dataclass(frozen=True)
class SplitLine:
    """Core and adult social care of one band."""

    core: Money
    precept: Money
    total: Money


def precept_split(band_d: Money, precept_d: Money) -> dict[str, SplitLine]:
    """The own amount of each band shown as core and adult social care.

    Units: money. Source: Council Tax (Demand Notices) (England) Regulations 2011 as amended.
    Applies: a presentation of one legal amount.
    Rounding: the band total first, then the precept by itself, half away from zero; core is what
    is left, so that the two always add to the total.
    """
    totals, precepts = band_amounts(band_d), band_amounts(precept_d)
    return {
        band: SplitLine(totals[band] - precepts[band], precepts[band], totals[band])
        for band in NINTHS
    }
