"""Writes of bodies, members and groups: appointing, ending, moving between groups."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.models import Affiliation, Body, Member, Membership, PoliticalGroup
from townclerk.democracy.queries.bodies import on_day
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.records import Record


class CannotAppoint(TownclerkError):
    """The appointment does not fit the body. The message says what to change."""


def create_body(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Body:
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=Body(**values))
    return records.create(Body(**values), actor=actor, moment=moment, reason=reason)


def create_group(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> PoliticalGroup:
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    return records.create(PoliticalGroup(**values), actor=actor, moment=moment, reason=reason)


def create_member(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Member:
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    return records.create(Member(**values), actor=actor, moment=moment, reason=reason)


def change(
    record: Record,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Record:
    """Change a body, group, member or membership as its register offers."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=record, values=values)
    return records.change(
        record,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def affiliate(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Affiliation:
    """Record that a member joins a group; the group left is ended on the same day."""
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    member, start = values["member"], values["start"]
    for earlier in member.affiliations.filter(on_day(start)):
        if earlier.start == start:
            raise CannotAppoint(f"{member} already joined {earlier.group} on {start}.")
        records.change(earlier, {"end": start}, actor=actor, moment=moment, reason=reason)
    return records.create(Affiliation(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def appoint(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Membership:
    """Record an appointment to a body. Refused when the body is full or has such a chair."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=Membership(**values))
    draft = Membership(**values)
    found = _problems(draft)
    if found:
        raise Problems(found)
    return records.create(draft, actor=actor, moment=moment, reason=reason)


def _problems(draft: Membership) -> list[Problem]:
    """Everything that keeps the appointment from fitting the body on its first day."""
    body = draft.body
    present = body.memberships.filter(on_day(draft.start)).select_related("member")
    found: list[Problem] = []
    if present.filter(member=draft.member).exists():
        found.append(Problem(f"{draft.member} already sits on {body}.", field="member"))
    if draft.role == Membership.Role.SUBSTITUTE:
        if not body.substitutes:
            found.append(Problem(f"{body} takes no substitutes.", field="role"))
        return found
    seats = present.exclude(role=Membership.Role.SUBSTITUTE).filter(voting=True)
    if draft.voting and body.size and seats.count() >= body.size:
        hint = "End a membership first, or change the size of the body."
        found.append(Problem(f"All {body.size} seats on {body} are taken.", "body", hint=hint))
    if draft.role in Membership.SINGLE and present.filter(role=draft.role).exists():
        label = draft.get_role_display().lower()
        found.append(Problem(f"{body} has a {label} on that day.", field="role"))
    return found


@transaction.atomic
def end_membership(
    membership: Membership, *, on: date, actor: Actor, moment: datetime, reason: str = ""
) -> Membership:
    """End a membership; `on` is the first day it no longer holds."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=membership)
    if membership.end is not None:
        raise CannotAppoint(f"{membership} ended on {membership.end} already.")
    return records.change(membership, {"end": on}, actor=actor, moment=moment, reason=reason)
