"""Writes of savings: targets, what is delivered and confirmed, what becomes of the rest."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.change import policies_programme as policies
from townclerk.change import tasks
from townclerk.change.core import delivery as core
from townclerk.change.models import OptionSheet, Project, Saving, SavingMonth, SavingYear
from townclerk.change.permissions import check_other
from townclerk.change.permissions_programme import (
    FINANCE,
    RUNNING,
    check_owner,
    check_role,
)
from townclerk.finance import public as finance
from townclerk.kernel.display import pounds_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations as deadlines

CONFIRMS = frozenset(("confirmed", "ledger"))
"""What finance fills in; everything else of a month is its owner's."""
APPROVED = (
    OptionSheet.State.APPROVED,
    OptionSheet.State.AMENDED,
    OptionSheet.State.HANDED_OVER,
)


class NotApproved(TownclerkError):
    """Only an approved option is tracked as a saving."""


class TrackedAlready(TownclerkError):
    """An option is tracked once."""


class SavingIsClosed(TownclerkError):
    def __init__(self, saving: Saving) -> None:
        super().__init__(f"{saving} is {saving.get_state_display().lower()}, so it stays as it is.")


class NotVerified(TownclerkError):
    """The ledger does not show it yet."""


class NothingLeft(TownclerkError):
    """There is nothing to decide on."""


def owner_of(saving: Saving) -> Saving | Project:
    """The record whose unit and project answer for the saving: it, or the project it is of."""
    return saving.project if saving.unit is None and saving.project is not None else saving


def check_open(saving: Saving, *, actor: Actor, moment: datetime) -> None:
    check_owner(actor, moment=moment, record=owner_of(saving))
    _still_delivered(saving)


def _still_delivered(saving: Saving) -> None:
    """Refuse a saving that was delivered and verified, replaced or written off."""
    if saving.state in Saving.CLOSED:
        raise SavingIsClosed(saving)


