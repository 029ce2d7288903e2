"""The steps between states that this reader may take a version along."""

from dataclasses import dataclass

from django.http import HttpRequest

from townclerk.finance import permissions, policies
from townclerk.finance.models import PlanVersion
from townclerk.finance.operations.plan import check_editable
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor


@dataclass(frozen=True)
class StepOpen:
    name: str
    label: str
    version: int


def steps_open(request: HttpRequest, number: int) -> tuple[StepOpen, ...]:
    """Asked of the same rules the operation asks, so that no offered step is refused."""
    acting, moment = actor(request), clock.now()
    if acting.user is None:
        return ()
    version = PlanVersion.objects.get(number=number)
    return tuple(
        StepOpen(name, move.label, version.version)
        for name, move in policies.open_moves(policies.PLAN, version.state).items()
        if permissions.can(acting, move.verb, moment=moment)
        and (move.verb is not Verb.APPROVE or permissions.holds(acting, moment, permissions.S151))
    )


def may_edit(request: HttpRequest, number: int) -> bool:
    """Whether this reader may type into the version as it stands, asked of the operation's rule."""
    acting = actor(request)
    if acting.user is None:
        return False
    try:
        version = PlanVersion.objects.get(number=number)
        check_editable(version, actor=acting, moment=clock.now())
    except TownclerkError:
        return False
    return True
