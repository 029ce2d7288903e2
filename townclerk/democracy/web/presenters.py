"""From the records of democracy to what a page shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from townclerk.democracy.core.political_balance import Proposal
from townclerk.democracy.models import (
    Attendance,
    CommitteeAction,
    Decision,
    Declaration,
    Meeting,
    Membership,
    Minutes,
)
from townclerk.democracy.queries import agendas as queries
from townclerk.democracy.queries.bodies import Balance
from townclerk.democracy.queries.meetings import Notice, agenda_by, notices_of
from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained, Step
from townclerk.kernel.periods import ONE_DAY
from townclerk.platform.deadlines.core.limits import BadLimit
from townclerk.platform.deadlines.web.presenters import reasons

MEETING_COLOURS = {"held": "grey", "cancelled": "red", "agenda-published": "green"}
DECISION_COLOURS = {
    "proposed": "grey",
    "called-in": "orange",
    "effective": "green",
    "implemented": "green",
    "withdrawn": "red",
    "revoked": "red",
}


@dataclass(frozen=True)
class MeetingRow:
    """One meeting in a list."""

    reference: str
    day: str
    starts: str
    body: str
    body_code: str
    kind: str
    place: str
    state: str
    colour: str


@dataclass(frozen=True)
class Month:
    title: str
    meetings: tuple[MeetingRow, ...]


def meeting_row(meeting: Meeting) -> MeetingRow:
    return MeetingRow(
        reference=meeting.reference,
        day=f"{meeting.on:%a} {date_display(meeting.on)}",
        starts=meeting.starts,
        body=meeting.body.name,
        body_code=meeting.body.code,
        kind=meeting.get_kind_display(),
        place=meeting.place,
        state=meeting.get_state_display(),
        colour=MEETING_COLOURS.get(meeting.state, "blue"),
    )


def months(meetings: Iterable[Meeting]) -> tuple[Month, ...]:
    """Meetings by month, in the order given."""
    return tuple(
        Month(title, tuple(meeting_row(meeting) for meeting in group))
        for title, group in groupby(meetings, key=lambda meeting: f"{meeting.on:%B %Y}")
    )


@dataclass(frozen=True)
class NoticeRow:
    """One notice: its last day, how it was counted, whether it came in time."""

    label: str
    last_day: str
    how: tuple[str, ...]
    rule: str
    unconfirmed: bool
    outcome: str
    late: bool


def notice_rows(meeting: Meeting, law: ParameterSource) -> tuple[NoticeRow, ...]:
    """The notices of a meeting; none where the years of bank holidays do not reach."""
    try:
        found = notices_of(meeting, law)
        agenda = agenda_by(meeting, law)
    except BadLimit:
        raise
    except TownclerkError:
        return ()
    return tuple(_notice(meeting, notice, agenda) for notice in found)


def _notice(meeting: Meeting, notice: Notice, agenda: Notice | None) -> NoticeRow:
    step = notice.last_day.step
    said_why = reasons(step.to_json())
    outcome, late = "", False
    if agenda is not None and notice.rule == agenda.rule and meeting.agenda_on is not None:
        late = meeting.agenda_on > notice.last_day.value
        said = "late" if late else "in time"
        outcome = f"Published on {date_display(meeting.agenda_on)}, {said}"
    return NoticeRow(
        label=notice.label,
        last_day=f"{notice.last_day.value:%A} {date_display(notice.last_day.value)}",
        how=tuple(one.how for one in (said_why, *said_why.parts) if one.how),
        rule=str(step.rule or ""),
        unconfirmed=step.unconfirmed,
        outcome=outcome,
        late=late,
    )


def seats(memberships: Iterable[Membership], groups: dict[int, str]) -> tuple[tuple[str, ...], ...]:
    """Who sits on a body: name, role, group, since and until when. Those who preside come first."""
    order = {role: place for place, role in enumerate(Membership.Role.values)}
    rows = sorted(memberships, key=lambda seat: (order[seat.role], seat.member.label))
    return tuple(
        (
            seat.member.label,
            seat.get_role_display() + (f", {seat.seat}" if seat.seat else ""),
            groups.get(seat.member_id, seat.member.get_kind_display()),
            date_display(seat.start),
            date_display(after - ONE_DAY) if (after := seat.runs_out) else "",
        )
        for seat in rows
    )


def balance_rows(balance: Balance) -> tuple[tuple[str, ...], ...]:
    """Each group: members on the council, the share of seats exactly, proposed, held."""
    parts = {part.label: part for part in _parts(balance.proposal)}
    recorded = any(row.held for row in balance.groups)
    return tuple(
        (
            row.name,
            str(row.members),
            parts[row.name].how if row.name in parts else "",
            "" if row.proposed is None else str(row.proposed),
            str(row.held),
            "" if row.proposed is None or not recorded else _difference(row.held - row.proposed),
        )
        for row in balance.groups
    )


def _parts(proposal: Explained[Proposal] | None) -> tuple[Step, ...]:
    return proposal.step.parts if proposal is not None else ()


def _difference(number: int) -> str:
    if number == 0:
        return "as proposed"
    return f"{abs(number)} {'more' if number > 0 else 'fewer'}"


def window_rows(step: Step | None) -> tuple[str, ...]:
    """How the window for call-in was counted, a sentence a step."""
    if step is None:
        return ()
    why = reasons(step.to_json())
    rows = [f"{why.label}: {why.value}. {why.how}"]
    for part, told in zip(step.parts, why.parts, strict=True):
        rows += [f"{told.label}: {told.value}. {told.how}", *(one.how for one in told.parts)]
        if part.rule is not None:
            rows.append(str(part.rule) + (" (unconfirmed)" if part.unconfirmed else ""))
    return tuple(row for row in rows if row)


def decision_colour(decision: Decision) -> str:
    return DECISION_COLOURS.get(decision.state, "blue")


def call_in_said(decision: Decision, today: date) -> str:
    """The window for call-in in one sentence."""
    if decision.effective_on is None:
        return "It is counted from the day the decision is published."
    if decision.last_call_in_day is None:
        return (
            f"It may not be called in, and takes effect on {date_display(decision.effective_on)}."
        )
    last, effective = date_display(decision.last_call_in_day), date_display(decision.effective_on)
    if today > decision.last_call_in_day:
        return f"It could be called in until {last}, so it could take effect from {effective}."
    return f"It may be called in until {last}. If nobody does, it may take effect from {effective}."


def business(meeting: Meeting, *, inside: bool) -> dict[str, object]:
    """Attendance, interests and minutes of a meeting, as far as the reader may see them."""
    shown: dict[str, object] = {
        "agenda_waits": not inside and not queries.agenda_is_open(meeting),
        **dict.fromkeys(("attended", "declared", "actions", "sheet"), ()),
        **dict.fromkeys(("minutes", "quorate")),
    }
    if shown["agenda_waits"]:
        return shown
    minutes = queries.minutes_of(meeting)
    minuted = minutes is not None and (inside or minutes.state in Minutes.OPEN)
    declared = Declaration.objects.filter(meeting=meeting).select_related(
        "member", "item", "dispensation"
    )
    attended = Attendance.objects.filter(meeting=meeting).select_related("member", "instead_of")
    actions = CommitteeAction.objects.filter(meeting=meeting).order_by("due")
    return shown | {
        "declared": declared if inside or meeting.state == Meeting.State.HELD else (),
        "minutes": minutes if minuted else None,
        "attended": [
            (str(kind.label), ", ".join(one.member.label for one in attended if one.kind == kind))
            for kind in Attendance.Kind
            if any(one.kind == kind for one in attended)
        ],
        "quorate": queries.is_quorate(meeting),
        "actions": actions if inside else (),
        "sheet": queries.sheet(meeting) if inside else (),
    }
