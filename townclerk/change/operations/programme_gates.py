"""Writing and signing cases, asking for gates, and closing a project."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.change.core.programme import State
from townclerk.change.core.programme_gates import NAMES, Gate, following, refusals, unsaid, warnings
from townclerk.change.models import BusinessCase, CaseAdvice, GatePassage, Project, Saving
from townclerk.change.operations.case_advice import overtake
from townclerk.change.operations.programme import ProjectIsClosed, check_project, day_of
from townclerk.change.permissions import check_other
from townclerk.change.permissions_programme import SIGNERS, check_role
from townclerk.change.queries import programme_gates as queries
from townclerk.change.queries.case_advice import advice_lines, awaited
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations as deadlines


class AlreadySigned(TownclerkError):
    """A signed version stays as it was signed."""


class NothingToSign(TownclerkError):
    """No version waits for an officer to sign it."""


@transaction.atomic
def write_case(
    project: Project,
    *,
    kind: str,
    summary: str,
    scope: str = "",
    risk_analysis: str = "",
    delivery_plan: str = "",
    source: str = "",
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> BusinessCase:
    """The next version of a document. The scope is kept as it stands now unless it is given.

    What officers said of the version before it is stale: they are asked again.
    """
    check_project(project, actor=actor, moment=moment)
    before = queries.latest_case(project, kind)
    case = BusinessCase(
        project=project,
        kind=kind,
        number=before.number + 1 if before is not None else 1,
        summary=summary,
        scope=scope or project.scope,
        risk_analysis=risk_analysis,
        delivery_plan=delivery_plan,
        source=source,
        written_by=actor.user,
    )
    made = records.create(case, actor=actor, moment=moment, reason=reason)
    if before is not None:
        overtake(before.advice.all(), f"{made} came after it.", actor=actor, moment=moment)
    return made


@transaction.atomic
def sign_case(
    case: BusinessCase, *, on: date | None = None, actor: Actor, moment: datetime
) -> BusinessCase:
    """An officer signs the latest version, while its project goes on; not the one who wrote it.

    The full case waits for finance, people and legal: who does not agree does not stop it, and
    is printed beside the signature.
    """
    check_role(actor, *SIGNERS, moment=moment, record=case)
    check_other(actor, (case.written_by, "wrote"))
    if case.project.is_closed:
        raise ProjectIsClosed(case.project)
    if case.signed_on is not None:
        raise AlreadySigned(f"{case} is signed already. Write a new version to change it.")
    latest = queries.latest_case(case.project, case.kind)
    if latest is not None and latest.pk != case.pk:
        raise AlreadySigned(f"{latest} came after it. Sign that one.")
    if case.kind == BusinessCase.Kind.FULL and (missing := awaited(case)):
        raise Problems([Problem(said) for said in unsaid(missing, "this version")])
    values = {"signed_by": actor.user, "signed_on": on or day_of(moment)}
    signed = records.change(case, values, actor=actor, moment=moment, verb="sign")
    unanswered = case.advice.filter(state=CaseAdvice.State.ASKED)
    overtake(unanswered, "It is signed.", actor=actor, moment=moment)
    return signed


@transaction.atomic
def ask_gate(
    project: Project,
    *,
    decision: str = "",
    on: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> GatePassage:
    """Ask for the next gate: it opens, or it stays shut. Both are kept, with the reasons, and with
    what it warned of when it opened."""
    check_project(project, actor=actor, moment=moment)
    ready = queries.readiness(project, decision)
    shut = refusals(ready)
    to = following(Gate(project.gate))
    kind = to.value if to is not None and to.value in BusinessCase.Kind.values else "full"
    case = queries.latest_case(project, kind)
    passage = GatePassage(
        project=project,
        gate=(to or Gate.CLOSED).value,
        asked_on=on or day_of(moment),
        outcome=GatePassage.Outcome.REFUSED if shut else GatePassage.Outcome.OPENED,
        reasons="\n".join(shut or warnings(ready)),
        decision=decision.strip(),
        case=case,
        advice="\n".join(advice_lines(case)) if case is not None else "",
    )
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    made = records.create(passage, reason=reason, **stamp)
    if not shut and to is not None:
        values: dict[str, Any] = {"gate": to.value}
        if to is Gate.CLOSED:
            values |= {"state": State.DONE.value, "outcome": _outcome(project)}
        told = f"{NAMES[to]} opened"
        records.change(project, values, verb="gate", reason=reason or told, **stamp)
    return made


def _outcome(project: Project) -> str:
    """Delivered, or in part where a saving of it was replaced or written off."""
    lost = (Saving.State.REPLACED, Saving.State.WRITTEN_OFF)
    whole = not project.savings.filter(state__in=lost).exists()
    return Project.Outcome.DELIVERED if whole else Project.Outcome.PART_DELIVERED


@transaction.atomic
def stop(
    project: Project, *, learning: str, reason: str, actor: Actor, moment: datetime
) -> Project:
    """End a project before its time, with why and what was learned."""
    check_project(project, actor=actor, moment=moment)
    problems = [
        Problem(said, field=field)
        for field, text, said in (
            ("reason", reason, "Say why it is stopped."),
            ("learning", learning, "Say what was learned, so that others need not learn it again."),
        )
        if not text.strip()
    ]
    if problems:
        raise Problems(problems)
    values = {
        "gate": Gate.CLOSED.value,
        "state": State.DONE.value,
        "state_why": reason[:300],
        "outcome": Project.Outcome.STOPPED,
        "learning": learning,
    }
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    for benefit in project.benefits.filter(result=None):
        deadlines.settle(source=benefit, purpose="measure", reason="It was stopped", **stamp)
    return records.change(project, values, verb="stop", reason=reason, **stamp)
