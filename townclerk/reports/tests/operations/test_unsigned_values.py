"""A returned value stands in a report only once its owner has signed it."""

import pytest

from townclerk.figures.models import ReturnedValue
from townclerk.figures.operations import sign_value
from townclerk.kernel.errors import Problems
from townclerk.platform.access.testing import an_actor
from townclerk.reports import giving, periods
from townclerk.reports.giving import Given
from townclerk.reports.tests.operations import cycle_builder as build

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    build.declare_figures()
    yield build.people()
    build.forget_figures()


def test_a_report_with_a_value_its_owner_has_not_signed_is_not_submitted(people):
    by = build.by
    kind = build.a_kind(people.compiler)
    build.a_section(
        kind,
        people.compiler,
        section="libraries",
        contributor_role="licensing-officer",
        figures=build.VISITS,
    )
    period = build.collected(build.a_period(kind, people.compiler), people.compiler)
    report = periods.report_of(period)
    sheet = giving.sheet_of(report.contributions.get(section="libraries"))
    values = {one.name: "900" for one in sheet.dues}
    giving.hand_in(
        sheet, Given("Two branches moved.", values, "Door counter"), **by(people.libraries)
    )
    period = periods.compile_report(period, **by(people.compiler))
    with pytest.raises(Problems) as refused:
        periods.finish_editing(period, **by(people.compiler))
    (said,) = refused.value.problems
    assert said.message == "Visits, 900, is not signed off by its owner yet."
    assert f"/figures/{build.VISITS}/" in said.hint
    sign_value(ReturnedValue.objects.get(), **by(an_actor("head-of-service")))
    assert periods.finish_editing(period, **by(people.compiler)).state == "edited"
