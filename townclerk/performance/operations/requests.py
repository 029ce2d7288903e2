"""Writing requests for intelligence, matching of data, and asking to go down to a client."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.kernel.errors import Problem, Problems
from townclerk.performance import policies, tasks
from townclerk.performance.models import (
    Authorisation,
    Dashboard,
    DataMatching,
    Drill,
    IntelligenceRequest,
)
from townclerk.performance.operations.permission import PERFORMANCE, check
from townclerk.performance.operations.steps import (
    check_roles,
    day_of,
    said,
    settle,
    take,
    tell,
    unit_code,
)
from townclerk.performance.queries import requests as queries
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.duties import reader_of
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.permission import place_of

State = IntelligenceRequest.State


@transaction.atomic
def log(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> IntelligenceRequest:
    """Log a request. When the same was asked within sixty days, it is shown what came of that."""
    found = IntelligenceRequest(**values)
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit_code(found))
    check_roles(values, "asked_by")
    found.like = queries.repeats(found)
    if found.like is not None and found.report is None:
        found.report = found.like.report
    made = records.create(found, actor=actor, moment=moment, reason=reason)
    note = f"Asked before: {made.like}" if made.like else ""
    tell(
        made,
        "deliver",
        tasks.REQUEST,
        f"{made}",
        due=made.wanted_by,
        unit=made.unit,
        address=f"/r/intelligence-requests/{made.pk}/",
        note=note,
        actor=actor,
        moment=moment,
    )
    return made


@transaction.atomic
def scope(
    found: IntelligenceRequest, *, actor: Actor, moment: datetime, reason: str = ""
) -> IntelligenceRequest:
    if found.effort is None:
        raise Problems([Problem("Enter the days it takes.", field="effort")])
    return _step(found, "scope", {}, actor, moment, reason)


@transaction.atomic
def accept(
    found: IntelligenceRequest, *, actor: Actor, moment: datetime, reason: str = ""
) -> IntelligenceRequest:
    """Accept it, once the owner of the data it needs has let it."""
    if found.data is not None and not found.authorised.strip():
        raise Problems(
            [
                Problem(
                    f"{found.data} belongs to {found.data.owner_role.replace('-', ' ')}, who has "
                    "not let it be used yet.",
                    field="authorised",
                    hint="Enter who let it, and when.",
                )
            ]
        )
    return _step(found, "accept", {}, actor, moment, reason)


@transaction.atomic
def deliver(
    found: IntelligenceRequest, *, actor: Actor, moment: datetime, reason: str = ""
) -> IntelligenceRequest:
    if found.report is None:
        raise Problems([Problem("Name the dashboard or report that answers it.", field="report")])
    made = _step(found, "deliver", {"delivered_on": day_of(moment)}, actor, moment, reason)
    settle(made, "deliver", "Delivered", actor=actor, moment=moment)
    return made


@transaction.atomic
def rate(
    found: IntelligenceRequest, *, actor: Actor, moment: datetime, reason: str = ""
) -> IntelligenceRequest:
    if found.rating is None:
        raise Problems([Problem("Enter a rating from 1 to 5.", field="rating")])
    return _step(found, "rate", {}, actor, moment, reason)


@transaction.atomic
def use_existing(
    found: IntelligenceRequest, *, actor: Actor, moment: datetime, reason: str = ""
) -> IntelligenceRequest:
    """Answer it with the report that is there."""
    if found.report is None:
        raise Problems([Problem("Name the dashboard or report that is there.", field="report")])
    made = _step(found, "use-existing", {"delivered_on": day_of(moment)}, actor, moment, reason)
    settle(made, "deliver", "Answered by what is there", actor=actor, moment=moment)
    return made


@transaction.atomic
def decline(
    found: IntelligenceRequest, *, actor: Actor, moment: datetime, reason: str = ""
) -> IntelligenceRequest:
    why = said(reason, "Say why it is declined.")
    made = _step(found, "decline", {}, actor, moment, why)
    settle(made, "deliver", "Declined", actor=actor, moment=moment)
    return made


def _step(
    found: IntelligenceRequest,
    name: str,
    values: Mapping[str, Any],
    actor: Actor,
    moment: datetime,
    reason: str,
) -> IntelligenceRequest:
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    made: IntelligenceRequest = take(policies.REQUEST, name, found, values, reason=reason, **stamp)
    return made


def drill(
    dashboard: Dashboard,
    *,
    purpose: str,
    extract: bool = False,
    actor: Actor,
    moment: datetime,
) -> Drill:
    """Ask to go down to a client, or to take data out. It is written down whether or not it is
    let, so the refusal comes after the entry is kept."""
    if actor.user is None:
        raise Refused("Nobody is signed in, so nobody can be named as having asked. Sign in.")
    what = said(purpose, "Say what it is for.")
    decision = queries.may_drill(dashboard, reader_of(actor, day_of(moment)))
    kept = records.create(
        Drill(
            dashboard=dashboard,
            kind=Drill.Kind.EXTRACT if extract else Drill.Kind.DRILL,
            asked_by=actor.user,
            asked_at=moment,
            purpose=what[:300],
            allowed=decision.allowed,
            why=decision.reason[:300],
        ),
        actor=actor,
        moment=moment,
        reason=decision.reason,
    )
    if not decision:
        raise Refused(f"{decision.reason} The attempt is kept.")
    return kept


@transaction.atomic
def authorise(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Authorisation:
    """The owner of the data lets a role go down to clients for a time, or who approves does."""
    found = Authorisation(**values)
    check_roles(values, "role")
    reader = reader_of(actor, day_of(moment))
    source = found.dashboard.data
    if source is None or not reader.held(source.owner_role, at=place_of(source)):
        reader.require(Verb.APPROVE, PERFORMANCE)
    problems = []
    if found.dashboard.level != Dashboard.Level.CLIENT:
        problems.append(Problem("The dashboard does not go down to a client.", field="dashboard"))
    if found.end < found.start:
        problems.append(Problem("The last day comes before the first.", field="end"))
    if problems:
        raise Problems(problems)
    return records.create(found, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def propose_matching(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> DataMatching:
    check(actor, Verb.CONTRIBUTE, moment=moment)
    found = DataMatching(**values)
    if found.one == found.other:
        raise Problems([Problem("Choose two different sources.", field="other")])
    return records.create(found, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def approve_matching(
    found: DataMatching, *, actor: Actor, moment: datetime, reason: str = ""
) -> DataMatching:
    made: DataMatching = take(
        policies.MATCHING, "approve", found, actor=actor, moment=moment, reason=reason
    )
    return made


@transaction.atomic
def refuse_matching(
    found: DataMatching, *, actor: Actor, moment: datetime, reason: str = ""
) -> DataMatching:
    why = said(reason, "Say why it is refused.")
    made: DataMatching = take(
        policies.MATCHING, "refuse", found, actor=actor, moment=moment, reason=why
    )
    return made
