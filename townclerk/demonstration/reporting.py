"""The demonstration's reports: written, cleared, signed and published by the roles that do so."""

from datetime import datetime
from typing import Any

import yaml

from townclerk.demonstration.loading import DATA
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor
from townclerk.platform.home import Home
from townclerk.reports import operations, periods, publishing
from townclerk.reports.models import Publication, Report, ReportPeriod

SIGNERS = {"portfolio": "cabinet", "self-assessment": "leader"}
"""Whose account signs the reports of a kind."""


def publish_budget_report(*, home: Home, moment: datetime) -> Publication:
    """Take the report along its whole way, each step by an account that may take it."""
    given = yaml.safe_load((DATA / "reports" / "budget-report-2017.yaml").read_text("utf-8"))
    writer, chief_finance = _by("analyst", moment), _by("s151", moment)
    report = _written(given, writer)
    report = operations.move(report, "consultation", **writer)
    operations.clear(report, "finance", given["clearances"]["finance"], **chief_finance)
    operations.clear(report, "legal", given["clearances"]["legal"], **_by("monitoring", moment))
    report = operations.move(report, "cleared", **writer)
    report = operations.move(report, "approved", **chief_finance)
    issued_on = given["issued_on"]
    return publishing.publish(report, home=home, issued_on=issued_on, **_by("clerk", moment))


def publish_periods(*, home: Home, moment: datetime) -> list[Publication]:
    """The reports of the periods that were compiled, edited and signed, oldest first. Each bears
    the day of its meeting, as the budget report does."""
    made = []
    for period in ReportPeriod.objects.filter(state="compiled").order_by("last", "pk"):
        edited = periods.finish_editing(period, **_by("records", moment))
        signed = periods.sign(edited, **_by(SIGNERS[edited.kind.code], moment))
        report = periods.report_of(signed)
        by = _by("clerk", moment)
        made.append(publishing.publish(report, home=home, issued_on=report.meeting_date, **by))
    return made


def _written(given: dict[str, Any], writer: dict[str, Any]) -> Report:
    names = ("reference", "template", "body", "meeting_date", "subject", "period")
    wanted = operations.Commission(**{name: given[name] for name in names})
    report = operations.move(operations.commission(wanted, **writer), "drafting", **writer)
    return operations.fill_cover(report, given["cover"], **writer)


def _by(username: str, moment: datetime) -> dict[str, Any]:
    actor = Actor.at_terminal(User.objects.get(username=username))
    return {"actor": actor, "moment": moment}
