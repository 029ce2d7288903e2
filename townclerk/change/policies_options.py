"""The states of option sheets and equality assessments and the steps between them, as tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from townclerk.change import permissions
from townclerk.change.core.options_completeness import Gate
from townclerk.platform.access.areas import Verb
from townclerk.platform.registers import steps
from townclerk.platform.registers.steps import NotInThisState, step


@dataclass(frozen=True, kw_only=True)
class Move(steps.Move):
    """One step with the gate that stands before it. With no roles, who may change the sheet."""

    gate: Gate | None = None
    other_than: tuple[str, ...] = ()
    """Those who acted before and leave this step to somebody else."""
    asks: str = ""
    """What must be said with the step."""


__all__ = ["ASSESSMENT", "OPTION", "Move", "NotInThisState", "step"]

BEFORE_APPROVAL = (
    "idea",
    "worked-up",
    "finance-validated",
    "for-consultation",
    "consulted",
    "recommended",
)
RAISER, VALIDATOR = "raised_by", "validated_by"

OPTION: Mapping[str, Move] = {
    "work-up": Move(
        sources=("idea",), target="worked-up", label="Mark as worked up", gate=Gate.WORK_UP
    ),
    "validate": Move(
        sources=("worked-up",),
        target="finance-validated",
        label="Validate the money",
        roles=permissions.FINANCE,
        gate=Gate.VALIDATE,
        other_than=(RAISER,),
    ),
    "approve-for-consultation": Move(
        sources=("finance-validated",),
        target="for-consultation",
        label="Approve for consultation",
        verb=Verb.APPROVE,
        roles=permissions.MEMBERS,
        gate=Gate.TABLE,
        other_than=(RAISER, VALIDATOR),
        asks="the decision that approves it for consultation",
    ),
    "record-consultation": Move(
        sources=("for-consultation",),
        target="consulted",
        label="Record the consultation",
        asks="what the consultation said, and how it changed the proposal",
    ),
    "recommend": Move(
        sources=("finance-validated", "consulted"),
        target="recommended",
        label="Recommend",
        verb=Verb.APPROVE,
        roles=permissions.MEMBERS,
        gate=Gate.TABLE,
        other_than=(RAISER, VALIDATOR),
    ),
    "approve": Move(
        sources=("recommended",),
        target="approved",
        label="Record the approval",
        verb=Verb.APPROVE,
        roles=permissions.APPROVERS,
        other_than=(RAISER, VALIDATOR),
        asks="the Council's decision",
    ),
    "amend": Move(
        sources=("recommended",),
        target="amended",
        label="Record an approval with amendments",
        verb=Verb.APPROVE,
        roles=permissions.APPROVERS,
        other_than=(RAISER, VALIDATOR),
        asks="the Council's decision and what it changed",
    ),
    "withdraw": Move(
        sources=BEFORE_APPROVAL, target="withdrawn", label="Withdraw", asks="why it is withdrawn"
    ),
    "return": Move(
        sources=("worked-up", "finance-validated", "for-consultation", "consulted"),
        target="idea",
        label="Return to its author",
        asks="what is to be changed",
    ),
    "hand-over": Move(
        sources=("approved", "amended"),
        target="handed-over",
        label="Hand to delivery",
        verb=Verb.APPROVE,
        roles=permissions.HANDERS,
        asks="who delivers it: the project or the role",
    ),
}

ASSESSMENT: Mapping[str, Move] = {
    "assess": Move(sources=("screening",), target="full", label="Start the full assessment"),
    "agree": Move(
        sources=("screening", "full"),
        target="mitigations-agreed",
        label="Review and agree the mitigations",
        roles=permissions.EQUALITY,
        other_than=("author",),
    ),
    "decide": Move(
        sources=("mitigations-agreed",),
        target="decided",
        label="Certify due regard",
        verb=Verb.APPROVE,
        roles=(*permissions.MEMBERS, "chief-executive"),
        other_than=("author",),
        asks="the decision before which it was read",
    ),
    "review": Move(sources=("decided",), target="in-review", label="Start the review"),
}
