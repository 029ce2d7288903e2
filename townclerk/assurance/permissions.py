"""Who keeps risks, audits and recommendations, who decides on them, and who verifies."""

from datetime import datetime
from typing import Any

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.duties import reader_of
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader, Refused, of_unit
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.registers.permission import place_of

ASSURANCE = Area.ASSURANCE
RISKS = "risks"
"""What cabinet members contribute for their own portfolio, and others for their own units."""
PROGRAMME = "programme"
"""What the programme's office reads: the risks the programme offered to the corporate register."""
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
    answers = who.held(*ANSWERS, at=of_unit(unit))
    if answers and who.may(Verb.APPROVE, ASSURANCE, unit=unit, subject=subject):
        return
    raise Refused(decision.reason)


def check_decides(actor: Actor, *, moment: datetime, unit: str | None = None) -> None:
    """Refuse whoever does not approve risks, or changes of the plan."""
    reader(actor, moment).require(Verb.APPROVE, ASSURANCE, unit=unit, subject=OWNER)


def check_role(actor: Actor, *wanted: str, moment: datetime, record: Any | None = None) -> None:
    """Refuse, with who may, an actor who holds none of the roles for what the record is of.

    Without a record the act is the whole council's, and takes a role held for all of it.
    """
    if not reader(actor, moment).held(*wanted, at=place_of(record)):
        titles = roles()
        who = " or ".join(titles[role] for role in wanted)
        raise Refused(f"Your role may not do this. It is for: {who}.")
