"""What will not be delivered of approved savings, by service: the line monitoring reckons with."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk.change.models import Saving, SavingYear
from townclerk.change.operations import delivery
from townclerk.change.tests.builders_programme import by
from townclerk.figures import Ask, NotAnswerable, NotForReader, ask, ask_many
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.organisation import operations as organisation
from townclerk.platform.organisation.models import Unit

pytestmark = pytest.mark.django_db
SHORT, MITIGATED = "change.undelivered.savings", "change.undelivered.mitigated"


@pytest.fixture
def owner():
    return an_actor("programme-office")


@pytest.fixture
def units():
    """Localities and parks under communities, and resources beside them."""
    chief = an_actor("chief-executive")
    for code, kind, parent in (
        ("communities", "directorate", None),
        ("localities", "service", "communities"),
        ("parks", "service", "communities"),
        ("resources", "directorate", None),
    ):
        organisation.create_unit(
            code=code,
            name=code.title(),
            kind=kind,
            parent=parent,
            start=date(2016, 4, 1),
            **by(chief),
        )
    return {one.code: one for one in Unit.objects.all()}


def a_saving(owner, code, targets, *, unit=None, at_risk=None, mitigation=""):
    """A saving by year in thousands, what of each year is at risk, and what is done about it."""
    given = {"code": code, "title": code.title(), "decision": "Council", "unit": unit}
    saving = delivery.create_saving({**given, "mitigation": mitigation}, **by(owner))
    for year, thousands in targets.items():
        values = {"saving": saving, "year": year, "target": Money.thousands(thousands)}
        target = delivery.set_target(values, **by(owner))
        if risk := (at_risk or {}).get(year):
            delivery.set_at_risk(target, at_risk=Money.thousands(risk), why="Late", **by(owner))
    return saving


@pytest.fixture
def teams(owner, units):
    """Locality teams: 1.3, 9.0 and 1.7; of the 9.0 of 2018/19, 6.0 is delivered and 3.0 at risk."""
    targets = {2017: 1_300, 2018: 9_000, 2019: 1_700}
    saving = a_saving(owner, "teams", targets, unit=units["localities"])
    year = SavingYear.objects.get(saving=saving, year=2018)
    for month in year.months.filter(number__lte=8):
        delivery.change_month(
            month, {"delivered": month.target, "evidence": "Posts deleted"}, **by(owner)
        )
    delivery.set_at_risk(year, at_risk=Money.thousands(3_000), why="Late start", **by(owner))
    return saving


def value(key, scope=None, period="2018/19"):
    return ask(key, scope, period=period, reader=OPERATOR).value


def test_it_opens_from_the_council_through_the_service_to_the_target_and_why(teams):
    found = ask(SHORT, period="2018/19", reader=OPERATOR)
    assert found.value == Money.thousands(3_000)
    (part,) = found.explanation.parts
    assert part.notes == ("Late start",)
    target = SavingYear.objects.get(year=2018)
    assert part.records.url == f"/r/saving-years/{target.pk}/"
    assert value(SHORT, "localities") == value(SHORT, "communities") == Money.thousands(3_000)
    assert value(SHORT, period="2017/18") == Money.zero
    assert any("returned by finance" in caveat for caveat in found.caveats)


def test_services_add_up_to_the_council_and_to_what_is_short_by_saving(owner, units, teams):
    a_saving(
        owner,
        "mowing",
        {2018: 100},
        unit=units["parks"],
        at_risk={2018: 40},
        mitigation="Mow less often",
    )
    a_saving(owner, "desks", {2018: 50}, unit=units["resources"], at_risk={2018: 5})
    whole = value(SHORT)
    assert whole == Money.thousands(3_045) == value("change.delivery.pressure")
    assert value(SHORT, "communities") + value(SHORT, "resources") == whole
    assert value(SHORT, "localities") + value(SHORT, "parks") == value(SHORT, "communities")
    assert value(MITIGATED) == value(MITIGATED, "parks") == Money.thousands(40)
    assert value(MITIGATED, "resources") == Money.zero


def test_it_says_what_no_service_answers_for(owner, teams):
    a_saving(owner, "windfall", {2018: 10}, at_risk={2018: 10})
    found = ask(SHORT, period="2018/19", reader=OPERATOR)
    assert "£10,000.00 of it is of savings without a service: Windfall" in " ".join(found.caveats)
    assert "without a service" not in " ".join(
        ask(SHORT, "localities", period="2018/19", reader=OPERATOR).caveats
    )


def test_without_a_target_of_the_year_it_does_not_say_that_nothing_is_short():
    with pytest.raises(NotAnswerable, match="No saving of council"):
        value(SHORT, period="2023/24")


def test_it_answers_by_year_for_services_that_have_a_saving(teams):
    with pytest.raises(NotAnswerable, match="kept by year"):
        ask(SHORT, period="2018/19", as_at=date(2018, 9, 30), reader=OPERATOR)
    with pytest.raises(NotAnswerable):
        value(SHORT, "resources")
    with pytest.raises(NotForReader):
        ask(SHORT, period="2018/19", reader=a_reader("resident"))


def test_many_are_answered_from_one_reading(owner, units, teams):
    def asked(*scopes):
        with CaptureQueriesContext(connection) as queries:
            ask_many(
                [Ask(key=SHORT, scope=one, period="2018/19") for one in scopes], reader=OPERATOR
            )
        return len(queries)

    assert asked("communities") == asked("communities", "localities", "council")


def test_nothing_more_is_expected_of_what_was_written_off(owner, teams):
    desks = a_saving(owner, "desks", {2018: 120}, at_risk={2018: 5})
    month = SavingYear.objects.get(saving=desks).months.first()
    delivery.change_month(month, {"delivered": month.target}, **by(owner))
    assert value(SHORT) == Money.thousands(3_005)
    desks = Saving.objects.get(code="desks")
    partner = an_actor("finance-partner")
    delivery.move_saving(desks, "write-off", reason="Never came", **by(partner))
    assert value(SHORT) == Money.thousands(3_000 + 110) == value("change.delivery.pressure")
    assert value("change.delivery.at_risk", "desks") == Money.zero
    assert value("change.delivery.delivered", "desks") == Money.thousands(10)
