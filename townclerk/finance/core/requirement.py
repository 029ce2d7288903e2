"""The council tax requirement in its three forms, the basic amount, and Band D either way."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from townclerk.kernel.display import number_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Confidence, Explained, Step
from townclerk.kernel.money import Money, Rounding, Unrounded
from townclerk.kernel.provision import Provision

Number = Decimal | Fraction | int
ACT = "Local Government Finance Act 1992"
REQUIREMENT_RULE = Provision(ACT, "section 31A")
BASIC_RULE = Provision(ACT, "section 31B")
SPECIAL_RULE = Provision(ACT, "sections 34 and 35")
PRECEPT_RULE = Provision(ACT, "section 48")


class NoRequirement(TownclerkError):
    """None of the three forms of the requirement is whole. Give one of them."""


class NoTaxBase(TownclerkError):
    """The tax base is nil or below. Give the adopted base."""


@dataclass(frozen=True, kw_only=True)
class RequirementForms:
    """What is known of the requirement; any form may be left out.

    Income may come with a minus sign or in brackets: its size counts.
    """

    additions: Mapping[str, Money] | None = None
    deductions: Mapping[str, Money] | None = None
    gross: Money | None = None
    income: Money | None = None
    own: Money | None = None
    special: Money | None = None


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """The requirement with what each form makes of it."""

    amount: Money
    forms: Mapping[str, Money]
    warnings: tuple[str, ...]


def requirement(known: RequirementForms) -> Explained[Requirement]:
    """The council tax requirement, each form given beside the others.

    Units: money.
    Source: Local Government Finance Act 1992, sections 31A(2) to (4) and 34.
    Applies: billing authorities in England from 2012/13; local precepts and levies are inside it.
    Rounding: none; forms that differ are reported, never corrected. The components rank first,
    then the two aggregates, then own requirement and special items.
    Raises: `NoRequirement`.

    >>> known = RequirementForms(gross=Money.pounds(100), income=Money.pounds(-60))
    >>> str(requirement(known).value.amount)
    '40.00'
    """
    forms: dict[str, Money] = {}
    if known.additions is not None and known.deductions is not None:
        forms["components"] = Money.total(known.additions.values()) - Money.total(
            map(abs, known.deductions.values())
        )
    if known.gross is not None and known.income is not None:
        forms["aggregates"] = known.gross - abs(known.income)
    if known.own is not None and known.special is not None:
        forms["own and special items"] = known.own + known.special
    if not forms:
        raise NoRequirement("The case holds no form of the requirement. Give one of the three.")
    amount = next(iter(forms.values()))
    warnings = [
        f"The {name} form comes to £{other}, which differs by £{abs(other - amount)}."
        for name, other in forms.items()
        if other != amount
    ]
    if amount.pence <= 0:
        warnings.append("The requirement is not above nil, so there is none.")
    parts = tuple(
        Step(label=f"By {name}", value=value, unit="£", how=_how(name, known))
        for name, value in forms.items()
    )
    step = Step(
        label="Council tax requirement",
        value=amount,
        unit="£",
        rule=REQUIREMENT_RULE,
        confidence=Confidence.HIGH,
        parts=parts,
        notes=tuple(warnings),
    )
    return Explained(Requirement(amount=amount, forms=forms, warnings=tuple(warnings)), step)


def _how(name: str, known: RequirementForms) -> str:
    if name == "aggregates" and known.income is not None:
        return f"£{known.gross} − £{abs(known.income)}"
    if name == "components":
        gross = Money.total((known.additions or {}).values())
        income = Money.total(map(abs, (known.deductions or {}).values()))
        return f"£{gross} − £{income}"
    return f"£{known.own} + £{known.special}"


def per_dwelling(amount: Money, base: Number, label: str = "Basic amount") -> Explained[Unrounded]:
    """An amount at Band D: a sum of money over a tax base.

    Units: money, the base in Band D equivalents; an exact amount out.
    Source: Local Government Finance Act 1992, sections 31B(1) and 34.
    Applies: the requirement over the whole base; a precept or special expense over its part's own.
    Rounding: none here; it is adopted to the penny half away from zero.
    Raises: `NoTaxBase`.

    >>> found = per_dwelling(Money.pounds(150_000), 2_500).value
    >>> str(found.round(Rounding.HALF_UP))
    '60.00'
    """
    exact = Fraction(base)
    if exact <= 0:
        raise NoTaxBase(f"{label}: a tax base of {base} is not above nil. Give the adopted base.")
    found = amount / exact
    rule = BASIC_RULE if label == "Basic amount" else SPECIAL_RULE
    shown = number_display(found.as_pounds(), 6)
    step = Step(
        label=label,
        value=found.round(Rounding.HALF_UP),
        unit="£",
        how=f"£{amount} ÷ {base} = {shown}",
        rule=rule,
        confidence=Confidence.HIGH,
    )
    return Explained(found, step)


def payable(band_d: Money, base: Number, label: str = "Payable") -> Explained[Money]:
    """A Band D amount times a tax base: a precept payable, or a requirement worked back.

    Units: money at Band D, the base in Band D equivalents; money out.
    Source: Local Government Finance Act 1992, section 48.
    Applies: major precepts from the base as notified; own requirement when Band D is fixed first.
    Rounding: to the penny once, half away from zero; other systems print a penny less at a half.

    >>> str(payable(Money.pounds("278.97"), Decimal("87350.20")).value)
    '24368085.29'
    """
    found = (band_d * Fraction(base)).round(Rounding.HALF_UP)
    step = Step(
        label=label,
        value=found,
        unit="£",
        how=f"£{band_d} × {base}",
        rule=PRECEPT_RULE,
        confidence=Confidence.HIGH,
    )
    return Explained(found, step)


def base_between(amount: Money, band_d: Money) -> tuple[Fraction, Fraction]:
    """The tax base that a sum and its printed Band D imply, at least and at most; a check only.

    Units: money in, Band D equivalents out.
    Source: arithmetic on Local Government Finance Act 1992, sections 34 and 35.
    Applies: where the base of the part is not given. Rounding: none.
    """
    half = Fraction(1, 2)
    return amount.pence / (band_d.pence + half), amount.pence / (band_d.pence - half)


@dataclass(frozen=True, kw_only=True)
class RiseSplit:
    """A year's rise parted into core and adult social care."""

    whole: Money
    core: Money
    precept: Money
    core_percent: Decimal
    precept_percent: Decimal

    @property
    def band_d(self) -> Money:
        return self.core + self.precept

    @property
    def total_percent(self) -> Fraction:
        return (self.band_d / self.whole - 1) * 100


