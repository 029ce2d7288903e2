"""Writing service plans: written by the service, challenged, agreed, reviewed, closed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.performance import policies, tasks
from townclerk.performance.models import (
    ServicePlan,
    ServicePlanAim,
    ServicePlanText,
    TemplatePart,
)
from townclerk.performance.operations.permission import check
from townclerk.performance.operations.steps import day_of, said, settle, take, tell, unit_code
from townclerk.performance.queries import service_plans as queries
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.duties import reader_of
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers import by_name

State = ServicePlan.State
UNLINKED = "It is linked to no priority of the corporate plan. Link it, then send it again."


class PlanIsFrozen(TownclerkError):
    """What a plan says is not changed once it is with its director or agreed."""


@transaction.atomic
def create_part(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> TemplatePart:
    """A part of a template. One of records names a register that there is."""
    check(actor, Verb.CONTRIBUTE, moment=moment)
    found = TemplatePart(**values)
    _sound_part(found)
    return records.create(found, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_part(
    found: TemplatePart,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> TemplatePart:
    check(actor, Verb.CONTRIBUTE, moment=moment)
    made = records.change(
        found,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    _sound_part(made)
    return made


def _sound_part(found: TemplatePart) -> None:
    if found.kind == TemplatePart.Kind.RECORDS:
        by_name(found.register)
    elif found.register:
        raise Problems([Problem("Words are read from no register.", field="register")])


@transaction.atomic
def create(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ServicePlan:
    """Begin the plan of a service; it owes it by the day the template says."""
    found = ServicePlan(**values)
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit_code(found))
    made = records.create(found, actor=actor, moment=moment, reason=reason)
    _tell(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def change(
    found: ServicePlan,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> ServicePlan:
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit_code(found))
    if found.state == State.CLOSED:
        raise PlanIsFrozen(f"{found} is closed and stays as it is.")
    return records.change(
        found,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


def _writable(plan: ServicePlan, actor: Actor, moment: datetime) -> None:
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit_code(plan))
    if plan.state not in ServicePlan.WRITING:
        raise PlanIsFrozen(
            f"{plan} is {plan.get_state_display().lower()}, so what it says stays as it is. "
            "Its director returns it to have it changed."
        )


@transaction.atomic
def create_text(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ServicePlanText:
    """What a plan says in a part of its own template."""
    found = ServicePlanText(**values)
    _writable(found.plan, actor, moment)
    if found.part.template_id != found.plan.template_id:
        raise Problems([Problem("The part is of another template.", field="part")])
    return records.create(found, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def create_link(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ServicePlanAim:
    found = ServicePlanAim(**values)
    _writable(found.plan, actor, moment)
    return records.create(found, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_written(
    found: Any,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Any:
    """Change what a plan says in a part, or how it serves an aim."""
    _writable(found.plan, actor, moment)
    return records.change(
        found,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def submit(found: ServicePlan, *, actor: Actor, moment: datetime, reason: str = "") -> ServicePlan:
    """Send it to the director. A plan that serves no priority is returned at once, and one that
    leaves out what its template wants is not sent."""
    left_out = queries.missing(found)
    if left_out:
        raise Problems([Problem(f"“{title}” says nothing yet.") for title in left_out])
    if not found.links.exists():
        values = {"returned_why": UNLINKED}
        made = _step(found, "submit", values, actor, moment, UNLINKED, target=State.RETURNED)
        _tell(made, actor=actor, moment=moment)
        return made
    sent = {"returned_why": "", "submitted_on": day_of(moment)}
    made = _step(found, "submit", sent, actor, moment, reason)
    settle(made, "write", "Sent to the director", actor=actor, moment=moment)
    return made


@transaction.atomic
def check_quality(
    found: ServicePlan, *, actor: Actor, moment: datetime, reason: str = ""
) -> ServicePlan:
    """Strategic support has read it; what it found is the reason, for the director to weigh."""
    why = said(reason, "Say what the check found.")
    return _step(found, "check", {"checked_on": day_of(moment)}, actor, moment, why)


@transaction.atomic
def give_back(
    found: ServicePlan, *, actor: Actor, moment: datetime, reason: str = ""
) -> ServicePlan:
    """The director challenges it and wants it written again."""
    why = said(reason, "Say what is to be written again.")
    values = {"returned_why": why, "submitted_on": None, "checked_on": None}
    made = _step(found, "return", values, actor, moment, why)
    _tell(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def agree(found: ServicePlan, *, actor: Actor, moment: datetime, reason: str = "") -> ServicePlan:
    """Agree it: the records it rests on are kept as they stand on the day."""
    day = day_of(moment)
    made = _step(found, "agree", {"agreed_on": day}, actor, moment, reason)
    reader = reader_of(actor, day)
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    for part in made.template.parts.filter(kind=TemplatePart.Kind.RECORDS):
        year = made.template.year
        table = queries.live(part.register, made.unit, year=year, on=day, reader=reader)
        if table.closed:
            raise Refused(f"Your role does not see “{part}”, so you cannot agree to it.")
        kept = {"kept": table.kept(), "kept_on": day}
        text = made.texts.filter(part=part).first()
        if text is None:
            records.create(ServicePlanText(plan=made, part=part, **kept), **stamp)
        else:
            records.change(text, kept, verb="keep", **stamp)
    due = made.template.review_due
    if due is not None:
        title = f"Review {made} at mid-year"
        tell(made, "review", tasks.SERVICE_PLAN, title, due=due, **_owner(made), **stamp)
    return made


@transaction.atomic
def review(found: ServicePlan, *, actor: Actor, moment: datetime, reason: str = "") -> ServicePlan:
    text = (found.mid_year or reason).strip()
    if not text:
        raise Problems([Problem("Say what the review found.", field="mid_year")])
    made = _step(found, "review", {"mid_year": text}, actor, moment, reason)
    settle(made, "review", "Reviewed", actor=actor, moment=moment)
    return made


@transaction.atomic
def close(found: ServicePlan, *, actor: Actor, moment: datetime, reason: str = "") -> ServicePlan:
    text = (found.year_end or reason).strip()
    if not text:
        raise Problems([Problem("Say what came of it by the end of the year.", field="year_end")])
    return _step(found, "close", {"year_end": text}, actor, moment, reason)


def _step(
    found: ServicePlan,
    name: str,
    values: Mapping[str, Any],
    actor: Actor,
    moment: datetime,
    reason: str,
    target: str = "",
) -> ServicePlan:
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
    made: ServicePlan = take(policies.SERVICE_PLAN, name, found, values, target=target, **stamp)
    return made


def _owner(found: ServicePlan) -> dict[str, Any]:
    address = f"/performance/service-plans/{found.code}/"
    return {"role": "head-of-service", "unit": found.unit, "address": address}


def _tell(found: ServicePlan, *, actor: Actor, moment: datetime) -> None:
    tell(
        found,
        "write",
        tasks.SERVICE_PLAN,
        f"Write {found}"[:200],
        due=found.template.due,
        note=found.returned_why,
        reopen=bool(found.returned_why),
        actor=actor,
        moment=moment,
        **_owner(found),
    )
