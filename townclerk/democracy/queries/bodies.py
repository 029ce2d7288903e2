"""Who sits where on a day, and the seats political balance proposes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet

from townclerk.democracy.core.political_balance import Proposal, committee_seats
from townclerk.democracy.models import Affiliation, Body, Member, Membership, PoliticalGroup
from townclerk.kernel.explained import Explained
from townclerk.platform import records

NO_GROUP = "no-group"


def on_day(on: date, prefix: str = "") -> Q:
    """True on a day: begun, and not yet ended."""
    return Q(**{f"{prefix}start__lte": on}) & (
        Q(**{f"{prefix}end__isnull": True}) | Q(**{f"{prefix}end__gt": on})
    )


def council_body() -> Body | None:
    return Body.objects.filter(kind=Body.Kind.COUNCIL).order_by("start", "code").first()


def sitting(body: Body, on: date) -> "QuerySet[Membership]":
    """Who sits on a body on a day, those who preside first."""
    found = body.memberships.filter(on_day(on)).select_related("member")
    return found.order_by("role", "member__label", "pk")


def groups_of(members: list[int], on: date) -> dict[int, PoliticalGroup]:
    """The group of each member on a day, in one query."""
    rows = Affiliation.objects.filter(on_day(on), member__in=members).select_related("group")
    return {row.member_id: row.group for row in rows}


@dataclass(frozen=True)
class GroupSeats:
    """One group: its members on the council, the seats it holds on a body, those proposed."""

    code: str
    name: str
    members: int
    held: int
    proposed: int | None


@dataclass(frozen=True)
class Balance:
    """A body's seats by group on a day, with the proposal when balance applies."""

    groups: tuple[GroupSeats, ...]
    proposal: Explained[Proposal] | None
    vacancies: int | None


def strength(on: date) -> dict[str, tuple[str, int]]:
    """Members of the council by group on a day: code to name and number, largest first."""
    return {code: (group.name, len(group.seats)) for code, group in chamber().on(on).items()}


@dataclass(frozen=True)
class Group:
    """A group on the council on a day, with the membership of each of its councillors."""

    name: str
    seats: tuple[Membership, ...]


@dataclass(frozen=True)
class Chamber:
    """Who ever sat on the council, and in which group: read once, asked for any day."""

    seats: tuple[Membership, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    members: Mapping[int, Member] = field(default_factory=dict)
    groups: Mapping[int, PoliticalGroup] = field(default_factory=dict)

    def on(self, day: date) -> dict[str, Group]:
        """The groups of a day by code, the largest first; each councillor counts once."""
        group_of = {one.member_id: one.group_id for one in self.affiliations if _holds(one, day)}
        held: dict[int, Membership] = {}
        for seat in self.seats:
            if _holds(seat, day) and seat.role != Membership.Role.SUBSTITUTE:
                held.setdefault(seat.member_id, seat)
        found: dict[str, tuple[str, list[Membership]]] = {}
        for member, seat in sorted(held.items()):
            group = self.groups.get(group_of.get(member, 0))
            code, name = (group.code, group.name) if group else (NO_GROUP, "In no group")
            found.setdefault(code, (name, []))[1].append(seat)
        ordered = sorted(found.items(), key=lambda item: (-len(item[1][1]), item[0]))
        return {code: Group(name, tuple(seats)) for code, (name, seats) in ordered}


def _holds(row: Membership | Affiliation, day: date) -> bool:
    """As `on_day` says of the stored ones."""
    return row.start <= day and (row.end is None or row.end > day)


def chamber(known_at: datetime | None = None) -> Chamber:
    """The council's seats as they are known, or were known at a moment, in five queries."""
    councils = records.as_known(Body, known_at, kind=Body.Kind.COUNCIL)
    if not councils:
        return Chamber()
    council = min(
        councils, key=lambda body: (body.start is None, body.start or date.min, body.code)
    )
    councillors = records.as_known(Member, known_at, kind=Member.Kind.COUNCILLOR)
    members = {member.pk: member for member in councillors}
    seats = records.as_known(Membership, known_at, body_id=council.pk)
    return Chamber(
        seats=tuple(seat for seat in seats if seat.member_id in members),
        affiliations=tuple(records.as_known(Affiliation, known_at)),
        members=members,
        groups={group.pk: group for group in records.as_known(PoliticalGroup, known_at)},
    )


def _counted(seats: list[Membership], on: date) -> dict[str, tuple[str, int]]:
    members = {seat.member_id for seat in seats if seat.member.kind == Member.Kind.COUNCILLOR}
    groups = groups_of(sorted(members), on)
    found: dict[str, tuple[str, int]] = {}
    for member in sorted(members):
        group = groups.get(member)
        code, name = (group.code, group.name) if group else (NO_GROUP, "In no group")
        found[code] = (name, found.get(code, ("", 0))[1] + 1)
    return dict(sorted(found.items(), key=lambda item: (-item[1][1], item[0])))


def balance(body: Body, on: date, size: int | None = None) -> Balance:
    """Seats by group on a body, against what section 15 proposes for its size or another."""
    size = size or body.size
    council = strength(on)
    seats = [seat for seat in sitting(body, on) if seat.role != Membership.Role.SUBSTITUTE]
    held = _counted(seats, on)
    proposal = None
    if body.balanced and size and council:
        proposal = committee_seats(dict(council.values()), size)
    rows = tuple(
        GroupSeats(
            code=code,
            name=name,
            members=council.get(code, (name, 0))[1],
            held=held.get(code, (name, 0))[1],
            proposed=proposal.value.seats.get(name) if proposal else None,
        )
        for code, (name, _) in {**held, **council}.items()
    )
    vacant = max(0, body.size - len(seats)) if body.size else None
    return Balance(tuple(sorted(rows, key=lambda row: (-row.members, row.name))), proposal, vacant)
