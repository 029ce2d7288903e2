"""Mail to who owes a section: some days before it is due, and once when it is late."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q

from townclerk.kernel.display import date_display
from townclerk.platform.access.models import Holding, User
from townclerk.platform.mail.kinds import mail_kind
from townclerk.platform.mail.operations import queue
from townclerk.reports import contributing
from townclerk.reports.models import Contribution, ReportPeriod
from townclerk.reports.periods import OUTSTANDING

REMINDER = mail_kind("contribution-reminder", "A section of a report that is due or late")
DAYS_BEFORE = 3


def remind(*, moment: datetime, on: date) -> int:
    """Queue what is to be said today; said again on the same day it is queued once."""
    said = 0
    for found in _owed(on):
        late = found.due < on
        for user in _who(found, on):
            if not user.email:
                continue
            day = date_display(found.due)
            queue(
                REMINDER,
                to=user,
                subject=f"{'Late' if late else 'Due soon'}: a section of {found.report.subject}",
                text=(
                    f"The section was due on {day} and is waited for."
                    if late
                    else f"The section is due on {day}. It takes about five minutes."
                ),
                link=contributing.address(found),
                about=found,
                key=f"contribution-{found.pk}-{'late' if late else 'soon'}-{found.due}",
                moment=moment,
            )
            said += 1
    return said


def _owed(on: date) -> Iterator[Contribution]:
    days = (on + timedelta(days=DAYS_BEFORE), on - timedelta(days=1))
    yield from Contribution.objects.filter(
        report__cycle__state=ReportPeriod.State.COLLECTING,
        state__in=OUTSTANDING,
        due__in=days,
    ).select_related("report", "user")


def addresses(asked: Sequence[Contribution], on: date) -> dict[int, str]:
    """The address of the account that was asked, by the key of the contribution.

    A role that several hold has none: a link is for one person.
    """
    held = _holders({one.role for one in asked if one.role and one.user is None}, on)
    found = {}
    for one in asked:
        who = [one.user] if one.user is not None else held.get(one.role, [])
        if len(who) == 1 and who[0].email:
            found[one.pk] = who[0].email
    return found


def _who(found: Contribution, on: date) -> list[User]:
    """The person asked, or who holds the role today."""
    if found.user is not None:
        return [found.user]
    return _holders({found.role}, on).get(found.role, [])


def _holders(roles: Collection[str], on: date) -> dict[str, list[User]]:
    held = Holding.objects.filter(
        Q(end=None) | Q(end__gt=on), role__code__in=roles, start__lte=on, user__is_active=True
    )
    found: dict[str, list[User]] = {}
    for one in held.select_related("user", "role").order_by("user_id"):
        found.setdefault(one.role.code, []).append(one.user)
    return found
