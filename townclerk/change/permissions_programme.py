"""Who may keep projects, sign their cases, decide their changes, and confirm their savings."""

from datetime import datetime

from townclerk.change.permissions import check_role, reader_of
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import scope
from townclerk.platform.audit.log import Actor

CHANGE = Area.CHANGE
RUNNING = Area.FINANCIAL_RUNNING
"""Savings are delivered in the running of the finances, so its permissions hold for them."""
SPONSOR = "sponsor"
"""What heads of service contribute in change: the projects they sponsor."""
PROJECT = "project"
"""A role may be held for one project alone."""
OFFICE = "programme-office"
SIGNERS = ("head-of-service", "chief-executive", "s151-officer")
"""Officers who sign a business case."""
FINANCE = ("finance-partner", "s151-officer")
"""They confirm against the ledger what an owner reports."""
DECIDERS = {
    "sponsor": ("head-of-service", "project-sponsor"),
    "board": ("chief-executive",),
    "cabinet": (OFFICE, "leader", "cabinet-member", "chief-executive"),
}
"""Who records the decision of a change at each level; Cabinet's comes with its reference."""

__all__ = [
    "CHANGE",
    "DECIDERS",
    "FINANCE",
    "OFFICE",
    "PROJECT",
    "RUNNING",
    "SIGNERS",
    "SPONSOR",
    "check",
    "check_owner",
    "check_role",
    "reader_of",
]


def check(
    actor: Actor,
    verb: Verb,
    *,
    moment: datetime,
    unit: str | None = None,
    project: str | None = None,
) -> None:
    """Refuse an actor whose roles reach the verb neither for the project nor for its unit."""
    reader = reader_of(actor, moment)
    own = scope(PROJECT, project) if project else None
    if own is None or not reader.may(verb, CHANGE, unit=own, subject=SPONSOR):
        reader.require(verb, CHANGE, unit=unit, subject=SPONSOR)


def check_owner(actor: Actor, *, moment: datetime, unit: str | None = None) -> None:
    """Refuse whoever neither owns the saving's unit nor runs the programme or the finances."""
    reader = reader_of(actor, moment)
    if reader.held(OFFICE):
        return
    if reader.held("project-sponsor"):
        reader.require(Verb.CONTRIBUTE, CHANGE, unit=unit)
        return
    # The accounts are the s151 officer's to answer for, who approves and so may contribute too.
    verb = Verb.APPROVE if reader.held("s151-officer") else Verb.CONTRIBUTE
    reader.require(verb, RUNNING, unit=unit)
