"""A period whose sections are asked for, one of them by a link."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from townclerk.platform import clock
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit
from townclerk.reports import contributing, linking, opening, periods
from townclerk.reports.models import Contribution, PeriodSection, ReportKind

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
    period = periods.collect(opening.open_period(values, **by), **by)
    place = Unit.objects.get(code="corporate-resources")
    theirs = PeriodSection.objects.filter(period=period, section__in=("finance", "revenues"))
    theirs.update(portfolio=place)
    asked = {one.section: one for one in Contribution.objects.filter(report__reference=PERIOD)}
    contributing.withdraw(asked["procurement"], **by)
    return {
        "reports:by_link": linking.address(linking.make(asked["internal-audit"], **by)),
        "reports:give": reverse("reports:give", args=[PERIOD, "ict"]),
        "reports:give unasked": reverse("reports:give", args=[PERIOD, "procurement"]),
        "reports:period collecting": reverse("reports:period", args=[PERIOD]),
    }
