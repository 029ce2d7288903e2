"""Figures of meetings and of what must follow from them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from townclerk.democracy.figures import PERIODS, within
from townclerk.democracy.models import AgendaItem, Body, CommitteeAction, Meeting
from townclerk.democracy.permissions import DEMOCRATIC
from townclerk.figures import (
    Answer,
    Choice,
    Grain,
    Polarity,
    Question,
    Status,
    Unit,
    batch,
    figure,
)
from townclerk.figures.declaration import COUNCIL
from townclerk.kernel.explained import Records, Step, recorded
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock, records
from townclerk.platform.files.holders import type_of
from townclerk.platform.kept import Kept, last_written
from townclerk.platform.records import Record

MEETINGS, ACTIONS = "democracy.meetings.", "democracy.actions."
OWNER = "democratic-services"
SHOWN = 200
MODELS: Mapping[str, type[Record]] = {
    "meetings": Meeting,
    "agenda-items": AgendaItem,
    "committee-actions": CommitteeAction,
}


class Raised(NamedTuple):
    """An action as the figures count it: no more of it is read than that."""

    pk: int
    title: str
    due: date
    closed_on: date | None
    met: date | None
    """The day of the meeting that raised it; none where no meeting did, and then it is not open to
    everybody."""

    def __str__(self) -> str:
        return self.title


Counted = Meeting | AgendaItem | Raised


class Business:
    """The meetings held in public, their items, and the actions, as known at a moment.

    Each is read when it is first asked for, with the records it names beside it.
    """

    def __init__(self, known_at: datetime | None = None) -> None:
        self.known_at = known_at

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        bodies = {one.pk: one for one in records.as_known(Body, self.known_at, public=True)}
        held = records.as_known(Meeting, self.known_at, state=Meeting.State.HELD)
        found = [one for one in held if one.body_id in bodies]
        for one in found:
            one.body = bodies[one.body_id]
        return tuple(sorted(found, key=lambda one: (one.on, one.reference)))

    @cached_property
    def items(self) -> tuple[AgendaItem, ...]:
        known = {meeting.pk for meeting in self.meetings}
        items = records.as_known(AgendaItem, self.known_at)
        found = (one for one in items if one.meeting_id in known)
        return tuple(sorted(found, key=lambda one: (one.meeting_id, one.number)))

    @cached_property
    def actions(self) -> tuple[Raised, ...]:
        """Those of meetings held in public and those of no meeting, by the day each is due."""
        if self.known_at is None:
            held = Q(meeting__state=Meeting.State.HELD, meeting__body__public=True)
            rows = CommitteeAction.objects.filter(held | Q(meeting=None))
            names = ("pk", "title", "due", "closed_on", "meeting__on")
            return tuple(map(Raised._make, rows.order_by("due", "reference").values_list(*names)))
        days: dict[int | None, date | None] = {one.pk: one.on for one in self.meetings}
        days[None] = None
        every = records.as_known(CommitteeAction, self.known_at)
        return tuple(
            Raised(one.pk, one.title, one.due, one.closed_on, days[one.meeting_id])
            for one in sorted(every, key=lambda one: (one.due, one.reference))
            if one.meeting_id in days
        )


_standing: Kept[Business] = Kept(1)


def business(known_at: datetime | None = None) -> Business:
    """As it was known, or as it stands, which is kept while none of it changes."""
    if known_at is not None:
        return Business(known_at)
    return _standing.get(last_written(Body, Meeting, AgendaItem, CommitteeAction), Business)


def body_scopes() -> Sequence[Choice]:
    """The whole council, and each public body that has met."""
    seen = {one.body.code: one.body.name for one in business().meetings}
    return [Choice(code, name) for code, name in sorted(seen.items())]


def meeting_periods() -> Mapping[str, Sequence[str]]:
    """The financial years in which the council, and each body, met."""
    found: dict[str, set[str]] = {COUNCIL: set()}
    for one in business().meetings:
        label = FinancialYear.containing(one.on).label
        found[COUNCIL].add(label)
        found.setdefault(one.body.code, set()).add(label)
    return {scope: sorted(labels) for scope, labels in found.items()}


@batch(MEETINGS)
def answer_meetings(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    return _answers(asked, MEETINGS, _MEETINGS)


@batch(ACTIONS)
def answer_actions(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    return _answers(asked, ACTIONS, _ACTIONS)


Count = Callable[[Business, Question, date], Answer]


def _answers(
    asked: Sequence[tuple[str, Question]], prefix: str, counts: Mapping[str, Count]
) -> list[Answer]:
    held: dict[datetime | None, Business] = {}
    found = []
    for key, question in asked:
        if question.known_at not in held:
            held[question.known_at] = business(question.known_at)
        day = question.as_at or clock.today()
        found.append(counts[key.removeprefix(prefix)](held[question.known_at], question, day))
    return found


def _met(known: Business, question: Question, day: date) -> list[Meeting]:
    """The meetings of the scope that fall in the period and not after the day."""
    period = question.period.period if question.period else None
    span = (period.start if period else None, period.last if period else None)
    return [
        one
        for one in known.meetings
        if one.on <= day and within(one.on, span) and question.scope in (COUNCIL, one.body.code)
    ]


def _held(known: Business, question: Question, day: date) -> Answer:
    return _counted(_met(known, question, day), "Meetings held", "meetings", day)


def _late(known: Business, question: Question, day: date) -> Answer:
    late = [one for one in _met(known, question, day) if one.late_reason]
    return _counted(late, "Meetings whose agenda came out late", "meetings", day)


def _items(known: Business, question: Question, day: date) -> Answer:
    keys = {one.pk for one in _met(known, question, day)}
    left_out = (AgendaItem.Outcome.DEFERRED, AgendaItem.Outcome.WITHDRAWN)
    rows = [one for one in known.items if one.meeting_id in keys and one.outcome not in left_out]
    return _counted(rows, "Items considered", "agenda-items", day)


_MEETINGS: dict[str, Count] = {"held": _held, "late_agendas": _late, "items": _items}


def _unfinished(known: Business, question: Question, day: date) -> Answer:
    return _counted(_open_on(known, day), "Actions not closed", "committee-actions", day)


def _overdue(known: Business, question: Question, day: date) -> Answer:
    rows = [one for one in _open_on(known, day) if one.due < day]
    return _counted(rows, "Actions past their day", "committee-actions", day)


def _closed(known: Business, question: Question, day: date) -> Answer:
    rows = [one for one in known.actions if one.closed_on is not None and one.closed_on <= day]
    return _counted(rows, "Actions closed", "committee-actions", day)


def _open_on(known: Business, day: date) -> list[Raised]:
    """Raised by the day and not closed by it."""
    return [
        one
        for one in known.actions
        if (one.met is None or one.met <= day) and (one.closed_on is None or one.closed_on > day)
    ]


_ACTIONS: dict[str, Count] = {"open": _unfinished, "overdue": _overdue, "closed": _closed}


def _counted(rows: Sequence[Counted], label: str, register: str, day: date) -> Answer:
    """How many there are, down to the records; those not open to everybody are a level below."""
    told: list[Counted] = []
    hidden: list[Counted] = []
    for row in rows:
        (hidden if isinstance(row, Raised) and row.met is None else told).append(row)
    parts = _leaves(told, register)
    if more := len(told) - len(parts):
        parts = (*parts, Step(label="More, in the register", value=more))
    if hidden:
        inner = _leaves(hidden, register)
        below = Step(label="Not made public", value=len(hidden), access="records", parts=inner)
        parts = (*parts, below)
    step = Step(
        label=label,
        value=len(rows),
        how=f"Counted up to {day:%-d %B %Y}",
        parts=parts,
        records=Records(count=len(rows), kind=register, label="records", url=f"/r/{register}/"),
        held_by=OWNER,
    )
    return Answer(value=len(rows), step=step, as_at=day, status=Status.PUBLISHED)


def _leaves(rows: Sequence[Counted], register: str) -> tuple[Step, ...]:
    """The first of the records, each to be opened."""
    kind = type_of(MODELS[register])
    return tuple(
        Step(
            label=str(row),
            value=1,
            records=Records(count=1, kind=register, label="record", url=f"/r/{register}/{row.pk}/"),
            source=recorded(kind, row.pk),
        )
        for row in rows[:SHOWN]
    )


def _declare(key: str, label: str, definition: str, polarity: Polarity, *, of_bodies: bool) -> None:
    answer = answer_meetings if key.startswith(MEETINGS) else answer_actions

    def compute(question: Question) -> Answer:
        return answer([(key, question)])[0]

    periods = {"grain": Grain(scopes=(COUNCIL, "body"), periods=PERIODS)} if of_bodies else {}
    listed = (
        {"scopes": body_scopes, "periods_by_scope": meeting_periods, "additive": True}
        if of_bodies
        else {}
    )
    figure(
        key=key,
        label=label,
        unit=Unit.COUNT,
        display="count",
        definition=definition,
        source="the registers of meetings and of actions",
        owner_role=OWNER,
        area=DEMOCRATIC,
        polarity=polarity,
        public=True,
        **periods,
        **listed,
    )(compute)


_declare(
    f"{MEETINGS}held",
    "Meetings held",
    "Meetings of public bodies that were held.",
    Polarity.NEUTRAL,
    of_bodies=True,
)
_declare(
    f"{MEETINGS}items",
    "Items considered",
    "Items of meetings that were held, without those deferred or withdrawn.",
    Polarity.NEUTRAL,
    of_bodies=True,
)
_declare(
    f"{MEETINGS}late_agendas",
    "Agendas published late",
    "Meetings held whose agenda was published after the last day the law allows.",
    Polarity.LOWER_IS_BETTER,
    of_bodies=True,
)
_declare(
    f"{ACTIONS}open",
    "Actions not closed",
    "What meetings asked for and is not closed.",
    Polarity.LOWER_IS_BETTER,
    of_bodies=False,
)
_declare(
    f"{ACTIONS}overdue",
    "Actions past their day",
    "What meetings asked for, is not closed, and was due before the day.",
    Polarity.LOWER_IS_BETTER,
    of_bodies=False,
)
_declare(
    f"{ACTIONS}closed",
    "Actions closed",
    "What meetings asked for and is closed with its evidence.",
    Polarity.HIGHER_IS_BETTER,
    of_bodies=False,
)
