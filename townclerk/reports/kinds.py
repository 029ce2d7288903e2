"""The calendar of reports: what is due from whom, and what becomes late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from townclerk.kernel.errors import Problem
from townclerk.platform import records
from townclerk.platform.access.areas import Area
from townclerk.platform.access.matrix import roles
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.deadlines.models import EscalationStep
from townclerk.platform.deadlines.operations import raise_task, settle
from townclerk.reports.core.cycle import next_due
from townclerk.reports.models import ReportKind

DUE = task_kind("report-due", "Report to issue")
LATE_DAYS = 10
SHOWN_TO = "chief-executive"


def problems(values: Mapping[str, Any], existing: Any) -> list[Problem]:
    known = roles()
    return [
        Problem(f"{values[name]} is no role.", field=name, hint=f"There are: {', '.join(known)}.")
        for name in ("owner_role", "sign_off_role")
        if values.get(name) and values[name] not in known
    ]


@transaction.atomic
def create(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ReportKind:
    """A kind of report; when it is next due becomes a task of its owner."""
    made = records.create(ReportKind(**values), actor=actor, moment=moment, reason=reason)
    _owe(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def change(
    kind: ReportKind, values: Mapping[str, Any], *, actor: Actor, moment: datetime, **named: Any
) -> ReportKind:
    settled = "next_due" in values and kind.next_due is not None
    if settled and values["next_due"] != kind.next_due:
        _settle(kind, "Due on another day", actor=actor, moment=moment)
    kind = records.change(kind, values, actor=actor, moment=moment, **named)
    _owe(kind, actor=actor, moment=moment)
    return kind


@transaction.atomic
def issued(kind: ReportKind, on: date, *, actor: Actor, moment: datetime) -> ReportKind:
    """Note that it came out: the task is done, and the next is due as its rhythm says."""
    if kind.next_due is not None:
        _settle(kind, "Issued", actor=actor, moment=moment)
    due = next_due(kind.next_due or on, kind.cadence)
    values = {"last_issued": on, "next_due": due}
    kind = records.change(kind, values, actor=actor, moment=moment, verb="issue")
    _owe(kind, actor=actor, moment=moment)
    return kind


def _owe(kind: ReportKind, *, actor: Actor, moment: datetime) -> None:
    if kind.next_due is None:
        return
    ladder(DUE, LATE_DAYS, SHOWN_TO, actor=actor, moment=moment)
    raise_task(
        source=kind,
        purpose=_purpose(kind),
        title=f"Issue: {kind.title}",
        kind=DUE,
        area=Area.REPORTS,
        owner_role=kind.owner_role,
        due=kind.next_due,
        address=reverse("reports:calendar"),
        note=kind.legal_basis,
        actor=actor,
        moment=moment,
    )


def _settle(kind: ReportKind, why: str, *, actor: Actor, moment: datetime) -> None:
    settle(source=kind, purpose=_purpose(kind), reason=why, actor=actor, moment=moment)


def _purpose(kind: ReportKind) -> str:
    return f"issue-{kind.next_due}"


def ladder(kind: str, days: int, role: str, *, actor: Actor, moment: datetime) -> None:
    """A first step of the ladder for a kind of task, until the council settles its own."""
    if not EscalationStep.objects.filter(kind=kind).exists():
        made = EscalationStep(kind=kind, days_late=days, role=role)
        records.create(made, actor=actor, moment=moment, reason="To begin with")


@dataclass(frozen=True)
class Line:
    """A kind of report on the calendar, as it stands on a day."""

    kind: ReportKind
    owner: str
    days_late: int

    @property
    def escalated(self) -> bool:
        return self.days_late >= LATE_DAYS


def calendar(*, on: date, first: date | None = None, last: date | None = None) -> list[Line]:
    """What is due from whom: in a stretch when one is named, and what is late before it."""
    found = ReportKind.objects.exclude(next_due=None).order_by("next_due", "title")
    if last is not None:
        found = found.filter(next_due__lte=last)
    titles = roles()
    lines = []
    for one in found:
        due = one.next_due
        if due is None or (first is not None and due < first and due >= on):
            continue
        owner = titles.get(one.owner_role, one.owner_role)
        lines.append(Line(one, owner, max(0, (on - due).days)))
    return lines
