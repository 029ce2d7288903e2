"""Writing plans, aims, actions, ratings and mappings."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.performance import models
from townclerk.performance.core import plans
from townclerk.performance.operations.permission import check
from townclerk.performance.queries import aims_to_rate, core_aims
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor

MOVES = {
    "planned": ("on-track", "off-track", "done"),
    "on-track": ("off-track", "done"),
    "off-track": ("on-track", "done"),
    "done": (),
    "carried": (),
}
"""The states an action may be reported into; only `carry_over` makes it carried."""


class DecisionNeeded(TownclerkError):
    """The Council approves a corporate plan, so its decision is named."""


class NotADraft(TownclerkError):
    """Only a draft is approved and changed."""


class NothingToApprove(TownclerkError):
    """A plan without aims says nothing."""


class NotInThisState(TownclerkError):
    """The action's state does not allow the step."""


@transaction.atomic
def create_aim(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> models.Aim:
    """An aim of a draft plan."""
    check(actor, Verb.CONTRIBUTE, moment=moment)
    _draft(values["plan"])
    return records.create(models.Aim(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_aim(
    aim: models.Aim,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> models.Aim:
    check(actor, Verb.CONTRIBUTE, moment=moment)
    _draft(aim.plan)
    return records.change(
        aim,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


def _draft(plan: models.CorporatePlan) -> None:
    if plan.state != models.CorporatePlan.State.DRAFT:
        raise NotADraft(
            f"{plan} is {plan.get_state_display().lower()}, so its aims stay as they are. "
            "Start a new plan to change them."
        )


@transaction.atomic
def approve_plan(
    plan: models.CorporatePlan,
    *,
    decision: str,
    approved_on: date,
    actor: Actor,
    moment: datetime,
) -> models.CorporatePlan:
    """The Council's approval. The plan in force before it ends, its ratings stay with it, and what
    its aims may have become is suggested."""
    check(actor, Verb.APPROVE, moment=moment)
    _draft(plan)
    if not decision.strip():
        raise DecisionNeeded(f"The Council approves {plan}. Give the decision's reference.")
    if not plan.aims.exists():
        raise NothingToApprove(f"{plan} has no aims yet. Add them, then approve it.")
    state = models.CorporatePlan.State
    values = {"state": state.APPROVED, "approved_on": approved_on, "decision": decision.strip()}
    approved = records.change(plan, values, actor=actor, moment=moment, verb="approve")
    for earlier in models.CorporatePlan.objects.filter(state=state.APPROVED).exclude(pk=plan.pk):
        last = plan.start - timedelta(days=1)
        end = min(earlier.end, last) if earlier.end else last
        records.change(
            earlier,
            {"state": state.SUPERSEDED, "end": end},
            actor=actor,
            moment=moment,
            verb="supersede",
            reason=f"{plan} is approved",
        )
        _suggest(earlier, approved, actor, moment)
    return approved


@transaction.atomic
def suggest_mappings(
    old: models.CorporatePlan, new: models.CorporatePlan, *, actor: Actor, moment: datetime
) -> tuple[models.Mapping, ...]:
    """Suggest what each aim of the old plan became, by its words; a person settles each."""
    check(actor, Verb.CONTRIBUTE, moment=moment)
    return _suggest(old, new, actor, moment)


def _suggest(
    old: models.CorporatePlan, new: models.CorporatePlan, actor: Actor, moment: datetime
) -> tuple[models.Mapping, ...]:
    by_code = {aim.code: aim for aim in (*old.aims.all(), *new.aims.all())}
    made = []
    for like in plans.likenesses(core_aims(old.aims.all()), core_aims(new.aims.all())):
        pair = {"old": by_code[like.old], "new": by_code[like.new]}
        if models.Mapping.objects.filter(**pair).exists():
            continue
        percent = round(Decimal(like.share.numerator) * 100 / like.share.denominator, 2)
        mapping = models.Mapping(**pair, likeness=percent)
        made.append(records.create(mapping, actor=actor, moment=moment))
    return tuple(made)


@transaction.atomic
def settle_mapping(
    mapping: models.Mapping, *, accepted: bool, actor: Actor, moment: datetime
) -> models.Mapping:
    check(actor, Verb.APPROVE, moment=moment)
    state = models.Mapping.State.ACCEPTED if accepted else models.Mapping.State.REFUSED
    verb = "accept" if accepted else "refuse"
    return records.change(mapping, {"state": state}, actor=actor, moment=moment, verb=verb)


@transaction.atomic
def rate(
    subject: str,
    reference: str,
    title: str,
    ratings: Mapping[str, str],
    *,
    plan: models.CorporatePlan,
    actor: Actor,
    moment: datetime,
) -> tuple[models.Contribution, ...]:
    """Rate a subject for every aim that is rated in a plan. A blank rating refuses them all."""
    check(actor, Verb.CONTRIBUTE, moment=moment)
    return keep_ratings(subject, reference, title, ratings, plan=plan, actor=actor, moment=moment)


@transaction.atomic
def keep_ratings(
    subject: str,
    reference: str,
    title: str,
    ratings: Mapping[str, str],
    *,
    plan: models.CorporatePlan,
    actor: Actor,
    moment: datetime,
) -> tuple[models.Contribution, ...]:
    """The same for an area that has asked its own permission, as reports ask who may write one."""
    aims = {aim.code: aim for aim in aims_to_rate(plan)}
    missing = plans.missing_ratings(aims, ratings)
    problems = [
        Problem(f"{aims[code]} has no rating. Choose positive, neutral or negative.", field=code)
        for code in missing
    ]
    problems += [
        Problem(f"{code} is no aim of {plan} that is rated.", field=code)
        for code in ratings
        if code not in aims
    ]
    if problems:
        raise Problems(problems)
    return tuple(
        _rate_one(subject, reference, title, aims[code], ratings[code], actor, moment)
        for code in aims
    )


def _rate_one(
    subject: str,
    reference: str,
    title: str,
    aim: models.Aim,
    rating: str,
    actor: Actor,
    moment: datetime,
) -> models.Contribution:
    found = models.Contribution.objects.filter(
        subject=subject, reference=reference, aim=aim
    ).first()
    if found is None:
        fresh = models.Contribution(
            subject=subject, reference=reference, title=title, aim=aim, rating=rating
        )
        return records.create(fresh, actor=actor, moment=moment)
    if (found.rating, found.title) == (rating, title):
        return found
    return records.change(
        found, {"rating": rating, "title": title}, actor=actor, moment=moment, verb="rate"
    )


@transaction.atomic
def create_action(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> models.Action:
    unit = values.get("unit")
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit.code if unit is not None else None)
    return records.create(models.Action(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def report_progress(
    action: models.Action,
    *,
    state: str,
    progress: str,
    reported_on: date,
    actor: Actor,
    moment: datetime,
    next_step: str = "",
) -> models.Action:
    """What the lead of an action reports: where it stands, what was done, what comes next."""
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=_unit_of(action))
    problems = []
    if state != action.state and state not in MOVES[action.state]:
        problems.append(
            Problem(
                f"{action} is {action.get_state_display().lower()} and cannot become "
                f"{state.replace('-', ' ')}.",
                field="state",
            )
        )
    if not progress.strip():
        problems.append(Problem("Say what was done since the last report.", field="progress"))
    if state == models.Action.State.OFF_TRACK and not next_step.strip():
        problems.append(Problem("Say what brings it back on track.", field="next_step"))
    if problems:
        raise Problems(problems)
    values = {
        "state": state,
        "progress": progress.strip(),
        "next_step": next_step.strip(),
        "reported_on": reported_on,
    }
    return records.change(action, values, actor=actor, moment=moment, verb="report")


@transaction.atomic
def carry_over(
    action: models.Action,
    *,
    aim: models.Aim,
    code: str,
    due: date | None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> models.Action:
    """Go on with an action under an aim of a later plan; the old one says where it went."""
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=_unit_of(action))
    if action.state not in plans.OPEN:
        raise NotInThisState(f"{action} is {action.get_state_display().lower()}; nothing is left.")
    fresh = models.Action(
        aim=aim,
        code=code,
        title=action.title,
        owner_role=action.owner_role,
        unit=action.unit,
        due=due,
        source=action.source,
    )
    records.create(fresh, actor=actor, moment=moment, reason=reason)
    values = {"state": models.Action.State.CARRIED, "carried_to": fresh}
    records.change(action, values, actor=actor, moment=moment, verb="carry", reason=reason)
    return fresh


def _unit_of(action: models.Action) -> str | None:
    return action.unit.code if action.unit is not None else None


def moves_open(state: str) -> Iterable[str]:
    """The states an action may be reported in: the one it is in, and those it may go to."""
    return (state, *MOVES[state])
