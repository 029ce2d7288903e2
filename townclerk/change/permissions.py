"""Who may raise, validate, recommend and approve options, and review their equality assessment."""

from datetime import datetime
from typing import Any

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.matrix import roles as titles
from townclerk.platform.access.reader import Decision, Reader, Refused, of_unit
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.registers.permission import place_of

PLANNING = Area.FINANCIAL_PLANNING
"""Options are proposals of the financial plan, so its permissions hold for them."""
OPTION = "option"
"""What project sponsors may contribute in the plan: options, nothing else of it."""
S151 = "s151-officer"
FINANCE = (S151, "finance-partner")
"""They validate what a sheet says it saves."""
MEMBERS = ("leader", "cabinet-member")
"""They approve a sheet for consultation and recommend it."""
APPROVERS = ("leader", "chief-executive")
"""They record what the Council approved."""
HANDERS = (*FINANCE, "chief-executive", "programme-office")
EQUALITY = ("information-officer", "monitoring-officer", "hr-officer")
"""The equality lead's part: they review an assessment somebody else wrote."""
ADVISERS = ("legal-officer", *EQUALITY)
"""They read every sheet, because they say what they think of it."""


def reader_of(actor: Actor, moment: datetime) -> Reader:
    if actor.user is None:
        raise Refused("Nobody is signed in, so nobody can be named as having done this. Sign in.")
    return Reader.of(actor.user, moment.astimezone(LOCAL).date())


def may(reader: Reader, verb: Verb, *, unit: str | None = None) -> Decision:
    """Whether a reader may do this to options. The s151 officer may also contribute: the money of
    the plan is that officer's to answer for."""
    if verb is Verb.CONTRIBUTE and reader.held(S151, at=of_unit(unit)):
        verb = Verb.APPROVE
    return reader.may(verb, PLANNING, unit=unit, subject=OPTION)


def check(actor: Actor, verb: Verb, *, moment: datetime, unit: str | None = None) -> None:
    decision = may(reader_of(actor, moment), verb, unit=unit)
    if not decision:
        raise Refused(decision.reason)


def check_role(actor: Actor, *wanted: str, moment: datetime, record: Any | None = None) -> None:
    """Refuse, with who may, an actor who holds none of the roles for what the record is of.

    Without a record the act is the whole council's, and takes a role held for all of it.
    """
    if not reader_of(actor, moment).held(*wanted, at=place_of(record)):
        known = titles()
        who = " or ".join(known[role] for role in wanted)
        raise Refused(f"Your role may not do this. It is for: {who}.")


def check_other(actor: Actor, *earlier: tuple[object, str]) -> None:
    """Refuse an actor who is one of those who acted before: somebody else does the next step."""
    for person, what in earlier:
        if person is not None and person == actor.user:
            raise Refused(f"You {what} it, so somebody else does this.")
