"""Figures of democracy: decisions made, key decisions, call-ins; members of the council."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from townclerk.democracy.models import CallIn, Decision
from townclerk.democracy.permissions import DEMOCRATIC
from townclerk.democracy.queries import bodies, decisions, meetings
from townclerk.figures import (
    COUNCIL,
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Status,
    Unit,
    batch,
    figure,
)
from townclerk.kernel.display import date_display, date_range
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.years import FinancialYear, MunicipalYear
from townclerk.platform import clock, records

PERIODS = ("financial-year", "quarter", "month", "dates")
OWNER = "democratic-services"
PREFIX, MEMBERS = "democracy.decisions.", "democracy.members.count"
SHOWN, SHOWN_KEYS = 200, 20
"""How many records an explanation lists one by one, and how many references one level names."""
Span = tuple[date | None, date | None]
"""First and last day; None where there is no bound."""


def year_code(year: MunicipalYear) -> str:
    return f"municipal-{year.label.replace('/', '-')}"


@dataclass(frozen=True)
class Held:
    """Everything the figures of decisions read, as known now or at a moment."""

    years: tuple[MunicipalYear, ...]
    decisions: tuple[Decision, ...]
    call_ins: tuple[CallIn, ...]


def read(known_at: datetime | None = None) -> Held:
    """In a number of queries that does not grow with what is asked."""
    return Held(
        meetings.municipal_years(known_at),
        tuple(decisions.taken(known_at)),
        tuple(records.as_known(CallIn, known_at)),
    )


def municipal_scopes() -> Sequence[Choice]:
    """The whole council, and each municipal year whose annual meeting is recorded."""
    return [
        Choice(year_code(year), f"Municipal year {year.label}")
        for year in meetings.municipal_years()
    ]


def decision_periods() -> Mapping[str, Sequence[str]]:
    """The financial years of the decisions of each scope."""
    held = read()
    days = [row.decided_on for row in held.decisions if row.decided_on]
    return {
        scope: sorted({FinancialYear.containing(day).label for day in days if within(day, span)})
        for scope, span in {
            COUNCIL: (None, None),
            **{year_code(year): _span_of(year) for year in held.years},
        }.items()
    }


def within(day: date | None, span: Span) -> bool:
    first, last = span
    if day is None:
        return first is None and last is None
    return (first is None or day >= first) and (last is None or day <= last)


def _span_of(year: MunicipalYear) -> Span:
    end = year.next_annual_meeting
    return year.annual_meeting, end - timedelta(days=1) if end else None


def _days(held: Held, question: Question) -> Span:
    """The days asked for: those of the scope, of the period, and not after `as_at`."""
    first, last = None, None
    if question.scope != COUNCIL:
        years = {year_code(year): year for year in held.years}
        if question.scope not in years:
            raise NotAnswerable(f"No annual meeting is recorded that begins {question.scope}.")
        first, last = _span_of(years[question.scope])
    if question.period is not None:
        period = question.period.period
        first = max(first or period.start, period.start)
        ends = [day for day in (last, period.last) if day is not None]
        last = min(ends) if ends else None
    if question.as_at is not None:
        last = min(last, question.as_at) if last else question.as_at
    return first, last


def _said(first: date | None, last: date | None) -> str:
    if first and last:
        return f"from {date_range(first, last)}"
    if first:
        return f"since {date_display(first)}"
    return f"up to {date_display(last)}" if last else "on record"


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the registers (one for each moment asked of)."""
    known: dict[datetime | None, Held] = {}
    found = []
    for key, question in asked:
        if question.known_at not in known:
            known[question.known_at] = read(question.known_at)
        held = known[question.known_at]
        found.append(COUNTS[key.removeprefix(PREFIX)](held, _days(held, question)))
    return found


def _made(held: Held, span: Span) -> Answer:
    return _counted(held.decisions, span, "Decisions made")


def _key(held: Held, span: Span) -> Answer:
    rows = [row for row in held.decisions if row.key_decision]
    return _counted(rows, span, "Key decisions made", "?key_decision=True")


def _counted(rows: Sequence[Decision], span: Span, label: str, facet: str = "") -> Answer:
    rows = [row for row in rows if within(row.decided_on, span)]
    public = [row for row in rows if decisions.is_public(row)]
    step = Step(
        label=label,
        value=len(rows),
        unit="decisions",
        how=f"Decisions made {_said(*span)}, each recommendation one line",
        parts=(
            *(_decision(row) for row in public[:SHOWN]),
            *_left_out(len(public) - SHOWN, "decisions"),
            *_closed([row for row in rows if not decisions.is_public(row)]),
        ),
        records=Records(
            count=len(rows),
            kind="decisions",
            label="decisions",
            # One that is not open is counted; its reference is not told here.
            keys=tuple(row.reference for row in public[:SHOWN_KEYS]),
            url=f"/r/decisions/{facet}",
        ),
        held_by=OWNER,
    )
    return _published(step, span)


def _decision(row: Decision) -> Step:
    return Step(
        label=row.reference,
        value=1,
        unit="decisions",
        records=Records(
            count=1,
            kind="decisions",
            label="decision",
            keys=(row.reference,),
            url=f"/r/decisions/{row.pk}/",
        ),
        source=records.source_of(row),
    )


def _closed(rows: Sequence[Decision]) -> Iterator[Step]:
    """Decisions not open to everybody, each below a level that needs the right to see it."""
    exempt = [row for row in rows if row.exempt_paragraph]
    waiting = [row for row in rows if not row.exempt_paragraph]
    for held, label, access in (
        (waiting, "Not published yet", "records"),
        (exempt, "Exempt", "exempt"),
    ):
        if held:
            yield Step(
                label=label,
                value=len(held),
                unit="decisions",
                access=access,
                parts=(
                    *(_decision(row) for row in held[:SHOWN]),
                    *_left_out(len(held) - SHOWN, "decisions"),
                ),
            )


