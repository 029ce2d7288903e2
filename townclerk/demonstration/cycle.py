"""Reports that come again: two portfolio reports and a self-assessment, as their cycle runs."""

from collections.abc import Callable
from datetime import datetime

from townclerk.platform.audit.log import Actor
from townclerk.reports.models import ReportPeriod
from townclerk.reports.periods import collect, compile_report

FOLDER = "reports"
BEFORE = ("report-kinds", "report-sections", "report-periods")
TEXTS = "section-texts"
OPEN = "report-periods-open"
"""Reports made from records alone, opened and left for whoever looks to take along."""


def load_cycle(
    sheet: Callable[[str, str, str, Actor, datetime], None],
    office: Actor,
    writer: Actor,
    records: Actor,
    moment: datetime,
) -> None:
    """Every sheet by the door users bring theirs through; each period is asked, given, compiled.

    Editing and signing stay: what the checks find in the words is there to be looked at.
    """
    for name in BEFORE:
        sheet(FOLDER, name, name, office, moment)
    periods = list(ReportPeriod.objects.order_by("last", "pk"))
    asked = [collect(one, actor=office, moment=moment) for one in periods]
    sheet(FOLDER, TEXTS, TEXTS, writer, moment)
    for one in asked:
        compile_report(one, actor=office, moment=moment)
    sheet(FOLDER, OPEN, "report-periods", records, moment)
