"""Who may keep the calendar and the register of decisions, and who may call a decision in."""

from datetime import datetime

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Decision, Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL

DEMOCRATIC = Area.DEMOCRATIC
CLERKS = ("democratic-services",)
"""They maintain bodies, membership and the calendar, and record and publish decisions."""
JUDGES = ("monitoring-officer",)
"""They say whether a call-in is valid."""
CALLERS = ("scrutiny-member", "opposition-leader")
REPORTS = "reports"
"""Whoever brings reports to decision-makers enters decisions to come; only clerks publish them."""
SCRUTINY = ("scrutiny-member", "opposition-leader")
IMPLEMENTERS = ("democratic-services", "head-of-service", "chief-executive", "s151-officer")


def holds(actor: Actor, moment: datetime, *wanted: str) -> bool:
    """Whether the actor holds one of the roles on the day of the act."""
    if actor.user is None:
        return False
    return Reader.of(actor.user, moment.astimezone(LOCAL).date()).held(*wanted)


def check(actor: Actor, *wanted: str, moment: datetime) -> None:
    """Refuse, with who may, an actor who holds none of the roles."""
    if actor.user is None:
        raise Refused("Nobody is signed in, so nobody can be named as having done this. Sign in.")
    if not holds(actor, moment, *wanted):
        titles = roles()
        who = " or ".join(titles[role] for role in wanted)
        raise Refused(f"Your role may not do this. It is for: {who}.")


def brings_reports(reader: Reader) -> Decision:
    """Whether the reader may enter a decision to come."""
    return reader.may(Verb.CONTRIBUTE, DEMOCRATIC, subject=REPORTS)


def check_brings_reports(actor: Actor, *, moment: datetime) -> None:
    if actor.user is None:
        raise Refused("Nobody is signed in, so nobody can be named as having done this. Sign in.")
    decision = brings_reports(Reader.of(actor.user, moment.astimezone(LOCAL).date()))
    if not decision:
        raise Refused(decision.reason)
