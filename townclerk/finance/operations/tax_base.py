"""The tax base and the collection fund estimate: started, certified, adopted, notified."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.finance import permissions, policies
from townclerk.finance.models import (
    BudgetRound,
    FundEstimate,
    ParishArea,
    TaxBaseReport,
    TaxSetting,
)
from townclerk.finance.models.tax_base import AlreadyDetermined
from townclerk.finance.operations.budget_round import finish_step
from townclerk.finance.queries.tax_base import WorkedBase, first_day, worked_base, worked_fund
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL

Determined = TaxBaseReport | FundEstimate


class NotReady(TownclerkError):
    """Something the step rests on is missing; the sentences name all of it."""


@transaction.atomic
def start_base(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> TaxBaseReport:
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, subject=permissions.TAX_BASE)
    values["round"].refuse_when_fixed()
    return records.create(TaxBaseReport(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def start_estimate(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> FundEstimate:
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    values["round"].refuse_when_fixed()
    return records.create(FundEstimate(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change(
    found: Determined,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Determined:
    """Change what a base or an estimate rests on, while it is a draft."""
    subject = permissions.TAX_BASE if isinstance(found, TaxBaseReport) else ""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, subject=subject)
    if found.state != found.State.DRAFT:
        raise AlreadyDetermined(found)
    found.round.refuse_when_fixed()
    return records.change(
        found,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def move_base(
    report: TaxBaseReport,
    move: str,
    *,
    on: date | None = None,
    decision: str = "",
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> TaxBaseReport:
    """Take the base along one step; adopted, it is what the round sets its tax on."""
    step = _open(policies.TAX_BASE, report, move, actor, moment)
    values: dict[str, Any] = {"state": step.target}
    worked = worked_base(report.round)
    if move in ("certify", "adopt") and (worked.missing or worked.whole is None):
        raise NotReady(" ".join(worked.missing))
    if move == "adopt":
        values |= _adopted(report, worked, _past(on, moment), decision)
    elif move == "notify":
        values["notified_on"] = _not_before(_past(on, moment), report.adopted_on)
    changed = records.change(report, values, actor=actor, moment=moment, reason=reason, verb=move)
    if move == "adopt":
        _use(changed, worked, actor=actor, moment=moment)
    elif move == "notify":
        _finish(changed.round, "tax-base", changed.notified_on, actor=actor, moment=moment)
    return changed


def _adopted(report: TaxBaseReport, worked: WorkedBase, on: date, decision: str) -> dict[str, Any]:
    earliest = first_day(FinancialYear(report.round.year))
    found = []
    if on < earliest:
        found.append(
            Problem(
                f"The base may be calculated from {date_display(earliest)} on.",
                field="on",
                hint="Give the day it was adopted.",
            )
        )
    if not decision.strip():
        found.append(
            Problem("Give the reference of the decision that adopts it.", field="decision")
        )
    if found or worked.whole is None:
        raise Problems(found)
    base = worked.whole.found.value.adopted
    return {"adopted": base, "adopted_on": on, "decision": decision.strip()[:80]}


def _use(report: TaxBaseReport, worked: WorkedBase, *, actor: Actor, moment: datetime) -> None:
    """The round sets its tax on the bases adopted: the whole area's and each part's."""
    stamp: Any = {"actor": actor, "moment": moment, "reason": f"Adopted, {report.decision}"}
    setting = TaxSetting.objects.filter(round=report.round).first()
    if setting is not None:
        values = {"tax_base": report.adopted, "base_decision": report.decision}
        records.change(setting, values, **stamp)
    bases = {area.code: area.found.value.adopted for area in worked.parts}
    for parish in ParishArea.objects.filter(round=report.round, code__in=bases):
        records.change(parish, {"tax_base": bases[parish.code]}, **stamp)


@transaction.atomic
def move_estimate(
    estimate: FundEstimate,
    move: str,
    *,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> FundEstimate:
    """Take the estimate along one step."""
    step = _open(policies.FUND_ESTIMATE, estimate, move, actor, moment)
    values: dict[str, Any] = {"state": step.target}
    if move == "estimate":
        if missing := worked_fund(estimate.round).missing:
            raise NotReady(" ".join(missing))
        values["estimated_on"] = _past(on, moment)
    elif move == "notify":
        values["notified_on"] = _not_before(_past(on, moment), estimate.estimated_on)
    else:
        values["estimated_on"] = None
    changed = records.change(estimate, values, actor=actor, moment=moment, reason=reason, verb=move)
    if move == "estimate":
        _finish(changed.round, "fund-estimate", changed.estimated_on, actor=actor, moment=moment)
    return changed


def _open(
    moves: policies.Moves, found: Determined, move: str, actor: Actor, moment: datetime
) -> policies.Move:
    step = policies.step(moves, move, found.state, found)
    permissions.check(actor, step.verb, moment=moment)
    if step.verb is Verb.APPROVE:
        permissions.check_role(actor, permissions.S151, moment=moment)
    found.round.refuse_when_fixed()
    return step


def _past(on: date | None, moment: datetime) -> date:
    if on is None:
        raise Problems([Problem("Give the day it was done.", field="on")])
    if on > moment.astimezone(LOCAL).date():
        hint = "Give the day it was done."
        raise Problems([Problem("This day is still to come.", field="on", hint=hint)])
    return on


def _not_before(on: date, earlier: date | None) -> date:
    if earlier is not None and on < earlier:
        said = f"This is before {date_display(earlier)}, when it was determined."
        raise Problems([Problem(said, field="on", hint="Give the day the notice went out.")])
    return on


def _finish(
    round_: BudgetRound, code: str, on: date | None, *, actor: Actor, moment: datetime
) -> None:
    """The step of the timetable is done, and its task with it."""
    step = round_.steps.filter(code=code, done_on=None).first()
    if step is not None and on is not None:
        finish_step(step, on, actor=actor, moment=moment)
