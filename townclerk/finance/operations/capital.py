"""Writing capital schemes with their cost and funding, pots of grant, and financial strategies."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from townclerk.democracy.public import TakenDecision, decision_named
from townclerk.finance import permissions, policies
from townclerk.finance.core.capital import Pot, Source, sum_said
from townclerk.finance.models import (
    CapitalGrant,
    CapitalScheme,
    FinancialStrategy,
    SchemeCost,
    SchemeFunding,
)
from townclerk.finance.queries.capital_programme import pot_faults, pot_of, stack_of
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.permission import becoming

Part = SchemeCost | SchemeFunding
P = TypeVar("P", SchemeCost, SchemeFunding)


class FundingIncomplete(TownclerkError):
    """No scheme is approved or begun while its funding does not cover its cost."""


class StrategyIsApproved(TownclerkError):
    """An approved strategy does not change."""


@transaction.atomic
def create_scheme(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> CapitalScheme:
    unit = values.get("unit")
    _check(actor, unit, moment)
    return records.create(CapitalScheme(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_scheme(
    scheme: CapitalScheme,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> CapitalScheme:
    """Change what is said of a scheme; the decision stays as it was once it approved the scheme."""
    _check(actor, scheme.unit, moment)
    if "decision" in values:
        scheme.refuse_when_fixed()
    return records.change(
        scheme,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


def _check(actor: Actor, unit: Any, moment: datetime) -> None:
    code = unit.code if unit is not None else None
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, unit=code)


@transaction.atomic
def move_scheme(
    scheme: CapitalScheme, move: str, *, actor: Actor, moment: datetime, reason: str = ""
) -> CapitalScheme:
    """Take a scheme along one step; it is approved and begun only when its funding is complete."""
    step = policies.step(policies.CAPITAL_SCHEME, move, scheme.stage, scheme)
    if step.verb is Verb.APPROVE:
        permissions.check(actor, step.verb, moment=moment)
        permissions.check_role(actor, permissions.S151, moment=moment)
    else:
        _check(actor, scheme.unit, moment)
    values: dict[str, Any] = {"stage": step.target}
    if move in ("approve", "begin"):
        _check_stack(_kept(scheme))
    if move == "approve":
        found = _decision(scheme.decision, "executive or council")
        _check_anew(scheme)
        values["approved_on"] = found.decided_on
    elif move == "vary":
        if not reason.strip():
            hint = "Say what is to change and why."
            raise Problems([Problem("A variation needs a reason.", field="reason", hint=hint)])
        values |= {"decision": "", "approved_on": None}
    return records.change(scheme, values, actor=actor, moment=moment, reason=reason, verb=move)


def _kept(scheme: CapitalScheme) -> CapitalScheme:
    """The scheme as it stands, kept to the end: its parts are not altered while it is approved."""
    return CapitalScheme.objects.select_for_update().get(pk=scheme.pk)


def _check_stack(scheme: CapitalScheme) -> None:
    faults = [*stack_of(scheme).value.faults, *pot_faults(scheme)]
    if faults:
        raise FundingIncomplete(
            f"The funding of {scheme} is not complete. {' '.join(faults)} Correct its cost or its "
            "funding, then try again."
        )


def _check_anew(scheme: CapitalScheme) -> None:
    """What is varied is approved by a decision of its own, not by one that approved it before."""
    varied = scheme.stage == CapitalScheme.Stage.VARIATION
    before = CapitalScheme.history.filter(
        id=scheme.pk, stage=CapitalScheme.Stage.APPROVED, decision=scheme.decision
    )
    if varied and before.exists():
        said = f"{scheme.decision} approved {scheme} before it was varied."
        hint = "Name the decision that varies it, then try again."
        raise Problems([Problem(said, field="decision", hint=hint)])


def _decision(reference: str, by: str) -> TakenDecision:
    """A decision of the register that was taken, by the body that may take it."""
    found = decision_named(reference) if reference else None
    if found is None or not found.taken:
        said = "No decision is named" if not reference else f"{reference} is no decision taken"
        hint = "Write the reference of a decision of the register that was made, then try again."
        raise Problems([Problem(f"{said}.", field="decision", hint=hint)])
    may = {
        "council": found.by_council,
        "executive": found.by_executive,
        "executive or council": found.by_council or found.by_executive,
    }
    if not may[by]:
        names = {"council": "the Council", "executive": "Cabinet"}
        who = names.get(by, "Cabinet or the Council")
        said = f"{found.reference} was not decided by {who}."
        hint = f"Name a decision of {who}."
        raise Problems([Problem(said, field="decision", hint=hint)])
    if found.decided_on is None:
        said = f"{found.reference} has no day in the register of decisions."
        hint = "Record there when it was decided, then try again."
        raise Problems([Problem(said, field="decision", hint=hint)])
    return found


@transaction.atomic
def add_cost(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> SchemeCost:
    return _add(SchemeCost(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def add_funding(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> SchemeFunding:
    """What one funder pays; a pot is never called on for more than it has."""
    made = _add(SchemeFunding(**values), actor=actor, moment=moment, reason=reason)
    _check_pot(made)
    return made


def _add(draft: P, *, actor: Actor, moment: datetime, reason: str) -> P:
    _check(actor, draft.scheme.unit, moment)
    _kept(draft.scheme)
    if isinstance(draft, SchemeFunding):
        _check_kind(draft)
    return records.create(draft, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_part(
    part: Part,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Part:
    """Change a cost or a funding of a scheme that is open to change."""
    _check(actor, part.scheme.unit, moment)
    _kept(part.scheme)
    if isinstance(part, SchemeFunding):
        _check_kind(becoming(part, values))
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
    changed = records.change(part, values, expected_version=expected_version, **stamp)
    if isinstance(changed, SchemeFunding) and _asks_more(changed, part):
        _check_pot(changed)
    return changed


def _check_kind(paid: SchemeFunding) -> None:
    """A pot is named for a grant alone, and a reserve for reserves."""
    found = []
    if paid.grant is not None and paid.kind != Source.GRANT:
        hint = "Choose Grant as the kind of funding, or leave the pot empty."
        found.append(Problem("Only a grant comes from a pot.", field="grant", hint=hint))
    if paid.reserve is not None and paid.kind != Source.RESERVES:
        hint = "Choose Reserves as the kind of funding, or leave the reserve empty."
        found.append(Problem("Only reserves come from a reserve.", field="reserve", hint=hint))
    if paid.within_commitments and paid.grant is None:
        hint = "Name the pot, or leave this empty."
        found.append(Problem("No pot is named.", field="within_commitments", hint=hint))
    if found:
        raise Problems(found)


def _asks_more(paid: SchemeFunding, before: Any) -> bool:
    """Whether a call asks more of its pot than it did; to ask less is open where a pot is short."""
    same = (paid.grant_id, paid.within_commitments) == (before.grant_id, before.within_commitments)
    return not same or paid.amount > before.amount


def _check_pot(paid: SchemeFunding) -> None:
    """Refuse a call on more than its pot has, or than its commitments hold."""
    if paid.grant is None:
        return
    # The pot stays locked to the end, so that two calls at once do not both find it full.
    grant = CapitalGrant.objects.select_for_update().get(pk=paid.grant.pk)
    pot = pot_of(grant).value
    said, hint = _refusal(grant, pot, paid)
    if said:
        raise Problems([Problem(said, field="amount", hint=hint)])


def _refusal(grant: CapitalGrant, pot: Pot, paid: SchemeFunding) -> tuple[str, str]:
    if paid.within_commitments and pot.uncommitted:
        held, over = sum_said(pot.commitments), sum_said(pot.uncommitted)
        said = f"The commitments of {grant} come to {held}, {over} less than schemes count in them."
        return said, "Call on less, or take it from what is not committed."
    if pot.over and not paid.within_commitments:
        left, asked = sum_said(pot.left + paid.amount), sum_said(paid.amount)
        said = f"{grant} has {left} left, and this calls on {asked}: {sum_said(pot.over)} more."
        return said, "Call on less, or find other funding."
    return "", ""


@transaction.atomic
def draft_strategy(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> FinancialStrategy:
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    return records.create(FinancialStrategy(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_strategy(
    strategy: FinancialStrategy,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> FinancialStrategy:
    """Change a strategy while it is a draft."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    if strategy.state != FinancialStrategy.State.DRAFT:
        raise StrategyIsApproved(
            f"{strategy} is {strategy.get_state_display().lower()} and stays as it is. Record the "
            "strategy that takes its place, then mark this one as superseded."
        )
    return records.change(
        strategy,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def move_strategy(
    strategy: FinancialStrategy, move: str, *, actor: Actor, moment: datetime, reason: str = ""
) -> FinancialStrategy:
    """Approved by a decision of its body, and superseded by the next."""
    step = policies.step(policies.STRATEGY, move, strategy.state, strategy)
    permissions.check(actor, step.verb, moment=moment)
    permissions.check_role(actor, permissions.S151, moment=moment)
    values: dict[str, Any] = {"state": step.target}
    if move == "approve":
        values["approved_on"] = _decision(strategy.decision, strategy.body).decided_on
    return records.change(strategy, values, actor=actor, moment=moment, reason=reason, verb=move)
