"""What an area whose work a body leads shows of it: when it meets, and what it asked for."""

from dataclasses import dataclass
from datetime import date

from townclerk.democracy.models import Body, CommitteeAction, Meeting
from townclerk.democracy.queries.bodies import sitting
from townclerk.platform.access.matrix import roles


@dataclass(frozen=True)
class AskedAction:
    """Something a meeting asked somebody to do, not finished yet."""

    title: str
    owner_role: str
    due: date
    state: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Board:
    """A body on a day."""

    name: str
    address: str
    members: int
    last: tuple[date, str] | None
    """The day and the address of the meeting it held last."""
    coming: tuple[date, str] | None
    actions: tuple[AskedAction, ...]


def board_on(code: str, on: date) -> Board | None:
    """The body of a code, or nothing where none has it."""
    body = Body.objects.filter(code=code).first() if code else None
    if body is None:
        return None
    meetings = Meeting.objects.filter(body=body)
    last = meetings.filter(state=Meeting.State.HELD, on__lte=on).order_by("-on").first()
    coming = meetings.filter(state__in=Meeting.TO_COME, on__gte=on).order_by("on").first()
    asked = CommitteeAction.objects.filter(
        meeting__body=body, state__in=CommitteeAction.UNFINISHED
    ).order_by("due", "reference")
    titles = roles()
    return Board(
        name=body.name,
        address=f"/democracy/bodies/{body.code}/",
        members=sitting(body, on).count(),
        last=_place(last),
        coming=_place(coming),
        actions=tuple(
            AskedAction(
                one.title,
                titles.get(one.owner_role, one.owner_role),
                one.due,
                one.get_state_display(),
                f"/r/committee-actions/{one.pk}/",
            )
            for one in asked
        ),
    )


def _place(meeting: Meeting | None) -> tuple[date, str] | None:
    if meeting is None:
        return None
    return meeting.on, f"/democracy/meetings/{meeting.reference}/"
