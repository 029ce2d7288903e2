"""Writing benefits that are not money; each is asked for on its day until it is measured."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.change import tasks
from townclerk.change.models import Benefit
from townclerk.change.operations.delivery import check_open
from townclerk.change.operations.programme import check_project, day_of
from townclerk.change.permissions_programme import CHANGE, OFFICE
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations as deadlines


@transaction.atomic
def create(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Benefit:
    """What a project or a saving is to bring besides money, by whoever answers for it."""
    benefit = Benefit(**values)
    _check(benefit, actor=actor, moment=moment)
    _not_ahead(benefit.measured_on, moment)
    made = records.create(benefit, actor=actor, moment=moment, reason=reason)
    _ask(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def change(
    benefit: Benefit,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Benefit:
    """Correct it, or enter what was measured."""
    _check(benefit, actor=actor, moment=moment)
    _not_ahead(values.get("measured_on"), moment)
    made = records.change(
        benefit,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    _ask(made, actor=actor, moment=moment)
    return made


def _check(benefit: Benefit, *, actor: Actor, moment: datetime) -> None:
    if benefit.project is not None:
        check_project(benefit.project, actor=actor, moment=moment)
    if benefit.saving is not None:
        check_open(benefit.saving, actor=actor, moment=moment)


def _not_ahead(measured_on: date | None, moment: datetime) -> None:
    if measured_on is not None and measured_on > day_of(moment):
        ahead = Problem("A result cannot be of a day to come.", field="measured_on")
        raise Problems([ahead])


def _ask(benefit: Benefit, *, actor: Actor, moment: datetime) -> None:
    """While nothing is measured, its day is a task of the programme's office."""
    stamp: dict[str, Any] = {
        "source": benefit,
        "purpose": "measure",
        "actor": actor,
        "moment": moment,
    }
    if benefit.result is not None:
        deadlines.settle(reason="It is measured", **stamp)
        return
    of = benefit.project or benefit.saving
    deadlines.raise_task(
        title=f"Measure: {benefit.title}"[:200],
        kind=tasks.BENEFIT,
        area=CHANGE,
        owner_role=OFFICE,
        unit=None if of is None else of.unit,
        due=benefit.due,
        note=f"{of}: {benefit.measure}",
        reopen=True,
        **stamp,
    )
