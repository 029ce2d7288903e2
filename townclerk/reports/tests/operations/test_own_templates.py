"""The council's own templates: which one a report begins with, and what is kept of a faulty one."""

from datetime import UTC, date, datetime

import pytest

from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.reports import declaring, operations, versions
from townclerk.reports.models import Declaration, Report

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 2, 9, tzinfo=UTC)
OWN = """
name: test-form-report
title: Own report
from: {start}
bodies: [{body}]
form: committee
chapters:
  - title: {title}
    paragraphs: [It is sound.]
"""


@pytest.fixture
def people(db):
    return {"author": an_actor("finance-partner"), "clerk": an_actor("democratic-services")}


def by(people, who):
    return {"actor": people[who], "moment": MOMENT}


def test_it_begins_a_report_with_the_councils_own_template_by_body_and_day(people):
    for start, body, title in (
        ("2026-04-01", "scrutiny", "First"),
        ("2026-10-01", "scrutiny", "Second"),
        ("2026-04-01", "planning", "Other"),
    ):
        text = OWN.format(start=start, body=body, title=title)
        declaring.declare(text, **by(people, "clerk"))
    assert [one.number for one in Declaration.objects.order_by("number")] == [1, 2, 3]

    def begun(reference, body, on):
        wanted = operations.Commission(
            reference=reference,
            template="test-form-report",
            body=body,
            meeting_date=on,
            subject="S",
        )
        made = operations.commission(wanted, **by(people, "author"))
        return made.chapters.get().title

    assert begun("one", "scrutiny", date(2026, 9, 30)) == "First"
    assert begun("two", "Scrutiny", date(2026, 10, 1)) == "Second"
    assert begun("three", "planning", date(2026, 12, 1)) == "Other"
    kept = Report.objects.get(reference="one")
    assert versions.template_of(kept).chapters[0].title == "First"


def test_it_keeps_nothing_of_a_template_with_faults_and_asks_who_brings_it(people):
    text = OWN.format(start="2026-04-01", body="x", title="T").replace("sound", "12")
    with pytest.raises(Problems):
        declaring.declare(text, **by(people, "clerk"))
    for broken in ("a: [", "just words", "sections: 3", "chapters: {a: b}\nfrom: 2026-01-01"):
        with pytest.raises(Problems):
            declaring.declare(broken, **by(people, "clerk"))
    with pytest.raises(Refused):
        declaring.declare(OWN, actor=an_actor("hr-officer"), moment=MOMENT)
    assert not Declaration.objects.exists()