def rise_split(
    core: Money, precept: Money, core_rise: Number, precept_rise: Number
) -> Explained[RiseSplit]:
    """This year's core and adult social care amounts from last year's and the two rises.

    Units: money at Band D; rises in percent of last year's whole amount, precept included.
    Source: the principles report of the year; Council Tax (Demand Notices) (England) Regulations
    2011 (SI 2011/3038) for the percentages on the bill, which are unconfirmed.
    Applies: authorities with adult social care duties, from 2016/17.
    Rounding: each rise to the penny, each percentage on the bill to one place, half away from zero.

    >>> split = rise_split(Money.pounds("1366.00"), Money.pounds("26.78"), Decimal("1.99"), 3).value
    >>> str(split.core), str(split.precept), str(split.band_d)
    ('1393.72', '68.56', '1462.28')
    """
    whole = core + precept
    added = [
        (whole * (Fraction(rise) / 100)).round(Rounding.HALF_UP)
        for rise in (core_rise, precept_rise)
    ]
    shown = [Rounding.HALF_UP.decimal(amount / whole * 100, 1) for amount in added]
    split = RiseSplit(
        whole=whole,
        core=core + added[0],
        precept=precept + added[1],
        core_percent=shown[0],
        precept_percent=shown[1],
    )
    step = Step(
        label="Band D after the rises",
        value=split.band_d,
        unit="£",
        how=f"core £{core} + £{added[0]}; adult social care £{precept} + £{added[1]}; "
        f"both are percentages of £{whole}",
        rule=Provision(
            "Council Tax (Demand Notices) (England) Regulations 2011 (SI 2011/3038)",
            "regulation 5 and Schedule 1",
        ),
        confidence=Confidence.MEDIUM,
    )
    return Explained(split, step)
