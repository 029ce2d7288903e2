"""Writing funding streams, what they give at each stage, and settlement events."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from townclerk.finance import permissions, policies
from townclerk.finance.models import (
    GrantAmount,
    GrantStream,
    PlanLine,
    PlanVersion,
    SettlementEvent,
)
from townclerk.finance.models.grants import Stage
from townclerk.finance.operations.plan import add_line, set_amount
from townclerk.kernel.display import pounds_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations as tasks
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.deadlines.models import Task

GRANT_VARIANCE = task_kind("grant-variance", "Grant that differs from the plan")


class NothingAssumed(TownclerkError):
    """The plan assumes no amount of this stream in the year, so there is nothing to compare."""


class AlreadyInPlan(TownclerkError):
    """A stream has one line in a version of the plan."""


class NoAmountAtStage(TownclerkError):
    """The stream has no amount at the stage it is to move to."""


@transaction.atomic
def create_stream(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> GrantStream:
    unit = values.get("unit")
    permissions.check(
        actor, Verb.CONTRIBUTE, moment=moment, unit=unit.code if unit is not None else None
    )
    return records.create(GrantStream(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def register_amount(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> GrantAmount:
    """An amount as its register takes it."""
    return record_amount(**values, actor=actor, moment=moment)


@transaction.atomic
def change_amount(
    amount: GrantAmount,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> GrantAmount:
    _check(amount.stream, Verb.CONTRIBUTE, actor, moment)
    changed = records.change(
        amount,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    tell_variance(changed.stream, changed.year, actor=actor, moment=moment)
    return changed


@transaction.atomic
def record_amount(
    stream: GrantStream,
    *,
    year: int,
    stage: str,
    amount: Money,
    source: str = "",
    actor: Actor,
    moment: datetime,
) -> GrantAmount:
    """What the stream gives in a year at a stage."""
    _check(stream, Verb.CONTRIBUTE, actor, moment)
    found = stream.amounts.filter(year=year, stage=stage).first()
    values = {"amount": amount, "source": source}
    if found is None:
        found = GrantAmount(stream=stream, year=year, stage=stage, **values)
        records.create(found, actor=actor, moment=moment)
    else:
        found = records.change(found, values, actor=actor, moment=moment)
    tell_variance(stream, year, actor=actor, moment=moment)
    return found


@transaction.atomic
def assume(amount: GrantAmount, *, actor: Actor, moment: datetime) -> GrantAmount:
    """The s151 officer confirms that the plan assumes this amount."""
    _check(amount.stream, Verb.APPROVE, actor, moment)
    for earlier in amount.stream.amounts.filter(year=amount.year, assumed=True):
        if earlier.pk != amount.pk:
            records.change(earlier, {"assumed": False}, actor=actor, moment=moment)
    assumed = records.change(amount, {"assumed": True}, actor=actor, moment=moment, verb="assume")
    tell_variance(amount.stream, amount.year, actor=actor, moment=moment)
    return assumed


@transaction.atomic
def move_stream(
    stream: GrantStream, move: str, *, actor: Actor, moment: datetime, reason: str = ""
) -> GrantStream:
    step = policies.step(policies.GRANT, move, stream.state, stream)
    _check(stream, step.verb, actor, moment)
    needs_amount = step.target in (Stage.INDICATIVE, Stage.PROVISIONAL, Stage.FINAL, Stage.RECEIVED)
    if needs_amount and not stream.amounts.filter(stage=step.target).exists():
        raise NoAmountAtStage(
            f"{stream} has no {step.target} amount. Record one, then move the stream."
        )
    return records.change(
        stream, {"state": step.target}, actor=actor, moment=moment, verb=move, reason=reason
    )


@transaction.atomic
def record_event(
    *,
    kind: str,
    happened_on: date,
    summary: str,
    stream: GrantStream | None = None,
    source: str = "",
    actor: Actor,
    moment: datetime,
) -> SettlementEvent:
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    event = SettlementEvent(
        kind=kind, happened_on=happened_on, summary=summary, stream=stream, source=source
    )
    return records.create(event, actor=actor, moment=moment)


@transaction.atomic
def take_into_plan(
    stream: GrantStream, plan: PlanVersion, *, actor: Actor, moment: datetime
) -> PlanLine:
    """A line of the plan for what is assumed of a stream; income narrows the gap.

    A one-off stream is typed in its years and taken back the year after. Any other is a change
    from the year before, so that what ends or falls widens the gap in its year.
    """
    if plan.lines.filter(grant=stream).exists():
        raise AlreadyInPlan(f"{plan} has a line for {stream} already. Take the variance into it.")
    assumed = {row.year: row.amount for row in stream.amounts.filter(assumed=True)}
    if not any(year in assumed for year in plan.year_numbers):
        raise NothingAssumed(f"{stream} has no assumed amount in {plan}. Confirm one first.")
    once = stream.type == GrantStream.Type.ONE_OFF
    typed = {}
    for year in plan.year_numbers:
        before = Money.zero if once else assumed.get(year - 1, Money.zero)
        typed[year] = before - assumed.get(year, Money.zero)
    values = {
        "code": f"grant-{stream.code}"[:80],
        "heading": stream.name,
        "step": PlanLine.Step.REVISION,
        "type": PlanLine.Type.ONE_OFF if once else PlanLine.Type.GRANT,
        "recurrence": PlanLine.Recurrence.ONE_OFF if once else PlanLine.Recurrence.RECURRING,
        "unwinds": once,
        "unit": stream.unit,
        "owner_role": stream.owner_role,
        "source": stream.source,
        "grant": stream,
        "position": plan.lines.count() + 1,
    }
    amounts = {year: amount for year, amount in typed.items() if amount}
    reason = f"What the plan assumes of {stream}"
    return add_line(plan, values, amounts, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def post_variance(
    stream: GrantStream, plan: PlanVersion, *, year: int, actor: Actor, moment: datetime
) -> Money:
    """Move the plan line of the stream by what the firmest amount differs from the assumed one.

    More grant than assumed narrows the gap, so the line falls by the difference. The firmest
    amount becomes the assumed one, so that posting twice changes nothing.
    """
    assumed = stream.amounts.filter(year=year, assumed=True).first()
    firmest = firmest_amount(stream, year)
    if assumed is None or firmest is None:
        raise NothingAssumed(f"{stream} has no assumed amount for the year. Confirm one first.")
    line = plan.lines.filter(grant=stream).first()
    if line is None:
        raise NothingAssumed(f"{plan} has no line for {stream}. Link a line to the stream first.")
    difference = firmest.amount - assumed.amount
    if not difference:
        return difference
    cell = line.amounts.filter(year=year).first()
    typed = cell.amount if cell else Money.zero
    set_amount(
        line,
        year,
        typed - difference,
        actor=actor,
        moment=moment,
        reason=f"{stream}: {firmest.get_stage_display().lower()} amount replaces the assumed one",
    )
    assume(firmest, actor=actor, moment=moment)
    return difference


def firmest_amount(stream: GrantStream, year: int) -> GrantAmount | None:
    return _firmest(stream.amounts.filter(year=year))


def _firmest(amounts: Iterable[GrantAmount]) -> GrantAmount | None:
    order = {stage: number for number, stage in enumerate(Stage.values)}
    return max(amounts, key=lambda row: order[row.stage], default=None)


def tell_variances(pairs: Set[tuple[str, int]], *, actor: Actor, moment: datetime) -> None:
    """`tell_variance` for streams and years a sheet brought: only where there is news to tell."""
    amounts: dict[tuple[GrantStream, int], list[GrantAmount]] = defaultdict(list)
    found = GrantAmount.objects.filter(year__in={year for _, year in pairs})
    for row in found.select_related("stream__unit"):
        if (row.stream.code, row.year) in pairs:
            amounts[row.stream, row.year].append(row)
    told = Task.objects.filter(kind=GRANT_VARIANCE, state=Task.State.OPEN)
    waiting = set(told.values_list("source_id", "purpose"))
    for (stream, year), rows in amounts.items():
        assumed = next((row for row in rows if row.assumed), None)
        firmest = _firmest(rows)
        differs = assumed is not None and firmest is not None and firmest.amount != assumed.amount
        if differs or (str(stream.pk), f"variance-{year}") in waiting:
            tell_variance(stream, year, actor=actor, moment=moment)


def tell_variance(stream: GrantStream, year: int, *, actor: Actor, moment: datetime) -> None:
    """A firmer amount that is not the one the plan assumes becomes a task, and stops being one."""
    assumed = stream.amounts.filter(year=year, assumed=True).first()
    firmest = firmest_amount(stream, year)
    label, purpose = FinancialYear(year).label, f"variance-{year}"
    if assumed is None or firmest is None or firmest.amount == assumed.amount:
        reason = f"The plan assumes the firmest amount of {label}"
        tasks.settle(source=stream, purpose=purpose, reason=reason, actor=actor, moment=moment)
        return
    stage = firmest.get_stage_display().lower()
    settled, planned = (pounds_display(row.amount, "£") for row in (firmest, assumed))
    tasks.raise_task(
        source=stream,
        purpose=purpose,
        title=f"Settle the plan for {stream}, {label}",
        kind=GRANT_VARIANCE,
        area=permissions.PLANNING,
        owner_role=stream.owner_role,
        unit=stream.unit,
        address=reverse("finance:grants"),
        note=f"The {stage} amount is {settled}; the plan assumes {planned}.",
        reopen=True,
        actor=actor,
        moment=moment,
    )


def _check(stream: GrantStream, verb: Verb, actor: Actor, moment: datetime) -> None:
    unit = stream.unit.code if stream.unit is not None else None
    permissions.check(actor, verb, moment=moment, unit=unit)
