"""A parish's precept and its Band D, either way, with the change from last year."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from townclerk.finance.core.case_parts import BadCase, money, optional
from townclerk.finance.core.requirement import payable, per_dwelling
from townclerk.kernel.explained import Confidence, Explained, Step
from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.provision import Provision

PARISH_RULE = Provision("Local Government Finance Act 1992", "sections 41 and 50")


def parish_precept(given: Mapping[str, Any]) -> Explained[dict[str, Any]]:
    """A parish's precept from its budget, or from a Band D it aims at, and the change.

    Units: money in £, bases in Band D equivalents, changes in percent to one place.
    Source: Local Government Finance Act 1992, sections 41 and 50.
    Applies: spending less income and what comes from reserves; a grant paid to the parish is
    income and is never added to the precept.
    Rounding: to the penny, half away from zero.
    Raises: `BadCase` when neither budget, precept nor target is given.

    >>> from decimal import Decimal
    >>> given = {"target_band_d": 64, "base": Decimal("812.4")}
    >>> str(parish_precept(given).value["precept"])
    '51993.60'
    """
    precept, how = _precept(given)
    exact = per_dwelling(precept, given["base"], "Parish Band D")
    band_d = exact.value.round(Rounding.HALF_UP)
    answer: dict[str, Any] = {
        "precept": precept,
        "band_d": band_d,
        "band_d_unrounded": exact.value.as_pounds(),
    }
    if "last_precept" in given and "last_base" in given:
        last = money(given["last_precept"])
        last_d = per_dwelling(last, given["last_base"], "Last year").value.round(Rounding.HALF_UP)
        answer["precept_change"] = precept - last
        answer["band_d_change"] = band_d - last_d
        answer["precept_percent"] = _percent(precept, last)
        answer["band_d_percent"] = _percent(band_d, last_d)
    step = Step(
        label="Parish precept",
        value=precept,
        unit="£",
        how=how,
        rule=PARISH_RULE,
        confidence=Confidence.HIGH,
        parts=(exact.step,),
    )
    return Explained(answer, step)


def _precept(given: Mapping[str, Any]) -> tuple[Money, str]:
    if "precept" in given:
        return money(given["precept"]), "as demanded"
    if "target_band_d" in given:
        found = payable(money(given["target_band_d"]), given["base"])
        return found.value, found.step.how
    if "spending" not in given:
        raise BadCase("The parish has no budget, precept or Band D. Give one of the three.")
    spending = Money.total(map(money, given["spending"]))
    income = Money.total(abs(money(row)) for row in given.get("income", ()))
    used = optional(given, "from_reserves") or Money.zero
    added = optional(given, "to_reserves") or Money.zero
    return spending - income - used + added, (
        f"£{spending} − £{income} income − £{used} from reserves + £{added} to reserves"
    )


def _percent(now: Money, last: Money) -> Any:
    if not last:
        return None
    return Rounding.HALF_UP.decimal(Fraction(now.pence - last.pence, last.pence) * 100, 1)
