"""The one mail of a week: what is overdue and what is due in it. No mail for each task."""

from collections.abc import Sequence
from datetime import date

from django.core.mail import EmailMessage

from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines.core.stopping import Standing
from townclerk.platform.deadlines.owed import Owed, owed
from townclerk.platform.deadlines.web.presenters import when

PRESSING = (Standing.OVERDUE, Standing.SOON)


def pressing(user: User, on: date) -> list[Owed]:
    """What the user owes that is overdue or due within seven days."""
    return [one for one in owed(Reader.of(user, on), on) if one.standing in PRESSING]


def mail(user: User, found: Sequence[Owed], on: date, *, site: str) -> EmailMessage:
    """The mail about what is pressing; restricted titles stay inside the service."""
    overdue = sum(one.standing is Standing.OVERDUE for one in found)
    late = f", {overdue} overdue" if overdue else ""
    lines = [f"{_title(one)}\n  {when(one, on)}" for one in found]
    body = "\n\n".join([*lines, f"All you owe: {site}/tasks/"])
    return EmailMessage(
        subject=f"What you owe this week: {len(found)}{late}", body=body, to=[user.email]
    )


def receivers() -> Sequence[User]:
    """Who has an address and may sign in."""
    return list(User.objects.filter(is_active=True).exclude(email="").order_by("pk"))


def _title(one: Owed) -> str:
    return "A task that needs a clearance" if one.restricted else one.title