@transaction.atomic
def create_saving(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Saving:
    """A saving to be tracked; of an option, only once it is approved."""
    saving = Saving(**values)
    if saving.option is not None and saving.option.state not in APPROVED:
        raise NotApproved(
            f"{saving.option} is {saving.option.get_state_display().lower()}. "
            "A saving is tracked once its option is approved."
        )
    check_owner(actor, moment=moment, record=owner_of(saving))
    return records.create(saving, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def track(option: OptionSheet, *, actor: Actor, moment: datetime, reason: str = "") -> Saving:
    """Track an approved option: what its sheet says is not typed again, nor are its years."""
    if option.savings.exists():
        raise TrackedAlready(f"{option} is tracked already.")
    one_off = option.recurrence == OptionSheet.Recurrence.ONE_OFF
    values = {
        "code": option.reference,
        "title": option.title,
        "option": option,
        "project": Project.objects.filter(option=option).first(),
        "unit": option.unit,
        "decision": option.decision,
        "cashable": option.cash != OptionSheet.Cash.AVOIDED,
        "recurrence": Saving.Recurrence.ONE_OFF if one_off else Saving.Recurrence.RECURRING,
    }
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
    made = create_saving(values, **stamp)
    for row in option.years.order_by("year"):
        set_target({"saving": made, "year": row.year, "target": row.amount}, **stamp)
    return made


@transaction.atomic
def change_saving(
    saving: Saving,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Saving:
    check_open(saving, actor=actor, moment=moment)
    return records.change(
        saving,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def set_target(
    values: Mapping[str, Any],
    *,
    weights: Sequence[int] | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> SavingYear:
    """A year's target with its twelve months, equal unless weights say when it comes."""
    target = SavingYear(**values)
    check_open(target.saving, actor=actor, moment=moment)
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
    made = records.create(target, **stamp)
    spread = weights or (1,) * core.MONTHS
    for number, amount in enumerate(core.profile(made.target, spread), 1):
        records.create(SavingMonth(in_year=made, number=number, target=amount), **stamp)
    return made


@transaction.atomic
def change_month(
    month: SavingMonth,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> SavingMonth:
    """The owner reports a month; finance confirms it, and is somebody else than who reported."""
    saving = Saving.objects.get(years=month.in_year_id)
    moved = {name: value for name, value in values.items() if getattr(month, name) != value}
    given: dict[str, Any] = dict(moved)
    if CONFIRMS & set(moved):
        check_role(actor, *FINANCE, moment=moment, record=owner_of(saving))
        check_other(actor, (month.reported_by, "reported"))
        _still_delivered(saving)
        given["confirmed_by"] = actor.user
        _confirmable(month, given)
    if set(moved) - CONFIRMS:
        check_open(saving, actor=actor, moment=moment)
        if {"delivered", "evidence"} & set(moved):
            given["reported_by"] = actor.user
        if "delivered" in moved and month.confirmed is not None:
            # What finance found was found of another amount: it is confirmed again.
            given |= {"confirmed": None, "ledger": "", "confirmed_by": None}
    made = records.change(
        month,
        given,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
        verb="confirm" if set(moved) <= CONFIRMS else "report",
    )
    if saving.state == Saving.State.APPROVED and made.delivered is not None:
        started = {"state": Saving.State.IN_DELIVERY}
        records.change(saving, started, actor=actor, moment=moment, verb="start")
    _ask_what_becomes(made.in_year, actor=actor, moment=moment)
    return made


def _confirmable(month: SavingMonth, given: Mapping[str, Any]) -> None:
    confirmed = given.get("confirmed", month.confirmed)
    delivered = given.get("delivered", month.delivered)
    if confirmed is None:
        return
    if delivered is None or confirmed > delivered:
        reported = "nothing" if delivered is None else pounds_display(delivered, "£")
        raise Problems(
            [
                Problem(
                    f"{pounds_display(confirmed, '£')} cannot be confirmed: {reported} was "
                    "reported. Ask the owner to report it first.",
                    field="confirmed",
                )
            ]
        )


def position_of(target: SavingYear) -> core.Position:
    months = [month.core for month in target.months.all()]
    return core.position(months, at_risk=target.at_risk, label=str(target)).value


@transaction.atomic
def set_at_risk(
    target: SavingYear, *, at_risk: Money, why: str, actor: Actor, moment: datetime
) -> SavingYear:
    """Say how much of what is still to come may not come, and why."""
    check_open(target.saving, actor=actor, moment=moment)
    if at_risk and not why.strip():
        raise Problems([Problem("Say why it may not come.", field="why")])
    core.position([month.core for month in target.months.all()], at_risk=at_risk)
    values = {"at_risk": at_risk, "risk_why": why.strip()[:300]}
    made = records.change(target, values, actor=actor, moment=moment, verb="report", reason=why)
    _ask_what_becomes(made, actor=actor, moment=moment)
    return made


def _ask_what_becomes(target: SavingYear, *, actor: Actor, moment: datetime) -> None:
    """While something will not come this year and nothing is decided, finance is asked."""
    found = position_of(target)
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    if not found.pressure or target.rest_decision:
        settled = "Decided, or nothing is missing"
        deadlines.settle(source=target, purpose="rest", reason=settled, **stamp)
        return
    year, following = FinancialYear(target.year), FinancialYear(target.year + 1)
    deadlines.raise_task(
        source=target,
        purpose="rest",
        title=f"{target.saving}: {pounds_display(found.pressure)} may not come in {year.label}",
        kind=tasks.SHORT_SAVING,
        area=RUNNING,
        owner_role="s151-officer",
        due=year.last,
        note=f"Does it roll into {following.label}, or is it written off? {target.risk_why}",
        reopen=True,
        **stamp,
    )


@transaction.atomic
def decide_rest(
    target: SavingYear,
    *,
    decision: str,
    reason: str,
    actor: Actor,
    moment: datetime,
) -> SavingYear:
    """What becomes of what will not come this year: it rolls on, or widens the plan's gap."""
    check_role(actor, *FINANCE, moment=moment, record=owner_of(target.saving))
    _still_delivered(target.saving)
    rest = position_of(target).pressure
    if not rest:
        raise NothingLeft(f"Nothing of {target} is at risk or missing, so there is no decision.")
    if target.rest_decision:
        raise NothingLeft(f"What becomes of the rest of {target} is decided already.")
    if not reason.strip():
        raise Problems([Problem("Say why.", field="reason")])
    values: dict[str, Any] = {"rest": rest, "rest_decision": decision}
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
    if decision == SavingYear.Decision.ROLL:
        _roll(target, rest, **stamp)
    elif decision == SavingYear.Decision.WRITE_OFF:
        code = f"undelivered-{target.saving.code}"[:80]
        finance.post_pressure(
            code,
            f"Not delivered: {target.saving}",
            year=target.year,
            amount=rest,
            unit=target.saving.unit,
            evidence=reason,
            source=f"Delivery of savings, {target}",
            **stamp,
        )
        values["plan_line"] = code
    else:
        chosen = Problem("Choose whether it rolls on or is written off.", field="decision")
        raise Problems([chosen])
    made = records.change(target, values, verb="decide the rest", **stamp)
    _ask_what_becomes(made, actor=actor, moment=moment)
    return made


def _roll(target: SavingYear, rest: Money, *, actor: Actor, moment: datetime, reason: str) -> None:
    """The next year's target grows, each of its months by an equal part."""
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
    following = SavingYear.objects.filter(saving=target.saving, year=target.year + 1).first()
    if following is None:
        fresh = SavingYear(saving=target.saving, year=target.year + 1, target=rest, rolled_in=rest)
        following = records.create(fresh, **stamp)
        for number, amount in enumerate(core.profile(rest), 1):
            records.create(SavingMonth(in_year=following, number=number, target=amount), **stamp)
        return
    grown = {"target": following.target + rest, "rolled_in": following.rolled_in + rest}
    records.change(following, grown, verb="roll in", **stamp)
    months = following.months.order_by("number")
    for month, more in zip(months, core.profile(rest), strict=True):
        records.change(month, {"target": month.target + more}, verb="roll in", **stamp)


@transaction.atomic
def move_saving(
    saving: Saving, name: str, *, actor: Actor, moment: datetime, reason: str = ""
) -> Saving:
    """Start, verify or write off a saving. Verified is what the ledger shows to be saved."""
    move = policies.step(policies.SAVING, name, saving.state, saving)
    if move.roles:
        check_role(actor, *move.roles, moment=moment, record=owner_of(saving))
    else:
        check_open(saving, actor=actor, moment=moment)
    if name == "verify":
        _verified(saving)
    if name == "write-off" and not reason.strip():
        raise Problems([Problem("Say why it is written off.", field="reason")])
    made = records.change(
        saving, {"state": move.target}, actor=actor, moment=moment, reason=reason, verb=name
    )
    _ask_no_more(made, actor=actor, moment=moment)
    return made


def _ask_no_more(saving: Saving, *, actor: Actor, moment: datetime) -> None:
    """Finance decides on the rest of a year only while the saving is delivered."""
    if saving.state in Saving.CLOSED:
        why = f"The saving is {saving.get_state_display().lower()}"
        for year in saving.years.all():
            deadlines.settle(source=year, purpose="rest", reason=why, actor=actor, moment=moment)


def _verified(saving: Saving) -> None:
    """A saving is not delivered without a reduction of the budget in the ledger."""
    short = [
        f"{FinancialYear(year.year).label}: {pounds_display(missing, '£')}"
        for year in saving.years.all()
        if (missing := position_of(year).target - position_of(year).confirmed).pence > 0
    ]
    if short or not saving.years.exists():
        told = ", ".join(short) or "no target is set"
        raise NotVerified(
            f"{saving} is not delivered: the ledger does not show all of it ({told}). "
            "Confirm each month with its reduction of the budget."
        )


@transaction.atomic
def replace(saving: Saving, *, by: Saving, actor: Actor, moment: datetime, reason: str) -> Saving:
    """Another saving, one still to be delivered, takes its place; both are kept."""
    move = policies.step(policies.SAVING, "replace", saving.state, saving)
    for one in (saving, by):
        check_role(actor, *FINANCE, moment=moment, record=owner_of(one))
    if by.pk == saving.pk or not reason.strip():
        raise Problems([Problem("Name another saving, and say why.", field="by")])
    _still_delivered(by)
    values = {"state": move.target, "replaced_by": by}
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    made = records.change(saving, values, reason=reason, verb="replace", **stamp)
    _ask_no_more(made, **stamp)
    return made
