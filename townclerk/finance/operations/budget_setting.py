"""Setting the budget: the statement, the recommendation, the resolution, and the lock."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.finance import permissions, policies
from townclerk.finance.models import (
    BudgetRound,
    BudgetSubmission,
    RobustnessStatement,
    TaxResolution,
)
from townclerk.finance.operations.budget_lines import BudgetLine, bring
from townclerk.finance.operations.budget_round import record_done
from townclerk.finance.queries import reserves as ledger
from townclerk.finance.queries import resolution as resolutions
from townclerk.finance.queries.budget_round import service_budgets
from townclerk.finance.queries.budget_votes import vote_on
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL


class StatementIsSigned(TownclerkError):
    """A signed statement stays as it was signed."""


class RegardIsRecorded(TownclerkError):
    """The minute that shows the Council's regard is recorded once."""


class NotReady(TownclerkError):
    """Something the step needs is not there yet; the sentence says what."""


@transaction.atomic
def write_statement(
    statement: RobustnessStatement, values: dict[str, Any], *, actor: Actor, moment: datetime
) -> RobustnessStatement:
    """The parts of the statement while it is a draft."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    if statement.state == RobustnessStatement.State.SIGNED:
        raise StatementIsSigned(f"{statement} is signed, so its words stay as they are.")
    return records.change(statement, values, actor=actor, moment=moment)


@transaction.atomic
def sign_statement(
    statement: RobustnessStatement, *, actor: Actor, moment: datetime
) -> RobustnessStatement:
    """Only the chief finance officer signs, and only a whole statement."""
    permissions.check_role(actor, permissions.S151, moment=moment)
    if statement.state == RobustnessStatement.State.SIGNED:
        raise StatementIsSigned(f"{statement} is signed already.")
    missing = {
        "reference": "its reference",
        "estimates": "what it says of the estimates",
        "reserves": "what it says of the reserves",
    }
    found = [
        Problem(f"The statement lacks {what}.", field=name, hint="Write it, then sign.")
        for name, what in missing.items()
        if not getattr(statement, name).strip()
    ]
    if statement.minimum_balance is None:
        found.append(
            Problem(
                "The statement lacks the least balance advised.",
                field="minimum_balance",
                hint="Give the amount.",
            )
        )
    if found:
        raise Problems(found)
    values = {
        "state": RobustnessStatement.State.SIGNED,
        "planned": planned_balances(statement.round),
        "signed_on": moment.astimezone(LOCAL).date(),
        "signed_by": actor.user,
    }
    signed = records.change(statement, values, actor=actor, moment=moment, verb="sign")
    today = moment.astimezone(LOCAL).date()
    record_done(statement.round, "statement", today, actor=actor, moment=moment)
    return signed


def planned_balances(round_: BudgetRound) -> list[dict[str, Any]]:
    """The general balance at each 31 March from the year before the budget, as now planned."""
    last = round_.plan.year_numbers[-1] if round_.plan is not None else round_.year
    row = ledger.general(ledger.schedule(last=last))
    if row is None:
        return []
    return [
        {"year": found.label, "closing": found.closing.pence}
        for found in row.years
        if found.year >= round_.year - 1
    ]


@transaction.atomic
def record_regard(
    statement: RobustnessStatement, *, minute: str, actor: Actor, moment: datetime
) -> RobustnessStatement:
    """The minute that shows the Council had regard to the statement."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    if statement.state != RobustnessStatement.State.SIGNED:
        raise NotReady(f"{statement} is not signed yet. Sign it, then record the minute.")
    if statement.regard_minute:
        raise RegardIsRecorded(
            f"The Council’s regard is recorded, {statement.regard_minute}. That minute stays."
        )
    values = {"regard_minute": minute.strip()}
    return records.change(statement, values, actor=actor, moment=moment, verb="regard")


@transaction.atomic
def move_round(
    round_: BudgetRound,
    move: str,
    *,
    actor: Actor,
    moment: datetime,
    decision: str = "",
    reason: str = "",
) -> BudgetRound:
    """Take the round along one step, each with what it needs."""
    step = policies.step(policies.BUDGET_ROUND, move, round_.state, round_)
    permissions.check(actor, step.verb, moment=moment)
    decision = decision.strip() or reason.strip()
    values: dict[str, Any] = {"state": step.target}
    NEEDS[move](round_, decision, values)
    if move == "approve":
        _seal(round_, decision, actor=actor, moment=moment)
    if move == "lock":
        _issue(round_, actor=actor, moment=moment)
    moved = records.change(round_, values, actor=actor, moment=moment, verb=move, reason=reason)
    if move in SHOWS:
        day = _day_shown(moved, move, moment)
        record_done(moved, SHOWS[move], day, actor=actor, moment=moment)
    return moved


