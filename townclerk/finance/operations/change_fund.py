"""Writing the change fund, requests on it, and phasing that posts to the plan and the reserves."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.finance import permissions, policies
from townclerk.finance.core.change_fund import BeyondFund, check_request
from townclerk.finance.models import (
    ChangeFund,
    ChangeFundSource,
    ChangeRequest,
    PhasingEntry,
    PlanLine,
    PlanVersion,
)
from townclerk.finance.operations.plan import add_line, check_editable
from townclerk.finance.operations.reserves import DecisionNeeded, post_movement
from townclerk.finance.queries import change_fund as fund_queries
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.origins import reason_of
from townclerk.platform.files.queries import files_of

CHANGE = permissions.CHANGE
EVALUATORS = ("s151-officer", "chief-executive")


class MoreThanTheFundHolds(TownclerkError):
    def __init__(self, request: ChangeRequest, headroom: Money, on: date) -> None:
        super().__init__(
            f"{request} asks for £{request.amount:}, and {request.fund} has £{headroom} left "
            f"that is available on {on:%d/%m/%Y}. Ask for less, or add a source to the fund."
        )


class ReasonNeeded(TownclerkError):
    """A refusal says why, so that the sponsor can answer it."""


class EvaluationIncomplete(TownclerkError):
    """The s151 officer and the Chief Executive both evaluate."""


class CabinetDecisionNeeded(TownclerkError):
    """An award above the limit is Cabinet's to make."""


class NoReturn(TownclerkError):
    """A request needs a financial or a social return."""


class NoEvidence(TownclerkError):
    """A request is evaluated on evidence: a document named, or a file attached."""


class DrawnTooMuch(TownclerkError):
    """No more is drawn than was awarded."""


class OwnRequest(TownclerkError):
    """Whoever raised a request does not evaluate it."""


class LoanIncomplete(TownclerkError):
    """A loan from reserves names its reserve."""


@transaction.atomic
def save_fund(
    values: Mapping[str, Any],
    sources: tuple[Mapping[str, Any], ...],
    *,
    actor: Actor,
    moment: datetime,
) -> ChangeFund:
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    fund = ChangeFund.objects.filter(code=values["code"]).first()
    if fund is None:
        fund = records.create(ChangeFund(**values), actor=actor, moment=moment)
    for source in sources:
        records.create(ChangeFundSource(fund=fund, **source), actor=actor, moment=moment)
    return fund


@transaction.atomic
def bid(values: Mapping[str, Any], *, actor: Actor, moment: datetime) -> ChangeRequest:
    """A sponsor's request with its return and evidence; refused when the fund cannot hold it."""
    unit = values.get("unit")
    permissions.check(
        actor,
        Verb.CONTRIBUTE,
        moment=moment,
        area=CHANGE,
        unit=unit.code if unit is not None else None,
    )
    request = ChangeRequest(**values, raised_by=actor.user)
    if not request.yearly_return and not request.social_return.strip():
        raise NoReturn(f"{request} states no return. Give a yearly saving or a social return.")
    check_headroom(request)
    return records.create(request, actor=actor, moment=moment)


def check_headroom(request: ChangeRequest) -> None:
    """A request is refused for what is not there on the day it needs the money."""
    fund = fund_queries.fund_on(request.needed_from, request.fund, besides=request)
    try:
        check_request(fund, request.amount)
    except BeyondFund as refusal:
        raise MoreThanTheFundHolds(request, refusal.left, request.needed_from) from refusal


@transaction.atomic
def evaluate(
    request: ChangeRequest, *, evaluation: str, actor: Actor, moment: datetime
) -> ChangeRequest:
    """One of the two evaluations. The second moves the request on."""
    step = policies.step(policies.REQUEST, "evaluate", request.state, request)
    permissions.check(actor, step.verb, moment=moment, area=CHANGE)
    if actor.user is not None and request.raised_by_id == actor.user.pk:
        raise OwnRequest("You raised this request, so someone else evaluates it.")
    held = [role for role in EVALUATORS if permissions.holds(actor, moment, role)]
    if not held:
        raise EvaluationIncomplete(
            "The s151 officer and the Chief Executive evaluate requests on the fund."
        )
    if not request.evidence.strip() and not files_of(request).exists():
        raise NoEvidence(
            f"{request} comes without evidence. Attach the business case to it, or name it."
        )
    done = sorted({*request.evaluated_by, *held})
    text = "\n".join(part for part in (request.evaluation, evaluation.strip()) if part)
    values: dict[str, Any] = {"evaluated_by": done, "evaluation": text}
    if set(done) == set(EVALUATORS):
        values["state"] = step.target
    return records.change(request, values, actor=actor, moment=moment, verb="evaluate")


@transaction.atomic
def refuse(request: ChangeRequest, *, why: str, actor: Actor, moment: datetime) -> ChangeRequest:
    step = policies.step(policies.REQUEST, "refuse", request.state, request)
    permissions.check(actor, step.verb, moment=moment, area=CHANGE)
    if not why.strip():
        raise ReasonNeeded(f"Say why {request} is refused.")
    values = {"state": step.target, "refusal": why.strip()}
    return records.change(request, values, actor=actor, moment=moment, verb="refuse", reason=why)