def _left_out(number: int, unit: str) -> Iterator[Step]:
    """What a long list does not show one by one; the register does."""
    if number > 0:
        yield Step(label="More, in the register", value=number, unit=unit)


def _called_in(held: Held, span: Span) -> Answer:
    found = [row for row in held.call_ins if within(row.requested_on, span)]
    parts = tuple(
        _outcome(label, rows)
        for value, label in CallIn.Outcome.choices
        if (rows := [row for row in found if row.outcome == value])
    )
    step = Step(
        label="Decisions called in",
        value=len(found),
        unit="call-ins",
        how=f"Call-ins requested {_said(*span)}",
        parts=parts,
        records=Records(count=len(found), kind="call-ins", label="call-ins", url="/r/call-ins/"),
        held_by=OWNER,
    )
    return _published(step, span)


def _outcome(label: str, rows: Sequence[CallIn]) -> Step:
    leaves = tuple(
        Step(
            # The decision may be exempt, so that the day has to say which it is.
            label=f"Requested on {date_display(row.requested_on)}",
            value=1,
            unit="call-ins",
            records=Records(
                count=1,
                kind="call-ins",
                label="call-in",
                keys=(str(row.pk),),
                url=f"/r/call-ins/{row.pk}/",
            ),
            source=records.source_of(row),
        )
        for row in rows[:SHOWN]
    )
    return Step(
        label=label,
        value=len(rows),
        unit="call-ins",
        parts=(*leaves, *_left_out(len(rows) - SHOWN, "call-ins")),
    )


def _published(step: Step, span: Span) -> Answer:
    return Answer(
        value=step.value, step=step, as_at=span[1] or clock.today(), status=Status.PUBLISHED
    )


COUNTS: Mapping[str, Callable[[Held, Span], Answer]] = {
    "made": _made,
    "key": _key,
    "called_in": _called_in,
}

FIGURES: tuple[tuple[str, str, str], ...] = (
    (
        "made",
        "Decisions made",
        "Decisions of bodies, Cabinet Members and officers; neither proposed nor withdrawn ones.",
    ),
    (
        "key",
        "Key decisions made",
        "Decisions made that were key: significant in money or in two or more wards.",
    ),
    (
        "called_in",
        "Decisions called in",
        "Requests for call-in by the day of the request, valid or not.",
    ),
)


def compute(name: str) -> Callable[[Question], Answer]:
    def one(question: Question) -> Answer:
        return answer([(PREFIX + name, question)])[0]

    return one


for _name, _label, _definition in FIGURES:
    figure(
        key=PREFIX + _name,
        label=_label,
        unit=Unit.COUNT,
        display="count",
        polarity=Polarity.NEUTRAL,
        grain=Grain(scopes=(COUNCIL, "municipal-year"), periods=PERIODS),
        definition=_definition,
        source="The register of decisions.",
        owner_role=OWNER,
        area=DEMOCRATIC,
        public=True,
        additive=True,
        scopes=municipal_scopes,
        periods_by_scope=decision_periods,
    )(compute(_name))


def group_scopes() -> Sequence[Choice]:
    groups = bodies.chamber().on(clock.today())
    return [Choice(code, group.name) for code, group in groups.items()]


@figure(
    key=MEMBERS,
    label="Members of the council",
    unit=Unit.COUNT,
    display="count",
    polarity=Polarity.NEUTRAL,
    grain=Grain(scopes=(COUNCIL, "political-group")),
    definition="Councillors who sit on the council on a day, in all or in one political group.",
    source="The registers of memberships and of members of groups.",
    owner_role=OWNER,
    area=DEMOCRATIC,
    public=True,
    scopes=group_scopes,
)
def members(question: Question) -> Answer:
    return answer_members([(MEMBERS, question)])[0]


@batch(MEMBERS)
def answer_members(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions, of any day, from one reading of who sat when."""
    known: dict[datetime | None, bodies.Chamber] = {}
    found = []
    for _, question in asked:
        if question.known_at not in known:
            known[question.known_at] = bodies.chamber(question.known_at)
        on = question.as_at or clock.today()
        found.append(_members(known[question.known_at], question.scope, on))
    return found


def _members(chamber: bodies.Chamber, scope: str, on: date) -> Answer:
    groups = {code: _group(chamber, group) for code, group in chamber.on(on).items()}
    if not groups:
        raise NotAnswerable("No councillor is recorded as sitting on the council on that day.")
    if scope == COUNCIL:
        numbers = [len(group.parts) for group in groups.values()]
        step = Step(
            label="Members",
            value=sum(numbers),
            unit="members",
            how=" + ".join(map(str, numbers)) + f" = {sum(numbers)}",
            parts=tuple(groups.values()),
        )
    elif scope in groups:
        step = replace(groups[scope], how="Members of the group that day")
    else:
        raise NotAnswerable(f"No member of {scope} sits on the council on that day.")
    return Answer(value=step.value, step=step, as_at=on, status=Status.PUBLISHED)


def _group(chamber: bodies.Chamber, group: bodies.Group) -> Step:
    return Step(
        label=group.name,
        value=len(group.seats),
        unit="members",
        parts=tuple(
            Step(
                label=chamber.members[seat.member_id].label,
                value=1,
                unit="members",
                records=Records(
                    count=1,
                    kind="memberships",
                    label="membership",
                    keys=(seat.reference,),
                    url=f"/r/memberships/{seat.pk}/",
                ),
                source=records.source_of(seat),
            )
            for seat in group.seats
        ),
    )
