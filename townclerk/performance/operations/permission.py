"""Who may write in performance."""

from datetime import datetime

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Reader, Refused, of_unit
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL

PERFORMANCE = Area.PERFORMANCE
CHIEF = "chief-executive"


def check(actor: Actor, verb: Verb, *, moment: datetime, unit: str | None = None) -> None:
    """Refuse an actor whose roles do not reach the verb. The Chief Executive, who approves and
    whose office drafts the plan, may also do what others contribute."""
    if actor.user is None:
        raise Refused("Nobody is signed in, so nobody can be named as having done this. Sign in.")
    reader = Reader.of(actor.user, moment.astimezone(LOCAL).date())
    if verb is Verb.CONTRIBUTE and reader.held(CHIEF, at=of_unit(unit)):
        verb = Verb.APPROVE
    reader.require(verb, PERFORMANCE, unit=unit)