@transaction.atomic
def award(
    request: ChangeRequest,
    *,
    awarded_on: date,
    decision: str = "",
    actor: Actor,
    moment: datetime,
) -> ChangeRequest:
    step = policies.step(policies.REQUEST, "award", request.state, request)
    permissions.check(actor, step.verb, moment=moment, area=CHANGE)
    limit = request.fund.cabinet_limit
    if limit is not None and request.amount.pence > limit.pence and not decision.strip():
        raise CabinetDecisionNeeded(
            f"{request} is above £{limit}, so Cabinet awards it. Give the decision's reference."
        )
    check_headroom(request)
    values = {
        "state": step.target,
        "awarded_on": awarded_on,
        "decision": decision.strip(),
        "drawn": Money.zero,
    }
    return records.change(request, values, actor=actor, moment=moment, verb="award")


@transaction.atomic
def draw(request: ChangeRequest, *, amount: Money, actor: Actor, moment: datetime) -> ChangeRequest:
    step = policies.step(policies.REQUEST, "draw", request.state, request)
    unit = request.unit.code if request.unit is not None else None
    permissions.check(actor, step.verb, moment=moment, area=CHANGE, unit=unit)
    drawn = (request.drawn or Money.zero) + amount
    if amount.pence <= 0 or drawn.pence > request.amount.pence:
        left = request.amount - (request.drawn or Money.zero)
        raise DrawnTooMuch(f"£{left} of the award is left. Draw that or less.")
    values = {"state": step.target, "drawn": drawn}
    return records.change(request, values, actor=actor, moment=moment, verb="draw")


@transaction.atomic
def review(
    request: ChangeRequest, *, benefit_found: str, actor: Actor, moment: datetime
) -> ChangeRequest:
    """The benefits check: what the money brought, as found."""
    step = policies.step(policies.REQUEST, "review", request.state, request)
    permissions.check(actor, step.verb, moment=moment, area=CHANGE)
    if not benefit_found.strip():
        raise ReasonNeeded(f"Say what {request} has brought.")
    values = {"state": step.target, "benefit_found": benefit_found.strip()}
    return records.change(request, values, actor=actor, moment=moment, verb="review")


@transaction.atomic
def close(
    request: ChangeRequest, *, actor: Actor, moment: datetime, reason: str = ""
) -> ChangeRequest:
    """Closing releases what was awarded and not drawn back to the fund."""
    step = policies.step(policies.REQUEST, "close", request.state, request)
    permissions.check(actor, step.verb, moment=moment, area=CHANGE)
    return records.change(
        request, {"state": step.target}, actor=actor, moment=moment, verb="close", reason=reason
    )


@transaction.atomic
def post_phasing(
    plan: PlanVersion,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    batch: str = "",
    batch_row: int = 0,
) -> PhasingEntry:
    """Post a phasing entry: its plan lines with their unwinding, and the reserve's ledger."""
    check_editable(plan, actor=actor, moment=moment)
    entry = PhasingEntry(plan=plan, **values)
    is_loan = entry.kind == PhasingEntry.Kind.RESERVE_LOAN
    if is_loan and entry.reserve is None:
        raise LoanIncomplete("A loan from reserves names the reserve it is taken from.")
    if is_loan and entry.reserve is not None and not entry.decision.strip():
        raise DecisionNeeded(entry.reserve)
    reason = reason_of(batch, batch_row) if batch else ""
    records.create(entry, actor=actor, moment=moment, reason=reason)
    for code, heading, year, amount in _lines(entry):
        line = {
            "code": code,
            "heading": heading,
            "step": PlanLine.Step.PHASING,
            "type": PlanLine.Type.RESERVES if is_loan else PlanLine.Type.ONE_OFF,
            "group": "Phasing",
            "recurrence": PlanLine.Recurrence.ONE_OFF,
            "unwinds": True,
            "source": entry.source,
            "batch": batch,
            "batch_row": batch_row or None,
        }
        if year in plan.year_numbers:
            add_line(plan, line, {year: amount}, actor=actor, moment=moment, reason=reason)
    if is_loan:
        _post_loan(entry, actor=actor, moment=moment, batch=batch, batch_row=batch_row)
    return entry


def _lines(entry: PhasingEntry) -> list[tuple[str, str, int, Money]]:
    found = [(f"phasing-{entry.code}", entry.name, entry.year, -entry.amount)]
    if entry.repayment and entry.repayment_year:
        heading = f"{entry.name}: repayment"
        found.append(
            (f"phasing-{entry.code}-repayment", heading, entry.repayment_year, entry.repayment)
        )
    return found


def _post_loan(
    entry: PhasingEntry, *, actor: Actor, moment: datetime, batch: str, batch_row: int
) -> None:
    reserve = entry.reserve
    if reserve is None:
        return
    common: Any = {
        "decision": entry.decision,
        "phasing": entry,
        "reason": entry.name,
        "source": entry.source,
        "batch": batch,
        "batch_row": batch_row,
        "actor": actor,
        "moment": moment,
    }
    reference = f"phasing-{entry.plan.number}-{entry.code}"
    post_movement(
        reserve, reference=reference, year=entry.year, kind="use", amount=-entry.amount, **common
    )
    if entry.repayment and entry.repayment_year:
        post_movement(
            reserve,
            reference=f"{reference}-repayment",
            year=entry.repayment_year,
            kind="repayment",
            amount=entry.repayment,
            **common,
        )
