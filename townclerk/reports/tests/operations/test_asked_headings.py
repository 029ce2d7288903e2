"""A resolution that binds authors: its heading stands in every new report, and is filled in."""

from datetime import UTC, date, datetime

import pytest

from townclerk.democracy.models import Body, ReportHeading
from townclerk.democracy.operations import actions
from townclerk.kernel.errors import Problems
from townclerk.platform.access.testing import an_actor
from townclerk.reports import drafting, operations, sections
from townclerk.reports.models import Report

pytestmark = pytest.mark.django_db
ADOPTED = date(2023, 9, 28)
MOMENT = datetime(2023, 10, 2, 9, tzinfo=UTC)
DUTY = "socio-economic-duty"


@pytest.fixture
def duty():
    """The duty, adopted in two parts; the one on authors asks for a heading from that day."""
    clerk = {"actor": an_actor("democratic-services"), "moment": MOMENT}
    cabinet = Body.objects.create(code="cabinet", name="Cabinet", kind="executive")
    asked = {"owner_role": "democratic-services", "due": date(2024, 1, 18)}
    whole = actions.raise_action(asked | {"reference": "duty", "title": "Adopt it"}, **clerk)
    parts = (("authors", "Write of it in reports", None), ("back", "Report on it", cabinet))
    for name, title, body in parts:
        values = {"reference": name, "title": title, "part_of": whole, "report_to": body}
        actions.raise_action(asked | values, **clerk)
    return ReportHeading.objects.create(
        code=DUTY,
        title="Socio-economic implications",
        start=ADOPTED,
        resolution=whole.parts.get(reference="authors"),
    )


def a_report(on, body="cabinet", reference="r"):
    wanted = operations.Commission(
        reference=f"{reference}-{on}",
        template="budget-report",
        body=body,
        meeting_date=on,
        subject="Roads",
        period="2017/18",
    )
    return operations.commission(wanted, **by_author())


def by_author():
    return {"actor": an_actor("finance-partner"), "moment": MOMENT}


def asks(report):
    return DUTY in [one.name for one in drafting.sections(report)]


def blank(report):
    with pytest.raises(Problems) as refused:
        operations.move(report, "consultation", **by_author())
    return [one.field for one in refused.value.problems]


def test_what_was_resolved_is_asked_of_every_new_report(duty):
    report = operations.move(a_report(date(2023, 11, 9)), "drafting", **by_author())
    assert sections.part(report, f"{sections.COVER}{DUTY}").title == "Socio-economic implications"
    assert DUTY in blank(report)
    said = {DUTY: "It falls on no group more than on another."}
    report = operations.fill_cover(report, said, **by_author())
    assert DUTY not in blank(report)
    # Reports to another body have it too; those to a meeting before the day have not.
    assert asks(a_report(date(2024, 2, 1), "council"))
    assert not asks(a_report(date(2023, 9, 27)))


def test_a_heading_of_one_body_or_taken_back_is_asked_of_no_other(duty):
    duty.body = Body.objects.get()
    duty.end = date(2024, 1, 1)
    duty.save()
    assert asks(a_report(date(2023, 12, 31), "Cabinet"))
    assert not asks(a_report(date(2023, 12, 31), "council", "c"))
    assert not asks(a_report(date(2024, 1, 1)))


def test_a_report_submitted_before_it_was_asked_keeps_the_form_it_had(duty):
    without, given = (a_report(date(2023, 11, 9), reference=name) for name in ("a", "b"))
    given = operations.fill_cover(given, {DUTY: "None."}, **by_author())
    Report.objects.update(state="consultation")
    for report, asked in ((without, False), (given, True)):
        report.refresh_from_db()
        assert asks(report) is asked
