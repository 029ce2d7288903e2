"""Writes of programmes and projects: starting, moving, reporting, and what hangs on them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction

from townclerk.change.core.programme import State
from townclerk.change.models import (
    OptionSheet,
    Pillar,
    Placement,
    ProgrammeRisk,
    Project,
)
from townclerk.change.permissions_programme import check
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record

R = TypeVar("R", bound=Record)
STATES = frozenset(state.value for state in State)
SAID = (State.AT_RISK.value, State.OFF_TRACK.value)
"""States that are reported with a reason."""


class ProjectIsClosed(TownclerkError):
    """A closed project is kept as it ended."""

    def __init__(self, project: Project) -> None:
        super().__init__(f"{project} is closed and kept as it ended. Start a new project instead.")


class CannotMove(TownclerkError):
    """The project cannot stand under that pillar on that day."""


def day_of(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


def unit_of(project: Project | None) -> str | None:
    return project.unit.code if project is not None and project.unit is not None else None


def check_project(project: Project, *, actor: Actor, moment: datetime) -> None:
    """Whoever contributes to the project or its unit, while it is not closed."""
    at = {"unit": unit_of(project), "project": project.code}
    check(actor, Verb.CONTRIBUTE, moment=moment, **at)
    if project.is_closed:
        raise ProjectIsClosed(project)


@transaction.atomic
def create_kept(record: R, *, actor: Actor, moment: datetime, reason: str = "") -> R:
    """A programme, a pillar or settings: the programme's office keeps them."""
    check(actor, Verb.CONTRIBUTE, moment=moment)
    return records.create(record, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_kept(
    record: R,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> R:
    check(actor, Verb.CONTRIBUTE, moment=moment)
    return records.change(
        record,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def create_project(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Project:
    """A project as an idea, prefilled from its option sheet, with the programme's generic risks."""
    unit = values.get("unit")
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit.code if unit is not None else None)
    _may_publish(values, actor=actor, moment=moment)
    project = Project(**_prefilled(values))
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
    project = records.create(project, **stamp)
    start = min(project.start or day_of(moment), day_of(moment))
    start = max(start, project.pillar.start)
    records.create(Placement(project=project, pillar=project.pillar, start=start), **stamp)
    generic = ProgrammeRisk.objects.filter(
        programme=project.pillar.programme, generic=True
    ).exclude(state=ProgrammeRisk.State.CLOSED)
    for risk in generic.order_by("code"):
        heir = ProgrammeRisk(
            code=f"{project.code}-{risk.code}"[:120],
            programme=risk.programme,
            project=project,
            inherited_from=risk,
            risk=risk.risk,
            mitigation=risk.mitigation,
            likelihood=risk.likelihood,
            impact=risk.impact,
            scored_on=risk.scored_on,
            source=risk.source,
        )
        records.create(heir, **stamp)
    return project


def _may_publish(values: Mapping[str, Any], *, actor: Actor, moment: datetime) -> None:
    """What carries a day of publication is open to everybody, so it takes who may publish."""
    if "published_on" in values and values["published_on"] is not None:
        check(actor, Verb.PUBLISH, moment=moment)


def _prefilled(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the option sheet says already is not typed again, nor is the service it is of."""
    given = dict(values)
    given["unit"] = given.get("unit") or _service_of(given)
    option = given.get("option")
    if option is None:
        return given
    from_sheet = {
        "scope": option.description,
        "rationale": option.rationale,
        "objectives": option.outcomes,
        "impacts": "\n".join(
            part
            for part in (option.impact_users, option.impact_partners, option.impact_council)
            if part
        ),
    }
    for name, value in from_sheet.items():
        given[name] = given.get(name) or value
    return given


def _service_of(given: Mapping[str, Any]) -> Unit | None:
    """The service that a project belongs to where none is named: that of its option sheet, of its
    package, or of all the sheets in the package. A project of several services has none, so its
    cases are signed for the whole council."""
    package = given.get("package")
    for held in (given.get("option"), package):
        if held is not None and held.unit is not None:
            found: Unit = held.unit
            return found
    if package is None:
        return None
    sheets = package.options.exclude(state=OptionSheet.State.WITHDRAWN)
    services = {sheet.unit for sheet in sheets.select_related("unit")}
    return services.pop() if len(services) == 1 else None


@transaction.atomic
def change_project(
    project: Project,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Project:
    """Change what is written of a project; it moves to another pillar by a step of its own."""
    check_project(project, actor=actor, moment=moment)
    if values.get("published_on", project.published_on) != project.published_on:
        _may_publish(values, actor=actor, moment=moment)
    return records.change(
        project,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def move_project(
    project: Project,
    *,
    pillar: Pillar,
    on: date,
    reason: str,
    actor: Actor,
    moment: datetime,
) -> Project:
    """Put a project under another pillar from a day; where it stood before is kept."""
    check_project(project, actor=actor, moment=moment)
    standing = project.placements.filter(end=None).first()
    if pillar.pk == project.pillar_id:
        raise CannotMove(f"{project} stands under {pillar} already.")
    if on < pillar.start or (pillar.end is not None and on >= pillar.end):
        raise CannotMove(f"{pillar} does not hold on that day. Give a day within its years.")
    if standing is not None and on <= standing.start:
        raise CannotMove(f"{project} came under {standing.pillar} later. Give a day after that.")
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
    if standing is not None:
        records.change(standing, {"end": on}, verb="move", **stamp)
    placed = Placement(project=project, pillar=pillar, start=on, reason=reason[:300])
    records.create(placed, **stamp)
    return records.change(project, {"pillar": pillar}, verb="move", **stamp)


@transaction.atomic
def report(
    project: Project,
    *,
    state: str,
    why: str = "",
    confidence: str = "",
    on: date | None = None,
    actor: Actor,
    moment: datetime,
) -> Project:
    """What the sponsor reports: how it stands and why, and how sure the saving is."""
    check_project(project, actor=actor, moment=moment)
    problems = []
    if state not in STATES:
        problems.append(Problem(f"{state} is no state of a project.", field="state"))
    if state in SAID and not why.strip():
        problems.append(Problem("Say why it is not on track.", field="why"))
    if problems:
        raise Problems(problems)
    values = {
        "state": state,
        "state_why": why.strip()[:300],
        "reported_on": on or day_of(moment),
        "confidence": confidence or project.confidence,
    }
    return records.change(project, values, actor=actor, moment=moment, verb="report", reason=why)


@transaction.atomic
def create_part(record: R, *, actor: Actor, moment: datetime, reason: str = "") -> R:
    """Something that hangs on a project: whoever contributes to the project adds it."""
    project: Project = record.project  # type: ignore[attr-defined]
    check_project(project, actor=actor, moment=moment)
    return records.create(record, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_part(
    record: R,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> R:
    project: Project = record.project  # type: ignore[attr-defined]
    check_project(project, actor=actor, moment=moment)
    return records.change(
        record,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
