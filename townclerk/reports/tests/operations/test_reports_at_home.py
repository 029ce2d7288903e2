"""What reports tell the home page and whoever owes a clearance."""

from datetime import UTC, date, datetime

import pytest

from townclerk.platform.access.testing import a_reader, a_user
from townclerk.platform.deadlines.core.stopping import Standing
from townclerk.reports import home
from townclerk.reports.models import Clearance, Publication, Report

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def a_report(state, reference="budget-2026", meeting=date(2026, 3, 5)):
    return Report.objects.create(
        reference=reference,
        template="budget-report",
        body="Cabinet",
        meeting_date=meeting,
        subject=f"Budget, {reference}",
        state=state,
    )


def test_it_owes_finance_and_legal_their_clearance_by_the_meeting():
    report = a_report("consultation")
    found = list(home.to_clear(a_reader("s151-officer"), TODAY))
    assert [(one.title, one.due, one.standing) for one in found] == [
        # Five working days before the papers open, which the law sets on 25 February.
        ("Clear for finance: Budget, budget-2026", date(2026, 2, 18), Standing.OVERDUE)
    ]
    Clearance.objects.create(
        report=report, kind="finance", reference="FD 1/17", cleared_at=MOMENT, cleared_by=a_user()
    )
    assert list(home.to_clear(a_reader("s151-officer"), TODAY)) == []
    assert len(list(home.to_clear(a_reader("monitoring-officer"), TODAY))) == 1


@pytest.mark.parametrize("state", ["commissioned", "drafting", "published"])
def test_it_owes_no_clearance_before_consultation_or_after_publication(state):
    a_report(state)
    assert list(home.to_clear(a_reader("s151-officer", "monitoring-officer"), TODAY)) == []


def test_it_owes_others_no_clearance():
    a_report("consultation")
    assert list(home.to_clear(a_reader("finance-partner"), TODAY)) == []


def test_it_shows_drafts_to_those_who_write_reports_only():
    a_report("drafting")
    a_report("published", reference="old")
    told = [one.title for one in home.drafts(a_reader("democratic-services"))]
    assert told == ["Budget, budget-2026"]
    assert list(home.drafts(a_reader("resident"))) == []


def test_it_tells_anybody_what_was_published_last():
    Publication.objects.create(
        number=1,
        report=a_report("published"),
        manifest="",
        checksum="",
        signature="",
        content={},
        published_at=MOMENT,
        issued_on=MOMENT.date(),
        published_by=a_user(),
    )
    told = list(home.published(a_reader()))
    assert [(one.title, one.on, one.detail) for one in told] == [
        ("Budget, budget-2026", TODAY, "Cabinet")
    ]
