"""The ladder by which late tasks are shown to further roles. It is the council's own to settle."""

from datetime import datetime

from django.db import transaction

from townclerk.platform import records
from townclerk.platform.access.duties import reader_of
from townclerk.platform.access.matrix import roles
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import permissions
from townclerk.platform.deadlines.kinds import KINDS
from townclerk.platform.deadlines.models import EscalationStep


def described() -> list[tuple[EscalationStep, str, str]]:
    """Each step with the words for its kind and its role."""
    titles = roles()
    return [
        (step, KINDS.get(step.kind, "Every kind"), titles.get(step.role, step.role))
        for step in EscalationStep.objects.all()
    ]


@transaction.atomic
def add_step(
    *, kind: str, days_late: int, role: str, actor: Actor, moment: datetime
) -> EscalationStep:
    """Show tasks of a kind to a role from so many days late; a role has one step a kind."""
    _check(actor, moment)
    values = {"days_late": days_late}
    found = EscalationStep.objects.filter(kind=kind, role=role).first()
    if found is not None:
        return records.change(found, values, actor=actor, moment=moment)
    made = EscalationStep(kind=kind, role=role, **values)
    return records.create(made, actor=actor, moment=moment)


@transaction.atomic
def remove_step(step: EscalationStep, *, actor: Actor, moment: datetime) -> None:
    _check(actor, moment)
    records.remove(step, actor=actor, moment=moment, reason="No longer escalated so")


def _check(actor: Actor, moment: datetime) -> None:
    permissions.check_sets_ladder(reader_of(actor, moment.astimezone(LOCAL).date()))
