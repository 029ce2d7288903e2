"""Agendas read: what stands on one, what should, who was there, what is to be reported back."""

from datetime import date

from django.db.models import Q, QuerySet

from townclerk.democracy.core.voting import quorate
from townclerk.democracy.models import (
    AgendaItem,
    Attendance,
    Body,
    CommitteeAction,
    Declaration,
    Entry,
    Meeting,
    Minutes,
    StandingItem,
    Topic,
)


def items_of(meeting: Meeting) -> "QuerySet[AgendaItem]":
    return AgendaItem.objects.filter(meeting=meeting).order_by("number")


def agenda_is_open(meeting: Meeting) -> bool:
    """Whether the public may see the agenda."""
    return meeting.body.public and meeting.state in (Meeting.State.AGENDA, Meeting.State.HELD)


def standing_items(meeting: Meeting) -> "QuerySet[StandingItem]":
    on = meeting.on
    rows = StandingItem.objects.filter(body=meeting.body)
    rows = rows.filter(Q(start=None) | Q(start__lte=on)).filter(Q(end=None) | Q(end__gt=on))
    return rows.order_by("position", "code")


def foretold(meeting: Meeting) -> "QuerySet[Entry]":
    """The decisions of the forward plan that are for this meeting."""
    return Entry.objects.filter(
        body=meeting.body, decision_on=meeting.on, state__in=Entry.TO_COME
    ).order_by("reference")


def topics_on(meeting: Meeting) -> "QuerySet[Topic]":
    """What the work programme of the body has put on a meeting."""
    return Topic.objects.filter(meeting=meeting, state=Topic.State.SCHEDULED).order_by("reference")


def to_report_back(meeting: Meeting) -> "QuerySet[CommitteeAction]":
    """Actions that this body is to hear of by the day of this meeting."""
    return CommitteeAction.objects.filter(
        report_to=meeting.body, due__lte=meeting.on, state__in=CommitteeAction.UNFINISHED
    )


def sheet(meeting: Meeting) -> "QuerySet[CommitteeAction]":
    """Everything the body of a meeting to come still waits for, as its action sheet lists it."""
    found = open_actions().filter(report_to=meeting.body).select_related("part_of")
    return found.order_by("due", "reference") if meeting.state in Meeting.TO_COME else found.none()


def last_before(meeting: Meeting) -> Meeting | None:
    held = Meeting.objects.filter(
        body=meeting.body, state=Meeting.State.HELD, on__lt=meeting.on
    ).select_related("body")
    return held.order_by("-on").first()


def minutes_of(meeting: Meeting) -> Minutes | None:
    return Minutes.objects.filter(meeting=meeting).first()


def there(meeting: Meeting) -> "QuerySet[Attendance]":
    """Those who count as there: who joins remotely does where the body's own rule says so."""
    found = Attendance.objects.filter(meeting=meeting, kind__in=Attendance.THERE)
    if meeting.body.remote_counts:
        return found
    return found.exclude(kind=Attendance.Kind.REMOTE)


def present(meeting: Meeting) -> int:
    return there(meeting).count()


def kept_from_voting(item: AgendaItem) -> dict[int, str]:
    """Members who do not vote on an item for an interest they declared, and why not."""
    found = {}
    for one in item.declarations.select_related("dispensation"):
        allowed = one.dispensation is not None and one.dispensation.votes
        if one.left:
            found[one.member_id] = "left for this item"
        elif one.kind == Declaration.Kind.PECUNIARY and not allowed:
            found[one.member_id] = "declared a pecuniary interest, and no dispensation to vote"
    return found


def is_quorate(meeting: Meeting) -> bool | None:
    """None while nobody's attendance is recorded, or nothing says how many are needed."""
    there = present(meeting)
    return quorate(there, meeting.body.quorum, meeting.body.size) if there else None


def open_actions() -> "QuerySet[CommitteeAction]":
    return CommitteeAction.objects.filter(state__in=CommitteeAction.UNFINISHED)


def wholes_of(body: Body) -> "QuerySet[CommitteeAction]":
    """The actions of a body that are not closed and may have parts."""
    mine = Q(meeting__body=body) | Q(report_to=body)
    return open_actions().filter(mine, part_of=None)


def overdue(on: date) -> "QuerySet[CommitteeAction]":
    return open_actions().filter(due__lt=on)
