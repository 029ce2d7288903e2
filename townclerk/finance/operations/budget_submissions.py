"""What budget holders propose against their cash limits, and how it is challenged and agreed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from townclerk.finance import permissions, policies
from townclerk.finance.models import (
    BudgetSubmission,
    ChallengeNote,
    SubmissionDraft,
    SubmissionLine,
)
from townclerk.finance.operations.budget_round import BUDGET_SUBMISSION
from townclerk.finance.queries.budget_round import proposed
from townclerk.finance.queries.services import service_names
from townclerk.kernel.display import pounds_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.duties import other_than
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import operations as tasks


class NotADraft(TownclerkError):
    """Lines change while a submission is a draft."""

    def __init__(self, submission: BudgetSubmission) -> None:
        super().__init__(
            f"{submission} is {submission.get_state_display().lower()}, so its lines stay as they "
            "are. Ask finance to return it to draft."
        )


class NothingProposed(TownclerkError):
    """A submission without lines proposes nothing."""


def check(actor: Actor, verb: Verb, submission: BudgetSubmission, moment: datetime) -> None:
    permissions.check(actor, verb, moment=moment, unit=submission.unit.code)


@transaction.atomic
def issue_limit(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> BudgetSubmission:
    """A cash limit for a unit, which opens its submission and asks its budget holder for it."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    reference = f"{values['round'].code}-{values['unit'].code}"
    draft = BudgetSubmission(**{**values, "reference": reference})
    made = records.create(draft, actor=actor, moment=moment, reason=reason)
    tell_holder(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def change_submission(
    submission: BudgetSubmission,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> BudgetSubmission:
    """The cash limit is finance's to change; the reason for going over it is the holder's."""
    if values.get("cash_limit", submission.cash_limit) != submission.cash_limit:
        permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    check(actor, Verb.CONTRIBUTE, submission, moment)
    return records.change(
        submission,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def add_line(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> SubmissionLine:
    submission = values["submission"]
    _check_draft(submission, actor, moment)
    line = SubmissionLine(**values)
    _check_sign(line.kind, line.amount)
    return records.create(line, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_line(
    line: SubmissionLine,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> SubmissionLine:
    _check_draft(line.submission, actor, moment)
    _check_sign(values.get("kind", line.kind), values.get("amount", line.amount))
    return records.change(
        line,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def remove_line(line: SubmissionLine, *, actor: Actor, moment: datetime, reason: str) -> None:
    _check_draft(line.submission, actor, moment)
    records.remove(line, actor=actor, moment=moment, reason=reason)


def _check_draft(submission: BudgetSubmission, actor: Actor, moment: datetime) -> None:
    check(actor, Verb.CONTRIBUTE, submission, moment)
    # Asked afresh: the copy in hand may be older than its sending in.
    now = BudgetSubmission.objects.select_related("round", "unit").get(pk=submission.pk)
    if now.state != BudgetSubmission.State.DRAFT:
        raise NotADraft(now)


def _check_sign(kind: str, amount: Money) -> None:
    """Income is negative, as in the ledger; savings take away."""
    kinds = SubmissionLine.Kind
    if kind in SubmissionLine.INCOME and amount.pence > 0:
        hint = "Write it with a minus sign."
        raise Problems([Problem("Income is negative here.", field="amount", hint=hint)])
    if kind == kinds.SAVINGS and amount.pence > 0:
        hint = "Write it with a minus sign, or choose growth."
        raise Problems([Problem("A saving takes away.", field="amount", hint=hint)])


@transaction.atomic
def move_submission(
    submission: BudgetSubmission, move: str, *, actor: Actor, moment: datetime, reason: str = ""
) -> BudgetSubmission:
    """Take a submission along one step; the reason is the question or the answer."""
    step = policies.step(policies.SUBMISSION, move, submission.state, submission)
    check(actor, step.verb, submission, moment)
    today = moment.astimezone(LOCAL).date()
    values: dict[str, Any] = {"state": step.target}
    if move == "submit":
        _check_complete(submission)
        values |= {"submitted_on": today, "submitted_by": actor.user}
        _keep_draft(submission, actor=actor, moment=moment)
    elif move == "agree":
        other_than(submission, ("submitted_by",), actor, "agree it")
        _require_answers(submission)
        values["agreed_on"] = today
    elif move == "challenge":
        _ask(submission, reason, actor=actor, moment=moment)
    elif move == "answer":
        _answer(submission, reason, actor=actor, moment=moment)
    moved = records.change(submission, values, actor=actor, moment=moment, verb=move, reason=reason)
    tell_holder(moved, actor=actor, moment=moment)
    return moved


def _check_complete(submission: BudgetSubmission) -> None:
    if not submission.lines.exists():
        raise NothingProposed(f"{submission} has no lines yet. Add them, then send it in.")
    over = proposed(submission) - submission.cash_limit
    if over.pence > 0 and not submission.over_limit_reason.strip():
        raise Problems(
            [
                Problem(
                    f"{submission} proposes {pounds_display(over, '£')} more than its cash limit.",
                    field="over_limit_reason",
                    hint="Come within the limit, or say why it cannot be kept.",
                )
            ]
        )


def _keep_draft(submission: BudgetSubmission, *, actor: Actor, moment: datetime) -> None:
    lines = [
        {"code": line.code, "heading": line.heading, "amount": line.amount.pence}
        for line in submission.lines.all()
    ]
    made = SubmissionDraft(
        submission=submission,
        number=submission.drafts.count() + 1,
        sent_on=moment.astimezone(LOCAL).date(),
        lines=lines,
    )
    records.create(made, actor=actor, moment=moment)


def _ask(submission: BudgetSubmission, question: str, *, actor: Actor, moment: datetime) -> None:
    if not question.strip():
        raise Problems([Problem("Say what is challenged.", field="reason", hint="Ask a question.")])
    note = ChallengeNote(
        submission=submission,
        asked_on=moment.astimezone(LOCAL).date(),
        asked_role=permissions.role_titles(actor, moment)[:60],
        question=question.strip(),
    )
    records.create(note, actor=actor, moment=moment)


def _answer(submission: BudgetSubmission, answer: str, *, actor: Actor, moment: datetime) -> None:
    if not answer.strip():
        raise Problems(
            [Problem("The challenge needs an answer.", field="reason", hint="Write it.")]
        )
    day = moment.astimezone(LOCAL).date()
    for note in submission.notes.filter(answered_on=None):
        values = {"answer": answer.strip(), "answered_on": day}
        records.change(note, values, actor=actor, moment=moment, verb="answer")


def _require_answers(submission: BudgetSubmission) -> None:
    if submission.notes.filter(answered_on=None).exists():
        raise Problems(
            [
                Problem(
                    f"{submission} has a challenge without an answer.",
                    hint="Let the budget holder answer it, then agree.",
                )
            ]
        )


def tell_holder(submission: BudgetSubmission, *, actor: Actor, moment: datetime) -> None:
    """The budget holder's task while the submission is with them, and the year has not begun."""
    states = BudgetSubmission.State
    begun = moment.astimezone(LOCAL).date() >= FinancialYear(submission.round.year).start
    if begun or submission.state not in (states.DRAFT, states.CHALLENGED):
        tasks.settle(
            source=submission,
            purpose="submission",
            reason=f"The submission is {submission.get_state_display().lower()}",
            actor=actor,
            moment=moment,
        )
        return
    asked = submission.state == states.CHALLENGED
    step = submission.round.steps.filter(code="challenge" if asked else "submissions").first()
    verb = "Answer the challenge of" if asked else "Send in"
    limit = pounds_display(submission.cash_limit, "£")
    service = service_names(submission.round.year)[submission.unit.code]
    tasks.raise_task(
        source=submission,
        purpose="submission",
        title=f"{verb} the budget of {service}, {submission.round.label}",
        kind=BUDGET_SUBMISSION,
        area=permissions.PLANNING,
        owner_role="budget-holder",
        unit=submission.unit,
        due=step.planned_on if step else None,
        address=reverse("finance:submission", args=[submission.pk]),
        note=f"The cash limit is {limit}. State: {submission.get_state_display().lower()}.",
        reopen=True,
        actor=actor,
        moment=moment,
    )
