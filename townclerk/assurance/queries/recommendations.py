"""Recommendations as they stand: open ones by head of service, their age, and what is proved."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from townclerk.assurance.core.auditing import PRIORITIES
from townclerk.assurance.core.follow_up import AGES, FollowedUp, age, followed_up
from townclerk.assurance.models import Recommendation

State = Recommendation.State
NAMES = {"high": "High", "medium": "Medium", "low": "Low", "": "Not graded"}


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Open recommendations by priority: not done, and done but not verified."""

    outstanding: Mapping[str, int]
    unverified: Mapping[str, int]

    @property
    def any(self) -> bool:
        return any((*self.outstanding.values(), *self.unverified.values()))


@dataclass(frozen=True, kw_only=True)
class List:
    """What the list of recommendations tells on a day."""

    on: date
    by_unit: tuple[tuple[str, tuple[Recommendation, ...]], ...]
    chart: Chart
    ages: Mapping[str, Mapping[str, int]]
    without_evidence: tuple[Recommendation, ...]
    followed_up: FollowedUp


def without_evidence(rows: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """Reported or verified as done, and nothing was given that shows it."""
    said_done = (State.REPORTED, State.VERIFIED)
    return tuple(one for one in rows if one.state in said_done and not one.evidence.strip())


def chart_of(rows: Iterable[Recommendation]) -> Chart:
    """The counts of the chart for the audit committee, by priority; blank is without one."""
    found = list(rows)
    outstanding = Counter(o.priority for o in found if o.state in Recommendation.OUTSTANDING)
    unverified = Counter(o.priority for o in found if o.state == State.REPORTED)
    names = [*PRIORITIES, ""] if any(not one.priority for one in found) else [*PRIORITIES]
    return Chart(
        outstanding={name: outstanding[name] for name in names},
        unverified={name: unverified[name] for name in names},
    )


def follow_up_of(rows: Iterable[Recommendation], day: date) -> FollowedUp:
    """What became of what is due by a day; what its originator verified counts as done."""
    due = [
        one
        for one in rows
        if one.due is not None and one.due <= day and one.state != State.SUPERSEDED
    ]
    done = sum(one.state == State.VERIFIED for one in due)
    part = sum(one.state != State.VERIFIED and one.part_done for one in due)
    return followed_up(implemented=done, part=part, overdue=len(due) - done - part)


def list_of(rows: Iterable[Recommendation], names: Mapping[str, str], day: date) -> List:
    """One list per head of service, with the ageing of what is open; `names` are of units."""
    found = list(rows)
    groups: dict[str, list[Recommendation]] = defaultdict(list)
    ages: dict[str, Counter[str]] = {name: Counter() for name in AGES}
    for one in found:
        if not one.is_open:
            continue
        groups[_service(one, names)].append(one)
        ages[age(due=one.due, on=day)][one.priority] += 1
    return List(
        on=day,
        by_unit=tuple(
            (name, tuple(sorted(groups[name], key=lambda one: (one.due or date.max, one.code))))
            for name in sorted(groups)
        ),
        chart=chart_of(found),
        ages=ages,
        without_evidence=without_evidence(found),
        followed_up=follow_up_of(found, day),
    )


def _service(one: Recommendation, names: Mapping[str, str]) -> str:
    if one.unit is None:
        return "The whole council"
    return names.get(one.unit.code, one.unit.code)
