"""What a person owes that is late or soon due, told in the one mail of a day.

It is told when there is something new to tell since the last time, and on Mondays in any case, so
that nobody is written to each day about the same things.
"""

from collections.abc import Sequence
from datetime import date, datetime

from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines.core.stopping import Standing
from townclerk.platform.deadlines.owed import Owed, owed
from townclerk.platform.deadlines.web.presenters import when
from townclerk.platform.mail.kinds import Rhythm, mail_kind
from townclerk.platform.mail.models import Letter
from townclerk.platform.mail.operations import queue, receiver_of

PRESSING = (Standing.OVERDUE, Standing.SOON)
MONDAY = 0
REMINDER = mail_kind(
    "what-you-owe",
    "What you owe that is late or due within seven days",
    rhythm=Rhythm.DAILY,
    optional=True,
)


def pressing(user: User, on: date) -> list[Owed]:
    """What the user owes, or is shown as late, that is overdue or due within seven days."""
    return [one for one in owed(Reader.of(user, on), on) if one.standing in PRESSING]


def names(found: Sequence[Owed]) -> list[str]:
    """Each thing with its standing: late is told although soon was told."""
    return sorted(f"{one.task or one.address or one.title} {one.standing.name}" for one in found)


def is_due(user: User, found: Sequence[Owed], on: date) -> bool:
    """Whether there is something to tell today that the last mail did not."""
    if not found:
        return False
    if on.weekday() == MONDAY:
        return True
    mine = Letter.objects.filter(kind=REMINDER.name, receiver=receiver_of(user))
    last = mine.order_by("-queued_at", "-pk").first()
    return not set(names(found)) <= set(last.tells if last is not None else ())


def remind(user: User, found: Sequence[Owed], on: date, moment: datetime) -> Letter:
    """Queue the list of a day, once; restricted titles stay inside the service."""
    overdue = sum(one.standing is Standing.OVERDUE for one in found)
    late = f", {overdue} overdue" if overdue else ""
    return queue(
        REMINDER,
        to=user,
        subject=f"What you owe: {len(found)}{late}",
        text="\n\n".join(_line(one, on) for one in found),
        link="/tasks/",
        key=on.isoformat(),
        tells=names(found),
        moment=moment,
    )


def receivers() -> Sequence[User]:
    """Who has an address and may sign in."""
    return list(User.objects.filter(is_active=True).exclude(email="").order_by("pk"))


def _line(one: Owed, on: date) -> str:
    title = "A task that needs a clearance" if one.restricted else one.title
    shown = ", shown to you because it is late" if one.escalated else ""
    return f"{title}\n{when(one, on)}{shown}"
