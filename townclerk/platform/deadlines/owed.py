"""What a person owes: one list over the stored tasks and what the areas know is waiting."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from townclerk.kernel.deadlines import Pausing
from townclerk.platform import parameters
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines import permissions
from townclerk.platform.deadlines.core.stopping import Standing, standing
from townclerk.platform.deadlines.counting import Counted
from townclerk.platform.deadlines.kinds import KINDS
from townclerk.platform.deadlines.models import Deadline, EscalationStep, Stoppage, Task


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One thing a person owes. What has no task is done where its address leads."""

    title: str
    kind: str
    standing: Standing
    due: date | None = None
    address: str = ""
    about: str = ""
    note: str = ""
    owner: str = ""
    task: int | None = None
    version: int = 0
    unconfirmed: bool = False
    restricted: bool = False
    """It needs a clearance, so its title leaves this service in no mail and no calendar."""
    escalated: bool = False
    """Another owes it; it is shown because it is late."""

    @property
    def kind_label(self) -> str:
        return KINDS.get(self.kind, self.kind)


@dataclass(frozen=True)
class Load:
    """How much one owner has open."""

    owner: str
    open: int = 0
    overdue: int = 0
    soon: int = 0


Provider = Callable[[Reader, date], Iterable[Owed]]
_PROVIDERS: list[Provider] = []


def owed_provider(provider: Provider) -> Provider:
    """Register who knows of more that a reader owes; it answers only what the reader may open."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)
    return provider


def owed(reader: Reader, on: date, *, kind: str = "") -> list[Owed]:
    """Everything the reader owes on a day, most pressing first; two queries for stored tasks."""
    if reader.user_id is None:
        return []
    found = [owed_of(task, on) for task in _tasks(reader, on)]
    for provider in _PROVIDERS:
        found += provider(reader, on)
    chosen = [one for one in found if not kind or one.kind == kind]
    return sorted(chosen, key=_pressing)


def kinds_in(found: Iterable[Owed]) -> list[tuple[str, str, int]]:
    """Each kind of what is owed with its label and how many, by label."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return sorted(((k, KINDS.get(k, k), n) for k, n in counts.items()), key=lambda row: row[1])


def open_to(reader: Reader) -> QuerySet[Task]:
    """Tasks the reader may open: what they owe or are shown, and all of areas they answer for."""
    shown = _shown(reader, reader.on)
    return _whole(Task.objects.filter(shown | permissions.within(reader, Verb.APPROVE)), reader)


def may_stop(deadline: Deadline) -> bool:
    """Whether the rule of a deadline lets its clock stop."""
    limit = Counted.of(deadline).limit(parameters.source())
    return limit.counting.pausing is not Pausing.NOT_ALLOWED


def workload(reader: Reader, on: date) -> list[Load]:
    """Who owes how much in the areas the reader answers for, those furthest behind first."""
    tasks = Task.objects.filter(permissions.within(reader, Verb.APPROVE), state=Task.State.OPEN)
    loads: dict[str, Load] = {}
    for task in _whole(tasks, reader):
        one = owed_of(task, on)
        was = loads.get(one.owner, Load(one.owner))
        loads[one.owner] = Load(
            one.owner,
            was.open + 1,
            was.overdue + (one.standing is Standing.OVERDUE),
            was.soon + (one.standing is Standing.SOON),
        )
    return sorted(loads.values(), key=lambda load: (-load.overdue, -load.open, load.owner))


def _shown(reader: Reader, on: date) -> Q:
    """What the reader owes, and what is escalated to them, as far as they may read."""
    steps = list(EscalationStep.objects.all())
    late = permissions.escalated_to(reader, on, steps) & Q(state=Task.State.OPEN)
    return permissions.within(reader, Verb.READ) & (permissions.owed_by(reader) | late)


def _tasks(reader: Reader, on: date) -> Iterable[Task]:
    tasks = _whole(Task.objects.filter(_shown(reader, on), state=Task.State.OPEN), reader)
    # A clock that stands still is not late, so it is not escalated either.
    return [task for task in tasks if task.mine or not task.stopped]  # type: ignore[attr-defined]


def _whole(tasks: QuerySet[Task], reader: Reader) -> QuerySet[Task]:
    """With owner, unit and clock, and whether it is the reader's own, in one query."""
    stopped = Stoppage.objects.filter(deadline__task=OuterRef("pk"), last=None)
    mine = Case(When(permissions.owed_by(reader), then=Value(True)), default=Value(False))
    joined = tasks.select_related("owner_user", "unit", "deadline")
    return joined.annotate(stopped=Exists(stopped), mine=mine).order_by("due", "id")


def owed_of(task: Task, on: date) -> Owed:
    """A stored task as something owed on a day."""
    stopped = bool(getattr(task, "stopped", False))
    deadline = getattr(task, "deadline", None)
    return Owed(
        title=task.title,
        kind=task.kind,
        standing=standing(
            due=task.due, on=on, finished=task.state != Task.State.OPEN, stopped=stopped
        ),
        due=task.due,
        address=task.address,
        about=task.source_label,
        note=task.note,
        owner=owner_of(task),
        task=task.pk,
        version=task.version,
        unconfirmed=deadline is not None and deadline.confidence in ("medium", "low"),
        restricted=bool(task.clearance),
        escalated=not getattr(task, "mine", True),
    )


def owner_of(task: Task) -> str:
    """Who owes a task, in words: the role or unit, or the person by job title."""
    if task.owner_user is not None:
        return str(task.owner_user)
    if task.owner_role:
        return roles().get(task.owner_role, task.owner_role)
    return task.unit.code if task.unit is not None else ""


def _pressing(one: Owed) -> tuple[int, date, str]:
    return one.standing.order, one.due or date.max, one.title
