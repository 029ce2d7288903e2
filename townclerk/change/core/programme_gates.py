"""What a project must have before a gate opens, and every reason why one stays shut."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Gate(StrEnum):
    """The stages of a project, in order."""

    IDEA = "idea"
    PID = "pid"
    OUTLINE = "outline"
    FULL = "full"
    DELIVERY = "delivery"
    REVIEW = "review"
    CLOSED = "closed"


NAMES: Mapping[Gate, str] = {
    Gate.IDEA: "Idea",
    Gate.PID: "Initiation",
    Gate.OUTLINE: "Outline business case",
    Gate.FULL: "Full business case",
    Gate.DELIVERY: "Delivery",
    Gate.REVIEW: "Benefits review",
    Gate.CLOSED: "Closed",
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A version of a document of a project, as the gate sees it."""

    signed: bool = False
    risk_analysis: bool = False
    delivery_plan: bool = False
    awaited: tuple[str, ...] = ()
    """Disciplines whose officers have not said what they think of it."""


@dataclass(frozen=True, kw_only=True)
class MemberDecision:
    """The decision of members that is named for a gate."""

    reference: str
    known: bool = False
    taken: bool = False
    by_executive: bool = False


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What a project has when its gate is asked for."""

    gate: Gate
    scope: bool = False
    objectives: bool = False
    sponsor: bool = False
    manager: bool = False
    money: bool = False
    """Its cost and its saving are known, nil included."""
    appraisal: bool = False
    model: bool = False
    """A delivery model is chosen."""
    capacity: bool = False
    """The sponsor confirmed skills and capacity."""
    equality: bool = False
    """Its equality assessment was reviewed, or one kept elsewhere is named."""
    equality_begun: bool = False
    pid: Case | None = None
    outline: Case | None = None
    full: Case | None = None
    decision: MemberDecision | None = None
    open_milestones: int = 0
    open_issues: int = 0
    open_changes: int = 0
    open_benefits: int = 0
    """Benefits nobody has measured."""
    reviewed: bool = False
    learning: bool = False


def following(gate: Gate) -> Gate | None:
    """The gate after one.

    Units: none. Source: local practice.

    >>> following(Gate.FULL).value, following(Gate.CLOSED)
    ('delivery', None)
    """
    order = list(Gate)
    place = order.index(gate) + 1
    return order[place] if place < len(order) else None


def refusals(ready: Readiness) -> tuple[str, ...]:
    """Every reason why the next gate stays shut; none when it opens.

    Units: none. Source: local practice: a full business case with its risk analysis is signed by
    officers and by members before anything is delivered.
    Applies: the gate that follows the one the project is at.
    Rounding: none.

    >>> full = Case(signed=True, risk_analysis=True, delivery_plan=True)
    >>> ready = Readiness(gate=Gate.FULL, full=full, capacity=True)
    >>> refusals(ready)
    ('Members have not signed the full business case. Name the minute of Cabinet that did.',)
    """
    to = following(ready.gate)
    if to is None:
        return ("It is closed, so there is no further gate.",)
    return tuple(_CHECKS[to](ready))


def warnings(ready: Readiness) -> tuple[str, ...]:
    """What a gate lets through, but says.

    Units: none. Source: Equality Act 2010, section 149, for what is warned of.

    >>> warnings(Readiness(gate=Gate.FULL))
    ('No equality assessment is recorded, and the project goes live.',)
    """
    if following(ready.gate) is not Gate.DELIVERY or ready.equality:
        return ()
    if ready.equality_begun:
        return ("Its equality assessment is not reviewed yet, and the project goes live.",)
    return ("No equality assessment is recorded, and the project goes live.",)


def unsaid(awaited: Iterable[str], what: str) -> list[str]:
    """A sentence for each discipline whose officers have not said what they think of a case.

    Units: none. Source: local practice: finance, people and legal officers are asked before
    officers sign.

    >>> unsaid(["Legal"], "this version")
    ['Legal officers have not said what they think of this version.']
    """
    return [f"{name} officers have not said what they think of {what}." for name in awaited]


def _lacking(*wanted: tuple[bool, str]) -> list[str]:
    return [said for there, said in wanted if not there]


def _to_pid(ready: Readiness) -> list[str]:
    return _lacking(
        (ready.sponsor, "No sponsor is named."),
        (ready.scope, "The scope is not written."),
        (ready.objectives, "The objectives are not written."),
    )


def _to_outline(ready: Readiness) -> list[str]:
    return [
        *_signed(ready.pid, "initiation document"),
        *_lacking((ready.manager, "No project manager is named.")),
    ]


def _to_full(ready: Readiness) -> list[str]:
    return [
        *_signed(ready.outline, "outline business case"),
        *_lacking(
            (ready.appraisal, "The options appraisal is not written."),
            (ready.model, "No delivery model is chosen."),
            (ready.money, "The cost or the saving is not known."),
        ),
    ]


def _to_delivery(ready: Readiness) -> list[str]:
    full = ready.full
    found = _signed(full, "full business case")
    if full is not None:
        if not full.signed:
            found += unsaid(full.awaited, "the full business case")
        found += _lacking(
            (full.risk_analysis, "The full business case has no risk analysis."),
            (full.delivery_plan, "The full business case has no delivery plan."),
        )
    found += _lacking(
        (ready.capacity, "The sponsor has not confirmed skills and capacity."),
    )
    return [*found, *_members(ready.decision)]


def _to_review(ready: Readiness) -> list[str]:
    return _lacking(
        (ready.open_milestones == 0, f"{_many(ready.open_milestones, 'milestone')} still open."),
    )


def _to_closed(ready: Readiness) -> list[str]:
    return _lacking(
        (ready.reviewed, "The benefits review is not written."),
        (ready.learning, "What was learned is not written."),
        (ready.open_issues == 0, f"{_many(ready.open_issues, 'issue')} still open."),
        (ready.open_changes == 0, f"{_many(ready.open_changes, 'change')} still undecided."),
        (ready.open_benefits == 0, f"{_many(ready.open_benefits, 'benefit')} not measured yet."),
    )


def _signed(case: Case | None, name: str) -> list[str]:
    if case is None:
        return [f"There is no {name}."]
    return [] if case.signed else [f"No officer has signed the {name}."]


def _members(decision: MemberDecision | None) -> list[str]:
    if decision is None or not decision.reference:
        return [
            "Members have not signed the full business case. Name the minute of Cabinet that did."
        ]
    if not decision.known:
        return [f"There is no decision {decision.reference} in the register of decisions."]
    if not decision.by_executive:
        return [f"{decision.reference} is not a decision of Cabinet."]
    if not decision.taken:
        return [f"{decision.reference} is not made yet."]
    return []


def _many(number: int, what: str) -> str:
    return f"{number} {what} is" if number == 1 else f"{number} {what}s are"


_CHECKS: Mapping[Gate, Callable[[Readiness], list[str]]] = {
    Gate.PID: _to_pid,
    Gate.OUTLINE: _to_outline,
    Gate.FULL: _to_full,
    Gate.DELIVERY: _to_delivery,
    Gate.REVIEW: _to_review,
    Gate.CLOSED: _to_closed,
}
