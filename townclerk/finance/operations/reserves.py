"""Writing reserves, their movements, reviews, the risk assessment and duties to replenish."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.finance import permissions, policies
from townclerk.finance.models import (
    PhasingEntry,
    ReplenishmentObligation,
    Reserve,
    ReserveMovement,
    ReserveRisk,
    RiskAssessment,
)
from townclerk.finance.queries import reserves as ledger
from townclerk.kernel.display import pounds_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.origins import reason_of

RUNNING = permissions.RUNNING
OUT, INTO = "-out", "-in"
"""How the references of the two sides of a transfer end."""


class DecisionNeeded(TownclerkError):
    """A movement without a decision is not allowed."""

    def __init__(self, reserve: Reserve) -> None:
        super().__init__(
            f"A movement on {reserve} needs the reference of the decision that allows it. "
            "Enter the decision reference."
        )


class WouldGoNegative(TownclerkError):
    def __init__(self, reserve: Reserve, year: int, balance: Money) -> None:
        super().__init__(
            f"This would leave {reserve} at -£{abs(balance)} at the end of "
            f"{FinancialYear(year).label}. Take less, or plan a contribution before it."
        )


class AboveTheLimit(TownclerkError):
    """Above its limit a reserve is moved by a decision of members."""

    def __init__(self, reserve: Reserve, limit: Money) -> None:
        super().__init__(
            f"{reserve} is moved by the s151 officer alone up to {pounds_display(limit, '£')}. "
            "Give the decision of Cabinet or of the Council, and say which of them decided."
        )


class SameReserve(TownclerkError):
    """A transfer goes from one reserve to another."""


class WrongDirection(TownclerkError):
    """A use takes money out and a contribution puts it in."""


class OutcomeNeeded(TownclerkError):
    """A review ends with keep, release or repurpose."""


class AssessmentAgreed(TownclerkError):
    """The risks behind an agreed level are the ones it was agreed on."""


class DutyIsMet(TownclerkError):
    """What was put back is not put back again."""


class ReplenishmentTooLate(TownclerkError):
    """What is used of the general balance comes back inside the plan."""


@transaction.atomic
def create_reserve(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Reserve:
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, area=RUNNING)
    return records.create(Reserve(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def post_movement(
    reserve: Reserve,
    *,
    reference: str,
    year: int,
    kind: str,
    amount: Money,
    decision: str,
    actor: Actor,
    moment: datetime,
    decided_by: str = "",
    happened_on: date | None = None,
    phasing: PhasingEntry | None = None,
    reason: str = "",
    source: str = "",
    batch: str = "",
    batch_row: int = 0,
    replenish_by: int | None = None,
) -> ReserveMovement:
    """Plan a movement. Refused without a decision, and where the reserve would fall below nil."""
    _may_propose(reserve, actor, moment)
    if not decision.strip():
        raise DecisionNeeded(reserve)
    check_direction(kind, amount)
    check_limit(reserve, amount, decided_by)
    movement = ReserveMovement(
        reserve=reserve,
        reference=reference,
        year=year,
        happened_on=happened_on,
        kind=kind,
        amount=amount,
        decision=decision.strip(),
        decided_by=decided_by,
        phasing=phasing,
        reason=reason,
        source=source,
        batch=batch,
    )
    check_not_negative(reserve, movement)
    why = reason_of(batch, batch_row) if batch else reason
    records.create(movement, actor=actor, moment=moment, reason=why)
    if replenish_by is not None:
        _oblige(movement, replenish_by, actor=actor, moment=moment)
    return movement


def _may_propose(reserve: Reserve, actor: Actor, moment: datetime) -> None:
    """Whoever owns a reserve proposes what moves in it; finance proposes for all."""
    unit = reserve.unit.code if reserve.unit is not None else None
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, area=RUNNING, unit=unit)


@transaction.atomic
def transfer(
    reserve: Reserve,
    into: Reserve,
    *,
    reference: str,
    year: int,
    amount: Money,
    decision: str,
    actor: Actor,
    moment: datetime,
    decided_by: str = "",
    reason: str = "",
) -> tuple[ReserveMovement, ReserveMovement]:
    """Move money from one reserve into another: both movements stand, or neither."""
    if reserve.pk == into.pk:
        raise SameReserve(f"{reserve} cannot be moved into itself. Choose another reserve.")
    common: dict[str, Any] = {
        "year": year,
        "kind": ReserveMovement.Kind.TRANSFER,
        "decision": decision,
        "decided_by": decided_by,
        "actor": actor,
        "moment": moment,
    }
    why = reason or f"Transfer from {reserve} into {into}"
    out = post_movement(
        reserve, reference=f"{reference}{OUT}", amount=-abs(amount), reason=why, **common
    )
    return out, post_movement(
        into, reference=f"{reference}{INTO}", amount=abs(amount), reason=why, **common
    )


def other_side(movement: ReserveMovement) -> ReserveMovement | None:
    """The movement in the other reserve of a transfer, which takes every step with this one."""
    if movement.kind != ReserveMovement.Kind.TRANSFER:
        return None
    mine, other = (OUT, INTO) if movement.amount.pence < 0 else (INTO, OUT)
    if not movement.reference.endswith(mine):
        return None
    reference = f"{movement.reference.removesuffix(mine)}{other}"
    same = {"kind": movement.kind, "year": movement.year, "amount": -movement.amount}
    return ReserveMovement.objects.filter(reference=reference, state=movement.state, **same).first()


def check_limit(reserve: Reserve, amount: Money, decided_by: str) -> None:
    limit = reserve.officer_limit
    if limit is not None and abs(amount) > limit and decided_by not in ReserveMovement.MEMBERS:
        raise AboveTheLimit(reserve, limit)


def check_direction(kind: str, amount: Money) -> None:
    if kind == ReserveMovement.Kind.USE and amount.pence > 0:
        raise WrongDirection("A use takes from the reserve. Enter it as a negative amount.")
    adds = (ReserveMovement.Kind.CONTRIBUTION, ReserveMovement.Kind.REPAYMENT)
    if kind in adds and amount.pence < 0:
        raise WrongDirection("A contribution adds to the reserve. Enter it as a positive amount.")


def check_not_negative(reserve: Reserve, movement: ReserveMovement) -> None:
    """The stop: no year end may show less than nil, unless the opening balance is not known."""
    if not reserve.opening_known or movement.amount.pence >= 0:
        return
    _one_after_another(reserve)
    _refuse_negative(reserve, movement.year, ledger.balances_with(reserve, movement))


def check_released(movement: ReserveMovement) -> None:
    """The same stop for what is not to come after all: later uses may rest on it."""
    reserve = movement.reserve
    if reserve.opening_known and movement.amount.pence > 0:
        _one_after_another(reserve)
        left = reserve.movements.exclude(pk=movement.pk)
        closing = {row.year: row.closing for row in ledger.years_of(reserve, left)}
        _refuse_negative(reserve, movement.year, closing)


def _one_after_another(reserve: Reserve) -> None:
    """What stands in a reserve is asked of one movement after the other."""
    Reserve.objects.select_for_update().get(pk=reserve.pk)


def _refuse_negative(reserve: Reserve, since: int, balances: Mapping[int, Money]) -> None:
    for year, balance in balances.items():
        if year >= since and balance.pence < 0:
            raise WouldGoNegative(reserve, year, balance)


class Ledger:
    """What stands in each reserve, with the movements of a sheet as each is let in."""

    def __init__(self) -> None:
        self._moved = ledger.moved_by_year()

    def let_in(
        self,
        reserve: Reserve,
        *,
        year: int,
        kind: str,
        amount: Money,
        decision: str,
        decided_by: str = "",
    ) -> None:
        """Asks what `post_movement` asks, of the ledger with all that was let in before."""
        if not decision.strip():
            raise DecisionNeeded(reserve)
        check_direction(kind, amount)
        check_limit(reserve, amount, decided_by)
        moved = self._moved.get(reserve.pk, {})
        moved = {**moved, year: moved.get(year, Money.zero) + amount}
        if reserve.opening_known and amount.pence < 0:
            years = ledger.years_with(reserve, list(moved.items()))
            _refuse_negative(reserve, year, {row.year: row.closing for row in years})
        self._moved[reserve.pk] = moved


def _oblige(movement: ReserveMovement, due: int, *, actor: Actor, moment: datetime) -> None:
    duty = ReplenishmentObligation(movement=movement, amount=-movement.amount, due_year=due)
    records.create(duty, actor=actor, moment=moment)


@transaction.atomic
def use_general_balance(
    reserve: Reserve,
    *,
    reference: str,
    year: int,
    amount: Money,
    decision: str,
    last_plan_year: int,
    actor: Actor,
    moment: datetime,
    due_year: int | None = None,
    decided_by: str = "",
) -> ReserveMovement:
    """Use some of the general balance; a duty to put it back inside the plan comes with it."""
    due = last_plan_year if due_year is None else due_year
    if not year <= due <= last_plan_year:
        raise ReplenishmentTooLate(
            f"What is used in {FinancialYear(year).label} is put back by the end of the plan, "
            f"{FinancialYear(last_plan_year).label}. Give a year inside it."
        )
    return post_movement(
        reserve,
        reference=reference,
        year=year,
        kind=ReserveMovement.Kind.USE,
        amount=-abs(amount),
        decision=decision,
        decided_by=decided_by,
        replenish_by=due,
        actor=actor,
        moment=moment,
    )


@transaction.atomic
def meet_obligation(
    duty: ReplenishmentObligation, movement: ReserveMovement, *, actor: Actor, moment: datetime
) -> ReplenishmentObligation:
    """A contribution since the use and not later than due meets the duty, with what of it has
    met no other."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, area=RUNNING)
    if duty.state != ReplenishmentObligation.State.OPEN:
        raise DutyIsMet(f"{duty.movement} is put back already, by {duty.met_by}.")
    _one_after_another(duty.movement.reserve)
    free = movement.amount - Money.total(met.amount for met in movement.meets.all())
    in_time = duty.movement.year <= movement.year <= duty.due_year
    stands = movement.state != ReserveMovement.State.RELEASED and in_time and free >= duty.amount
    if movement.reserve_id != duty.movement.reserve_id or not stands:
        raise ReplenishmentTooLate(
            f"{movement} does not put back £{duty.amount} by the end of "
            f"{FinancialYear(duty.due_year).label}. Post a contribution that does."
        )
    values = {"state": ReplenishmentObligation.State.MET, "met_by": movement}
    return records.change(duty, values, actor=actor, moment=moment, verb="meet")


