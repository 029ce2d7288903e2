"""Opening a budget round and keeping its timetable, whose steps become tasks."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from townclerk.finance import permissions
from townclerk.finance.core.budget_timetable import Planned, check_council, timetable
from townclerk.finance.models import BudgetRound, BudgetStep, RobustnessStatement
from townclerk.finance.models.budget_round import BudgetIsFixed
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.years import FinancialYear
from townclerk.platform import parameters, records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import operations as tasks
from townclerk.platform.deadlines.counting import Counted
from townclerk.platform.deadlines.kinds import task_kind

BUDGET_STEP = task_kind("budget-step", "Step of the budget timetable")
BUDGET_SUBMISSION = task_kind("budget-submission", "Budget submission")
MEETINGS = {"cabinet": "cabinet_on", "council": "council_on"}
LAST_DAY = "last-day"
"""A mark in the timetable, not a thing to be done."""
AREAS = {"democratic-services": Area.DEMOCRATIC, "revenues-officer": Area.REVENUES}
"""Where the task of a role lies that reads no further of the plan than what is published."""


class NotAStep(TownclerkError):
    """The day of a meeting is moved with the meeting, not by itself."""


class StepIsDone(TownclerkError):
    """The day a step was done stays as it was recorded."""


@transaction.atomic
def open_round(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> BudgetRound:
    """A year's round with its timetable. A Budget Council after the last day is refused."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    _check_days(values["year"], values["cabinet_on"], values["council_on"])
    code = FinancialYear(values["year"]).label.replace("/", "-")
    draft = BudgetRound(**{**values, "code": code})
    made = records.create(draft, actor=actor, moment=moment, reason=reason)
    records.create(RobustnessStatement(round=made), actor=actor, moment=moment, reason=reason)
    _lay_out(made, actor=actor, moment=moment)
    return made


def _check_days(year: int, cabinet: date, council: date) -> None:
    found = []
    try:
        check_council(council, FinancialYear(year), parameters.source())
    except TownclerkError as error:
        found.append(Problem(str(error), field="council_on"))
    if cabinet > council:
        found.append(
            Problem(
                "Cabinet considers the budget before the Council sets it.",
                field="cabinet_on",
                hint="Choose an earlier day for Cabinet.",
            )
        )
    if found:
        raise Problems(found)


@transaction.atomic
def change_round(
    round_: BudgetRound,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> BudgetRound:
    """Change a round; when a meeting moves, every step is counted anew and its task with it."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    if round_.is_fixed:
        raise BudgetIsFixed(round_)
    held = {name: values.get(name, getattr(round_, name)) for name in MEETINGS.values()}
    _check_days(round_.year, **{name.removesuffix("_on"): day for name, day in held.items()})
    changed = records.change(
        round_,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    _lay_out(changed, actor=actor, moment=moment, reason=reason)
    return changed


def _lay_out(round_: BudgetRound, *, actor: Actor, moment: datetime, reason: str = "") -> None:
    found = timetable(
        FinancialYear(round_.year),
        cabinet=round_.cabinet_on,
        council=round_.council_on,
        source=parameters.source(),
    )
    known = {step.code: step for step in round_.steps.all()}
    for planned in found.value:
        step = _kept(round_, planned, known.get(planned.code), actor, moment, reason)
        tell_step(step, actor=actor, moment=moment)


def _kept(
    round_: BudgetRound,
    planned: Planned,
    step: BudgetStep | None,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> BudgetStep:
    """A day somebody chose stays chosen; one that was the last day moves with it."""
    values = {
        "title": planned.title,
        "owner_role": planned.role,
        "last_day": planned.day,
        "why": planned.why,
        "provision": planned.provision[:300],
        "confidence": planned.confidence.value,
        "by_law": planned.by_law,
        "limit": planned.limit,
        "start": planned.start,
    }
    if step is None:
        made = BudgetStep(round=round_, code=planned.code, planned_on=planned.day, **values)
        return records.create(made, actor=actor, moment=moment, reason=reason)
    if step.planned_on == step.last_day or planned.code in MEETINGS:
        values["planned_on"] = planned.day
    if all(getattr(step, name) == value for name, value in values.items()):
        return step
    return records.change(step, values, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def plan_step(
    step: BudgetStep, planned_on: date, *, actor: Actor, moment: datetime, reason: str = ""
) -> BudgetStep:
    """Choose the day of a step. A day after its last one is kept and shown as a conflict."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    step.round.refuse_when_fixed()
    if step.code in MEETINGS:
        raise NotAStep(f"{step.title} is a meeting. Move the meeting in the round itself.")
    changed = records.change(
        step, {"planned_on": planned_on}, actor=actor, moment=moment, reason=reason, verb="plan"
    )
    tell_step(changed, actor=actor, moment=moment)
    return changed


@transaction.atomic
def finish_step(
    step: BudgetStep, done_on: date, *, actor: Actor, moment: datetime, reason: str = ""
) -> BudgetStep:
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    if step.done_on is not None:
        raise StepIsDone(f"{step.title} was done on {date_display(step.done_on)}. That day stays.")
    if done_on > moment.astimezone(LOCAL).date():
        raise Problems(
            [
                Problem(
                    "This day is still to come.", field="done_on", hint="Give the day it was done."
                )
            ]
        )
    changed = records.change(
        step, {"done_on": done_on}, actor=actor, moment=moment, reason=reason, verb="finish"
    )
    tell_step(changed, actor=actor, moment=moment)
    return changed


def record_done(
    round_: BudgetRound, code: str, on: date, *, actor: Actor, moment: datetime
) -> None:
    """A step that the round itself shows to be done; a day recorded by hand stays."""
    step = round_.steps.filter(code=code, done_on=None).first()
    if step is None:
        return
    day = min(on, moment.astimezone(LOCAL).date())
    reason = "Done in the round itself"
    changed = records.change(
        step, {"done_on": day}, actor=actor, moment=moment, reason=reason, verb="finish"
    )
    tell_step(changed, actor=actor, moment=moment)


def tell_step(step: BudgetStep, *, actor: Actor, moment: datetime) -> None:
    """A step is a task while the year it is for has not begun; done, it is one no longer."""
    if step.code == LAST_DAY:
        return
    begun = moment.astimezone(LOCAL).date() >= FinancialYear(step.round.year).start
    if step.done_on is not None or begun:
        reason = "The step is done" if step.done_on else "The year has begun"
        tasks.settle(source=step, purpose="step", reason=reason, actor=actor, moment=moment)
        return
    by_limit = step.limit and step.start and step.planned_on == step.last_day
    tasks.raise_task(
        source=step,
        purpose="step",
        title=f"{step.title}: budget {step.round.label}",
        kind=BUDGET_STEP,
        area=AREAS.get(step.owner_role, permissions.PLANNING),
        owner_role=step.owner_role,
        counted=Counted(rule=step.limit, start=step.start) if by_limit and step.start else None,
        due=None if by_limit else step.planned_on,
        address=reverse("finance:budget-round", args=[step.round.year]),
        note=step.why,
        actor=actor,
        moment=moment,
    )
