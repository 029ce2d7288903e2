"""Writes of the civic office: the diary, the charity's money, honours, lessons."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.core.weekdays import weekday_problem
from townclerk.democracy.models import (
    CharityAccount,
    CharityEntry,
    CivicLesson,
    Decision,
    Engagement,
    Honour,
)
from townclerk.democracy.operations.meetings import today
from townclerk.democracy.policies_development import ENGAGEMENT, HONOUR, LESSON
from townclerk.democracy.queries.civic import balance
from townclerk.kernel.display import date_display, money_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.steps import step


class CannotBook(TownclerkError):
    """The step does not fit the engagement as it stands. The message says what to do."""


@transaction.atomic
def invite(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Engagement:
    """An engagement. A day of the week that does not belong to its date needs a note."""
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    draft = Engagement(**values)
    _check_day(draft)
    return records.create(draft, actor=actor, moment=moment, reason=reason)


def _check_day(draft: Engagement) -> None:
    found = weekday_problem(draft.on, draft.weekday)
    if found and not draft.date_note.strip():
        raise Problems(
            [
                Problem(
                    found,
                    field="weekday",
                    hint="Ask whoever invites which is right, or note why it may stand.",
                )
            ]
        )


@transaction.atomic
def change(
    engagement: Engagement,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Engagement:
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    names = ("on", "weekday", "date_note")
    kept = {name: values.get(name, getattr(engagement, name)) for name in names}
    _check_day(Engagement(**kept))
    return records.change(
        engagement,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


def _step(
    engagement: Engagement,
    name: str,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> Engagement:
    move = step(ENGAGEMENT, name, engagement.state, engagement)
    permissions.check(actor, *move.roles, moment=moment)
    return records.change(
        engagement,
        {"state": move.target, **values},
        actor=actor,
        moment=moment,
        reason=reason,
        verb=name,
    )


@transaction.atomic
def accept(
    engagement: Engagement, *, actor: Actor, moment: datetime, reason: str = ""
) -> Engagement:
    """Accept it, unless the same office is elsewhere at that time and sends nobody instead."""
    beside = Engagement.objects.filter(
        on=engagement.on,
        starts=engagement.starts,
        attends=engagement.attends,
        state__in=(Engagement.State.ACCEPTED, Engagement.State.BRIEFED),
    ).exclude(pk=engagement.pk)
    other = beside.exclude(starts="").filter(deputy="").first()
    if other is not None and not engagement.deputy:
        raise CannotBook(
            f"The {engagement.attends} is at “{other}” then. Name who goes instead, or decline."
        )
    return _step(engagement, "accept", {}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def decline(
    engagement: Engagement, *, actor: Actor, moment: datetime, reason: str = ""
) -> Engagement:
    return _step(engagement, "decline", {}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def brief(
    engagement: Engagement, *, actor: Actor, moment: datetime, reason: str = ""
) -> Engagement:
    """The office has what it needs to know; the reason is added to what is written already."""
    said = "\n".join(part for part in (engagement.brief.strip(), reason.strip()) if part)
    if not said:
        raise CannotBook("Write the brief first, or give it as the reason.")
    return _step(engagement, "brief", {"brief": said}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def hold(engagement: Engagement, *, actor: Actor, moment: datetime, reason: str = "") -> Engagement:
    if engagement.on > today(moment):
        raise CannotBook(f"It is on {date_display(engagement.on)}, which is still to come.")
    return _step(engagement, "hold", {}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def review(
    engagement: Engagement, *, actor: Actor, moment: datetime, reason: str = ""
) -> Engagement:
    """Say how it went; what is to be done otherwise is a lesson of its own."""
    if not reason.strip():
        raise CannotBook("Say how it went.")
    values = {"review": reason.strip()}
    return _step(engagement, "review", values, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def enter(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> CharityEntry:
    """Money of the charity, in or out. What is reconciled already stays as it is."""
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    draft = CharityEntry(**values)
    problems = []
    if draft.amount <= Money(0):
        problems.append(Problem("Give the amount without a sign.", field="amount"))
    if draft.account.reconciled_to is not None and draft.on <= draft.account.reconciled_to:
        day = date_display(draft.account.reconciled_to)
        problems.append(Problem(f"The account is reconciled up to {day}.", field="on"))
    if draft.engagement is not None and draft.engagement.kind != Engagement.Kind.CHARITY:
        problems.append(Problem("That is no charity event.", field="engagement"))
    if problems:
        raise Problems(problems)
    return records.create(draft, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def reconcile(
    account: CharityAccount, *, to: date, statement: Money, actor: Actor, moment: datetime
) -> CharityAccount:
    """Agree the account with its bank statement up to a day, to the penny."""
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    held = balance(account, to)
    if held != statement:
        raise Problems(
            [
                Problem(
                    f"The entries up to {date_display(to)} come to £{money_display(held)}, the "
                    f"statement to £{money_display(statement)}.",
                    field="statement",
                    hint="Find the entry that is missing or wrong, then reconcile again.",
                )
            ]
        )
    for entry in account.entries.filter(on__lte=to, reconciled_on=None):
        values = {"reconciled_on": today(moment)}
        records.change(entry, values, actor=actor, moment=moment, verb="reconcile")
    kept = {"reconciled_to": to, "reconciled_balance": statement}
    return records.change(account, kept, actor=actor, moment=moment, verb="reconcile")


@transaction.atomic
def agree_honour(honour: Honour, *, actor: Actor, moment: datetime, reason: str = "") -> Honour:
    """Council agreed it, by a decision in the register."""
    move = step(HONOUR, "agree", honour.state, honour)
    permissions.check(actor, *move.roles, moment=moment)
    agreed = honour.decision is not None and honour.decision.state in Decision.TAKEN
    if not agreed and (honour.decision is not None or not reason.strip()):
        raise CannotBook(
            "Name the decision of Council by which it was agreed, or say where it is recorded."
        )
    values = {"state": move.target}
    return records.change(honour, values, actor=actor, moment=moment, reason=reason, verb="agree")


@transaction.atomic
def confer(honour: Honour, *, actor: Actor, moment: datetime, reason: str = "") -> Honour:
    move = step(HONOUR, "confer", honour.state, honour)
    permissions.check(actor, *move.roles, moment=moment)
    values = {"state": move.target, "conferred_on": honour.conferred_on or today(moment)}
    return records.change(honour, values, actor=actor, moment=moment, reason=reason, verb="confer")


@transaction.atomic
def apply_lesson(
    lesson: CivicLesson, *, actor: Actor, moment: datetime, reason: str = ""
) -> CivicLesson:
    """The plan says it now; the reason says where."""
    move = step(LESSON, "apply", lesson.state, lesson)
    permissions.check(actor, *move.roles, moment=moment)
    values = {"state": move.target, "applied_on": today(moment)}
    return records.change(lesson, values, actor=actor, moment=moment, reason=reason, verb="apply")
