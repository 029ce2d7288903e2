"""What every member is owed for a year: by the scheme and the roles held, or as published."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from townclerk.democracy.core.allowances import Due, Rate, Stint, entitlement
from townclerk.democracy.models import (
    AllowanceLine,
    AllowanceRate,
    AllowanceScheme,
    AllowanceStatement,
    Body,
    Member,
    Membership,
)
from townclerk.democracy.queries.bodies import on_day
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """One allowance of one member in a year, and where it comes from."""

    kind: str
    title: str
    how: str
    amount: Money
    yearly: Money
    days: int
    origin: AllowanceRate | AllowanceLine


@dataclass(frozen=True, kw_only=True)
class Entitled:
    """A member with every allowance of a year."""

    member: Member
    allowances: tuple[Allowance, ...]

    @property
    def total(self) -> Money:
        return Money.total(one.amount for one in self.allowances)

    def of(self, kind: str) -> Money:
        return Money.total(one.amount for one in self.allowances if one.kind == kind)


@dataclass(frozen=True)
class Held:
    """Schemes, rates, roles and statements, as known now or at a moment."""

    schemes: Mapping[int, AllowanceScheme]
    rates: tuple[AllowanceRate, ...]
    members: Mapping[int, Member]
    memberships: tuple[Membership, ...]
    councils: frozenset[int]
    statements: Mapping[int, AllowanceStatement]
    """By the year in which the financial year begins."""
    lines: tuple[AllowanceLine, ...]

    def published(self, year: FinancialYear) -> AllowanceStatement | None:
        found = self.statements.get(year.start_year)
        open_now = found is not None and found.state == AllowanceStatement.State.PUBLISHED
        return found if open_now else None


def read(known_at: datetime | None = None) -> Held:
    """In a number of queries that does not grow with what is asked."""
    members = records.as_known(Member, known_at)
    councils = records.as_known(Body, known_at, kind=Body.Kind.COUNCIL)
    schemes = records.as_known(AllowanceScheme, known_at)
    return Held(
        schemes={scheme.pk: scheme for scheme in schemes},
        rates=tuple(records.as_known(AllowanceRate, known_at)),
        members={member.pk: member for member in members},
        memberships=tuple(records.as_known(Membership, known_at)) if schemes else (),
        councils=frozenset(body.pk for body in councils),
        statements={one.year: one for one in records.as_known(AllowanceStatement, known_at)},
        lines=tuple(records.as_known(AllowanceLine, known_at)),
    )


def years(held: Held, today: date) -> list[FinancialYear]:
    """The years that can be asked for: from the first scheme to this one, and those published."""
    found = {FinancialYear(year) for year in held.statements}
    starts = [scheme.start for scheme in held.schemes.values()]
    if starts:
        first = FinancialYear.containing(min(starts)).start_year
        now = FinancialYear.containing(today).start_year
        found |= {FinancialYear(year) for year in range(first, now + 1)}
    return sorted(found)


def of_year(held: Held, year: FinancialYear) -> tuple[Entitled, ...]:
    """Every member who is owed anything: as it was published, else as it stands."""
    statement = held.published(year)
    if statement is not None:
        return _as_published(held, statement, year)
    return worked_out(held, year)


def worked_out(held: Held, year: FinancialYear) -> tuple[Entitled, ...]:
    """From the scheme and the roles as they stand."""
    rates = {rate.reference: rate for rate in held.rates}
    found = []
    for member in sorted(held.members.values(), key=_name):
        seats = [row for row in held.memberships if row.member_id == member.pk]
        dues = entitlement(_stints(held, member, seats), year) if seats else ()
        if dues:
            owed = tuple(_due(due, rates[due.rate.key]) for due in dues)
            found.append(Entitled(member=member, allowances=owed))
    return tuple(found)


def from_example(held: Held, owed: Iterable[Entitled]) -> bool:
    """Whether any of it is owed by a scheme that is an example; what was published never is."""
    rates = {
        one.origin.scheme_id
        for entitled in owed
        for one in entitled.allowances
        if isinstance(one.origin, AllowanceRate)
    }
    return any(held.schemes[scheme].example for scheme in rates)


def _name(member: Member) -> tuple[str, str]:
    return (member.label, member.code)


def _due(due: Due, rate: AllowanceRate) -> Allowance:
    return Allowance(
        kind=due.rate.kind,
        title=due.rate.title,
        how=due.how,
        amount=due.amount,
        yearly=due.rate.yearly,
        days=due.days,
        origin=rate,
    )


def _as_published(
    held: Held, statement: AllowanceStatement, year: FinancialYear
) -> tuple[Entitled, ...]:
    by_member: dict[int, list[Allowance]] = {}
    for line in held.lines:
        if line.statement_id == statement.pk:
            one = Allowance(
                kind=line.kind,
                title=line.title,
                how=f"{line.yearly} × {line.days} ÷ {year.days} days",
                amount=line.amount,
                yearly=line.yearly,
                days=line.days,
                origin=line,
            )
            by_member.setdefault(line.member_id, []).append(one)
    found = [
        Entitled(member=held.members[member], allowances=tuple(some))
        for member, some in by_member.items()
        if member in held.members
    ]
    return tuple(sorted(found, key=lambda one: _name(one.member)))


class _Span(Protocol):
    start: date
    end: date | None


def _stints(held: Held, member: Member, seats: Sequence[Membership]) -> Iterator[Stint]:
    for rate in held.rates:
        scheme = held.schemes.get(rate.scheme_id)
        if scheme is None:
            continue
        paid = Rate(
            key=rate.reference,
            kind=rate.kind,
            title=rate.title,
            yearly=rate.yearly,
            one_special=scheme.one_special,
        )
        for seat in seats:
            if _pays(rate, seat, member, held.councils):
                start = max(rate.start, scheme.start, seat.start)
                end = _first_end(rate, scheme, seat)
                if end is None or start < end:
                    yield Stint(rate=paid, start=start, end=end)


def _first_end(*spans: _Span) -> date | None:
    ends = [span.end for span in spans if span.end is not None]
    return min(ends) if ends else None


def _pays(rate: AllowanceRate, seat: Membership, member: Member, councils: frozenset[int]) -> bool:
    """Whether the rate is for holding this seat."""
    councillor = member.kind == Member.Kind.COUNCILLOR
    substitute = seat.role == Membership.Role.SUBSTITUTE
    if rate.kind == AllowanceRate.Kind.BASIC:
        return councillor and seat.body_id in councils and not substitute
    if councillor != (rate.kind == AllowanceRate.Kind.SPECIAL) or seat.body_id != rate.body_id:
        return False
    role = seat.role == rate.role if rate.role else not substitute
    return role and (not rate.seat or seat.seat.casefold() == rate.seat.casefold())


def in_force(on: date) -> AllowanceScheme | None:
    """The scheme of a day."""
    return AllowanceScheme.objects.filter(on_day(on)).order_by("-start").first()
