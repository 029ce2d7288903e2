"""Writing tax assumptions and options, and the carry of an early surplus."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.finance import permissions, policies
from townclerk.finance.models import (
    PlanVersion,
    Reserve,
    TaxAssumption,
    TaxCarry,
    TaxOption,
    TaxOptionYear,
)
from townclerk.finance.operations.reserves import post_movement
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor


class ResolutionNeeded(TownclerkError):
    """A resolved option names the Council's decision."""


class OptionIsSettled(TownclerkError):
    """Increases change while an option is a draft; after that a new option is drawn."""


@transaction.atomic
def save_assumptions(
    plan: PlanVersion, values: Mapping[str, Any], *, actor: Actor, moment: datetime
) -> TaxAssumption:
    """What every option of the version rests on; a published version stays as it was published."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    plan.refuse_when_fixed()
    found = TaxAssumption.objects.filter(plan=plan).first()
    if found is None:
        return records.create(TaxAssumption(plan=plan, **values), actor=actor, moment=moment)
    return records.change(found, values, actor=actor, moment=moment)


@transaction.atomic
def save_option(
    plan: PlanVersion,
    values: Mapping[str, Any],
    increases: Mapping[int, Mapping[str, Any]],
    *,
    actor: Actor,
    moment: datetime,
) -> TaxOption:
    """Create the option of this code, or redraw it while it is a draft."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    option = plan.tax_options.filter(code=values["code"]).first()
    if option is None:
        option = records.create(TaxOption(plan=plan, **values), actor=actor, moment=moment)
    elif option.state != TaxOption.State.DRAFT:
        raise OptionIsSettled(
            f"{option} is {option.get_state_display().lower()}. Return it to draft to redraw it."
        )
    else:
        option = records.change(option, values, actor=actor, moment=moment)
    for year, parts in sorted(increases.items()):
        found = option.increases.filter(year=year).first()
        if found is None:
            fresh = TaxOptionYear(option=option, year=year, **parts)
            records.create(fresh, actor=actor, moment=moment)
        else:
            records.change(found, parts, actor=actor, moment=moment)
    return option


@transaction.atomic
def move_option(
    option: TaxOption,
    move: str,
    *,
    actor: Actor,
    moment: datetime,
    decision: str = "",
    reason: str = "",
) -> TaxOption:
    step = policies.step(policies.TAX_OPTION, move, option.state, option)
    permissions.check(actor, step.verb, moment=moment)
    values: dict[str, Any] = {"state": step.target}
    if step.target == TaxOption.State.RESOLVED:
        if not decision.strip():
            raise ResolutionNeeded(
                f"{option} is resolved by the Council. Give the reference of its decision."
            )
        values["decision"] = decision.strip()
    return records.change(option, values, actor=actor, moment=moment, verb=move, reason=reason)


@transaction.atomic
def record_carry(
    option: TaxOption,
    reserve: Reserve,
    *,
    from_year: int,
    to_year: int,
    amount: Money,
    decision: str,
    actor: Actor,
    moment: datetime,
) -> TaxCarry:
    """Put an early surplus into a reserve and take it out in a later year, both in the ledger."""
    permissions.check(actor, Verb.APPROVE, moment=moment)
    first, last = FinancialYear(from_year).label, FinancialYear(to_year).label
    reference = f"carry-{option.plan.number}-{option.code}-{from_year}-{to_year}"
    reason = f"Early surplus of {option} carried from {first} to {last}"
    common: Any = {"decision": decision, "reason": reason, "actor": actor, "moment": moment}
    contribution = post_movement(
        reserve,
        reference=f"{reference}-in",
        year=from_year,
        kind="contribution",
        amount=amount,
        **common,
    )
    use = post_movement(
        reserve, reference=f"{reference}-out", year=to_year, kind="use", amount=-amount, **common
    )
    carry = TaxCarry(
        option=option,
        from_year=from_year,
        to_year=to_year,
        amount=amount,
        decision=decision,
        contribution=contribution,
        use=use,
    )
    return records.create(carry, actor=actor, moment=moment, reason=reason)
