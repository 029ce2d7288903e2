"""Writes of decisions: proposing, making, publishing, taking effect, implementing, undoing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions, policies
from townclerk.democracy.core.call_in import Standing
from townclerk.democracy.core.delegation import misfits
from townclerk.democracy.core.redaction import repeated
from townclerk.democracy.models import Decision, ExemptPart
from townclerk.democracy.queries import decisions as queries
from townclerk.democracy.queries import delegations
from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.parameters import source

RECORD = {
    "reasons": "the reasons",
    "alternatives": "the alternatives considered and rejected, or that there were none",
    "interests": "the interests declared, or that there were none",
}
"""What the record of an executive decision must hold (SI 2012/2089, regulations 12 and 13)."""
STATED = frozenset(
    {
        "text",
        "decided_on",
        "key_decision",
        "body",
        "maker",
        "maker_role",
        "delegation",
        "value",
        "call_in",
    }
)


class CannotDecide(TownclerkError):
    """The step does not fit the decision as it stands. The message says what to do."""


@transaction.atomic
def create(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Decision:
    """A proposed decision; given with the day it was made or published, it goes on to that."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=Decision(**values))
    given = dict(values)
    decided, published = given.pop("decided_on", None), given.pop("published_on", None)
    implemented = given.pop("implemented_on", None)
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    made = records.create(Decision(**given), reason=reason, **stamp)
    if decided is not None:
        made = make(made, on=decided, reason=reason, **stamp)
    if published is not None:
        made = publish(made, on=published, reason=reason, **stamp)
    if implemented is not None:
        made = take_effect(made, reason=reason, **stamp)
        made = implement(made, on=implemented, evidence=made.evidence, reason=reason, **stamp)
    return made


