"""Who may act on the plan, the tax options, the reserves and the change fund."""

from datetime import datetime

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL

PLANNING = Area.FINANCIAL_PLANNING
RUNNING = Area.FINANCIAL_RUNNING
CHANGE = Area.CHANGE


def check(
    actor: Actor, verb: Verb, *, moment: datetime, area: Area = PLANNING, unit: str | None = None
) -> None:
    """Refuse, with the reason, an actor whose roles do not reach the verb."""
    if actor.user is None:
        raise Refused("Nobody is signed in, so nobody can be named as having done this. Sign in.")
    on = moment.astimezone(LOCAL).date()
    Reader.of(actor.user, on).require(verb, area, unit=unit)


def can(
    actor: Actor, verb: Verb, *, moment: datetime, area: Area = PLANNING, unit: str | None = None
) -> bool:
    try:
        check(actor, verb, moment=moment, area=area, unit=unit)
    except Refused:
        return False
    return True


def holds(actor: Actor, moment: datetime, *roles: str) -> bool:
    """Whether the actor holds one of the roles on the day of the act."""
    if actor.user is None:
        return False
    reader = Reader.of(actor.user, moment.astimezone(LOCAL).date())
    return any(held.code in roles for held in reader.roles)