def _day_shown(round_: BudgetRound, move: str, moment: datetime) -> date:
    if move == "recommend":
        return round_.cabinet_on
    return _day_of(round_) if move == "approve" else moment.astimezone(LOCAL).date()


def _nothing(round_: BudgetRound, decision: str, values: dict[str, Any]) -> None:
    """Opening a round again needs no more than who may do it."""


def _all_submitted(round_: BudgetRound, decision: str, values: dict[str, Any]) -> None:
    states = BudgetSubmission.State
    _require_states(round_, (states.SUBMITTED, states.CHALLENGED, states.AGREED), "sent in")


def _all_agreed(round_: BudgetRound, decision: str, values: dict[str, Any]) -> None:
    _require_states(round_, (BudgetSubmission.State.AGREED,), "agreed")


def _require_states(round_: BudgetRound, states: tuple[str, ...], word: str) -> None:
    if not round_.submissions.exists():
        raise NotReady(f"{round_} has no submissions. Issue cash limits first.")
    waiting = round_.submissions.exclude(state__in=states).select_related("unit", "round")
    if waiting:
        names = ", ".join(str(one.unit) for one in waiting)
        raise NotReady(f"Not all is {word}: {names}.")


def _recommended(round_: BudgetRound, decision: str, values: dict[str, Any]) -> None:
    if not decision:
        raise NotReady("Cabinet recommends the budget. Give the reference of its decision.")
    _require_balance(round_)
    values["recommendation"] = decision[:80]


def _approved(round_: BudgetRound, decision: str, values: dict[str, Any]) -> None:
    if not decision:
        raise NotReady("The Council sets the budget. Give the reference of its decision.")
    statement = RobustnessStatement.objects.get(round=round_)
    if statement.state != RobustnessStatement.State.SIGNED:
        raise NotReady(f"{statement} is not signed. The Council must have it before it.")
    vote = vote_on(round_)
    if vote is None or not vote.carried:
        raise NotReady(
            "No vote that carried the budget is taken up. Record it by name at the Council's "
            "meeting, then take it up on the round's page."
        )
    _require_balance(round_)
    values["decision"] = decision[:80]


def _lockable(round_: BudgetRound, decision: str, values: dict[str, Any]) -> None:
    vote = vote_on(round_)
    if vote is None or not vote.carried or vote.confirmed_on is None:
        raise NotReady(
            "The minutes of the meeting that carried the budget are not confirmed. A later meeting "
            "of the Council confirms them; then lock the budget."
        )
    if not RobustnessStatement.objects.get(round=round_).regard_minute:
        raise NotReady(
            "No minute shows that the Council had regard to the robustness statement. Record it."
        )


SHOWS = {
    "submit": "submissions",
    "challenge": "challenge",
    "recommend": "cabinet",
    "approve": "council",
}
"""The step of the timetable that a step of the round shows to be done."""

NEEDS = {
    "submit": _all_submitted,
    "challenge": _all_agreed,
    "recommend": _recommended,
    "reopen": _nothing,
    "approve": _approved,
    "lock": _lockable,
}


def _require_balance(round_: BudgetRound) -> None:
    worked = resolutions.worked(round_)
    faults = [*worked.missing, *([] if worked.is_balanced else [worked.balance_words])]
    if faults:
        raise NotReady(" ".join(faults))


def _seal(round_: BudgetRound, decision: str, *, actor: Actor, moment: datetime) -> None:
    """The resolution as passed: what it was worked out from, what came of it, and their digest."""
    worked = resolutions.worked(round_)
    given, found = resolutions.as_json(worked.case), resolutions.as_json(worked.result)
    text = json.dumps([given, found], sort_keys=True)
    made = TaxResolution(
        round=round_,
        resolved_on=_day_of(round_),
        decision=decision[:80],
        given=given,
        found=found,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
    records.create(made, actor=actor, moment=moment)


def _day_of(round_: BudgetRound) -> date:
    vote = vote_on(round_)
    return vote.held_on if vote is not None else round_.council_on


def _issue(round_: BudgetRound, *, actor: Actor, moment: datetime) -> None:
    """The base budget goes to the facts store, where monitoring and the ledger read it."""
    lines = [
        BudgetLine(year=round_.year, unit=unit, account_group=group, amount=amount)
        for unit, groups in service_budgets(round_).items()
        for group, amount in groups.items()
    ]
    label = FinancialYear(round_.year).label
    bring(lines, file=f"budget {label} as locked", actor=actor, moment=moment)
