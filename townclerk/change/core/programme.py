"""How a project stands, worked out from its records, and how projects add up to a programme."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from townclerk.kernel.display import date_display, pounds_display
from townclerk.kernel.explained import Explained, Step
from townclerk.kernel.money import Money

K = TypeVar("K")
SURE_SHARE = 75
"""Percent of a saving that must be held at a level of confidence, or better, to claim it."""


class State(StrEnum):
    """The same words for a milestone, a project, a pillar and a programme."""

    DONE = "done"
    NOT_STARTED = "not-started"
    ON_TRACK = "on-track"
    AT_RISK = "at-risk"
    OFF_TRACK = "off-track"

    @property
    def said(self) -> str:
        return self.value.replace("-", " ")


ORDER = tuple(State)
"""From the best to the worst."""


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A milestone: when it was planned, when it is expected now, when it was reached."""

    title: str
    planned: date
    forecast: date
    done: date | None = None


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a project is given by another: by when it is needed and when it is expected."""

    giver: str
    what: str
    need_on: date
    expected: date
    given: bool = False
    why: str = ""
    """What moved the day, as the giver said it."""

    @property
    def late_days(self) -> int:
        return 0 if self.given else max(0, (self.expected - self.need_on).days)


@dataclass(frozen=True, kw_only=True)
class Work:
    """A project as its records have it."""

    key: str
    title: str
    reported: State
    reported_why: str = ""
    saving: Money = Money.zero
    confidence: Confidence | None = None
    marks: tuple[Mark, ...] = ()
    needs: tuple[Need, ...] = ()
    red_risks: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    """Open issues of high severity."""


@dataclass(frozen=True)
class Standing:
    """The state of a project with every reason for it."""

    state: State
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """How many days a milestone may slip before the project is at risk, and off track."""

    amber_days: int = 14
    red_days: int = 90


@dataclass(frozen=True)
class Whole:
    """Projects added up."""

    state: State
    saving: Money
    by_state: Mapping[State, Money]
    by_confidence: Mapping[Confidence | None, Money]
    confidence: Confidence | None
    counts: Mapping[State, int] = field(default_factory=dict)


def standing(work: Work, *, on: date, tolerance: Tolerance | None = None) -> Standing:
    """The worst of what is reported and of what the records say, with each reason.

    Units: days. Source: local practice; the tolerance is a setting of the programme, dated.
    Applies: a project in any gate; one that is done stays done.
    Rounding: none.

    >>> late = Need(giver="Teams", what="team sites", need_on=date(2018, 4, 1),
    ...             expected=date(2018, 10, 1))
    >>> found = standing(Work(key="h", title="Assets", reported=State.ON_TRACK, needs=(late,)),
    ...                  on=date(2018, 1, 1))
    >>> found.state.said, found.reasons
    ('at risk', ('Waits for team sites from Teams: needed 1 April 2018, expected 1 October 2018.',))
    """
    if work.reported is State.DONE:
        return Standing(State.DONE, ())
    limits = tolerance or Tolerance()
    told = f"Reported {work.reported.said}: {work.reported_why}" if work.reported_why else ""
    found: list[tuple[State, str]] = [(work.reported, told)]
    found += [(State.AT_RISK, _waits(need)) for need in work.needs if need.late_days]
    found += [late for mark in work.marks if (late := _slipped(mark, on, limits)) is not None]
    found += [(State.AT_RISK, f"Red risk: {risk}") for risk in work.red_risks]
    found += [(State.AT_RISK, f"Open issue of high severity: {issue}") for issue in work.issues]
    state = max((state for state, _ in found), key=ORDER.index)
    said = sorted(found, key=lambda one: -ORDER.index(one[0]))
    return Standing(state, tuple(why for _, why in said if why))


def _waits(need: Need) -> str:
    why = f" {need.why}" if need.why else ""
    return (
        f"Waits for {need.what} from {need.giver}: needed {date_display(need.need_on)}, expected "
        f"{date_display(need.expected)}.{why}"
    )


def _slipped(mark: Mark, on: date, limits: Tolerance) -> tuple[State, str] | None:
    if mark.done is not None:
        return None
    expected = max(mark.forecast, on) if mark.planned < on else mark.forecast
    days = (expected - mark.planned).days
    if days <= limits.amber_days:
        return None
    state = State.OFF_TRACK if days > limits.red_days else State.AT_RISK
    return state, (
        f"{mark.title} was planned for {date_display(mark.planned)} and is expected "
        f"{date_display(expected)}, {days} days later."
    )


def rolled_up(
    works: Sequence[Work], *, on: date, label: str = "", tolerance: Tolerance | None = None
) -> Explained[Whole]:
    """Projects added up: the saving, its parts by state and confidence, the state of the whole.

    Units: money. Source: local practice.
    Applies: the state of the whole is the worst among projects that are not done; its confidence
    is the best level at which, or better, three quarters of the saving are held.
    Rounding: none.

    >>> works = [Work(key=key, title=key, reported=State.ON_TRACK, saving=Money.thousands(saving),
    ...               confidence=Confidence.HIGH) for key, saving in (("a", 2), ("b", 3))]
    >>> whole = rolled_up(works, on=date(2017, 4, 1)).value
    >>> str(whole.saving), whole.state.said, whole.confidence.value
    ('5000.00', 'on track', 'high')
    """
    stood = {work.key: standing(work, on=on, tolerance=tolerance) for work in works}
    saving = Money.total(work.saving for work in works)
    by_state = _added(works, lambda work: stood[work.key].state)
    by_confidence = _added(works, lambda work: work.confidence)
    going = [stood[work.key].state for work in works if stood[work.key].state is not State.DONE]
    state = max(going, key=ORDER.index) if going else State.DONE
    whole = Whole(
        state=state if works else State.NOT_STARTED,
        saving=saving,
        by_state=by_state,
        by_confidence=by_confidence,
        confidence=_sure(by_confidence, saving),
        counts={
            one: count for one in ORDER if (count := sum(s.state is one for s in stood.values()))
        },
    )
    parts = tuple(_part(work, stood[work.key]) for work in works)
    step = Step(
        label=label or "Saving",
        value=saving,
        unit="£",
        display=pounds_display(saving),
        how=f"{len(works)} projects added; {_why(whole, works, stood)}",
        parts=parts,
    )
    return Explained(whole, step)


def _added(works: Iterable[Work], of: Callable[[Work], K]) -> dict[K, Money]:
    found: dict[K, Money] = {}
    for work in works:
        key = of(work)
        found[key] = found.get(key, Money.zero) + work.saving
    return found


def _sure(held: Mapping[Confidence | None, Money], saving: Money) -> Confidence | None:
    reached = Money.zero
    for level in Confidence:
        reached += held.get(level, Money.zero)
        if saving and reached.pence * 100 >= saving.pence * SURE_SHARE:
            return level
    return None


def _why(whole: Whole, works: Sequence[Work], stood: Mapping[str, Standing]) -> str:
    if whole.state is State.NOT_STARTED:
        return "not started, as no project has begun"
    if whole.state in (State.DONE, State.ON_TRACK):
        return f"{whole.state.said}, as no project is worse"
    worst = [work.title for work in works if stood[work.key].state is whole.state]
    return f"{whole.state.said} because of {', '.join(worst)}"


def _part(work: Work, stood: Standing) -> Step:
    return Step(
        label=work.title,
        value=work.saving,
        unit="£",
        display=pounds_display(work.saving),
        how=stood.state.said[0].upper() + stood.state.said[1:],
        notes=stood.reasons,
    )
