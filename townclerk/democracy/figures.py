"""Figures of democracy: decisions made, key decisions, call-ins; members of the council."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet

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
    figure,
)
from townclerk.kernel.display import date_range
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.years import FinancialYear, MunicipalYear
from townclerk.platform import clock

PERIODS = ("financial-year", "quarter", "month", "dates")
OWNER = "democratic-services"
SHOWN_KEYS = 20


def year_code(year: MunicipalYear) -> str:
    return f"municipal-{year.label.replace('/', '-')}"


def municipal_scopes() -> Sequence[Choice]:
    """The whole council, and each municipal year whose annual meeting is recorded."""
    return [
        Choice(year_code(year), f"Municipal year {year.label}")
        for year in meetings.municipal_years()
    ]


def decision_periods(scope: str) -> Sequence[str]:
    first_last = _span(scope)
    days = decisions.taken(*first_last).values_list("decided_on", flat=True)
    return sorted({FinancialYear.containing(day).label for day in days if day})


def _span(scope: str) -> tuple[date | None, date | None]:
    """The days a scope covers: all for the council, those between two annual meetings else."""
    if scope == COUNCIL:
        return None, None
    for year in meetings.municipal_years():
        if year_code(year) == scope:
            end = year.next_annual_meeting
            return year.annual_meeting, end - timedelta(days=1) if end else None
    raise NotAnswerable(f"No annual meeting is recorded that begins {scope}.")


def _days(question: Question) -> tuple[date | None, date | None]:
    first, last = _span(question.scope)
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
        return f"since {first.day} {first:%B %Y}"
    return f"up to {last.day} {last:%B %Y}" if last else "on record"


def _counted(rows: "QuerySet[Decision]", question: Question, label: str, facet: str = "") -> Answer:
    first, last = _days(question)
    count = rows.count()
    references = tuple(rows.order_by("decided_on", "pk").values_list("reference", flat=True))
    step = Step(
        label=label,
        value=count,
        unit="decisions",
        how=f"Decisions made {_said(first, last)}, each recommendation one line",
        records=Records(
            count=count,
            kind="decisions",
            label="decisions",
            # An exempt decision is counted; its reference is not told.
            keys=tuple(references[:SHOWN_KEYS]) if _all_open(rows) else (),
            url=f"/r/decisions/{facet}",
        ),
        held_by=OWNER,
    )
    return Answer(value=count, step=step, as_at=last or clock.today(), status=Status.PUBLISHED)


def _all_open(rows: "QuerySet[Decision]") -> bool:
    return rows.count() == rows.filter(decisions.PUBLIC).count()


def _made(question: Question) -> Answer:
    return _counted(
        decisions.taken(*_days(question), known_at=question.known_at), question, "Decisions made"
    )


def _key(question: Question) -> Answer:
    rows = decisions.taken(*_days(question), known_at=question.known_at).filter(key_decision=True)
    return _counted(rows, question, "Key decisions made", "?key_decision=True")


def _called_in(question: Question) -> Answer:
    first, last = _days(question)
    found = decisions.as_known(CallIn, question.known_at)
    if first is not None:
        found = found.filter(requested_on__gte=first)
    if last is not None:
        found = found.filter(requested_on__lte=last)
    count = found.count()
    parts = tuple(
        Step(label=label, value=number, unit="call-ins")
        for value, label in CallIn.Outcome.choices
        if (number := found.filter(outcome=value).count())
    )
    step = Step(
        label="Decisions called in",
        value=count,
        unit="call-ins",
        how=f"Call-ins requested {_said(first, last)}",
        parts=parts,
        records=Records(count=count, kind="call-ins", label="call-ins", url="/r/call-ins/"),
        held_by=OWNER,
    )
    return Answer(value=count, step=step, as_at=last or clock.today(), status=Status.PUBLISHED)


FIGURES: tuple[tuple[str, str, str, Callable[[Question], Answer]], ...] = (
    (
        "made",
        "Decisions made",
        "Decisions of bodies, Cabinet Members and officers; neither proposed nor withdrawn ones.",
        _made,
    ),
    (
        "key",
        "Key decisions made",
        "Decisions made that were key: significant in money or in two or more wards.",
        _key,
    ),
    (
        "called_in",
        "Decisions called in",
        "Requests for call-in by the day of the request, valid or not.",
        _called_in,
    ),
)

for _name, _label, _definition, _compute in FIGURES:
    figure(
        key=f"democracy.decisions.{_name}",
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
        periods=decision_periods,
    )(_compute)


def group_scopes() -> Sequence[Choice]:
    return [Choice(code, name) for code, (name, _) in bodies.strength(clock.today()).items()]


@figure(
    key="democracy.members.count",
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
    on = question.as_at or clock.today()
    if question.known_at is not None:
        raise NotAnswerable("Seats are kept by the day they are held. Ask with as_at instead.")
    groups = bodies.strength(on)
    if not groups:
        raise NotAnswerable("No councillor is recorded as sitting on the council on that day.")
    parts = tuple(
        Step(label=name, value=number, unit="members") for name, number in groups.values()
    )
    if question.scope == COUNCIL:
        value = sum(number for _, number in groups.values())
        how = " + ".join(str(number) for _, number in groups.values()) + f" = {value}"
        step = Step(label="Members", value=value, unit="members", how=how, parts=parts)
    elif question.scope in groups:
        name, value = groups[question.scope]
        step = Step(label=name, value=value, unit="members", how="Members of the group that day")
    else:
        raise NotAnswerable(f"No member of {question.scope} sits on the council on that day.")
    return Answer(value=value, step=step, as_at=on, status=Status.PUBLISHED)
