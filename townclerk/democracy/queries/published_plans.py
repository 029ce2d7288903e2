"""The forward plan as a document says it: as it stands, or as it stood when it was published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from townclerk.democracy.core.plan_changes import Changes, Standing, changes
from townclerk.democracy.models import (
    Body,
    Entry,
    Meeting,
    Member,
    Membership,
    PrivateNotice,
    PublishedPlan,
)
from townclerk.democracy.queries import forward_plan
from townclerk.platform import records


@dataclass(frozen=True, kw_only=True)
class PrivateBusiness:
    """Business a meeting to come takes in private, with the meeting as it was then."""

    notice: PrivateNotice
    body: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One forward plan with all that its document says."""

    on: date
    published: PublishedPlan | None
    """None of the plan as it stands today."""
    copies: str
    remark: str
    entries: tuple[Entry, ...]
    """Every decision the public was told of, by the day it is for; those ended as well."""
    makers: Mapping[int, str]
    """Who decides each, by the key of the entry."""
    members: Mapping[str, tuple[str, ...]]
    """Who sits on each public body that decides."""
    private: tuple[PrivateBusiness, ...]
    last: PublishedPlan | None
    before: Mapping[int, Entry]
    """The decisions of the last plan, by key."""
    changes: Changes

    @property
    def to_come(self) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.state in Entry.TO_COME)

    def named(self, keys: tuple[int, ...]) -> tuple[Entry, ...]:
        wanted = set(keys)
        return tuple(one for one in self.entries if one.pk in wanted)


def latest() -> PublishedPlan | None:
    return PublishedPlan.objects.first()


def as_published(plan: PublishedPlan) -> Plan:
    """The plan with what was known when it was published."""
    earlier = PublishedPlan.objects.filter(known_at__lt=plan.known_at).first()
    return _plan(plan.published_on, plan, plan.copies, plan.remark, earlier)


def as_it_stands(today: date) -> Plan:
    """The plan of today, against the one last published."""
    last = latest()
    return _plan(today, None, last.copies if last else "", "", last)


def _plan(
    on: date, published: PublishedPlan | None, copies: str, remark: str, last: PublishedPlan | None
) -> Plan:
    known_at = published.known_at if published else None
    entries = tuple(forward_plan.published(known_at))
    before = {one.pk: one for one in forward_plan.published(last.known_at)} if last else {}
    bodies = {one.pk: one for one in records.as_known(Body, known_at)}
    makers = {
        one.pk: bodies[one.body_id].name if one.body_id in bodies else one.maker_role
        for one in entries
    }
    deciding = {
        one.body_id: bodies[one.body_id]
        for one in entries
        if one.state in Entry.TO_COME and one.body_id in bodies and bodies[one.body_id].public
    }
    return Plan(
        on=on,
        published=published,
        copies=copies,
        remark=remark,
        entries=entries,
        makers=makers,
        members=_members(deciding, on, known_at),
        private=_private(bodies, on, known_at),
        last=last,
        before=before,
        changes=changes(before=_standing(before.values()), now=_standing(entries)),
    )


def _standing(entries: Iterable[Entry]) -> dict[int, Standing]:
    return {one.pk: Standing(one.state, one.deferrals) for one in entries}


def _members(
    bodies: Mapping[int, Body], on: date, known_at: datetime | None
) -> dict[str, tuple[str, ...]]:
    """Who sits on each of the bodies on the day, those who preside first, substitutes left out."""
    seats = [
        seat
        for seat in records.as_known(Membership, known_at, body_id__in=list(bodies))
        if seat.start <= on and (seat.end is None or seat.end > on)
        if seat.role != Membership.Role.SUBSTITUTE
    ]
    wanted = [seat.member_id for seat in seats]
    members = {one.pk: one.label for one in records.as_known(Member, known_at, id__in=wanted)}
    found: dict[str, tuple[str, ...]] = {}
    for body in sorted(bodies.values(), key=lambda one: one.name):
        mine = sorted(
            (seat for seat in seats if seat.body_id == body.pk),
            key=lambda seat: (seat.role, members[seat.member_id], seat.pk),
        )
        found[body.name] = tuple(_said(seat, members[seat.member_id]) for seat in mine)
    return found


def _said(seat: Membership, label: str) -> str:
    plain = seat.role == Membership.Role.MEMBER
    capacity = seat.seat or ("" if plain else str(seat.get_role_display()))
    return f"{label} ({capacity})" if capacity and capacity != label else label


def _private(
    bodies: Mapping[int, Body], on: date, known_at: datetime | None
) -> tuple[PrivateBusiness, ...]:
    """Business the public was told is to be private, of public bodies' meetings to come."""
    notices = records.as_known(PrivateNotice, known_at, state__in=PrivateNotice.OPEN)
    wanted = [one.meeting_id for one in notices]
    meetings = {
        one.pk: one
        for one in records.as_known(Meeting, known_at, id__in=wanted)
        if one.on >= on and one.state != Meeting.State.CANCELLED
    }
    found = [
        PrivateBusiness(notice=one, body=bodies[meeting.body_id].name, on=meeting.on)
        for one in notices
        if (meeting := meetings.get(one.meeting_id)) is not None
        and meeting.body_id in bodies
        and bodies[meeting.body_id].public
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.body, one.notice.reference)))
