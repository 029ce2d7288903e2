"""Writes of the forward plan: entering, publishing, deferring, withdrawing, ruling, marking."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions, policies
from townclerk.democracy.core.limits import Route
from townclerk.democracy.models import Decision, Entry
from townclerk.democracy.operations.meetings import today
from townclerk.democracy.queries import forward_plan as queries
from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.parameters import source

TOLD = frozenset({"title", "text", "key", "decision_on", "body", "maker", "maker_role"})
"""What the public was told; it changes by a step, so that the change is seen."""
NOTICE = frozenset({"published_on", "route", "route_reason", "agreed_by"})
"""What giving notice records; an entry is published by that step alone."""


class CannotForetell(TownclerkError):
    """The step does not fit the entry as it stands. The message says what to do."""


@transaction.atomic
def create(values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = "") -> Entry:
    """A draft; given with the day it was published, it goes on to that."""
    permissions.check_brings_reports(actor, moment=moment, record=Entry(**values))
    given = dict(values)
    published, route = given.pop("published_on", None), given.pop("route", "")
    told = {name: given.pop(name, "") for name in ("route_reason", "agreed_by")}
    entry = Entry(**given)
    entry.first_for = entry.first_for or entry.decision_on
    made = records.create(entry, actor=actor, moment=moment, reason=reason)
    if published is None:
        return made
    made = publish(
        made,
        on=published,
        reason=told["route_reason"] or reason,
        agreed_by=told["agreed_by"],
        actor=actor,
        moment=moment,
    )
    if route and made.is_key and route != made.route:
        raise CannotForetell(
            f"Published on {date_display(published)} it takes the route “{made.route}”, not "
            f"“{route}”."
        )
    return made


@transaction.atomic
def change(
    entry: Entry,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Entry:
    """Complete the entry. What the public was told stays, or changes by a step; notice of it is
    given by a step."""
    permissions.check_brings_reports(actor, moment=moment, record=entry, values=values)
    moved = {name for name in values if values[name] != getattr(entry, name)}
    if moved & NOTICE:
        raise CannotForetell(
            f"The notice of {entry.reference} is not entered here: publish it, which says by which "
            "route it goes."
        )
    fixed = sorted(TOLD & moved)
    if fixed and entry.state != Entry.State.DRAFT:
        raise CannotForetell(
            f"{entry.reference} is {entry.get_state_display().lower()}: "
            f"{', '.join(name.replace('_', ' ') for name in fixed)} may not be changed here. "
            "Defer it, or withdraw it and enter another."
        )
    return records.change(
        entry,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def publish(
    entry: Entry,
    *,
    on: date | None = None,
    agreed_by: str = "",
    actor: Actor,
    moment: datetime,
    reason: str = "",
    law: ParameterSource | None = None,
) -> Entry:
    """Give notice. A key decision with less than the full notice takes the route the law leaves
    open, with its reason and, where it needs one, whose agreement was given."""
    step = policies.step(policies.FORWARD_PLAN, "publish", entry.state, entry)
    permissions.check(actor, *step.roles, moment=moment, record=entry)
    day = on or today(moment)
    _coming(entry, day)
    values = {"state": step.target, "published_on": day}
    values |= _route(entry, day, reason=reason, agreed_by=agreed_by, law=law or source())
    return records.change(entry, values, actor=actor, moment=moment, reason=reason, verb="publish")


def _coming(entry: Entry, day: date) -> None:
    if day >= entry.decision_on:
        raise CannotForetell(
            f"{entry.reference} is for {date_display(entry.decision_on)}, so notice on "
            f"{date_display(day)} is none. Correct one of the dates."
        )


def _route(
    entry: Entry, day: date, *, reason: str, agreed_by: str, law: ParameterSource
) -> dict[str, str]:
    found = queries.notice_of(entry, day, law)
    if found is None:
        return {"route": "", "route_reason": "", "agreed_by": ""}
    route = found.value.route
    problems = []
    if route is not Route.ORDINARY and not reason.strip():
        last = date_display(found.value.last_days[Route.ORDINARY])
        problems.append(
            Problem(
                f"Full notice was to be given by {last}. It may go by the {route.value} route.",
                field="reason",
                hint=f"Give the reason. {found.value.who}",
            )
        )
    if route is Route.SPECIAL_URGENCY and not agreed_by.strip():
        problems.append(
            Problem("Special urgency needs agreement.", field="agreed_by", hint=found.value.who)
        )
    if problems:
        raise Problems(problems)
    exceptional = route is not Route.ORDINARY
    return {
        "route": route.value,
        "route_reason": reason.strip() if exceptional else "",
        "agreed_by": agreed_by.strip() if route is Route.SPECIAL_URGENCY else "",
    }


@transaction.atomic
def defer(entry: Entry, *, to: date, actor: Actor, moment: datetime, reason: str = "") -> Entry:
    """Move the decision to a later day. It counts, and readers see how often it slipped."""
    step = policies.step(policies.FORWARD_PLAN, "defer", entry.state, entry)
    permissions.check(actor, *step.roles, moment=moment, record=entry)
    problems = []
    if to <= entry.decision_on:
        day = date_display(entry.decision_on)
        problems.append(Problem(f"It is for {day}. Choose a later day.", field="to"))
    if not reason.strip():
        problems.append(Problem("Say why it is deferred.", field="reason"))
    if problems:
        raise Problems(problems)
    values = {
        "state": step.target,
        "decision_on": to,
        "deferrals": entry.deferrals + 1,
        "defer_reason": reason.strip(),
    }
    if entry.route and _full_notice(entry, to):
        values["route"] = Entry.Route.ORDINARY
    return records.change(entry, values, actor=actor, moment=moment, reason=reason, verb="defer")


def _full_notice(entry: Entry, to: date) -> bool:
    """Whether the notice already given is full for the later day."""
    moved = Entry(key=entry.is_key, decision_on=to)
    found = queries.notice_of(moved, entry.published_on or to, source())
    return found is not None and found.value.route is Route.ORDINARY


@transaction.atomic
def withdraw(entry: Entry, *, actor: Actor, moment: datetime, reason: str = "") -> Entry:
    step = policies.step(policies.FORWARD_PLAN, "withdraw", entry.state, entry)
    permissions.check(actor, *step.roles, moment=moment, record=entry)
    if not reason.strip():
        raise CannotForetell("Say why the decision will not be taken.")
    values = {"state": step.target, "withdraw_reason": reason.strip()}
    return records.change(entry, values, actor=actor, moment=moment, reason=reason, verb="withdraw")


@transaction.atomic
def decided(
    entry: Entry, *, decision: Decision, actor: Actor, moment: datetime, reason: str = ""
) -> Entry:
    """Say which decision came of it."""
    step = policies.step(policies.FORWARD_PLAN, "decided", entry.state, entry)
    permissions.check(actor, *step.roles, moment=moment, record=entry)
    if decision.state not in Decision.TAKEN:
        raise CannotForetell(f"{decision.reference} is not made yet.")
    values = {"state": step.target, "decision": decision}
    return records.change(entry, values, actor=actor, moment=moment, reason=reason, verb="decide")


@transaction.atomic
def rule(entry: Entry, *, ruling: str, actor: Actor, moment: datetime, reason: str = "") -> Entry:
    """The monitoring officer rules whether the decision is key."""
    step = policies.step(policies.FORWARD_PLAN, "rule", entry.state, entry)
    permissions.check(actor, *step.roles, moment=moment, record=entry)
    if not reason.strip():
        raise CannotForetell("Say why it is, or is not, a key decision.")
    values = {"ruling": Entry.Ruling(ruling).value, "ruling_reason": reason.strip()}
    return records.change(entry, values, actor=actor, moment=moment, reason=reason, verb="rule")


@transaction.atomic
def mark(
    entry: Entry, *, of_interest: bool, note: str = "", actor: Actor, moment: datetime
) -> Entry:
    """Scrutiny marks what it wants to look at before it is decided."""
    step = policies.step(policies.FORWARD_PLAN, "mark", entry.state, entry)
    permissions.check_oversees(actor, *step.roles, moment=moment)
    values = {"of_interest": of_interest, "interest_note": note.strip() if of_interest else ""}
    return records.change(entry, values, actor=actor, moment=moment, reason=note, verb="mark")
