"""Who sees a task, who owes it, and who may change it. The lists ask inside their query."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Decision, Reader, Refused
from townclerk.platform.deadlines.models import EscalationStep, Task

NOTHING = Q(pk__in=())
LADDER_SET_BY = ("monitoring-officer", "chief-executive", "system-administrator")


def within(reader: Reader, verb: Verb) -> Q:
    """The tasks whose area, unit and clearance the verb reaches."""
    reached = NOTHING
    for area in Area:
        units = reader.units(area, verb)
        if units is None:
            reached |= Q(area=area.value)
        elif units:
            reached |= Q(area=area.value, unit__code__in=units)
    return reached & (Q(clearance="") | Q(clearance__in=reader.clearances))


def owed_by(reader: Reader) -> Q:
    """The tasks that fall to the reader: by name, by a role that is held, or by a unit."""
    if reader.user_id is None:
        return NOTHING
    mine = Q(owner_user=reader.user_id)
    for held in reader.roles:
        by_role = Q(owner_user=None, owner_role=held.code)
        if held.units is None:
            mine |= by_role
            continue
        mine |= by_role & (Q(unit=None) | Q(unit__code__in=held.units))
        mine |= Q(owner_user=None, owner_role="", unit__code__in=held.units)
    return mine


def escalated_to(reader: Reader, on: date, steps: Iterable[EscalationStep]) -> Q:
    """Late tasks of others that the ladder shows to a role the reader holds, within its scope."""
    shown = NOTHING
    for step in steps:
        late = Q(due__lte=on - timedelta(days=step.days_late))
        if step.kind:
            late &= Q(kind=step.kind)
        for held in reader.roles:
            if held.code == step.role:
                shown |= late if held.units is None else late & Q(unit__code__in=held.units)
    return shown


def check_sets_ladder(reader: Reader) -> None:
    """Refuse whoever does not settle how late tasks are escalated."""
    if not reader.held(*LADDER_SET_BY):
        raise Refused(
            "Only the monitoring officer, the Chief Executive or a system administrator settles "
            "to whom late tasks are shown."
        )


def may_open(reader: Reader, *, area: str, unit: str | None, clearance: str) -> Decision:
    """Whether the reader may read a task of an area, unit and clearance."""
    return reader.may(Verb.READ, Area(area), unit=unit, clearance=clearance or None)


def approves(task: Task, reader: Reader) -> bool:
    """Whether the reader answers for the area of a task, and so may move it."""
    return Task.objects.filter(within(reader, Verb.APPROVE), pk=task.pk).exists()


def check_acts(task: Task, reader: Reader) -> None:
    """Refuse whoever neither owes the task nor answers for its area."""
    mine = Task.objects.filter(within(reader, Verb.READ) & owed_by(reader), pk=task.pk).exists()
    if not (mine or approves(task, reader)):
        raise Refused(
            f"“{task}” is not yours. Whoever owes it, or who approves in {Area(task.area).label}, "
            "may do this."
        )


def check_answers(task: Task, reader: Reader) -> None:
    """Refuse whoever does not answer for the area of the task."""
    if not approves(task, reader):
        raise Refused(
            f"Only who approves in {Area(task.area).label} may cancel “{task}”. "
            "Mark it done, or ask them."
        )
