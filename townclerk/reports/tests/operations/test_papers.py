"""A published report is a paper of the item that names it."""

from datetime import date

import pytest

from townclerk.democracy.models import AgendaItem, Meeting
from townclerk.democracy.queries.papers import papers_of
from townclerk.platform import clock
from townclerk.platform.access.testing import a_user
from townclerk.reports.models import Output, Publication, Report

pytestmark = pytest.mark.django_db


def test_the_public_pdf_of_a_report_is_a_paper_once_it_is_published():
    meeting = Meeting(on=date(2026, 3, 5), agenda_on=date(2026, 2, 25))
    item = AgendaItem(pk=1, meeting=meeting, number=1, title="Budget", report="budget-1")
    report = Report.objects.create(
        reference="budget-1", template="budget-report", meeting_date=meeting.on, subject="Budget"
    )
    assert papers_of(item) == []
    made = Publication.objects.create(
        number=1,
        report=report,
        content={},
        issued_on=date(2026, 2, 27),
        published_at=clock.now(),
        published_by=a_user("s151-officer"),
    )
    Output.objects.create(publication=made, name="exempt.pdf", body=b"%PDF x", restricted=True)
    Output.objects.create(publication=made, name="report.pdf", body=b"%PDF-1.7")
    (paper,) = papers_of(item)
    assert (paper.title, paper.content, paper.late) == (
        "Report budget-1: Budget",
        b"%PDF-1.7",
        True,
    )
    assert paper.report.address == "/reports/budget-1/files/report.pdf"
