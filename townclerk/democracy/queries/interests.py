"""Members' interests read: what is in the register, and what to ask about before a meeting."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from townclerk.democracy.core.overlap import words_of
from townclerk.democracy.models import (
    AgendaItem,
    Declaration,
    Dispensation,
    Meeting,
    Member,
    MemberInterest,
    Membership,
)
from townclerk.democracy.queries.bodies import on_day

PUBLIC = Q(sensitive=False)
"""What everybody may open: Localism Act 2011, section 32, keeps a sensitive interest back."""


def of_member(member: Member, on: date) -> "QuerySet[MemberInterest]":
    return MemberInterest.objects.filter(on_day(on), member=member)


def registered(member: Member, text: str, on: date) -> MemberInterest | None:
    """The interest of the register that was declared in these words."""
    return of_member(member, on).filter(text__iexact=text.strip()).first()


def dispensations_of(member: Member, on: date) -> "QuerySet[Dispensation]":
    return Dispensation.objects.filter(on_day(on), member=member)


def dispensation_for(draft: Declaration) -> Dispensation | None:
    """What covers a declaration: granted for the registered interest, or in these words."""
    covers = Q(matter__iexact=draft.text.strip())
    if draft.registered is not None:
        covers |= Q(interest=draft.registered)
    held = dispensations_of(draft.member, draft.meeting.on).filter(covers)
    return held.order_by("-votes", "-end").first()


@dataclass(frozen=True)
class ToAsk:
    """An interest in the register that an item of the agenda may touch, by the words they share."""

    interest: MemberInterest
    item: AgendaItem
    words: tuple[str, ...]
    dispensations: tuple[Dispensation, ...] = ()
    """What lets the member take part all the same."""


def to_ask_about(meeting: Meeting) -> tuple[ToAsk, ...]:
    """Interests of those who sit, not declared yet, that an item shares a word with."""
    sitting = Membership.objects.filter(on_day(meeting.on), body=meeting.body).values("member")
    held = MemberInterest.objects.filter(on_day(meeting.on), member__in=sitting)
    held = held.select_related("member").exclude(declared__meeting=meeting)
    leave: dict[int | None, list[Dispensation]] = {}
    for one in Dispensation.objects.filter(on_day(meeting.on), interest__in=held):
        leave.setdefault(one.interest_id, []).append(one)
    items = list(AgendaItem.objects.filter(meeting=meeting).order_by("number"))
    found = []
    for interest in held:
        mine = words_of(interest.text)
        for item in items:
            shared = mine & words_of(item.title)
            if shared:
                covered = tuple(leave.get(interest.pk, ()))
                found.append(ToAsk(interest, item, tuple(sorted(shared)), covered))
    return tuple(found)
