"""What democratic services are told they owe, beyond the tasks that are kept."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from townclerk.democracy import permissions
from townclerk.democracy.models import CivicLesson, TrainingSession
from townclerk.democracy.queries.member_development import warnings
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines.core.stopping import standing
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.deadlines.owed import Owed, owed_provider
from townclerk.platform.registers.permission import place_of

BARRED = task_kind("members-barred", "Members who may not sit")
LESSON = task_kind("civic-lesson", "Lesson of an event")
REMEMBERED = timedelta(days=183)
ATTENDANCE = task_kind("training-attendance", "Attendance of training")


@owed_provider
def members_who_may_not_sit(reader: Reader, on: date) -> Iterator[Owed]:
    """Before a meeting, the clerk hears which members lack the training that sitting needs."""
    if not reader.held_somewhere(*permissions.CLERKS):
        return
    for meeting, bars in warnings(on):
        if not reader.held(*permissions.CLERKS, at=place_of(meeting)):
            continue
        who = ", ".join(dict.fromkeys(str(bar.member) for bar in bars))
        yield Owed(
            title=f"Leave out at {meeting.body}: {who}",
            kind=BARRED,
            standing=standing(due=meeting.on, on=on, finished=False, stopped=False),
            due=meeting.on,
            address=reverse("democracy:training") + f"?meeting={meeting.reference}",
            about=str(meeting),
            note="They lack training without which they may not sit.",
        )


@owed_provider
def sessions_to_record(reader: Reader, on: date) -> Iterator[Owed]:
    """Training whose day has passed and of which nobody said who came, while it is remembered."""
    if not reader.held(*permissions.CLERKS):
        return
    planned = TrainingSession.objects.filter(
        state=TrainingSession.State.PLANNED, on__range=(on - REMEMBERED, on)
    )
    for session in planned:
        yield Owed(
            title=f"Record who came: {session}",
            kind=ATTENDANCE,
            standing=standing(due=session.on, on=on, finished=False, stopped=False),
            due=session.on,
            address=reverse("democracy:training"),
            about=str(session),
        )


@owed_provider
def lessons_to_take_up(reader: Reader, on: date) -> Iterator[Owed]:
    if not reader.may(Verb.READ, permissions.DEMOCRATIC):
        return
    roles = [held.code for held in reader.roles]
    open_ones = CivicLesson.objects.filter(state=CivicLesson.State.OPEN, owner_role__in=roles)
    for lesson in open_ones.exclude(due=None):
        yield Owed(
            title=f"Take up the lesson: {lesson}",
            kind=LESSON,
            standing=standing(due=lesson.due, on=on, finished=False, stopped=False),
            due=lesson.due,
            address=f"/r/civic-lessons/{lesson.pk}/",
            about=str(lesson),
        )
