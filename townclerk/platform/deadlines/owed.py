"""What a person owes: one list over the stored tasks and what the areas know is waiting."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from townclerk.kernel.deadlines import Pausing
from townclerk.platform import parameters
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines import permissions
from townclerk.platform.deadlines.core.stopping import Standing, standing
from townclerk.platform.deadlines.counting import Counted
from townclerk.platform.deadlines.kinds import KINDS, label_of
from townclerk.platform.deadlines.models import Deadline, Stoppage, Task


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

    @property
    def kind_label(self) -> str:
        return label_of(self.kind)


Provider = Callable[[Reader, date], Iterable[Owed]]
_PROVIDERS: list[Provider] = []


def owed_provider(provider: Provider) -> Provider:
    """Register who knows of more that a reader owes; it answers only what the reader may open."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)
    return provider


def owed(reader: Reader, on: date, *, kind: str = "") -> list[Owed]:
    """Everything the reader owes on a day, most pressing first; one query for stored tasks."""
    if reader.user_id is None:
        return []
    found = [owed_of(task, on) for task in _tasks(reader)]
    for provider in _PROVIDERS:
        found += provider(reader, on)
    chosen = [one for one in found if not kind or one.kind == kind]
    return sorted(chosen, key=_pressing)


def kinds_in(found: Iterable[Owed]) -> list[tuple[str, str, int]]:
    """Each kind of what is owed with its label and how many, by label."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return sorted(((k, KINDS[k], n) for k, n in counts.items()), key=lambda row: row[1])


def open_to(reader: Reader) -> QuerySet[Task]:
    """Tasks the reader may open: their own, and those of areas they answer for."""
    mine = permissions.within(reader, Verb.READ) & permissions.owed_by(reader)
    return _whole(Task.objects.filter(mine | permissions.within(reader, Verb.APPROVE)))


def may_stop(deadline: Deadline) -> bool:
    """Whether the rule of a deadline lets its clock stop."""
    limit = Counted.of(deadline).limit(parameters.source())
    return limit.counting.pausing is not Pausing.NOT_ALLOWED


def _tasks(reader: Reader) -> QuerySet[Task]:
    mine = permissions.within(reader, Verb.READ) & permissions.owed_by(reader)
    return _whole(Task.objects.filter(mine, state=Task.State.OPEN))


def _whole(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """With owner, unit and clock, in one query."""
    stopped = Stoppage.objects.filter(deadline__task=OuterRef("pk"), last=None)
    joined = tasks.select_related("owner_user", "unit", "deadline")
    return joined.annotate(stopped=Exists(stopped)).order_by("due", "id")


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
