"""Writing tasks and their deadlines: raised once a purpose, done, handed on, stopped, cancelled."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained
from townclerk.platform import parameters, records
from townclerk.platform.access.areas import Area
from townclerk.platform.access.duties import reader_of
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import kinds, permissions
from townclerk.platform.deadlines.core.stopping import check_start, check_stop
from townclerk.platform.deadlines.counting import Counted, stops_of
from townclerk.platform.deadlines.models import Deadline, Stoppage, Task, record_type
from townclerk.platform.organisation.models import Unit


class NobodyOwes(TownclerkError):
    """A task without a person, role or unit would be seen by nobody. Name one."""


class NotOpen(TownclerkError):
    """The task is finished, so this can no longer be done to it."""


class NoClock(TownclerkError):
    """The task has a plain date or none, so there is no clock to stop."""


class NothingToStart(TownclerkError):
    """The clock runs already."""


@transaction.atomic
def raise_task(
    *,
    source: models.Model | None,
    purpose: str,
    title: str,
    kind: str,
    area: Area,
    owner_user: User | None = None,
    owner_role: str = "",
    unit: Unit | None = None,
    clearance: str = "",
    due: date | None = None,
    counted: Counted | None = None,
    address: str = "",
    note: str = "",
    reopen: bool = False,
    reason: str = "",
    law: ParameterSource | None = None,
    actor: Actor,
    moment: datetime,
) -> Task:
    """Raise a task, once for each purpose of its source; raising it again brings it up to date.

    A finished task keeps its date and stays finished, unless `reopen` is given and what it asks
    for, its title or note, has changed.
    """
    kinds.label_of(kind)
    if owner_user is None and not owner_role and unit is None:
        raise NobodyOwes(f"Nobody owes “{title}”. Name a person, a role or a unit.")
    found = _raised(source, purpose)
    reached, stopped = _reached(found, counted, law or parameters.source())
    values = {
        "title": title[:200],
        "kind": kind,
        "area": area.value,
        "clearance": clearance,
        "unit": unit,
        "owner_user": owner_user,
        "owner_role": owner_role,
        "address": address,
        "note": note[:500],
        "source_label": str(source)[:300] if source is not None else "",
        "due": found.due if stopped and found else reached.value if reached else due,
    }
    if found is None:
        made = Task(source_type=_type(source), source_id=_key(source), purpose=purpose, **values)
        task, found = _created(made, source, reason=reason, actor=actor, moment=moment)
    if found is not None:
        task = _brought_up(found, values, reopen=reopen, reason=reason, actor=actor, moment=moment)
        if task.state != Task.State.OPEN:
            return task
    if counted is not None and reached is not None:
        _set_deadline(task, counted, reached, law=law, actor=actor, moment=moment)
    return Task.objects.get(pk=task.pk)


@transaction.atomic
def settle(
    *, source: models.Model, purpose: str, reason: str, actor: Actor, moment: datetime
) -> None:
    """Mark done the open task of a purpose, because its records no longer ask for it.

    The operation of the area that changed the records has asked whether the actor may.
    """
    task = _raised(source, purpose)
    if task is not None and task.state == Task.State.OPEN:
        records.change(
            task,
            {"state": Task.State.DONE},
            actor=actor,
            moment=moment,
            reason=reason,
            verb="settle",
        )


@transaction.atomic
def complete(
    task: Task, *, actor: Actor, moment: datetime, expected_version: int | None = None
) -> Task:
    """Mark a task done."""
    permissions.check_acts(task, _reader(actor, moment))
    _require_open(task)
    return records.change(
        task,
        {"state": Task.State.DONE},
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        verb="complete",
    )


@transaction.atomic
def take_back(task: Task, *, actor: Actor, moment: datetime) -> Task:
    """Open a finished task again, with the date it had."""
    permissions.check_acts(task, _reader(actor, moment))
    if task.state == Task.State.OPEN:
        return task
    return records.change(
        task, {"state": Task.State.OPEN}, actor=actor, moment=moment, verb="take back"
    )


@transaction.atomic
def cancel(task: Task, *, reason: str, actor: Actor, moment: datetime) -> Task:
    """Cancel a task that need not be done; only who answers for the area may, with a reason."""
    permissions.check_answers(task, _reader(actor, moment))
    _require_open(task)
    return records.change(
        task,
        {"state": Task.State.CANCELLED},
        actor=actor,
        moment=moment,
        reason=reason,
        verb="cancel",
    )


@transaction.atomic
def reassign(
    task: Task,
    *,
    user: User | None = None,
    role: str = "",
    reason: str = "",
    actor: Actor,
    moment: datetime,
) -> Task:
    """Hand a task to a person or a role. Nobody is handed what they may not read."""
    permissions.check_acts(task, _reader(actor, moment))
    _require_open(task)
    if user is None and not role and task.unit is None:
        raise NobodyOwes(f"Nobody would owe “{task}”. Name a person or a role.")
    if user is not None:
        _check_reads(task, user, moment)
    return records.change(
        task,
        {"owner_user": user, "owner_role": role},
        actor=actor,
        moment=moment,
        reason=reason,
        verb="reassign",
    )


@transaction.atomic
def pause(
    task: Task,
    *,
    first: date,
    reason: str,
    law: ParameterSource | None = None,
    actor: Actor,
    moment: datetime,
) -> Stoppage:
    """Stop the clock of a task from a day, where its rule lets it stop."""
    permissions.check_acts(task, _reader(actor, moment))
    _require_open(task)
    deadline = _deadline(task)
    counted = Counted.of(deadline)
    limit = counted.limit(law or parameters.source())
    check_stop(limit, start=counted.start, stops=stops_of(deadline), first=first)
    made = Stoppage(deadline=deadline, first=first, reason=reason)
    return records.create(made, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def resume(
    task: Task,
    *,
    last: date,
    law: ParameterSource | None = None,
    actor: Actor,
    moment: datetime,
) -> Task:
    """Start the clock again; the last day is counted anew and the history says why."""
    permissions.check_acts(task, _reader(actor, moment))
    _require_open(task)
    deadline = _deadline(task)
    stoppage = deadline.stoppages.filter(last=None).first()
    if stoppage is None:
        raise NothingToStart(f"The clock of “{task}” runs already.")
    for stop in stops_of(deadline):
        if stop.last is None:
            check_start(stop, last=last)
    records.change(stoppage, {"last": last}, actor=actor, moment=moment, verb="resume")
    reason = f"The clock stood from {stoppage.first} to {last}: {stoppage.reason}"
    return recount(task, law=law, reason=reason, actor=actor, moment=moment)


@transaction.atomic
def recount(
    task: Task,
    *,
    law: ParameterSource | None = None,
    reason: str,
    actor: Actor,
    moment: datetime,
) -> Task:
    """Count the last day of an open task again; finished tasks keep theirs."""
    _require_open(task)
    deadline = _deadline(task)
    counted = Counted.of(deadline)
    held = law or parameters.source()
    reached = counted.last_day(held, stops_of(deadline))
    if reached.value != task.due:
        task = records.change(
            task, {"due": reached.value}, actor=actor, moment=moment, reason=reason, verb="recount"
        )
    _set_deadline(task, counted, reached, law=held, actor=actor, moment=moment)
    return task


def _raised(source: models.Model | None, purpose: str) -> Task | None:
    if source is None:
        return None
    return (
        Task.objects.select_for_update()
        .filter(source_type=_type(source), source_id=_key(source), purpose=purpose)
        .first()
    )


def _created(
    made: Task, source: models.Model | None, *, reason: str, actor: Actor, moment: datetime
) -> tuple[Task, Task | None]:
    """The new task; beside it the one that another raised for the same purpose meanwhile."""
    try:
        with transaction.atomic():
            return records.create(made, actor=actor, moment=moment, reason=reason), None
    except (IntegrityError, ValidationError):
        there = _raised(source, made.purpose)
        if there is None:
            raise
        return there, there


def _reached(
    task: Task | None, counted: Counted | None, law: ParameterSource
) -> tuple[Explained[date] | None, bool]:
    """The last day with the stops the clock has had, and whether the clock stands still now."""
    if counted is None:
        return None, False
    deadline = Deadline.objects.filter(task=task).first() if task is not None else None
    stops = stops_of(deadline) if deadline is not None else ()
    if any(stop.last is None for stop in stops):
        return None, True
    return counted.last_day(law, stops), False


def _brought_up(
    task: Task,
    values: Mapping[str, object],
    *,
    reopen: bool,
    reason: str,
    actor: Actor,
    moment: datetime,
) -> Task:
    finished = task.state != Task.State.OPEN
    asks = any(getattr(task, name) != values[name] for name in ("title", "note"))
    if finished and not (reopen and asks):
        return task
    changed = {name: value for name, value in values.items() if getattr(task, name) != value}
    if finished:
        changed["state"] = Task.State.OPEN
    elif _handed_on(task):
        # Whoever it was handed to keeps it; raising it again is not handing it back.
        changed = {n: v for n, v in changed.items() if n not in ("owner_user", "owner_role")}
    if not changed:
        return task
    return records.change(
        task, changed, reason=reason, actor=actor, moment=moment, verb="raise again"
    )


def _handed_on(task: Task) -> bool:
    owners = set(task.history.values_list("owner_user", "owner_role"))
    return len(owners) > 1


def _set_deadline(
    task: Task,
    counted: Counted,
    reached: Explained[date],
    *,
    law: ParameterSource | None,
    actor: Actor,
    moment: datetime,
) -> Deadline:
    limit = counted.limit(law or parameters.source())
    values = {
        "rule": counted.rule,
        "start": counted.start,
        "number": counted.number,
        "also_closed": [day.isoformat() for day in counted.also_closed],
        "provision": str(limit.provision or ""),
        "confidence": reached.step.confidence.value,
        "explanation": reached.step.to_json(),
    }
    found = Deadline.objects.filter(task=task).first()
    if found is None:
        return records.create(Deadline(task=task, **values), actor=actor, moment=moment)
    changed = {name: value for name, value in values.items() if getattr(found, name) != value}
    if not changed:
        return found
    return records.change(found, changed, actor=actor, moment=moment, verb="recount")


def _deadline(task: Task) -> Deadline:
    found = Deadline.objects.filter(task=task).first()
    if found is None:
        raise NoClock(f"“{task}” is not counted by a rule, so it has no clock to stop.")
    return found


def _require_open(task: Task) -> None:
    if task.state != Task.State.OPEN:
        raise NotOpen(f"“{task}” is {task.get_state_display().lower()}. Open it again first.")


def _check_reads(task: Task, user: User, moment: datetime) -> None:
    unit = task.unit.code if task.unit is not None else None
    reader = Reader.of(user, _day(moment))
    decision = permissions.may_open(reader, area=task.area, unit=unit, clearance=task.clearance)
    if not decision:
        raise Refused(f"{user} may not read “{task}”, so it cannot be handed to them.")


def _reader(actor: Actor, moment: datetime) -> Reader:
    return reader_of(actor, _day(moment))


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


def _type(source: models.Model | None) -> str:
    return record_type(source) if source is not None else ""


def _key(source: models.Model | None) -> str:
    return str(source.pk) if source is not None else ""