@transaction.atomic
def move_movement(
    movement: ReserveMovement,
    move: str,
    *,
    actor: Actor,
    moment: datetime,
    happened_on: date | None = None,
    reason: str = "",
) -> ReserveMovement:
    """Make a movement or release it; of a transfer both sides go together."""
    step = policies.step(policies.MOVEMENT, move, movement.state, movement)
    permissions.check(actor, step.verb, moment=moment, area=RUNNING)
    values: dict[str, Any] = {"state": step.target}
    if happened_on is not None:
        values["happened_on"] = happened_on
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "verb": move, "reason": reason}
    other = other_side(movement)
    sides = [movement, other] if other is not None else [movement]
    for side in sides:
        if step.target == ReserveMovement.State.MADE:
            check_limit(side.reserve, side.amount, side.decided_by)
        else:
            check_released(side)
    moved, *_ = [records.change(side, values, **stamp) for side in sides]
    return moved


@transaction.atomic
def review_reserve(
    reserve: Reserve,
    *,
    outcome: str,
    reviewed_on: date,
    next_review: date,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> Reserve:
    """The yearly review before the budget: keep, release or repurpose."""
    permissions.check(actor, Verb.APPROVE, moment=moment, area=RUNNING)
    if outcome not in (Reserve.Outcome.KEEP, Reserve.Outcome.RELEASE, Reserve.Outcome.REPURPOSE):
        raise OutcomeNeeded(f"Say whether to keep, release or repurpose {reserve}.")
    values = {"outcome": outcome, "reviewed_on": reviewed_on, "review_on": next_review}
    return records.change(reserve, values, actor=actor, moment=moment, verb="review", reason=reason)


@transaction.atomic
def save_assessment(
    values: Mapping[str, Any],
    risks: tuple[Mapping[str, Any], ...],
    *,
    actor: Actor,
    moment: datetime,
) -> RiskAssessment:
    """A draft assessment of a year with its risks."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    assessment = records.create(RiskAssessment(**values), actor=actor, moment=moment)
    for risk in risks:
        records.create(ReserveRisk(assessment=assessment, **risk), actor=actor, moment=moment)
    return assessment


@transaction.atomic
def add_risk(
    assessment: RiskAssessment, values: Mapping[str, Any], *, actor: Actor, moment: datetime
) -> ReserveRisk:
    """One more risk, while the level to hold is not agreed."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    if assessment.state not in RiskAssessment.OPEN:
        raise AssessmentAgreed(
            f"{assessment} is agreed, so its risks stay as they are. Assess the next year."
        )
    return records.create(ReserveRisk(assessment=assessment, **values), actor=actor, moment=moment)


@transaction.atomic
def record_challenge(
    assessment: RiskAssessment,
    *,
    challenge: str,
    challenged_on: date,
    actor: Actor,
    moment: datetime,
) -> RiskAssessment:
    """Keep what the audit and governance committee said of an assessment, and when."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    values = {"challenge": challenge.strip(), "challenged_on": challenged_on}
    return records.change(assessment, values, actor=actor, moment=moment, verb="challenge")


@transaction.atomic
def move_assessment(
    assessment: RiskAssessment, move: str, *, actor: Actor, moment: datetime, reason: str = ""
) -> RiskAssessment:
    step = policies.step(policies.ASSESSMENT, move, assessment.state, assessment)
    permissions.check(actor, step.verb, moment=moment)
    return records.change(
        assessment, {"state": step.target}, actor=actor, moment=moment, verb=move, reason=reason
    )
