"""Risks the programme offers to the corporate register: accepted, or returned with a reason."""

from datetime import datetime
from itertools import chain, count
from typing import Any

from django.db import transaction

from townclerk.assurance import policies, tasks
from townclerk.assurance.models import Risk, RiskControl
from townclerk.assurance.operations.errors import CannotAct
from townclerk.assurance.permissions import (
    ASSURANCE,
    MODERATORS,
    RISKS,
    check_keeps,
    check_role,
    unit_code,
)
from townclerk.change.public import board_risk, board_risks
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import operations as deadlines
from townclerk.platform.organisation.models import Unit

PURPOSE = "offered"


@transaction.atomic
def offer(
    code: str,
    *,
    unit: Unit | None = None,
    title: str = "",
    reason: str,
    actor: Actor,
    moment: datetime,
) -> Risk:
    """Offer a risk of the board: what is done about it comes along as a control.

    It is not scored: scores of two matrices are never set beside one another.
    """
    held = board_risk(code)
    if held is None:
        raise CannotAct(f"There is no risk {code} of a programme.")
    stands_for = unit or held.unit
    problems = []
    if stands_for is None:
        said = "Name the service that answers for it: its project has none."
        problems.append(Problem(said, field="unit"))
    if not reason.strip():
        problems.append(Problem("Say why: it is kept with the risk.", field="reason"))
    if problems:
        raise Problems(problems)
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    name = _free(code)
    board_risks.offer(code, name, why=reason, **stamp)
    risk = Risk(
        code=name,
        title=title.strip() or held.risk[:200],
        level=Risk.Level.CORPORATE,
        state=Risk.State.OFFERED,
        unit=stands_for,
        event=held.risk,
        raised_from=code,
        offered_by=actor.user,
        source=f"The programme: {held.of}"[:300],
    )
    made = records.create(risk, reason=reason, **stamp)
    if held.mitigation.strip():
        control = RiskControl(code=f"{name}-1"[:100], risk=made, title=held.mitigation[:300])
        records.create(control, reason="As the programme keeps it", **stamp)
    _ask(made, reason, **stamp)
    return made


def _free(code: str) -> str:
    """The code of the corporate risk; one that was returned or closed keeps its own, as does one
    whose long code begins alike."""
    wanted = f"programme-{code}"[:94]
    taken = set(Risk.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(one for one in chain([wanted], numbered) if one not in taken)


def _ask(risk: Risk, why: str, *, actor: Actor, moment: datetime) -> None:
    deadlines.raise_task(
        source=risk,
        purpose=PURPOSE,
        title=f"Accept or return the risk “{risk}”"[:200],
        kind=tasks.RISK_OFFERED,
        area=ASSURANCE,
        owner_role=MODERATORS[0],
        unit=risk.unit,
        address=f"/assurance/risks/{risk.code}/",
        note=why,
        actor=actor,
        moment=moment,
    )


@transaction.atomic
def accept(risk: Risk, *, reason: str = "", actor: Actor, moment: datetime) -> Risk:
    """The risk team takes it on to the register, where it is scored and approved like any other."""
    move = policies.step(policies.RISK, "accept", risk.state, risk)
    check_receives(risk, actor=actor, moment=moment)
    values = {"state": move.target, "raised_on": moment.astimezone(LOCAL).date()}
    return _answered(risk, "accept", values, "accepted", reason, actor=actor, moment=moment)


@transaction.atomic
def give_back(risk: Risk, *, reason: str = "", actor: Actor, moment: datetime) -> Risk:
    """The risk team does not take it, and says why; the programme keeps it and is told."""
    move = policies.step(policies.RISK, "return", risk.state, risk)
    check_receives(risk, actor=actor, moment=moment)
    if not reason.strip():
        raise Problems([Problem("Say why: the programme is told.", field="reason")])
    values = {"state": move.target}
    return _answered(risk, "return", values, "returned", reason, actor=actor, moment=moment)


def check_receives(risk: Risk, *, actor: Actor, moment: datetime) -> None:
    """Refuse whoever is not of the risk team, and who offered it."""
    check_role(actor, *MODERATORS, moment=moment, record=risk)
    check_keeps(actor, moment=moment, unit=unit_code(risk), subject=RISKS)
    if risk.offered_by is not None and risk.offered_by == actor.user:
        raise Refused("You offered it, so somebody else accepts or returns it.")


def _answered(
    risk: Risk,
    verb: str,
    values: dict[str, Any],
    told: str,
    reason: str,
    *,
    actor: Actor,
    moment: datetime,
) -> Risk:
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    made = records.change(risk, values, reason=reason, verb=verb, **stamp)
    deadlines.settle(source=made, purpose=PURPOSE, reason=made.get_state_display(), **stamp)
    tell_programme(made, told, reason, **stamp)
    return made


def tell_programme(risk: Risk, told: str, why: str, *, actor: Actor, moment: datetime) -> None:
    """What became of it is shown with the programme's own risk."""
    if risk.raised_from:
        board_risks.tell(risk.raised_from, told, why=why, actor=actor, moment=moment)
