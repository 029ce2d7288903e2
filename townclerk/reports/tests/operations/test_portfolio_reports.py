"""The two portfolio reports of the demonstration: what the later one leaves out, and says again."""

import pytest

from townclerk.kernel.errors import Problems
from townclerk.platform import clock
from townclerk.reports import checking, noticing, operations
from townclerk.reports.models import ReportPeriod

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(demonstration):
    return ReportPeriod.objects.get(reference="portfolio-report-2024-08")


def test_it_lists_what_reported_before_and_has_nothing_now(later):
    assert later.state == "compiled"
    dropped = {one.title for one in noticing.warnings_of(later) if one.kind == "dropped"}
    assert dropped == {
        "Breathing Space",
        "Property services",
        "Energy and climate",
        "Registrars",
        "Coroners",
        "Occupational health",
    }
    assert later.report.contributions.filter(state="accepted").count() >= 10


def test_a_date_that_is_not_that_weekday_stands_in_the_way_of_signing(later):
    chapter = later.report.chapters.get(name="civic")
    quiz = 'A quiz is held on {{ marked("Friday 16 December 2021") }}.'
    type(chapter).objects.filter(pk=chapter.pk).update(text=quiz)
    found = {one.kind for one in checking.open_findings(later.report, clock.today())}
    assert "weekday" in found
    with pytest.raises(Problems) as refused:
        operations.blocking(later.report, clock.today())
    assert "16 December 2021" in str(refused.value)