@transaction.atomic
def change(
    decision: Decision,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Decision:
    """Complete the record; what was decided stays as it was made once it is made."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=decision, values=values)
    fixed = sorted(STATED & set(values)) if decision.state != Decision.State.PROPOSED else []
    dated = sorted({"decided_on", "published_on", "implemented_on"} & set(values))
    if fixed or dated:
        names = ", ".join(name.replace("_", " ") for name in dict.fromkeys([*fixed, *dated]))
        raise CannotDecide(
            f"{decision.reference} is {decision.get_state_display().lower()}: {names} may not be "
            "changed here. Take a step instead, or revoke it and record another."
        )
    return records.change(
        decision,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def make(
    decision: Decision,
    *,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> Decision:
    """Record that the decision is made, with everything its record must hold."""
    step = policies.step(policies.DECISION, "make", decision.state, decision)
    permissions.check(actor, *step.roles, moment=moment, record=decision)
    day = on or (decision.meeting.on if decision.meeting else _today(moment))
    if day > _today(moment):
        raise CannotDecide(f"{date_display(day)} is still to come, so nothing is decided yet.")
    if queries.standing_of(decision) is not Standing.NOT_EXECUTIVE:
        missing = [
            Problem(f"The record must give {what}.", field=name)
            for name, what in RECORD.items()
            if not getattr(decision, name).strip()
        ]
        if missing:
            raise Problems(missing)
    _require_delegated(decision, day)
    values = {"state": step.target, "decided_on": day}
    return _moved(decision, values, "make", actor=actor, moment=moment, reason=reason)


@transaction.atomic
def publish(
    decision: Decision,
    *,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
    law: ParameterSource | None = None,
) -> Decision:
    """Publish a decision: its window for call-in is counted from that day. What it says in the
    open repeats nothing of its exempt part, unless the reason says why it may."""
    step = policies.step(policies.DECISION, "publish", decision.state, decision)
    permissions.check(actor, *step.roles, moment=moment, record=decision)
    if not reason.strip():
        _require_kept(decision)
    decision.published_on = on or _today(moment)
    found = queries.window_of(decision, law or source())
    if found is None:
        raise CannotDecide(f"{decision.reference} has no day on which it was made.")
    values = {
        "state": step.target,
        "published_on": decision.published_on,
        "last_call_in_day": found.value.last_call_in_day,
        "effective_on": found.value.effective_on,
    }
    return _moved(decision, values, "publish", actor=actor, moment=moment, reason=reason)


@transaction.atomic
def take_effect(
    decision: Decision, *, actor: Actor, moment: datetime, reason: str = ""
) -> Decision:
    """Record that a decision nobody called in takes effect; not before its window is over."""
    step = policies.step(policies.DECISION, "take-effect", decision.state, decision)
    permissions.check(actor, *step.roles, moment=moment, record=decision)
    _require_in_effect(decision, _today(moment))
    values = {"state": step.target}
    return _moved(decision, values, "take-effect", actor=actor, moment=moment, reason=reason)


@transaction.atomic
def implement(
    decision: Decision,
    *,
    on: date | None = None,
    evidence: str = "",
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> Decision:
    """Record that it was carried out, with evidence; not on a day before it took effect."""
    if decision.state == Decision.State.PUBLISHED:
        _require_in_effect(decision, on or _today(moment))
    step = policies.step(policies.DECISION, "implement", decision.state, decision)
    permissions.check(actor, *step.roles, moment=moment, record=decision)
    day = on or _today(moment)
    if day > _today(moment):
        raise CannotDecide(f"{date_display(day)} is still to come. Give the day it was done.")
    _require_in_effect(decision, day)
    proof = evidence or reason or decision.evidence
    if not proof.strip():
        raise CannotDecide("Say what shows that it was carried out.")
    values = {"state": step.target, "implemented_on": day, "evidence": proof}
    return _moved(decision, values, "implement", actor=actor, moment=moment, reason=reason)


@transaction.atomic
def withdraw(decision: Decision, *, actor: Actor, moment: datetime, reason: str = "") -> Decision:
    return _undo(decision, "withdraw", actor=actor, moment=moment, reason=reason)


@transaction.atomic
def revoke(decision: Decision, *, actor: Actor, moment: datetime, reason: str = "") -> Decision:
    return _undo(decision, "revoke", actor=actor, moment=moment, reason=reason)


@transaction.atomic
def keep_exempt_part(
    decision: Decision,
    *,
    paragraph: str,
    text: str,
    public_interest: str,
    review_on: date | None = None,
    actor: Actor,
    moment: datetime,
) -> ExemptPart:
    """Keep the part that is not for publication apart, with why; the decision is marked."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=decision)
    records.change(decision, {"exempt_paragraph": paragraph}, actor=actor, moment=moment)
    part = ExemptPart(
        decision=decision,
        paragraph=paragraph,
        text=text,
        public_interest=public_interest,
        review_on=review_on,
    )
    return records.create(part, actor=actor, moment=moment)


def create_exempt_part(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ExemptPart:
    return keep_exempt_part(**values, actor=actor, moment=moment)


def _undo(
    decision: Decision, name: str, *, actor: Actor, moment: datetime, reason: str
) -> Decision:
    step = policies.step(policies.DECISION, name, decision.state, decision)
    permissions.check(actor, *step.roles, moment=moment, record=decision)
    if not reason.strip():
        raise CannotDecide(f"Give the reason: “{step.label}” is shown with it.")
    return _moved(decision, {"state": step.target}, name, actor=actor, moment=moment, reason=reason)


def _require_kept(decision: Decision) -> None:
    """Nothing of the exempt part stands in the open one."""
    part = getattr(decision, "exempt_part", None)
    if part is None:
        return
    names = ("title", "text", "reasons", "alternatives")
    opened = "\n".join(getattr(decision, name) for name in names)
    hint = "Take it out, or give the reason why it may be open."
    problems = [
        Problem(f"“{one}” is in the exempt part.", field="text", hint=hint)
        for one in repeated(opened, part.text)
    ]
    if problems:
        raise Problems(problems)


def _require_delegated(decision: Decision, day: date) -> None:
    """An officer or Cabinet Member decides under a line of the scheme, and within its limits.

    Nothing is asked where the council has entered no scheme of that day.
    """
    lines = list(delegations.in_force(day))
    named = decision.delegation
    if named is None:
        if lines and decision.maker != Decision.Maker.BODY:
            own = [one for one in lines if one.made_by.casefold() == decision.made_by.casefold()]
            subjects = ", ".join(dict.fromkeys(one.subject for one in own))
            hint = f"It gives {decision.made_by}: {subjects}." if own else "It gives them none."
            message = "Name the line of the scheme of delegation it is taken under."
            raise Problems([Problem(message, field="delegation", hint=hint)])
        return
    problems = []
    if named not in lines:
        message = f"“{named.subject}” was not in the scheme on {date_display(day)}."
        problems.append(Problem(message, field="delegation"))
    problems += misfits(
        delegations.line_of(named),
        made_by=decision.made_by,
        value=decision.value,
        scheme=[delegations.line_of(one) for one in lines],
    )
    if problems:
        raise Problems(problems)


def _require_in_effect(decision: Decision, day: date) -> None:
    if decision.effective_on is None or day < decision.effective_on:
        when = (
            "it is published"
            if decision.effective_on is None
            else str(date_display(decision.effective_on))
        )
        raise CannotDecide(
            f"{decision.reference} may not be put into effect before {when}. Only an urgent "
            "decision whose call-in is waived takes effect at once."
        )


def _moved(
    decision: Decision,
    values: Mapping[str, Any],
    verb: str,
    *,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> Decision:
    return records.change(decision, values, actor=actor, moment=moment, reason=reason, verb=verb)


def _today(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()
