"""Who may keep projects, sign their cases, decide their changes, and confirm their savings."""

from datetime import datetime
from typing import Any

from townclerk.change.permissions import check_role, reader_of
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Decision, Refused, scope
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.permission import place_of

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
CASE_ADVISERS = {
    "finance": FINANCE,
    "people": ("hr-officer",),
    "legal": ("legal-officer", "monitoring-officer"),
}
"""Who says for each discipline what it thinks of a business case before officers sign it."""
DECIDERS = {
    "sponsor": ("head-of-service", "project-sponsor"),
    "board": ("chief-executive",),
    "cabinet": (OFFICE, "leader", "cabinet-member", "chief-executive"),
}
"""Who records the decision of a change at each level; Cabinet's comes with its reference."""

__all__ = [
    "CASE_ADVISERS",
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
    "may",
    "reader_of",
]


def may(
    actor: Actor,
    verb: Verb,
    *,
    moment: datetime,
    unit: str | None = None,
    project: str | None = None,
) -> Decision:
    """Whether the actor's roles reach the verb for the project or for its unit."""
    reader = reader_of(actor, moment)
    own = scope(PROJECT, project) if project else None
    if own is not None and (found := reader.may(verb, CHANGE, unit=own, subject=SPONSOR)):
        return found
    return reader.may(verb, CHANGE, unit=unit, subject=SPONSOR)


def check(
    actor: Actor,
    verb: Verb,
    *,
    moment: datetime,
    unit: str | None = None,
    project: str | None = None,
) -> None:
    """Refuse an actor whose roles reach the verb neither for the project nor for its unit."""
    decision = may(actor, verb, moment=moment, unit=unit, project=project)
    if not decision:
        raise Refused(decision.reason)


def check_owner(actor: Actor, *, moment: datetime, record: Any) -> None:
    """Refuse whoever neither owns what the saving is of nor runs the programme or the finances."""
    reader, at = reader_of(actor, moment), place_of(record)
    if reader.held(OFFICE, at=at):
        return
    sponsors = reader.held("project-sponsor", at=at)
    if sponsors and reader.may_at(at, Verb.CONTRIBUTE, CHANGE):
        return
    # The accounts are the s151 officer's to answer for, who approves and so may contribute too.
    verb = Verb.APPROVE if reader.held("s151-officer", at=at) else Verb.CONTRIBUTE
    decision = reader.may_at(at, verb, RUNNING)
    if not decision:
        raise Refused(decision.reason)
