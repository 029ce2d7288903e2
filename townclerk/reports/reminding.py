"""Mail to who owes sections: some days before they are due, and once when they are late.

One mail a person and a day, of everything they are reminded of, each section with a link of their
own. What is later still climbs the ladder of late tasks and is told in the mail of the day.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from townclerk.kernel.display import date_display
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor
from townclerk.platform.mail.kinds import mail_kind
from townclerk.platform.mail.models import Letter
from townclerk.platform.mail.operations import queue, receiver_of
from townclerk.reports import telling
from townclerk.reports.models import Contribution, Report, ReportPeriod
from townclerk.reports.periods import OUTSTANDING

REMINDER = mail_kind(
    "contribution-reminder", "A section of a report that is due or late", secret=True
)
DAYS_BEFORE = 3
SYSTEM = Actor(user=None, os_user="reminders")
WRITING = (Report.State.COMMISSIONED, Report.State.DRAFTING)


@transaction.atomic
def remind(*, moment: datetime, on: date) -> int:
    """Queue what is to be said today, and say to how many; on the same day it is queued once."""
    by: dict[str, Any] = {"actor": SYSTEM, "moment": moment}
    owed = list(_owed(on))
    closed = telling.closed_of(owed)
    told = telling.whom(owed, closed, on)
    of_person: dict[int, list[Contribution]] = {}
    people: dict[int, User] = {}
    for one in owed:
        for user, why in told[one.pk]:
            if not why and not _reminded(user, on):
                people[user.pk] = user
                of_person.setdefault(user.pk, []).append(one)
    for key, theirs in of_person.items():
        _write(people[key], theirs, closed, on, by)
    reminded = {one.pk for theirs in of_person.values() for one in theirs}
    for one in owed:
        if one.pk in reminded:
            telling.kept(one, told[one.pk], on, by)
    return len(of_person)


def _owed(on: date) -> Iterator[Contribution]:
    """Sections of periods that are collected and of other reports that are being written."""
    days = (on + timedelta(days=DAYS_BEFORE), on - timedelta(days=1))
    asked = Q(report__cycle__state=ReportPeriod.State.COLLECTING)
    asked |= Q(report__cycle=None, report__state__in=WRITING)
    yield from Contribution.objects.filter(
        asked, state__in=OUTSTANDING, due__in=days
    ).select_related("report", "user")


def _reminded(user: User, on: date) -> bool:
    found = Letter.objects.filter(kind=REMINDER.name, receiver=receiver_of(user))
    return found.filter(key=on.isoformat()).exists()


def _write(
    user: User,
    theirs: Sequence[Contribution],
    closed: dict[int, bool],
    on: date,
    by: dict[str, Any],
) -> None:
    links = []
    for one in sorted(theirs, key=lambda each: (each.due, each.pk)):
        shut = closed[one.pk]
        title = telling.title_of(one, closed=shut)
        stands = "was due" if one.due < on else "is due"
        words = f"{title}, {one.report.subject}: {stands} on {date_display(one.due)}"
        links.append(telling.link_of(one, user, words, closed=shut, by=by))
    queue(
        REMINDER,
        to=user,
        subject=telling.shortened(_subject(theirs, on)),
        text="\n\n".join([_said(theirs, on), *telling.explained(links)]),
        links=links,
        key=on.isoformat(),
        moment=by["moment"],
    )


def _subject(theirs: Sequence[Contribution], on: date) -> str:
    """What is late first; the report where there is one."""
    late = sum(one.due < on for one in theirs)
    parts = [
        f"{label}: {_sections(count)}"
        for label, count in (("Late", late), ("Due soon", len(theirs) - late))
        if count
    ]
    reports = {one.report.subject for one in theirs}
    return "; ".join(parts) + (f" of {reports.pop()}" if len(reports) == 1 else "")


def _said(theirs: Sequence[Contribution], on: date) -> str:
    late = sum(one.due < on for one in theirs)
    if not late:
        return f"You are waited for with {_sections(len(theirs))} due within {DAYS_BEFORE} days."
    if late == len(theirs):
        return f"You are waited for with {_sections(late)} that {_was(late)} due yesterday."
    return f"You are waited for with {_sections(len(theirs))}; {late} of them {_was(late)} due."


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _sections(count: int) -> str:
    return "a section" if count == 1 else f"{count} sections"
