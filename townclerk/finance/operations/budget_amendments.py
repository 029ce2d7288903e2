"""Amendments to the recommended budget: drawn, costed, tabled when balanced, and voted on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.democracy.public import NamedVote
from townclerk.finance import permissions, policies
from townclerk.finance.models import AmendmentChange, BudgetAmendment, BudgetRound
from townclerk.finance.queries.budget_amendments import costing
from townclerk.finance.queries.budget_votes import open_votes, vote_on
from townclerk.finance.queries.services import service_names
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL


class Unbalanced(TownclerkError):
    """An amendment that is not paid for cannot be put to the vote."""


class AmendmentIsTabled(TownclerkError):
    """What is tabled is voted on as it is."""


class AlreadyCarried(TownclerkError):
    """A budget that was carried is not decided again."""


class NotTabled(TownclerkError):
    """The Council votes on what is tabled."""


@transaction.atomic
def draw(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> BudgetAmendment:
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    _check_recommended(values["round"])
    return records.create(BudgetAmendment(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_amendment(
    amendment: BudgetAmendment,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> BudgetAmendment:
    _check_draft(amendment, actor, moment)
    return records.change(
        amendment,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def add_change(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> AmendmentChange:
    """One line the amendment changes: a service that has a budget, or an item of the council."""
    amendment: BudgetAmendment = values["amendment"]
    _check_draft(amendment, actor, moment)
    unit, item = values.get("unit"), values.get("item")
    if (unit is None) is (item is None):
        raise Problems(
            [Problem("Name one line it changes.", hint="Choose a service, or an item, not both.")]
        )
    if unit is not None and not amendment.round.submissions.filter(unit=unit).exists():
        hint = "Choose a service with a submission in this round."
        service = service_names(amendment.round.year)[unit.code]
        said = f"{service} has no budget in this round."
        raise Problems([Problem(said, field="unit", hint=hint)])
    if item is not None and item.round_id != amendment.round_id:
        hint = "Choose an item of this round."
        raise Problems([Problem("This item is of another year.", field="item", hint=hint)])
    change = AmendmentChange(**values)
    return records.create(change, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def remove_change(change: AmendmentChange, *, actor: Actor, moment: datetime, reason: str) -> None:
    _check_draft(change.amendment, actor, moment)
    records.remove(change, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def move_amendment(
    amendment: BudgetAmendment, move: str, *, actor: Actor, moment: datetime, reason: str = ""
) -> BudgetAmendment:
    """Table it, take it back, or withdraw it. Only what balances is tabled."""
    step = policies.step(policies.AMENDMENT, move, amendment.state, amendment)
    permissions.check(actor, step.verb, moment=moment)
    values: dict[str, Any] = {"state": step.target}
    if move == "table":
        _check_recommended(amendment.round)
        found = costing(amendment)
        if not found.value.is_balanced:
            raise Unbalanced(f"{amendment} cannot be tabled. {found.value.verdict}")
        values["tabled_on"] = moment.astimezone(LOCAL).date()
    return records.change(amendment, values, actor=actor, moment=moment, verb=move, reason=reason)


def check_votes(actor: Actor, *, moment: datetime) -> None:
    """Votes are taken up by the clerks, or by the s151 officer whose budget it is."""
    if permissions.can(actor, Verb.CONTRIBUTE, moment=moment, area=Area.DEMOCRATIC):
        return
    if not permissions.holds(actor, moment, permissions.S151):
        raise Refused("Votes are taken up by democratic services or by the s151 officer.")


@transaction.atomic
def take_vote_on_budget(
    round_: BudgetRound, number: int, *, actor: Actor, moment: datetime
) -> NamedVote:
    """What the Council decided of the budget, by the vote recorded by name at its meeting."""
    check_votes(actor, moment=moment)
    _check_ready(round_)
    before = vote_on(round_)
    if before is not None and before.carried:
        raise AlreadyCarried(f"{round_} was carried already, {before.minute}. That vote stands.")
    vote = _open_vote(round_, number)
    records.change(round_, {"vote": vote.number}, actor=actor, moment=moment, verb="vote")
    return vote


@transaction.atomic
def take_vote_on_amendment(
    amendment: BudgetAmendment, number: int, *, actor: Actor, moment: datetime
) -> NamedVote:
    """What the Council decided of an amendment; one that is not paid for is never carried."""
    check_votes(actor, moment=moment)
    _check_recommended(amendment.round)
    states = BudgetAmendment.State
    if amendment.state != states.TABLED:
        raise NotTabled(f"{amendment} is {amendment.get_state_display().lower()}. Table it first.")
    vote = _open_vote(amendment.round, number)
    found = costing(amendment)
    if vote.carried and not found.value.is_balanced:
        raise Unbalanced(f"{amendment} cannot be carried. {found.value.verdict}")
    values = {
        "state": states.CARRIED if vote.carried else states.LOST,
        "vote": vote.number,
        "minute": vote.minute,
    }
    verb = "carry" if vote.carried else "lose"
    records.change(amendment, values, actor=actor, moment=moment, verb=verb)
    return vote


def _open_vote(round_: BudgetRound, number: int) -> NamedVote:
    found = next((vote for vote in open_votes(round_) if vote.number == number), None)
    if found is None:
        hint = "Record it by name on the page of the Council's meeting, then choose it here."
        raise Problems(
            [Problem("No open vote of the Council has this number.", field="vote", hint=hint)]
        )
    return found


def _check_ready(round_: BudgetRound) -> None:
    _check_recommended(round_)
    waiting = round_.amendments.filter(state=BudgetAmendment.State.TABLED)
    if waiting.exists():
        names = ", ".join(one.title for one in waiting)
        raise NotTabled(f"The Council has not voted on {names}. Take up those votes first.")


def _check_recommended(round_: BudgetRound) -> None:
    if round_.state != BudgetRound.State.RECOMMENDED:
        raise NotTabled(
            f"{round_} is {round_.get_state_display().lower()}. Amendments and votes come once "
            "Cabinet has recommended it and until the Council has set it."
        )


def _check_draft(amendment: BudgetAmendment, actor: Actor, moment: datetime) -> None:
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    if amendment.state != BudgetAmendment.State.DRAFT:
        raise AmendmentIsTabled(
            f"{amendment} is {amendment.get_state_display().lower()}, so it stays as it is. "
            "Return it to draft to change it."
        )
