"""A budget round read: who is late, what is proposed, what changed, what is in conflict."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from townclerk.finance.core.budget_timetable import Chosen, conflicts
from townclerk.finance.models import (
    BudgetAmendment,
    BudgetRound,
    BudgetStep,
    BudgetSubmission,
    SubmissionLine,
)
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import parameters

OUT = (BudgetSubmission.State.DRAFT, BudgetSubmission.State.CHALLENGED)
"""With the budget holder."""


def current_round() -> BudgetRound | None:
    """The round in hand: the latest not yet locked, else the latest."""
    rounds = list(BudgetRound.objects.order_by("-year"))
    open_ones = [found for found in rounds if found.state != BudgetRound.State.LOCKED]
    return next(iter([*open_ones, *rounds]), None)


def set_at(round_: BudgetRound) -> datetime | None:
    """The moment the Council's resolution was recorded; none while the budget is still open."""
    if not round_.is_fixed:
        return None
    approved = round_.history.filter(state=BudgetRound.State.APPROVED)
    first = approved.order_by("history_date", "history_id").first()
    return first.history_date if first is not None else None


def proposed(submission: BudgetSubmission) -> Money:
    """What a submission proposes, net of its income."""
    return Money.total(line.amount for line in submission.lines.all())


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """One submission beside its limit."""

    record: BudgetSubmission
    proposed: Money
    due: date | None
    is_late: bool

    @property
    def room(self) -> Money:
        return self.record.cash_limit - self.proposed


def submissions(round_: BudgetRound, on: date) -> tuple[Submitted, ...]:
    """Every submission of the round, by unit, in two queries."""
    step = next((s for s in round_.steps.all() if s.code == "submissions"), None)
    due = step.planned_on if step else None
    found = round_.submissions.select_related("unit", "round").prefetch_related("lines")
    return tuple(
        Submitted(
            record=one,
            proposed=proposed(one),
            due=due,
            is_late=due is not None and on > due and one.state in OUT,
        )
        for one in found.order_by("unit__code")
    )


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A line that differs from the draft sent in before."""

    heading: str
    before: Money | None
    now: Money | None


def changed_since(submission: BudgetSubmission) -> tuple[Moved, ...]:
    """What differs from what was last sent in; where it stands as sent, from the one before."""
    drafts = list(submission.drafts.order_by("-number")[:2])
    is_sent = submission.state not in OUT
    if is_sent:
        drafts = drafts[1:]
    if not drafts:
        return ()
    before = {row["code"]: row for row in drafts[0].lines}
    now = {line.code: line for line in submission.lines.all()}
    moved = []
    for code in dict.fromkeys([*before, *now]):
        then = Money(before[code]["amount"]) if code in before else None
        line = now.get(code)
        if then != (line.amount if line else None):
            heading = line.heading if line else before[code]["heading"]
            moved.append(Moved(heading=heading, before=then, now=line.amount if line else None))
    return tuple(moved)


def steps_of(round_: BudgetRound) -> tuple[BudgetStep, ...]:
    return tuple(round_.steps.order_by("planned_on", "id"))


def precepts_missing(round_: BudgetRound) -> tuple[str, ...]:
    """Authorities and parishes whose precept is listed and has not arrived."""
    majors = [one.name for one in round_.precepts.all() if one.band_d is None]
    parishes = [
        one.name for one in round_.parishes.all() if one.precept and one.received_on is None
    ]
    return (*majors, *parishes)


def conflicts_of(round_: BudgetRound, steps: Iterable[BudgetStep]) -> tuple[str, ...]:
    """What of the timetable cannot be kept."""
    chosen = [
        Chosen(code=step.code, title=step.title, last_day=step.last_day, on=step.planned_on)
        for step in steps
    ]
    return conflicts(
        chosen,
        year=FinancialYear(round_.year),
        source=parameters.source(),
        precepts_missing=precepts_missing(round_),
    )


def carried(round_: BudgetRound) -> tuple[BudgetAmendment, ...]:
    found = round_.amendments.filter(state=BudgetAmendment.State.CARRIED)
    return tuple(found.prefetch_related("changes__unit", "changes__item").order_by("id"))


def service_budgets(round_: BudgetRound) -> dict[str, dict[str, Money]]:
    """Each service's budget by account group, carried amendments as a group of their own."""
    kinds = SubmissionLine.Kind
    made: dict[str, dict[str, Money]] = defaultdict(lambda: defaultdict(lambda: Money.zero))
    for one in round_.submissions.select_related("unit").prefetch_related("lines"):
        for line in one.lines.all():
            made[one.unit.code][kinds(line.kind).label] += line.amount
    for amendment in carried(round_):
        for change in amendment.changes.all():
            if change.unit is not None:
                made[change.unit.code]["Amendments of the Council"] += change.amount
    return {unit: dict(groups) for unit, groups in sorted(made.items())}
