"""Votes recorded by name, as other areas may know them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from townclerk.democracy.models import Body, Minutes, Vote, VoteCast
from townclerk.kernel.display import date_display


@dataclass(frozen=True, kw_only=True)
class NamedVote:
    """A vote of the Council in which each member's is recorded."""

    number: int
    """Of its record in the register of votes."""
    motion: str
    held_on: date
    carried: bool
    minute: str
    """The item it was taken on, and the meeting."""
    ways: tuple[tuple[str, int], ...]
    """How many chose each way that anybody chose."""
    members: tuple[tuple[str, str], ...]
    """Each member and how they voted, by the name in the public register."""
    confirmed_on: date | None
    """The day of the meeting that confirmed the minutes; none until then."""
    address: str


def council_votes(start: date, end: date) -> tuple[NamedVote, ...]:
    """Votes by name at meetings of the Council from a day to another, the latest first."""
    days = Q(item__meeting__on__gte=start, item__meeting__on__lte=end)
    return _read(days)


def council_vote(number: int) -> NamedVote | None:
    """The vote by name of a number, where it was taken by the Council."""
    return next(iter(_read(Q(pk=number))), None)


def _read(wanted: Q) -> tuple[NamedVote, ...]:
    rows = Vote.objects.filter(
        wanted, recorded=True, item__meeting__body__kind=Body.Kind.COUNCIL
    ).select_related("item__meeting__body", "item__meeting__minutes__confirmed_at")
    found = rows.prefetch_related("casts__member").order_by("-item__meeting__on", "-pk")
    return tuple(map(_named, found))


def _named(vote: Vote) -> NamedVote:
    meeting = vote.item.meeting
    casts = sorted(vote.casts.all(), key=lambda cast: cast.member.label)
    minutes = getattr(meeting, "minutes", None)
    confirmed = minutes is not None and minutes.state == Minutes.State.CONFIRMED
    return NamedVote(
        number=vote.pk,
        motion=vote.motion,
        held_on=meeting.on,
        carried=vote.carried,
        minute=f"Item {vote.item.number}, {meeting.body}, {date_display(meeting.on)}",
        ways=_counted(casts),
        members=tuple((cast.member.label, cast.get_choice_display()) for cast in casts),
        confirmed_on=minutes.confirmed_at.on if minutes is not None and confirmed else None,
        address=reverse("democracy:meeting", args=[meeting.reference]),
    )


def _counted(casts: Iterable[VoteCast]) -> tuple[tuple[str, int], ...]:
    chosen = [cast.choice for cast in casts]
    return tuple(
        (str(label), chosen.count(value))
        for value, label in VoteCast.Choice.choices
        if value in chosen
    )
