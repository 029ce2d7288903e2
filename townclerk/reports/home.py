"""What reports bring to the home page, to what a person owes, and to the demonstration's guide."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from django.urls import reverse

from townclerk.platform.access.areas import Area, Reach, Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines.core.stopping import standing
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.deadlines.owed import Owed, owed_provider
from townclerk.platform.web.guide import Step, guide_provider
from townclerk.platform.web.news import News, Section, news_provider
from townclerk.reports import catalogue, planning
from townclerk.reports.models import Publication, Report
from townclerk.reports.operations import consultees
from townclerk.reports.permissions import clears

CLEARANCE = task_kind("report-clearance", "Report to clear")
WRITING = task_kind("report-writing", "Report to write")
RECENT = 5
DRAFTS = (Report.State.COMMISSIONED, Report.State.DRAFTING, Report.State.CONSULTATION)
OUT_FOR_CLEARANCE = (Report.State.CONSULTATION, Report.State.CLEARED, Report.State.APPROVED)


def address_of(report: Report) -> str:
    return reverse("reports:show", args=[report.reference])


@news_provider(Section.PUBLISHED)
def published(reader: Reader) -> Iterator[News]:
    """What was published last: open to everybody."""
    latest = Publication.objects.select_related("report").order_by("-number")[:RECENT]
    for one in latest:
        yield News(
            title=one.report.subject,
            address=address_of(one.report),
            detail=one.report.body_title,
            on=one.issued_on,
        )


@news_provider(Section.DRAFTS)
def drafts(reader: Reader) -> Iterator[News]:
    """Reports on their way, for those who write or publish them."""
    if not any(reader.may(verb, Area.REPORTS) for verb in (Verb.CONTRIBUTE, Verb.PUBLISH)):
        return
    for report in Report.objects.filter(state__in=DRAFTS).order_by("meeting_date", "pk"):
        yield News(
            title=report.subject,
            address=address_of(report),
            detail=f"{report.get_state_display()}, for {report.body_title}",
            on=report.meeting_date,
        )


@owed_provider
def to_clear(reader: Reader, on: date) -> Iterator[Owed]:
    """Reports that wait for a clearance or an approval of a role the reader holds, in time for
    their papers."""
    if reader.reach(Area.REPORTS) <= Reach.PUBLISHED:
        return
    out = Report.objects.filter(state__in=OUT_FOR_CLEARANCE)
    waiting = out.select_related("cycle__portfolio", "unit", "portfolio")
    for report in waiting.prefetch_related("clearances").order_by("meeting_date", "pk"):
        given = {one.kind for one in report.clearances.all()}
        for one in consultees(report):
            if one.kind in given or not clears(one, report, reader):
                continue
            if report.author_id == reader.user_id:
                continue
            if one.approves and report.state == Report.State.CONSULTATION:
                continue
            due = planning.due(report, "approved" if one.approves else "cleared")
            act = "Approve as" if one.approves else "Clear for"
            yield Owed(
                title=f"{act} {one.title.lower()}: {report.subject}",
                kind=CLEARANCE,
                standing=standing(due=due, on=on),
                due=due,
                address=address_of(report),
                about=report.body_title,
            )


@owed_provider
def to_move_on(reader: Reader, on: date) -> Iterator[Owed]:
    """Reports of the reader's own that are to go out for clearance."""
    if reader.user_id is None:
        return
    own = Report.objects.filter(author_id=reader.user_id, state__in=DRAFTS[:2])
    for report in own.order_by("meeting_date", "pk"):
        due = planning.due(report, "consultation")
        yield Owed(
            title=f"Send out for clearance: {report.subject}",
            kind=WRITING,
            standing=standing(due=due, on=on),
            due=due,
            address=address_of(report),
            about=report.body_title,
        )


@cache
def _first_template() -> str:
    """Read once a process: the templates come with the program, and reading them all is slow."""
    return next(iter(catalogue.names()), "")


@guide_provider
def read_a_report(reader: Reader) -> Iterator[Step]:
    name = _first_template()
    if name:
        yield Step(
            order=40,
            title="Read the report made from the figures",
            sentence=(
                "One source gives the page, the PDF and the Word file. Every number in it opens."
            ),
            link="Read the report",
            address=reverse("reports:show", args=[name]),
        )
