"""What registers write, where the usual operations take their values otherwise."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.finance.models import ChangeRequest, PlanLine, PlanVersion, ReserveMovement
from townclerk.finance.operations import change_fund, plan, reserves
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor


class AlreadyEvaluated(TownclerkError):
    """What was evaluated stays as it was when it was evaluated."""


def create_version(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> PlanVersion:
    return plan.create_version(**values, actor=actor, moment=moment)


@transaction.atomic
def change_version(
    version: PlanVersion,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> PlanVersion:
    plan.check_editable(version, actor=actor, moment=moment)
    return records.change(
        version,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


def create_line(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> PlanLine:
    """A line without amounts yet; they are typed in the plan's own table."""
    rest = {name: value for name, value in values.items() if name != "plan"}
    return plan.add_line(values["plan"], rest, {}, actor=actor, moment=moment, reason=reason)


def create_movement(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ReserveMovement:
    rest = {name: value for name, value in values.items() if name != "reserve"}
    return reserves.post_movement(values["reserve"], **rest, actor=actor, moment=moment)


def create_request(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ChangeRequest:
    return change_fund.bid(values, actor=actor, moment=moment)


@transaction.atomic
def change_request(
    request: ChangeRequest,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> ChangeRequest:
    """A bid may be changed until somebody has evaluated it."""
    if request.state != ChangeRequest.State.BID or request.evaluated_by:
        raise AlreadyEvaluated(
            f"{request} has been evaluated, so it stays as it is. Raise a new request instead."
        )
    changed = records.change(
        request,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    change_fund.check_headroom(changed)
    return changed


def evaluate(
    request: ChangeRequest, *, actor: Actor, moment: datetime, reason: str
) -> ChangeRequest:
    return change_fund.evaluate(request, evaluation=reason, actor=actor, moment=moment)


def refuse(request: ChangeRequest, *, actor: Actor, moment: datetime, reason: str) -> ChangeRequest:
    return change_fund.refuse(request, why=reason, actor=actor, moment=moment)


def review(request: ChangeRequest, *, actor: Actor, moment: datetime, reason: str) -> ChangeRequest:
    return change_fund.review(request, benefit_found=reason, actor=actor, moment=moment)
