"""A budget round in the words and amounts its pages show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from townclerk.democracy.public import NamedVote
from townclerk.finance.core.budget_balance import Costing
from townclerk.finance.models import (
    BudgetStep,
    BudgetSubmission,
    RobustnessStatement,
)
from townclerk.finance.operations.budget_round import LAST_DAY
from townclerk.finance.queries.budget_round import OUT, Moved, Submitted
from townclerk.finance.queries.services import Names
from townclerk.kernel.display import date_display, money_display, pounds_display
from townclerk.kernel.money import Money
from townclerk.platform.access.matrix import roles

COLOURS = {"draft": "grey", "submitted": "blue", "challenged": "orange", "agreed": "green"}


@dataclass(frozen=True, kw_only=True)
class StepRow:
    title: str
    owner: str
    day: str
    last_day: str
    why: str
    by_law: bool
    unconfirmed: bool
    standing: str
    colour: str


def steps(found: Iterable[BudgetStep], today: date) -> tuple[StepRow, ...]:
    titles = roles()
    return tuple(
        StepRow(
            title=step.title,
            owner=titles.get(step.owner_role, step.owner_role),
            day=date_display(step.planned_on),
            last_day=date_display(step.last_day) if step.last_day != step.planned_on else "",
            why=step.why,
            by_law=step.by_law,
            unconfirmed=step.by_law and step.confidence in ("medium", "low"),
            standing=_standing(step, today)[0],
            colour=_standing(step, today)[1],
        )
        for step in found
    )


def _standing(step: BudgetStep, today: date) -> tuple[str, str]:
    if step.code == LAST_DAY:
        return ("Past", "grey") if step.planned_on < today else ("The law's last day", "purple")
    if step.done_on is not None:
        return f"Done {date_display(step.done_on)}", "green"
    if step.planned_on < today:
        return "Not recorded as done", "orange"
    return "To come", "grey"


@dataclass(frozen=True, kw_only=True)
class SubmissionRow:
    unit: str
    state: str
    colour: str
    limit: str
    proposed: str
    room: str
    is_over: bool
    is_late: bool
    address: str


def submissions(found: Sequence[Submitted], names: Names) -> tuple[SubmissionRow, ...]:
    return tuple(
        SubmissionRow(
            unit=names[one.record.unit.code],
            state=one.record.get_state_display(),
            colour=COLOURS[one.record.state],
            limit=money_display(one.record.cash_limit),
            proposed=money_display(one.proposed),
            room=money_display(one.room),
            is_over=one.room.pence < 0,
            is_late=one.is_late,
            address=reverse("finance:submission", args=[one.record.pk]),
        )
        for one in found
    )


def sizes(one: Submitted) -> list[tuple[str, str]]:
    """A submission beside its limit, in pounds."""
    return [
        ("Cash limit", pounds_display(one.record.cash_limit, "£")),
        ("Proposed, net of income", pounds_display(one.proposed, "£")),
        ("Room left", pounds_display(one.room, "£")),
        ("This year's budget", pounds_display(total_base(one.record), "£")),
        ("Due", date_display(one.due) if one.due else "no day is set"),
    ]


def over(one: Submitted) -> str:
    """Why a submission over its limit is over it, or what that stops; nothing within it."""
    if one.room.pence >= 0:
        return ""
    why = one.record.over_limit_reason
    if why:
        return f"It is over its cash limit. {why}"
    if one.record.state in OUT:
        return (
            "It is over its cash limit. It cannot be sent in until it comes within the limit or "
            "says why not."
        )
    return "It is over its cash limit, and no reason is recorded."


def costs(found: Costing) -> list[tuple[str, str]]:
    """What an amendment adds and takes away, in pounds."""
    return [
        ("Added", pounds_display(found.added, "£")),
        ("Taken away", pounds_display(found.taken, "£")),
        ("From council tax", pounds_display(found.raised, "£")),
        ("Left without funding", pounds_display(found.left, "£")),
    ]


def verdict(found: Costing) -> tuple[str, str, str]:
    """The word for the tag, its colour, and the rest as a sentence."""
    word, _, rest = found.verdict.partition(": ")
    if not rest:
        return "Not costed", "grey", word
    return word, "green" if found.is_balanced else "red", rest[0].upper() + rest[1:]


def total_base(submission: BudgetSubmission) -> Money:
    return Money.total(line.base for line in submission.lines.all())


def moved(found: Sequence[Moved]) -> list[list[str]]:
    """Line, then, now, difference."""
    return [
        [
            one.heading,
            money_display(one.before) if one.before is not None else "not there",
            money_display(one.now) if one.now is not None else "removed",
            money_display((one.now or Money.zero) - (one.before or Money.zero)),
        ]
        for one in found
    ]


def planned(statement: RobustnessStatement) -> list[list[str]]:
    """The general balance at each 31 March, as planned when the statement was signed."""
    return [[row["year"], money_display(Money(row["closing"]))] for row in statement.planned]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A vote counted, with each member's."""

    carried: bool
    held_on: str
    counts: tuple[tuple[str, int], ...]
    members: list[list[str]]
    confirmed_on: str
    minute: str
    address: str


def tally(vote: NamedVote | None) -> Tally | None:
    if vote is None:
        return None
    return Tally(
        carried=vote.carried,
        held_on=date_display(vote.held_on),
        counts=vote.ways,
        members=[list(cast) for cast in vote.members],
        confirmed_on=date_display(vote.confirmed_on) if vote.confirmed_on else "",
        minute=vote.minute,
        address=vote.address,
    )
