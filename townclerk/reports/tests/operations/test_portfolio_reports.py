"""Periodic reports of the demonstration: what a later one leaves out, where a number leads."""

from dataclasses import replace

import pytest

from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform import clock
from townclerk.platform.access.models import User
from townclerk.platform.documents import BoundNumber, Paragraph
from townclerk.reports import checking, composing, drafting, noticing, operations
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


def test_the_balances_of_the_statement_lead_to_the_budget_they_were_set_in(client, demonstration):
    period = ReportPeriod.objects.get(reference="self-assessment-2023")
    draft = drafting.of_report(period.report)
    finance = replace(draft, chapters=tuple(c for c in draft.chapters if c.name == "finance"))
    document = composing.preview(period.report, finance, reader=OPERATOR)
    numbers = [
        span
        for block in document.blocks
        if isinstance(block, Paragraph)
        for span in block.spans
        if isinstance(span, BoundNumber) and "general_balances.level" in span.url
    ]
    assert numbers[0].display == "£16.414m"
    client.force_login(User.objects.get(username="s151"))
    said = client.get(numbers[0].url).content.decode()
    assert "16.414" in said
    assert "2023/24" in said
    assert "Self-assessment, 2023" in said
