"""Writes of call-ins: the request, the test of validity, the outcome."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions, policies
from townclerk.democracy.core.call_in import Standing
from townclerk.democracy.models import CallIn, Decision
from townclerk.democracy.operations.decisions import CannotDecide
from townclerk.democracy.queries import decisions as queries
from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.parameters import source

AFTER = {
    CallIn.Outcome.UPHELD: Decision.State.EFFECTIVE,
    CallIn.Outcome.REFERRED_BACK: Decision.State.PROPOSED,
    CallIn.Outcome.REFERRED_TO_COUNCIL: Decision.State.PROPOSED,
}
"""What becomes of the decision. Referred on, it has to be made afresh."""
AFRESH: dict[str, Any] = {
    "decided_on": None,
    "published_on": None,
    "last_call_in_day": None,
    "effective_on": None,
}


@transaction.atomic
def call_in(
    decision: Decision,
    *,
    signatories: int,
    why: str,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
    law: ParameterSource | None = None,
) -> CallIn:
    """Ask that a decision be looked at again, in time and with enough members."""
    step = policies.step(policies.DECISION, "call-in", decision.state, decision)
    permissions.check_oversees(actor, *step.roles, moment=moment)
    day = on or moment.astimezone(LOCAL).date()
    if queries.standing_of(decision) is not Standing.APPLIES or not decision.last_call_in_day:
        raise CannotDecide(f"{decision.reference} may not be called in.")
    if CallIn.objects.filter(decision=decision).exists():
        raise CannotDecide(f"{decision.reference} was called in once, and once is all there is.")
    needed = int((law or source()).parameter(queries.SIGNATORIES).at(day).value)
    found = []
    if day > decision.last_call_in_day:
        last = date_display(decision.last_call_in_day)
        found.append(Problem(f"The last day to call it in was {last}.", field="requested_on"))
    if signatories < needed:
        found.append(
            Problem(f"A call-in needs {needed} members; {signatories} sign.", field="signatories")
        )
    if not why.strip():
        found.append(Problem("Say what is wrong with the decision.", field="reason"))
    if found:
        raise Problems(found)
    made = CallIn(decision=decision, requested_on=day, signatory_count=signatories, reason=why)
    records.create(made, actor=actor, moment=moment)
    values = {"state": step.target}
    records.change(decision, values, actor=actor, moment=moment, reason=why, verb="call-in")
    return made


@transaction.atomic
def judge(called: CallIn, *, valid: bool, why: str, actor: Actor, moment: datetime) -> CallIn:
    """The monitoring officer says whether the call-in is valid; if not, its window runs on."""
    decision = Decision.objects.get(pk=called.decision_id)
    step = policies.step(policies.DECISION, "judge", decision.state, decision)
    permissions.check(actor, *step.roles, moment=moment, record=decision)
    if called.valid is not None:
        raise CannotDecide(f"{called} is judged already.")
    if not why.strip():
        raise CannotDecide("Say why the call-in is valid or not.")
    values: dict[str, Any] = {"valid": valid, "validity_reason": why}
    if not valid:
        values["outcome"] = CallIn.Outcome.NOT_VALID
        back = {"state": Decision.State.PUBLISHED}
        records.change(decision, back, actor=actor, moment=moment, reason=why, verb="judge")
    return records.change(called, values, actor=actor, moment=moment, reason=why, verb="judge")


@transaction.atomic
def conclude(
    called: CallIn,
    *,
    outcome: str,
    heard_on: date,
    reason: str = "",
    actor: Actor,
    moment: datetime,
) -> CallIn:
    """Record what scrutiny resolved: upheld it takes effect, referred it is decided again."""
    decision = Decision.objects.get(pk=called.decision_id)
    step = policies.step(policies.DECISION, "conclude", decision.state, decision)
    permissions.check(actor, *step.roles, moment=moment, record=decision)
    if not called.valid:
        raise CannotDecide(f"{called} is not judged valid. The monitoring officer does that first.")
    state = AFTER.get(CallIn.Outcome(outcome))
    if state is None:
        raise CannotDecide("Record that it is upheld, referred back, or referred to Council.")
    values: dict[str, Any] = {"state": state}
    if state == Decision.State.PROPOSED:
        values |= AFRESH
    else:
        values["effective_on"] = max(heard_on, decision.effective_on or heard_on)
    records.change(decision, values, actor=actor, moment=moment, reason=reason, verb="conclude")
    result = {"outcome": outcome, "heard_on": heard_on}
    return records.change(
        called, result, actor=actor, moment=moment, reason=reason, verb="conclude"
    )
