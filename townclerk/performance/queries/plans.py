"""Reading plans: the tree of aims, progress, ratings on the basis of any plan."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from townclerk.performance.core import plans
from townclerk.performance.models import Action, Aim, Contribution, CorporatePlan, Mapping
from townclerk.platform import records

RATED_LEVELS = (Aim.Level.PURPOSE, Aim.Level.PRIORITY)


def plan_on(day: date) -> CorporatePlan | None:
    """The approved plan in force on a day, or the one that was before it was superseded."""
    held = CorporatePlan.objects.exclude(state=CorporatePlan.State.DRAFT)
    return held.filter(Q(end=None) | Q(end__gte=day), start__lte=day).order_by("-start").first()


def aims_to_rate(plan: CorporatePlan) -> tuple[Aim, ...]:
    """The core purposes of a plan, or its priorities where it names no core purposes."""
    for level in RATED_LEVELS:
        found = tuple(plan.aims.filter(level=level))
        if found:
            return found
    return ()


def core_aims(aims: Iterable[Aim]) -> list[plans.Aim]:
    held = list(aims)
    codes = {aim.pk: aim.code for aim in held}
    return [
        plans.Aim(aim.code, f"{aim.title} {aim.text}", codes.get(aim.parent_id or 0, ""))
        for aim in held
    ]


def core_work(actions: Iterable[Action]) -> list[plans.Work]:
    return [plans.Work(one.code, one.aim.code, one.state, one.due) for one in actions]


@dataclass(frozen=True)
class Branch:
    """An aim with its actions and the aims beneath it."""

    aim: Aim
    actions: tuple[Action, ...]
    beneath: tuple["Branch", ...]


@dataclass(frozen=True)
class Outlook:
    """A plan with everything its pages show, from three queries."""

    plan: CorporatePlan
    tree: tuple[Branch, ...]
    actions: tuple[Action, ...]
    progress: plans.Progress
    unattended: tuple[Aim, ...]

    @property
    def still(self) -> tuple[Action, ...]:
        """The actions that are open."""
        return tuple(one for one in self.actions if one.state in plans.OPEN)

    @property
    def soon(self) -> tuple[Action, ...]:
        """Open priorities of the next twelve months, the next due first."""
        marked = [one for one in self.still if one.within_a_year]
        return tuple(sorted(marked, key=lambda one: (one.due or date.max, one.code)))


def outlook(plan: CorporatePlan, *, on: date) -> Outlook:
    aims = list(plan.aims.all())
    actions = list(
        Action.objects.filter(aim__plan=plan).select_related("aim", "unit", "carried_to__aim")
    )
    work = core_work(actions)
    missing = set(plans.unattended(core_aims(aims), work))
    return Outlook(
        plan=plan,
        tree=_tree(aims, actions, None),
        actions=tuple(actions),
        progress=plans.progress(work, on=on),
        unattended=tuple(aim for aim in aims if aim.code in missing),
    )


@dataclass(frozen=True)
class Held:
    """A plan with its aims and actions, as they are known or were known at a moment."""

    plan: CorporatePlan
    aims: tuple[Aim, ...]
    actions: tuple[Action, ...]

    @property
    def work(self) -> list[plans.Work]:
        codes = {aim.pk: aim.code for aim in self.aims}
        return [plans.Work(one.code, codes[one.aim_id], one.state, one.due) for one in self.actions]

    @property
    def unattended(self) -> tuple[Aim, ...]:
        missing = set(plans.unattended(core_aims(self.aims), self.work))
        return tuple(aim for aim in self.aims if aim.code in missing)


def held(known_at: datetime | None = None) -> dict[str, Held]:
    """Every plan by its code, in three queries."""
    aims: dict[int, list[Aim]] = defaultdict(list)
    plan_of: dict[int, int] = {}
    for aim in records.as_known(Aim, known_at):
        aims[aim.plan_id].append(aim)
        plan_of[aim.pk] = aim.plan_id
    actions: dict[int, list[Action]] = defaultdict(list)
    for action in records.as_known(Action, known_at):
        if action.aim_id in plan_of:
            actions[plan_of[action.aim_id]].append(action)
    return {
        plan.code: Held(
            plan,
            tuple(sorted(aims[plan.pk], key=lambda aim: (aim.position, aim.code))),
            tuple(sorted(actions[plan.pk], key=lambda action: action.code)),
        )
        for plan in records.as_known(CorporatePlan, known_at)
    }


def _tree(aims: Sequence[Aim], actions: Sequence[Action], parent: int | None) -> tuple[Branch, ...]:
    return tuple(
        Branch(
            aim,
            tuple(one for one in actions if one.aim_id == aim.pk),
            _tree(aims, actions, aim.pk),
        )
        for aim in aims
        if aim.parent_id == parent
    )


def rated_against(plan: CorporatePlan) -> list[dict[str, str]]:
    """What is rated against a plan: its kind, reference and title, once each."""
    held = Contribution.objects.filter(aim__plan=plan).order_by("title", "reference")
    rows = held.values_list("subject", "reference", "title").distinct()
    return [dict(zip(("subject", "reference", "title"), row, strict=True)) for row in rows]


@dataclass(frozen=True)
class Rated:
    """A rating as it was given, and the aim it counts for in the plan asked for."""

    contribution: Contribution
    counts_for: Aim | None


def ratings(subject: str, reference: str, plan: CorporatePlan | None = None) -> tuple[Rated, ...]:
    """The ratings of a subject. Under another plan each keeps its own aim and shows what the aim
    became, where a person has accepted the mapping."""
    held = Contribution.objects.filter(subject=subject, reference=reference).select_related(
        "aim__plan"
    )
    became = {
        mapping.old_id: mapping.new
        for mapping in Mapping.objects.filter(
            state=Mapping.State.ACCEPTED, new__plan=plan
        ).select_related("new")
    }
    return tuple(
        Rated(
            one, one.aim if plan is None or one.aim.plan_id == plan.pk else became.get(one.aim_id)
        )
        for one in held
    )
