"""Writes of members' allowances: the scheme, its rates, and the statement of each year."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from townclerk.democracy import permissions
from townclerk.democracy.models import (
    AllowanceLine,
    AllowanceRate,
    AllowanceScheme,
    AllowanceStatement,
)
from townclerk.democracy.operations.meetings import today
from townclerk.democracy.policies import ALLOWANCES, step
from townclerk.democracy.queries import allowances as queries
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.audit.log import Actor


class CannotState(TownclerkError):
    """The statement cannot be published yet. The message says what to do."""


@transaction.atomic
def create_scheme(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> AllowanceScheme:
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    draft = AllowanceScheme(**values)
    _require_alone(draft, AllowanceScheme.objects.all(), "scheme")
    return records.create(draft, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def create_rate(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> AllowanceRate:
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    draft = AllowanceRate(**values)
    _require_alone(draft, _alike(draft), "rate")
    return records.create(draft, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change(
    record: AllowanceScheme | AllowanceRate,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> AllowanceScheme | AllowanceRate:
    """Change a scheme or a rate; what a published statement says stays as it was published."""
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    draft: Any = type(record).objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(draft, name, value)
    others = _alike(draft) if isinstance(draft, AllowanceRate) else AllowanceScheme.objects.all()
    _require_alone(draft, others, "rate" if isinstance(draft, AllowanceRate) else "scheme")
    return records.change(
        record,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


def _alike(draft: AllowanceRate) -> "QuerySet[AllowanceRate]":
    """The rates that pay for the same thing."""
    return AllowanceRate.objects.filter(
        scheme=draft.scheme, kind=draft.kind, body=draft.body, role=draft.role, seat=draft.seat
    )


def _require_alone(
    draft: AllowanceScheme | AllowanceRate, others: "QuerySet[Any]", what: str
) -> None:
    """One scheme a day, and one rate for one thing a day."""
    until = Q(end__isnull=True) | Q(end__gt=draft.start)
    same = others.filter(until).exclude(pk=draft.pk)
    if draft.end is not None:
        same = same.filter(start__lt=draft.end)
    other = same.first()
    if other is not None:
        message = f"The {what} “{other}” holds from {date_display(other.start)} as well."
        raise Problems([Problem(message, field="start", hint="End it the day this one begins.")])


@transaction.atomic
def begin_statement(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> AllowanceStatement:
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    return records.create(AllowanceStatement(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def publish(
    statement: AllowanceStatement, *, actor: Actor, moment: datetime, reason: str = ""
) -> AllowanceStatement:
    """Publish what each member was owed for a year that is over, and keep it as it is said."""
    move = step(ALLOWANCES, "publish", statement.state, statement)
    permissions.check(actor, *move.roles, moment=moment)
    year, day = FinancialYear(statement.year), today(moment)
    if day <= year.last:
        raise CannotState(f"{year} ends on {date_display(year.last)}. Publish it after that day.")
    held = queries.read()
    entitled = queries.worked_out(held, year)
    if queries.from_example(held, entitled):
        raise CannotState(
            "The scheme is an example, so nobody is paid by it. Enter the council's own scheme."
        )
    if not entitled:
        raise CannotState(f"No rate was owed to anybody in {year}. Enter the scheme and its rates.")
    for one in entitled:
        for due in one.allowances:
            line = AllowanceLine(
                statement=statement,
                member=one.member,
                kind=due.kind,
                title=due.title,
                yearly=due.yearly,
                days=due.days,
                amount=due.amount,
            )
            records.create(line, actor=actor, moment=moment)
    values = {"state": move.target, "published_on": day}
    return records.change(
        statement, values, actor=actor, moment=moment, reason=reason, verb="publish"
    )
