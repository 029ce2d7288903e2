"""Figures of internal audit: the plan, what is under way and reported, and what it found."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from townclerk.assurance.core.auditing import PRIORITIES
from townclerk.assurance.counting import counted
from townclerk.assurance.models import AuditPlan, Engagement, Recommendation
from townclerk.assurance.permissions import ASSURANCE
from townclerk.assurance.queries.audit import counts_of, stood_on
from townclerk.figures import (
    COUNCIL,
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Unit,
    batch,
    figure,
)
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock, records

PREFIX = "assurance.audit."
OWNER = "internal-auditor"
SOURCE = "The registers of audit plans, audits and recommendations."


@dataclass(frozen=True)
class Held:
    plans: tuple[AuditPlan, ...]
    engagements: tuple[Engagement, ...]
    recommendations: dict[int, list[Recommendation]]


def read(known_at: datetime | None) -> Held:
    made: dict[int, list[Recommendation]] = defaultdict(list)
    for one in records.as_known(Recommendation, known_at):
        if one.engagement_id is not None:
            made[one.engagement_id].append(one)
    engagements = sorted(records.as_known(Engagement, known_at), key=lambda one: one.title)
    return Held(tuple(records.as_known(AuditPlan, known_at)), tuple(engagements), made)


def scopes() -> Sequence[Choice]:
    return [Choice(plan.code, plan.title) for plan in AuditPlan.objects.order_by("year")]


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the registers for each moment asked of."""
    held: dict[datetime | None, Held] = {}
    found = []
    for key, question in asked:
        if question.known_at not in held:
            held[question.known_at] = read(question.known_at)
        found.append(_answered(key.removeprefix(PREFIX), held[question.known_at], question))
    return found


def _plan(held: Held, question: Question, day: date) -> AuditPlan:
    """The plan asked for, else the one of the year the day is in, else the latest before it."""
    if question.scope != COUNCIL:
        for plan in held.plans:
            if plan.code == question.scope and (question.as_at is None or _stood(plan, day)):
                return plan
        raise NotAnswerable(f"There was no audit plan {question.scope} on that day.")
    year = FinancialYear.containing(day).start_year
    earlier = [plan for plan in held.plans if plan.year <= year]
    if not earlier:
        raise NotAnswerable("No audit plan of that day or before is recorded.")
    return max(earlier, key=lambda plan: plan.year)


def _stood(plan: AuditPlan, day: date) -> bool:
    """From the start of its year, or from its approval where that came before."""
    approved = plan.approved_on is not None and plan.approved_on <= day
    return approved or FinancialYear(plan.year).start <= day


def _answered(name: str, held: Held, question: Question) -> Answer:
    day = question.as_at or clock.today()
    plan = _plan(held, question, day)
    going = [
        one
        for one in held.engagements
        if one.plan_id == plan.pk and one.state != Engagement.State.CANCELLED
    ]
    label, _, chosen = COUNTS[name]
    rows = [one for one in going if chosen(one, day)]
    each = None
    if name in PRIORITIES or name == "recommendations":
        wanted = PRIORITIES if name == "recommendations" else (name,)
        counts = [counts_of(one, held.recommendations.get(one.pk, [])) for one in rows]
        each = [sum(one[priority] for priority in wanted) for one in counts]
    public = bool(rows) and all(_told(one) for one in rows)
    return counted(rows, label, "audit-engagements", day, owner=OWNER, each=each, public=public)


def _told(one: Engagement) -> bool:
    """Whether public papers told of the audit as far as it has come."""
    days = [day for day in (one.draft_on, one.final_on) if day is not None]
    return one.published_on is not None and all(day <= one.published_on for day in days)


def _reported(one: Engagement, day: date) -> bool:
    return _in_draft(one, day) or _final(one, day)


def _final(one: Engagement, day: date) -> bool:
    return one.final_on is not None and one.final_on <= day


def _in_draft(one: Engagement, day: date) -> bool:
    return one.draft_on is not None and one.draft_on <= day and not _final(one, day)


Chosen = Callable[[Engagement, date], bool]
COUNTS: dict[str, tuple[str, str, Chosen]] = {
    "planned": (
        "Audits in the plan",
        "Audits of the plan, without those cancelled.",
        lambda e, d: True,
    ),
    "under_way": (
        "Audits under way",
        "Audits of the plan whose fieldwork has begun and that have no final report.",
        stood_on,
    ),
    "in_draft": ("Draft audit reports", "Audits at draft that have no final report.", _in_draft),
    "final": ("Final audit reports", "Audits of the plan with a final report.", _final),
    "recommendations": (
        "Recommendations of audits",
        "What audits of the plan at draft or final recommend, of every priority.",
        _reported,
    ),
    "high": (
        "High-priority recommendations of audits",
        "What audits of the plan at draft or final recommend with high priority.",
        _reported,
    ),
    "medium": (
        "Medium-priority recommendations of audits",
        "What audits of the plan at draft or final recommend with medium priority.",
        _reported,
    ),
    "low": (
        "Low-priority recommendations of audits",
        "What audits of the plan at draft or final recommend with low priority.",
        _reported,
    ),
}


def _compute(key: str) -> Callable[[Question], Answer]:
    return lambda question: answer([(key, question)])[0]


for _name, (_label, _definition, _) in COUNTS.items():
    figure(
        key=PREFIX + _name,
        label=_label,
        unit=Unit.COUNT,
        display="count",
        polarity=Polarity.NEUTRAL,
        grain=Grain(scopes=(COUNCIL, "audit plan")),
        definition=_definition,
        source=SOURCE,
        owner_role=OWNER,
        area=ASSURANCE,
        public=True,
        scopes=scopes,
    )(_compute(PREFIX + _name))
