"""Who keeps risks, audits and recommendations, who decides on them, and who verifies."""

from datetime import datetime
from typing import Any

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.duties import reader_of
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL

ASSURANCE = Area.ASSURANCE
RISKS = "risks"
"""What cabinet members contribute for their own portfolio, and others for their own units."""
OWNER = "owner"
"""What the chief executive approves: risks as their owner of last resort."""
CLOSING = "closing"
"""What internal audit approves: that something is done."""
ANSWERS = ("s151-officer",)
"""Approves in the area, so may keep what it is answered for."""
AUDITORS = ("internal-auditor",)
MODERATORS = ("risk-officer", "internal-auditor")


def reader(actor: Actor, moment: datetime) -> Reader:
    return reader_of(actor, moment.astimezone(LOCAL).date())


def unit_code(record: Any) -> str | None:
    unit = getattr(record, "unit", None)
    return unit.code if unit is not None else None


def check_keeps(
    actor: Actor, *, moment: datetime, unit: str | None = None, subject: str = ""
) -> None:
    """Refuse whoever may not contribute for the unit, and does not answer for the area either."""
    who = reader(actor, moment)
    decision = who.may(Verb.CONTRIBUTE, ASSURANCE, unit=unit, subject=subject)
    if decision:
        return
    if who.held(*ANSWERS) and who.may(Verb.APPROVE, ASSURANCE, unit=unit, subject=subject):
        return
    raise Refused(decision.reason)


def check_decides(actor: Actor, *, moment: datetime, unit: str | None = None) -> None:
    """Refuse whoever does not approve risks, or changes of the plan."""
    reader(actor, moment).require(Verb.APPROVE, ASSURANCE, unit=unit, subject=OWNER)


def check_role(actor: Actor, *wanted: str, moment: datetime) -> None:
    """Refuse, with who may, an actor who holds none of the roles."""
    if not reader(actor, moment).held(*wanted):
        titles = roles()
        who = " or ".join(titles[role] for role in wanted)
        raise Refused(f"Your role may not do this. It is for: {who}.")
