"""A period whose sections are asked for, one of them by a link."""

from datetime import date, timedelta
from typing import Any

from townclerk.platform import clock
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor
from townclerk.reports import linking, opening, periods
from townclerk.reports.models import Contribution, ReportKind

PERIOD = "portfolio-report-2024-11"


def leave_contributions() -> dict[str, str]:
    """Leave it, and tell the address of the link, which no page leads to."""
    by: dict[str, Any] = {
        "actor": Actor.at_terminal(User.objects.get(username="programme")),
        "moment": clock.now(),
    }
    today = clock.today()
    values = {
        "reference": PERIOD,
        "kind": ReportKind.objects.get(code="portfolio"),
        "title": "Portfolio report, November 2024",
        "first": date(2024, 9, 1),
        "last": date(2024, 11, 30),
        "body": "scrutiny-corporate",
        "meeting_date": today + timedelta(days=20),
        "due": today + timedelta(days=5),
    }
    periods.collect(opening.open_period(values, **by), **by)
    asked = Contribution.objects.get(report__reference=PERIOD, section="internal-audit")
    return {"reports:by_link": linking.address(linking.make(asked, **by))}
