"""Reading service plans: records as they stand or stood, what is missing, who has not submitted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from townclerk.performance.models import (
    PlanTemplate,
    ServicePlan,
    ServicePlanAim,
    ServicePlanText,
    TemplatePart,
)
from townclerk.platform import records
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.organisation.models import Unit
from townclerk.platform.organisation.queries import descendants, names_on
from townclerk.platform.registers import by_name
from townclerk.platform.registers.permission import visible
from townclerk.platform.registers.values import shown

SERVICE = "service"


@dataclass(frozen=True)
class Table:
    """Headings and rows of records, as a reader sees them."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    closed: bool = False
    """Whether the reader may not see them."""

    def kept(self) -> dict[str, Any]:
        return {"headings": list(self.headings), "rows": [list(row) for row in self.rows]}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Table":
        return cls(tuple(kept["headings"]), tuple(tuple(row) for row in kept["rows"]))


@dataclass(frozen=True)
class Written:
    """A part of a plan: its words, or its records with the day they are of."""

    part: TemplatePart
    text: str
    table: Table | None
    kept_on: date | None


@dataclass(frozen=True)
class Outlook:
    """A plan with everything its page shows."""

    plan: ServicePlan
    parts: tuple[Written, ...]
    links: tuple[ServicePlanAim, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Submitted:
    """A service and how its plan stands; nothing where it has none."""

    code: str
    name: str
    plan: ServicePlan | None
    late: bool


def live(name: str, unit: Unit, *, year: int, on: date, reader: Reader) -> Table:
    """The records of a register that belong to a unit or to one below it, as they stand; those of
    the plan's year where they are of one."""
    register = by_name(name)
    units = descendants(unit.code, on)
    try:
        rows = visible(register, reader)
    except Refused:
        return Table((), (), closed=True)
    if register.unit_path:
        rows = rows.filter(**{f"{register.unit_path}__code__in": units})
    if register.year_path:
        rows = rows.filter(**{register.year_path: year})
    columns = [column for column in register.listed if column.name != register.unit_path]
    followed = rows.select_related(*register.followed()).prefetch_related(*register.prefetch)
    return Table(
        tuple(column.label for column in columns),
        tuple(tuple(shown(register, column, record) for column in columns) for record in followed),
    )


def outlook(plan: ServicePlan, *, on: date, reader: Reader) -> Outlook:
    """A plan as it stands; once it is agreed, its records as they were on that day."""
    texts = {one.part_id: one for one in plan.texts.all()}
    parts = []
    for part in plan.template.parts.all():
        text = texts.get(part.pk)
        table = None
        if text is not None and text.kept is not None:
            table = Table.of(text.kept)
        elif part.kind == TemplatePart.Kind.RECORDS:
            table = live(part.register, plan.unit, year=plan.template.year, on=on, reader=reader)
        parts.append(
            Written(part, text.text if text else "", table, text.kept_on if text else None)
        )
    links = tuple(plan.links.select_related("aim__plan"))
    return Outlook(plan, tuple(parts), links, missing(plan))


def missing(plan: ServicePlan) -> tuple[str, ...]:
    """The required words a plan does not say yet."""
    said = set(
        ServicePlanText.objects.filter(plan=plan).exclude(text="").values_list("part_id", flat=True)
    )
    wanted = plan.template.parts.filter(required=True, kind=TemplatePart.Kind.WORDS)
    return tuple(part.title for part in wanted if part.pk not in said)


def submissions(template: PlanTemplate, on: date) -> tuple[Submitted, ...]:
    """Every service on a day with its plan, those that have not submitted first."""
    plans = {one.unit.code: one for one in template.plans.select_related("unit")}
    found = []
    for name in names_on(on):
        if name.kind != SERVICE and name.unit.code not in plans:
            continue
        plan = plans.get(name.unit.code)
        waiting = plan is None or plan.state in ServicePlan.WRITING
        found.append(Submitted(name.unit.code, name.name, plan, waiting and template.due < on))
    order = [None, *ServicePlan.State.values]
    return tuple(
        sorted(found, key=lambda s: (order.index(s.plan.state if s.plan else None), s.name))
    )


def plans_held(known_at: datetime | None) -> list[ServicePlan]:
    """Every plan with the day it was due and the aims it serves beside it, as known then."""
    templates = {one.pk: one for one in records.as_known(PlanTemplate, known_at)}
    links: dict[int, int] = defaultdict(int)
    for link in records.as_known(ServicePlanAim, known_at):
        links[link.plan_id] += 1
    held = [one for one in records.as_known(ServicePlan, known_at) if one.template_id in templates]
    for one in held:
        vars(one).update(due=templates[one.template_id].due, served=links[one.pk])
    return held
