"""Writing boards and strategies: reviewed, ended, consulted on, adopted, replaced."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.performance import policies, tasks
from townclerk.performance.models import BoardReview, PartnershipBoard, Strategy
from townclerk.performance.operations.permission import PERFORMANCE, check
from townclerk.performance.operations.steps import (
    check_roles,
    day_of,
    said,
    settle,
    take,
    tell,
    unit_code,
)
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.duties import reader_of
from townclerk.platform.audit.log import Actor

State = Strategy.State


@transaction.atomic
def create_strategy(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Strategy:
    """Record a strategy. One that says how it was adopted is adopted."""
    found = Strategy(**values)
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit_code(found))
    check_roles(values)
    _in_order(found.start, found.end, "end")
    _in_order(found.consulted_first, found.consulted_last, "consulted_last")
    today = day_of(moment)
    if found.adopted_on is not None and not found.decision:
        raise Problems([Problem("Say by which decision it was adopted.", field="decision")])
    since = found.adopted_on or found.start
    if found.decision and (since is None or since <= today):
        found.state = State.ADOPTED
    elif found.consulted_first is not None and found.consulted_first <= today:
        found.state = State.CONSULTING
    made = records.create(found, actor=actor, moment=moment, reason=reason)
    _tell(made, actor=actor, moment=moment)
    return made


def _in_order(first: date | None, last: date | None, field: str) -> None:
    if first is not None and last is not None and last < first:
        raise Problems([Problem("The last day comes before the first.", field=field)])


@transaction.atomic
def change_strategy(
    found: Strategy,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Strategy:
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit_code(found))
    check_roles(values)
    start, end = values.get("start", found.start), values.get("end", found.end)
    _in_order(start, end, "end")
    made = records.change(
        found,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    _tell(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def consult(found: Strategy, *, actor: Actor, moment: datetime, reason: str = "") -> Strategy:
    values = {"consulted_first": found.consulted_first or day_of(moment)}
    return _step(found, "consult", values, actor, moment, reason)


@transaction.atomic
def adopt(found: Strategy, *, actor: Actor, moment: datetime, reason: str = "") -> Strategy:
    """Cabinet adopts it, by a decision that is named, for a time that is named."""
    problems = []
    decision = found.decision or reason.strip()
    if not decision:
        problems.append(Problem("Name the decision that adopts it.", field="reason"))
    if found.start is None:
        problems.append(Problem("Enter the first day it holds.", field="start"))
    if found.end is None:
        problems.append(Problem("Enter the last day it holds.", field="end"))
    last = found.consulted_last
    if found.state == State.CONSULTING and (last is None or last > day_of(moment)):
        problems.append(
            Problem("Its consultation is not over. Enter its last day.", field="consulted_last")
        )
    if problems:
        raise Problems(problems)
    values = {"decision": decision[:120], "adopted_on": day_of(moment)}
    return _step(found, "adopt", values, actor, moment, reason)


@transaction.atomic
def redraft(found: Strategy, *, actor: Actor, moment: datetime, reason: str = "") -> Strategy:
    values = {"decision": "", "adopted_on": None, "consulted_first": None, "consulted_last": None}
    return _step(found, "redraft", values, actor, moment, reason)


@transaction.atomic
def replace(found: Strategy, *, actor: Actor, moment: datetime, reason: str = "") -> Strategy:
    if found.replaced_by_id is None:
        raise Problems([Problem("Say which strategy replaces it.", field="replaced_by")])
    return _step(found, "replace", {}, actor, moment, reason)


def _step(
    found: Strategy,
    name: str,
    values: Mapping[str, Any],
    actor: Actor,
    moment: datetime,
    reason: str,
) -> Strategy:
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    made: Strategy = take(policies.STRATEGY, name, found, values, reason=reason, **stamp)
    _tell(made, **stamp)
    return made


def _tell(found: Strategy, *, actor: Actor, moment: datetime) -> None:
    """Its owner owes the next one before it ends, or its review before that."""
    days = [day for day in (found.review_on, found.end) if day is not None]
    if found.state != State.ADOPTED or not days:
        why = f"{found.get_state_display()}"
        settle(found, "review", why, actor=actor, moment=moment)
        return
    tell(
        found,
        "review",
        tasks.STRATEGY,
        f"Review {found}"[:200],
        due=min(days),
        role=found.owner_role,
        unit=found.unit,
        address="/performance/partnerships/",
        note=f"It holds until {date_display(found.end)}." if found.end else "",
        reopen=True,
        actor=actor,
        moment=moment,
    )


@transaction.atomic
def board_reviewed(
    found: PartnershipBoard, *, actor: Actor, moment: datetime, reason: str = ""
) -> PartnershipBoard:
    """The board was looked at; when it is looked at next is entered anew."""
    why = said(reason, "Say what the review found.")
    values = {"reviewed_on": day_of(moment), "review_on": None}
    made: PartnershipBoard = take(
        policies.BOARD, "reviewed", found, values, actor=actor, moment=moment, reason=why
    )
    return made


@transaction.atomic
def end_board(
    found: PartnershipBoard, *, actor: Actor, moment: datetime, reason: str = ""
) -> PartnershipBoard:
    why = said(reason, "Say why it ends, and what takes on its work.")
    made: PartnershipBoard = take(
        policies.BOARD, "end", found, {}, actor=actor, moment=moment, reason=why
    )
    return made


@transaction.atomic
def create_board_review(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> BoardReview:
    """What is decided of two boards that look alike, by who approves."""
    reader_of(actor, day_of(moment)).require(Verb.APPROVE, PERFORMANCE)
    found = BoardReview(**values)
    if found.board == found.other:
        raise Problems([Problem("Choose two different boards.", field="other")])
    return records.create(found, actor=actor, moment=moment, reason=reason)
