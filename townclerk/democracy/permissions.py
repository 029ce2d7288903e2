"""Who may keep the calendar and the register of decisions, and who may call a decision in."""

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.duties import reader_of
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Place, Reader, Refused, scope_code, scope_kind
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.registers.permission import becoming, place_of

R = TypeVar("R", bound=Model)
DEMOCRATIC = Area.DEMOCRATIC
BODY = "body"
"""A role may be held for one body alone."""
CLERKS = ("democratic-services",)
"""They maintain bodies, membership and the calendar, and record and publish decisions."""
JUDGES = ("monitoring-officer",)
"""They say whether a call-in is valid."""
REPORTS = "reports"
"""Whoever brings reports to decision-makers enters decisions to come; only clerks publish them."""
SCRUTINY = ("scrutiny-member", "opposition-leader")
"""They call decisions in, and mark decisions to come that they want to look at."""
IMPLEMENTERS = ("democratic-services", "head-of-service", "chief-executive", "s151-officer")


def holds(actor: Actor, moment: datetime, *wanted: str, record: Any | None = None) -> bool:
    """Whether the actor holds one of the roles on the day of the act, for what the record is of.

    Without a record the act is the whole council's, and takes a role held for all of it.
    """
    if actor.user is None:
        return False
    return _reader(actor, moment).held(*wanted, at=place_of(record))


def check(
    actor: Actor,
    *wanted: str,
    moment: datetime,
    record: Any | None = None,
    values: Mapping[str, Any] | None = None,
) -> None:
    """Refuse, with who may, an actor who holds none of the roles for what the record is of.

    With `values`, also for what it is to be of: nobody hands a record to a body not theirs.
    """
    _require_signed_in(actor)
    records = [record, becoming(record, values)] if values else [record]
    if not all(holds(actor, moment, *wanted, record=one) for one in records):
        raise _for(wanted)


def check_oversees(actor: Actor, *wanted: str, moment: datetime) -> None:
    """Refuse who holds none of the roles for any committee: scrutiny looks at what other bodies
    decide, so a role held for one committee counts for what all of them do."""
    _require_signed_in(actor)
    if not _reader(actor, moment).held_somewhere(*wanted):
        raise _for(wanted)


def _for(wanted: tuple[str, ...]) -> Refused:
    titles = roles()
    who = " or ".join(titles[role] for role in wanted)
    return Refused(f"Your role may not do this. It is for: {who}.")


def _require_signed_in(actor: Actor) -> None:
    if actor.user is None:
        raise Refused("Nobody is signed in, so nobody can be named as having done this. Sign in.")


def _reader(actor: Actor, moment: datetime) -> Reader:
    return reader_of(actor, moment.astimezone(LOCAL).date())


def inside(reader: Reader, record: Any | None = None) -> bool:
    """Whether the reader sees what is not published: of every body, or of the record's."""
    return reader.may_at(place_of(record), Verb.READ, DEMOCRATIC).allowed


def inside_somewhere(reader: Reader) -> bool:
    """Whether the reader sees what is not published of every body, or of one."""
    return inside(reader) or bool(_own_bodies(reader))


def of_own_bodies(reader: Reader | None, open_ones: Q, *, code: str = "body__code") -> Q:
    """What is open to everybody, and all that is of the bodies a reader's roles are held for.

    No reader is the public; who reads the whole area is asked for no condition. `code` leads from
    the rows to the code of their body.
    """
    if reader is None:
        return open_ones
    if inside(reader):
        return Q()
    own = _own_bodies(reader)
    return open_ones | Q(**{f"{code}__in": own}) if own else open_ones


def if_open(found: R | None, rows: "QuerySet[R]") -> R | None:
    """A record that another names, where it is among the rows open to the reader: else the page
    does not say what it is called."""
    return found if found is not None and rows.filter(pk=found.pk).exists() else None


def _own_bodies(reader: Reader) -> list[str]:
    reached = reader.units(DEMOCRATIC) or frozenset()
    return sorted(scope_code(one) for one in reached if scope_kind(one) == BODY)


def reads_action(reader: Reader, action: Any) -> bool:
    """Whether an action is open: to its owner's role, and to who sees what its bodies do."""
    return inside(reader, action) or reader.held(action.owner_role, at=place_of(action))


def actions_read(reader: Reader) -> Q:
    """The actions of a list that may be open to a reader; `reads_action` decides of each."""
    if inside(reader):
        return Q()
    own = _own_bodies(reader)
    anywhere = Place(of_units=False)
    mine = Q(owner_role__in=[role.code for role in reader.roles if role.counts(anywhere)])
    of_bodies = ("meeting__body", "report_to", "petition__body")
    return reduce(or_, (Q(**{f"{body}__code__in": own}) for body in of_bodies), mine)


def check_brings_reports(
    actor: Actor, *, moment: datetime, record: Any, values: Mapping[str, Any] | None = None
) -> None:
    """Refuse who may not enter a decision to come of that body; with `values`, nor of the body it
    is handed to."""
    _require_signed_in(actor)
    reader = _reader(actor, moment)
    for one in (record, becoming(record, values)) if values else (record,):
        decision = reader.may_at(place_of(one), Verb.CONTRIBUTE, DEMOCRATIC, subject=REPORTS)
        if not decision:
            raise Refused(decision.reason)
