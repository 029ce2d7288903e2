"""Writes up to the opening: proposing, changing, reviewing, opening, withdrawing."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.customers import permissions, policies
from townclerk.customers.models import Consultation
from townclerk.customers.operations import tasks
from townclerk.customers.parameters import standards
from townclerk.customers.queries import consultations as queries
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL

State = Consultation.State
LATER = frozenset({"closes_on", "decision_on"})
"""What may still move after the review, as long as it leaves room."""
ADDED = frozenset({"decision", "decided_by", "weigh_by", "use_in_decision", "source"})
"""What may be added at any time."""
NEEDED = {
    "reasons": "Say what people need to know to answer.",
    "accessibility": "Say how it is made accessible.",
    "equality": "Say who may be affected more than others.",
    "opens_on": "Enter the day it opens.",
    "closes_on": "Enter the last day to answer.",
    "decision_on": "Enter the day of the decision.",
    "decided_by": "Say who decides.",
}
"""What a proposal has before the panel reviews it."""


class CannotConsult(TownclerkError):
    """The step does not fit the consultation as it stands. The message says what to do."""


def today(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


@transaction.atomic
def create(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Consultation:
    """A proposal; one held before the register was kept is entered with what is known of it."""
    permissions.check_proposes(actor, moment=moment)
    made = Consultation(**values)
    if made.held_before:
        made.state = State.EARLIER
        return records.create(made, actor=actor, moment=moment, reason=reason)
    made.proposed_by, made.proposed_on = actor.user, today(moment)
    _check_room(made, moment)
    made = records.create(made, actor=actor, moment=moment, reason=reason)
    tasks.to_review(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def change(
    consultation: Consultation,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Consultation:
    """Complete a proposal. What the panel reviewed stays, save for days that leave room."""
    permissions.check_proposes(actor, moment=moment)
    differ = {name for name in values if values[name] != getattr(consultation, name)}
    if differ and consultation.state not in (State.PROPOSED, State.EARLIER):
        fixed = sorted(differ - ADDED - (LATER if consultation.state in queries.COMING else set()))
        if fixed:
            raise CannotConsult(
                f"The panel has reviewed it: {', '.join(n.replace('_', ' ') for n in fixed)} may "
                "not change any more. Withdraw it and propose it anew."
            )
    changed = records.change(
        consultation,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    if differ & {"opens_on", "closes_on", "decision_on", "why_short"} and (
        changed.state in (State.PROPOSED, *queries.COMING)
    ):
        _check_room(changed, moment)
    if changed.state == State.PROPOSED:
        tasks.to_review(changed, actor=actor, moment=moment)
    return changed


def _check_room(consultation: Consultation, moment: datetime) -> None:
    found = queries.room_of(consultation, today(moment))
    if found is not None and found.value.problems:
        raise Problems(found.value.problems)


@transaction.atomic
def review(
    consultation: Consultation,
    *,
    met: Collection[str],
    why_not: str = "",
    advice: str = "",
    on: date | None = None,
    actor: Actor,
    moment: datetime,
) -> Consultation:
    """Record what the panel said, standard by standard. Somebody other than the proposer does."""
    step = policies.step(policies.CONSULTATION, "review", consultation.state, consultation)
    permissions.check_reviews(actor, moment=moment)
    if actor.user is not None and actor.user.pk == consultation.proposed_by_id:
        raise Refused("You proposed it, so somebody else records the review of the panel.")
    day = on or today(moment)
    asked = standards(day)
    problems = [
        *_missing(consultation),
        *_unmet(asked, met, why_not),
        *_people(consultation),
        *_clashing(consultation),
    ]
    found = queries.room_of(consultation, today(moment))
    problems += found.value.problems if found is not None else ()
    if day > today(moment):
        problems.append(Problem("The panel has not met yet.", field="on"))
    if problems:
        raise Problems(problems)
    values = {
        "state": step.target,
        "standards": {code: "" if code in met else why_not.strip() for code in asked},
        "advice": advice.strip(),
        "reviewed_on": day,
        "reviewed_by": actor.user,
    }
    done = records.change(consultation, values, actor=actor, moment=moment, verb="review")
    tasks.reviewed(done, actor=actor, moment=moment)
    return done


def _missing(consultation: Consultation) -> list[Problem]:
    return [
        Problem(sentence, hint="Change the proposal first.")
        for name, sentence in NEEDED.items()
        if not getattr(consultation, name)
    ]


def _unmet(asked: Mapping[str, str], met: Collection[str], why_not: str) -> list[Problem]:
    unknown = sorted(set(met) - set(asked))
    if unknown:
        return [Problem(f"There is no standard {', '.join(unknown)}.", field="met")]
    open_ones = [sentence for code, sentence in asked.items() if code not in met]
    if open_ones and not why_not.strip():
        sentence = f"Not met: {'; '.join(open_ones)}."
        return [Problem(sentence, field="why_not", hint="Say why it may go ahead all the same.")]
    return []


def _people(consultation: Consultation) -> list[Problem]:
    if consultation.people.exists():
        return []
    return [Problem("It names nobody who is asked.", hint="Add the people it consults first.")]


def _clashing(consultation: Consultation) -> list[Problem]:
    found = queries.clashes(consultation)
    if not found or consultation.clash_reason.strip():
        return []
    return [
        Problem(
            f"On the same days, {queries.names(found)}.",
            hint="Choose other days, or say in the proposal why both may go ahead.",
        )
    ]


@transaction.atomic
def open_for_answers(
    consultation: Consultation, *, actor: Actor, moment: datetime, reason: str = ""
) -> Consultation:
    """Open it on its day. Dates without room and a survey without questions stop it."""
    step = policies.step(policies.CONSULTATION, "open", consultation.state, consultation)
    permissions.check_proposes(actor, moment=moment)
    day = today(moment)
    problems = list(_clashing(consultation))
    if consultation.opens_on is not None and consultation.opens_on > day:
        problems.append(Problem("Its first day is still to come.", field="opens_on"))
    # Opened later than it was reviewed for, it must leave room from today on.
    began = max(day, consultation.opens_on or day)
    late = Consultation(**{n: getattr(consultation, n) for n in (*LATER, "why_short")})
    late.opens_on = began
    found = queries.room_of(late, day)
    problems += found.value.problems if found is not None else ()
    asks = consultation.method == Consultation.Method.SURVEY
    if asks and not consultation.questions.exists():
        problems.append(Problem("It has no questions yet.", hint="Add them, or import a sheet."))
    if problems:
        raise Problems(problems)
    values = {"state": step.target, "opens_on": began}
    done = records.change(
        consultation, values, actor=actor, moment=moment, reason=reason, verb="open"
    )
    tasks.opened(done, actor=actor, moment=moment)
    return done


@transaction.atomic
def withdraw(
    consultation: Consultation, *, reason: str, actor: Actor, moment: datetime
) -> Consultation:
    step = policies.step(policies.CONSULTATION, "withdraw", consultation.state, consultation)
    permissions.check_proposes(actor, moment=moment)
    if not reason.strip():
        raise Problems([Problem("Say why it is withdrawn.", field="reason")])
    done = records.change(
        consultation,
        {"state": step.target},
        actor=actor,
        moment=moment,
        reason=reason,
        verb="withdraw",
    )
    tasks.settle_all(done, actor=actor, moment=moment)
    return done
