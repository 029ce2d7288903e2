"""Who may act on the plan, the tax options, the reserves and the change fund."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Decision, Reader, Refused, of_unit
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.registers.permission import place_of

PLANNING = Area.FINANCIAL_PLANNING
RUNNING = Area.FINANCIAL_RUNNING
CHANGE = Area.CHANGE
S151 = "s151-officer"
SUBJECTS = {CHANGE: ("funding", "board-chair")}
"""Which approvals of change are about its money: the funding itself, and its board's chair."""
TAX_BASE, ROUNDS = "tax-base", "rounds"
"""Parts of planning that revenues officers reach: dwellings and collection rate, and its rounds."""
TITLES = {S151: "s151 officer", "chief-executive": "Chief Executive"}


def check(
    actor: Actor,
    verb: Verb,
    *,
    moment: datetime,
    area: Area = PLANNING,
    unit: str | None = None,
    subject: str = "",
) -> None:
    """Refuse, with the reason, an actor whose roles do not reach the verb.

    The s151 officer, who approves, may also do what finance partners contribute: the accounts are
    that officer's to answer for.
    """
    if actor.user is None:
        raise Refused("Nobody is signed in, so nobody can be named as having done this. Sign in.")
    on = moment.astimezone(LOCAL).date()
    decision = reaches(Reader.of(actor.user, on), verb, area=area, unit=unit, subject=subject)
    if not decision:
        raise Refused(decision.reason)


def reaches(
    reader: Reader, verb: Verb, *, area: Area = PLANNING, unit: str | None = None, subject: str = ""
) -> Decision:
    """What `check` asks, of a reader at hand: a page of many rows asks it without a query."""
    if verb is Verb.CONTRIBUTE and reader.held(S151, at=of_unit(unit)):
        verb = Verb.APPROVE
    subjects = (subject,) if subject else SUBJECTS.get(area, ("",))
    decisions = [reader.may(verb, area, unit=unit, subject=one) for one in subjects]
    return next((one for one in decisions if one), decisions[0])


def may_load(area: Area) -> Callable[[Reader], Decision]:
    """Whether a reader may import the sheets of an area: as `check` asks of one who contributes."""
    return lambda reader: reader.may(Verb.APPROVE if reader.held(S151) else Verb.CONTRIBUTE, area)


def check_role(actor: Actor, *roles: str, moment: datetime, record: Any | None = None) -> None:
    """Refuse an actor who holds none of the roles, where a verb alone is too wide."""
    if not holds(actor, moment, *roles, record=record):
        raise Refused(f"This is for the {' or the '.join(TITLES[role] for role in roles)}.")


def can(
    actor: Actor,
    verb: Verb,
    *,
    moment: datetime,
    area: Area = PLANNING,
    unit: str | None = None,
    subject: str = "",
) -> bool:
    try:
        check(actor, verb, moment=moment, area=area, unit=unit, subject=subject)
    except Refused:
        return False
    return True


def holds(actor: Actor, moment: datetime, *roles: str, record: Any | None = None) -> bool:
    """Whether the actor holds one of the roles on the day of the act, for what the record is of.

    Without a record the act is the whole council's, and takes a role held for all of it.
    """
    if actor.user is None:
        return False
    reader = Reader.of(actor.user, moment.astimezone(LOCAL).date())
    return reader.held(*roles, at=place_of(record))


def role_titles(actor: Actor, moment: datetime) -> str:
    """The roles of whoever acts, in words; what they ask is signed by role, never by name."""
    if actor.user is None:
        return ""
    reader = Reader.of(actor.user, moment.astimezone(LOCAL).date())
    return ", ".join(dict.fromkeys(role.title for role in reader.roles))
