"""Who has the training that sitting needs, and who is barred meanwhile."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from townclerk.democracy.models import (
    Body,
    Meeting,
    Member,
    Membership,
    MemberTraining,
    TrainingRequirement,
)
from townclerk.democracy.queries.bodies import on_day
from townclerk.kernel.deadlines import add_months

AHEAD = timedelta(days=28)
"""How long before a meeting the clerk is told who may not sit."""


@dataclass(frozen=True)
class Bar:
    """A member who may not sit on a body on a day, and the training that is missing."""

    member: Member
    requirement: TrainingRequirement
    due: date

    @property
    def why(self) -> str:
        return f"{self.member} lacks “{self.requirement}”, due {self.due.day} {self.due:%B %Y}."


def requirements_of(body: Body, on: date) -> Sequence[TrainingRequirement]:
    """What is asked of the members of a body on a day: its own, its parents' and everybody's."""
    above: list[int] = []
    one: Body | None = body
    while one is not None and one.pk not in above:
        above.append(one.pk)
        one = one.parent
    rows = TrainingRequirement.objects.filter(on_day(on))
    return [row for row in rows if row.body_id is None or row.body_id in above]


def holds(row: MemberTraining, on: date) -> bool:
    """Whether the training was done by a day and is still good on it."""
    done = row.attended_on
    if done is None or done > on:
        return False
    months = row.requirement.valid_months
    return months is None or add_months(done, months) > on


def pool_of(body: Body, on: date) -> Sequence[Membership]:
    """Who may be called to sit: a body's own members, else those of the body above it."""
    for one in (body, body.parent):
        if one is not None:
            rows = Membership.objects.filter(on_day(on), body=one).select_related("member")
            if found := list(rows.order_by("member__label", "pk")):
                return found
    return ()


def missing(
    requirements: Iterable[TrainingRequirement], members: Iterable[Member], on: date
) -> Sequence[Bar]:
    """Each member without a requirement whose day has passed."""
    asked, people = list(requirements), list(members)
    rows = MemberTraining.objects.filter(requirement__in=asked, member__in=people)
    by_both: dict[tuple[int, int], list[MemberTraining]] = {}
    for row in rows.select_related("requirement"):
        by_both.setdefault((row.requirement_id, row.member_id), []).append(row)
    found = []
    for requirement in asked:
        for member in people:
            held = by_both.get((requirement.pk, member.pk), [])
            due = max((row.due for row in held), default=requirement.start)
            if due < on and not any(holds(row, on) for row in held):
                found.append(Bar(member, requirement, due))
    return found


def barred(body: Body, on: date) -> Sequence[Bar]:
    """Who of those that could sit on a body may not on a day."""
    asked = [row for row in requirements_of(body, on) if row.bars]
    return missing(asked, [seat.member for seat in pool_of(body, on)], on) if asked else ()


def may_sit(body: Body, on: date) -> Sequence[Member]:
    """Those who could sit and lack nothing that bars them."""
    out = {bar.member.pk for bar in barred(body, on)}
    return [seat.member for seat in pool_of(body, on) if seat.member_id not in out]


def warnings(on: date) -> Sequence[tuple[Meeting, Sequence[Bar]]]:
    """Meetings soon to come at which somebody may not sit."""
    if not TrainingRequirement.objects.filter(on_day(on), bars=True).exists():
        return ()
    meetings = Meeting.objects.filter(state__in=Meeting.TO_COME, on__range=(on, on + AHEAD))
    rows = meetings.select_related("body__parent").order_by("on")
    found = ((meeting, barred(meeting.body, meeting.on)) for meeting in rows)
    return [(meeting, bars) for meeting, bars in found if bars]
