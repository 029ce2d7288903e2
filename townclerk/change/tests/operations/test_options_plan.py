"""Counting a package in the draft of the plan."""

from datetime import UTC, datetime

import pytest

from townclerk.change.models import OptionPackage, PackageYear
from townclerk.change.operations import options_plan
from townclerk.change.queries import options_in_plan
from townclerk.change.tests.builders_options import a_package, by
from townclerk.finance.models import LineAmount, PlanVersion
from townclerk.finance.operations.plan import add_line, create_version
from townclerk.finance.public import NoPlan
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused

pytestmark = pytest.mark.django_db
MOMENT = datetime(2017, 1, 5, 10, tzinfo=UTC)


@pytest.fixture
def package():
    made = a_package("table-2", plan_line="options-table-2")
    for year, thousands in ((2017, 30), (2018, 12)):
        PackageYear.objects.create(package=made, year=year, amount=Money.thousands(thousands))
    return OptionPackage.objects.get(pk=made.pk)


def amounts():
    rows = LineAmount.objects.filter(line__code="options-table-2").order_by("year")
    return {row.year: row.amount for row in rows}


def test_a_package_is_counted_in_the_draft_by_the_chief_finance_officer_alone(package):
    stamp = by("s151-officer")
    with pytest.raises(NoPlan, match="Start the next version"):
        options_plan.count_in_plan(package, **stamp)
    plan = create_version(number=1, title="Plan", first_year=2017, **stamp)
    line = {"code": "options-table-2", "heading": "Services", "step": "proposal", "type": "other"}
    add_line(plan, line, {2017: Money.thousands(-30)}, **stamp)
    assert options_in_plan.uncounted() == [package]
    with pytest.raises(Refused):
        options_plan.count_in_plan(package, **by("finance-partner"))
    assert options_plan.count_in_plan(package, **stamp) == "Services"
    assert amounts() == {2017: Money.thousands(-30), 2018: Money.thousands(-12)}
    assert options_in_plan.uncounted() == []
    PlanVersion.objects.update(state="published", published_on=MOMENT.date())
    with pytest.raises(NoPlan):
        options_plan.count_in_plan(package, **stamp)


def test_a_package_without_a_line_or_years_says_so(package):
    OptionPackage.objects.update(plan_line="")
    with pytest.raises(options_plan.NotInThePlan, match="names no line"):
        options_plan.count_in_plan(OptionPackage.objects.get(), **by("s151-officer"))
    OptionPackage.objects.update(plan_line="options-table-2")
    PackageYear.objects.all().delete()
    with pytest.raises(options_plan.NotInThePlan, match="not phased"):
        options_plan.count_in_plan(OptionPackage.objects.get(), **by("s151-officer"))
