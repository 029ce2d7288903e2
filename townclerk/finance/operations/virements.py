"""Virements: proposed, sent to whom the rules name, agreed or refused, and posted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from townclerk.democracy.public import decision_named
from townclerk.finance import permissions, policies
from townclerk.finance.core.virement_rules import WORDS, Between, NoRule, who_agrees
from townclerk.finance.models import BudgetRound, Virement, VirementRule
from townclerk.finance.models.virements import Approver
from townclerk.finance.queries.services import service_names
from townclerk.finance.queries.virements import between, left_in, limits_on
from townclerk.kernel.display import pounds_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.duties import other_than
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import operations as tasks
from townclerk.platform.deadlines.kinds import task_kind

VIREMENT_TO_AGREE = task_kind("virement", "Virement to agree")
OFFICERS = (Approver.HOLDER, Approver.DIRECTOR, Approver.S151)
"""Each may agree what is left to those before it."""
MEMBERS = (Approver.CABINET, Approver.COUNCIL)


@transaction.atomic
def propose(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Virement:
    """Propose a virement; the rule in force on its day says who agrees it."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, unit=values["from_unit"].code)
    # What is left of a line is asked of one proposal after the other.
    BudgetRound.objects.select_for_update().get(pk=values["round"].pk)
    problems = _wrong_with(values)
    source, target = values["from_unit"].code, values["to_unit"].code
    kind = between(source, target, values["on"])
    try:
        found = who_agrees(
            kind,
            values["amount"],
            recurring=bool(values.get("recurring")),
            limits=limits_on(values["on"]),
        ).value
    except NoRule as error:
        problems.append(Problem(str(error), field="amount"))
    if problems:
        raise Problems(problems)
    draft = Virement(
        **values,
        between=kind.value,
        rule=VirementRule.objects.get(code=found.code),
        approver=found.approver,
        proposed_by=actor.user,
    )
    made = records.create(draft, actor=actor, moment=moment, reason=reason)
    _tell(made, actor=actor, moment=moment)
    return made


def _wrong_with(values: Mapping[str, Any]) -> list[Problem]:
    found = []
    round_, on, amount = values["round"], values["on"], values["amount"]
    if round_.state != BudgetRound.State.LOCKED:
        hint = "Change the submission or table an amendment instead."
        message = f"{round_} is not locked, so there is nothing to move yet."
        return [Problem(message, field="round", hint=hint)]
    if on not in FinancialYear(round_.year).period:
        hint = f"Give a day of {round_.label}."
        found.append(Problem("This day is of another year.", field="on", hint=hint))
    if amount.pence <= 0:
        hint = "Give it without a minus sign; swap the two lines to move it back."
        found.append(Problem("A virement moves more than nothing.", field="amount", hint=hint))
    source = (values["from_unit"], values["from_group"])
    if source == (values["to_unit"], values["to_group"]):
        hint = "Choose another line."
        found.append(Problem("It goes back to the same line.", field="to_group", hint=hint))
    left = left_in(round_, source[0].code, source[1])
    if left is None:
        hint = "Write the line as the budget book has it, such as Pay."
        service = service_names(round_.year)[source[0].code]
        message = f"{service} has no line “{source[1]}” in this budget."
        found.append(Problem(message, field="from_group", hint=hint))
    elif left.pence >= 0 and amount > left:
        message = f"The line still has {pounds_display(left, '£')}, less than is taken."
        hint = "Move no more than that, or take it from another line."
        found.append(Problem(message, field="amount", hint=hint))
    return found


def check_decides(virement: Virement, actor: Actor, *, moment: datetime) -> None:
    """Refuse whoever the rule does not leave the virement to."""
    approver = Approver(virement.approver)
    if approver in MEMBERS:
        if not permissions.holds(actor, moment, permissions.S151, record=virement):
            raise Refused(
                f"This virement is for {approver.label} to decide. The s151 officer records it."
            )
        return
    officers = OFFICERS[OFFICERS.index(approver) :]
    if not permissions.holds(actor, moment, *officers, record=virement):
        raise Refused(f"The rule leaves this virement to the {approver.label.lower()}.")
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, unit=virement.from_unit.code)
    if approver is not Approver.HOLDER:
        other_than(virement, ("proposed_by",), actor, "decide it")


@transaction.atomic
def move_virement(
    virement: Virement,
    move: str,
    *,
    decision: str = "",
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> Virement:
    """Agree it, refuse it, or post it; the locked base stays as it is."""
    step = policies.step(policies.VIREMENT, move, virement.state, virement)
    values: dict[str, Any] = {"state": step.target}
    today = moment.astimezone(LOCAL).date()
    if move == "post":
        permissions.check(actor, step.verb, moment=moment)
        values["posted_on"] = today
    else:
        check_decides(virement, actor, moment=moment)
        values |= {"decided_on": today, "decision": (decision or virement.decision)[:80]}
        if move == "approve":
            _check_decision(virement, values["decision"])
        elif not reason.strip():
            hint = "Whoever proposed it reads this."
            raise Problems([Problem("Say why it is refused.", field="reason", hint=hint)])
        else:
            values["answer"] = reason.strip()[:300]
    moved = records.change(virement, values, actor=actor, moment=moment, verb=move, reason=reason)
    if move != "post":
        why = f"The virement is {moved.get_state_display().lower()}"
        tasks.settle(source=moved, purpose="agree", reason=why, actor=actor, moment=moment)
    return moved


def _check_decision(virement: Virement, reference: str) -> None:
    """What members decide is in the register of decisions, taken by the body the rule names."""
    approver = Approver(virement.approver)
    if approver not in MEMBERS:
        return
    found = decision_named(reference) if reference else None
    if found is None or not found.taken:
        hint = "Give the reference of a decision of the register that was made."
        message = f"{approver.label} decides this virement, and no such decision is recorded."
        raise Problems([Problem(message, field="decision", hint=hint)])
    if not (found.by_council if approver is Approver.COUNCIL else found.by_executive):
        hint = f"Give a decision of {approver.label}."
        message = f"{found.reference} was not decided by {approver.label}."
        raise Problems([Problem(message, field="decision", hint=hint)])


def _tell(virement: Virement, *, actor: Actor, moment: datetime) -> None:
    """The task of whoever agrees it; what members decide is brought to them by the s151 officer."""
    approver = Approver(virement.approver)
    size = pounds_display(virement.amount, "£")
    service = service_names(virement.round.year)[virement.from_unit.code]
    tasks.raise_task(
        source=virement,
        purpose="agree",
        title=f"Agree or refuse the virement of {size} from {service}",
        kind=VIREMENT_TO_AGREE,
        area=permissions.PLANNING,
        owner_role=Approver.S151 if approver in MEMBERS else approver,
        unit=virement.from_unit if approver in (Approver.HOLDER, Approver.DIRECTOR) else None,
        address=reverse("finance:virements", args=[virement.round.year]),
        note=f"{WORDS[Between(virement.between)].capitalize()}. {approver.label} decides.",
        actor=actor,
        moment=moment,
    )
