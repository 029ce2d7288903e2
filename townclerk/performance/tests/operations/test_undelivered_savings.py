"""The quarter's pack says which savings will not come, by service, until monitoring is kept."""

from datetime import UTC, date, datetime

import pytest

from townclerk.change.models import SavingYear
from townclerk.change.operations import delivery
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.performance.models import PackFigure, PackItem
from townclerk.performance.operations import packs as operations
from townclerk.performance.queries import packs as queries
from townclerk.platform import records
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.extracts import by_name, printable
from townclerk.platform.organisation import operations as organisation
from townclerk.platform.organisation.models import Unit

pytestmark = pytest.mark.django_db
COLLECTED = datetime(2019, 1, 10, 9, tzinfo=UTC)
Q3 = "2018/19-Q3"


def on(*roles, moment=COLLECTED):
    return {"actor": an_actor(*roles), "moment": moment}


@pytest.fixture
def units():
    for code in ("communities", "resources"):
        organisation.create_unit(
            code=code,
            name=code.title(),
            kind="directorate",
            parent=None,
            start=date(2016, 4, 1),
            **on("chief-executive"),
        )
    return {one.code: one for one in Unit.objects.all()}


def a_saving(code, unit, years, **values):
    office = on("programme-office")
    given = {"code": code, "title": code.capitalize(), "decision": "Council", "unit": unit}
    saving = delivery.create_saving({**given, **values}, **office)
    for year, thousands in years.items():
        target = {"saving": saving, "year": year, "target": Money.thousands(thousands)}
        delivery.set_target(target, **office)
    return saving


@pytest.fixture
def teams(units):
    """Locality teams: 1.3, 9.0 and 1.7; of the 9.0 of 2018/19, 6.0 is delivered and 3.0 at risk."""
    years = {2017: 1_300, 2018: 9_000, 2019: 1_700}
    saving = a_saving("teams", units["communities"], years, mitigation="Posts are held vacant")
    year = SavingYear.objects.get(saving=saving, year=2018)
    for month in year.months.filter(number__lte=8):
        given = {"delivered": month.target, "evidence": "Posts deleted"}
        delivery.change_month(month, given, **on("programme-office"))
    at_risk = {"at_risk": Money.thousands(3_000), "why": "Late start"}
    delivery.set_at_risk(year, **at_risk, **on("programme-office"))
    a_saving("desks", units["resources"], {2018: 100})
    return saving


@pytest.fixture
def quarter(teams):
    for place, name in enumerate(("savings", "mitigated")):
        item = PackItem(
            code=f"undelivered-{name}",
            key=f"change.undelivered.{name}",
            section="savings",
            speaks="year",
            by_portfolio=True,
            position=place,
            start=date(2018, 4, 1),
        )
        records.create(item, **on("chief-executive"))
    days = {
        "collect_by": date(2019, 1, 15),
        "moderate_by": date(2019, 1, 25),
        "leadership_on": date(2019, 2, 5),
        "cabinet_on": date(2019, 2, 28),
    }
    made = operations.open_quarter({"code": "q3", "period": Q3, **days}, **on("chief-executive"))
    return operations.collect(made, **on("chief-executive"))


def held(quarter, portfolio=None):
    rows = quarter.figures.filter(portfolio__code=portfolio) if portfolio else None
    rows = rows if rows is not None else quarter.figures.filter(portfolio=None)
    return {one.item.code: one for one in rows.select_related("item")}


def test_what_will_not_come_is_a_line_of_the_year_by_service_with_what_is_mitigated(quarter):
    whole, communities = held(quarter), held(quarter, "communities")
    for lines in (whole, communities):
        line = lines["undelivered-savings"]
        assert (line.label, line.period, line.display) == (
            "Savings that will not be delivered",
            "2018/19",
            "£3.000m",
        )
        assert lines["undelivered-mitigated"].display == "£3.000m"
    assert held(quarter, "resources")["undelivered-savings"].display == "£0.000m"
    assert queries.differences(queries.figures_of(quarter)) == ()


def test_it_says_that_monitoring_of_the_year_is_returned_and_of_which_day_it_is(quarter):
    line = held(quarter)["undelivered-savings"]
    assert "Monitoring in the year is returned by finance" in line.caveats
    # Kept by year, so it is as it was known on the day it was collected.
    assert line.as_at == COLLECTED.date()
    asked = queries.of_other_days(quarter.first, quarter.last)
    assert any(
        "Savings that will not be delivered is as at 10 January 2019" in one for one in asked
    )
    operations.change_narrative(line, {"narrative": "Teams start late."}, **on("chief-executive"))
    line.refresh_from_db()
    assert line.told.startswith("Teams start late. Monitoring in the year")


def test_the_page_and_the_report_print_it_and_it_opens_to_its_records(quarter, client):
    from townclerk.platform.access.testing import a_user

    client.force_login(a_user("scrutiny-member"))
    page = client.get("/performance/quarters/q3/", {"portfolio": "communities"}).content.decode()
    assert "£3.000m" in page
    assert "Monitoring in the year is returned by finance" in page
    address = "/figures/change.undelivered.savings/?scope=communities&amp;period=2018/19"
    assert f'href="{address}"' in page
    client.force_login(a_user("s151-officer"))
    opened = client.get(address.replace("&amp;", "&")).content.decode()
    target = SavingYear.objects.get(year=2018, saving__code="teams")
    assert f"/r/saving-years/{target.pk}/" in opened
    table = by_name("quarter-savings")
    assert "told" in table.columns
    assert printable(table, a_reader("chief-executive")).count() == PackFigure.objects.count()


def test_a_saving_without_a_service_keeps_the_pack_from_adding_up_and_says_so(quarter, units):
    a_saving("windfall", None, {2018: 10})
    target = SavingYear.objects.get(saving__code="windfall")
    delivery.set_at_risk(target, at_risk=Money.thousands(10), why="Gone", **on("programme-office"))
    quarter = operations.collect(quarter, **on("chief-executive"))
    with pytest.raises(
        Problems, match=r"the portfolios come to £3\.000m and the council to £3\.010m"
    ):
        operations.moderate(quarter, **on("chief-executive"))
    assert "savings without a service: Windfall" in held(quarter)["undelivered-savings"].caveats
