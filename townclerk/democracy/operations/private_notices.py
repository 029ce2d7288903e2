"""Writes of notices that an executive meeting, or part of it, will be private."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.models import PrivateNotice
from townclerk.democracy.operations.meetings import today
from townclerk.democracy.policies_meetings import PRIVATE_NOTICE
from townclerk.democracy.queries.meetings import PRIVATE_NOTICE as FIRST
from townclerk.democracy.queries.meetings import PRIVATE_SECOND as SECOND
from townclerk.democracy.queries.meetings import last_day_of
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.parameters import source
from townclerk.platform.registers.steps import step

AGREE = (
    "Record that the chair of the relevant scrutiny committee agreed that the meeting is urgent "
    "and cannot reasonably be deferred; where there is none or they cannot act, the chair of the "
    "council, or in their absence the vice-chair."
)
"""What is left when the days have passed (SI 2012/2089, regulation 5(6))."""


@transaction.atomic
def create(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> PrivateNotice:
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=PrivateNotice(**values))
    return records.create(PrivateNotice(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change(
    notice: PrivateNotice,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> PrivateNotice:
    """Complete the notice: representations as they come, and the answer to them."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=notice, values=values)
    told = {"matter", "paragraph", "reason"} & set(values)
    moved = [name for name in sorted(told) if values[name] != getattr(notice, name)]
    if moved and notice.state != PrivateNotice.State.DRAFT:
        raise Problems(
            [
                Problem(
                    "The public was told this already, so it stays.",
                    field=name,
                    hint="Withdraw the notice and give another.",
                )
                for name in moved
            ]
        )
    return records.change(
        notice,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def publish_first(
    notice: PrivateNotice,
    *,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> PrivateNotice:
    """The first notice, with its reasons, so many clear days before the meeting."""
    day = on or today(moment)
    _in_time(notice, FIRST, day)
    return _step(notice, "first", {"first_on": day}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def publish_second(
    notice: PrivateNotice,
    *,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> PrivateNotice:
    """The second notice, with the representations that came and the answer to each."""
    day = on or today(moment)
    _in_time(notice, SECOND, day)
    if notice.representations.strip() and not notice.response.strip():
        raise Problems(
            [
                Problem(
                    "Somebody asked for the meeting to be open, and nothing answers it.",
                    field="response",
                    hint="Write the answer; it goes out with the second notice.",
                )
            ]
        )
    return _step(notice, "second", {"second_on": day}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def agree(
    notice: PrivateNotice, *, agreed_by: str, reason: str, actor: Actor, moment: datetime
) -> PrivateNotice:
    """Meet in private without the full notice, because those the law names agreed."""
    problems = []
    if not agreed_by.strip():
        problems.append(Problem("Say which office agreed.", field="agreed_by", hint=AGREE))
    if not reason.strip():
        problems.append(Problem("Say why it cannot reasonably wait.", field="reason"))
    if problems:
        raise Problems(problems)
    values = {"agreed_by": agreed_by.strip(), "agreed_reason": reason.strip()}
    return _step(notice, "agree", values, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def withdraw(
    notice: PrivateNotice, *, actor: Actor, moment: datetime, reason: str = ""
) -> PrivateNotice:
    return _step(notice, "withdraw", {}, actor=actor, moment=moment, reason=reason)


def _in_time(notice: PrivateNotice, rule: str, day: date) -> None:
    last = last_day_of(rule, notice.meeting, source())
    if day > last:
        raise Problems(
            [
                Problem(
                    f"The notice was to be published by {date_display(last)}.",
                    field="on",
                    hint=AGREE,
                )
            ]
        )


def _step(
    notice: PrivateNotice,
    name: str,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> PrivateNotice:
    move = step(PRIVATE_NOTICE, name, notice.state, notice)
    permissions.check(actor, *move.roles, moment=moment, record=notice)
    given = {"state": move.target, **values}
    return records.change(notice, given, actor=actor, moment=moment, reason=reason, verb=name)
