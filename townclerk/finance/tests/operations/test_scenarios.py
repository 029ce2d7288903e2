"""Drivers, scenarios, sensitivity and the simulation from records."""

from decimal import Decimal

import pytest

from townclerk.finance.core.drivers import Move
from townclerk.finance.models import Correlation
from townclerk.finance.operations import plan as operations
from townclerk.finance.queries import plan as plans
from townclerk.finance.queries import scenarios, simulation
from townclerk.finance.tests.builders import MOMENT
from townclerk.kernel.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(analyst):
    """A pay line of 100m that grows by 2% a year."""
    made = operations.create_version(
        number=1, title="One", first_year=2017, actor=analyst, moment=MOMENT
    )
    driver = operations.save_driver(
        made,
        {
            "code": "pay",
            "name": "Pay",
            "kind": "inflation",
            "base": Money.pounds(100_000_000),
            "distribution": "triangular",
            "low": Decimal(-1),
            "high": Decimal(1),
        },
        {year: {"rate": Decimal(2)} for year in (2017, 2018, 2019)},
        actor=analyst,
        moment=MOMENT,
    )
    values = {"code": "pay", "heading": "Pay", "step": "original", "type": "inflation"}
    operations.add_line(made, {**values, "driver": driver}, {}, actor=analyst, moment=MOMENT)
    return made


def pounds(*amounts):
    return tuple(Money.pounds(amount) for amount in amounts)


def test_it_works_a_line_out_from_its_driver(plan):
    found = plans.load(plan).row("original_gap").amounts
    assert found == pounds(2_000_000, 2_040_000, 2_080_800)


def test_it_says_in_words_what_a_moved_driver_does(plan):
    told = scenarios.tell(plans.load(plan), "Pay", [Move(driver="pay", points=1, year=2018)])
    assert told.result.amounts == pounds(0, 1_020_000, 20_400)
    assert told.sentence == (
        "+£1.020m in 2018/19; +£0.020m in 2019/20: Pay 1 point higher in 2018/19"
    )


def test_it_keeps_scenarios_and_compares_them(plan, analyst):
    operations.save_scenario(
        plan,
        code="worst",
        name="Worst case",
        case="worst",
        overrides={("pay", None): Decimal(1)},
        actor=analyst,
        moment=MOMENT,
    )
    (told,) = scenarios.compare_scenarios(plans.load(plan))
    assert (told.name, told.result.amounts[0]) == ("Worst case", Money.pounds(1_000_000))
    copied = operations.start_next_version(plan, title="Two", actor=analyst, moment=MOMENT)
    (again,) = scenarios.compare_scenarios(plans.load(copied))
    assert again.result.amounts == told.result.amounts


def test_it_leaves_the_other_lines_where_they_are(plan, analyst):
    values = {"code": "levy", "heading": "Levy", "step": "original", "type": "levy"}
    operations.add_line(plan, values, {2017: Money.pounds(5)}, actor=analyst, moment=MOMENT)
    (told,) = scenarios.each_driver(plans.load(plan))
    assert told.result.lines == ("pay",)
    assert told.result.amounts[0] == Money.pounds(1_000_000)


def test_it_draws_a_fan_around_the_plan(plan):
    facts = plans.load(plan)
    fan = simulation.simulated(facts, draws=4_000, seed=3).percentiles()["2017"]
    assert fan[5] < fan[50] < fan[95]
    assert abs(fan[50] - 2_000_000) < 50_000
    assert fan[5] >= 1_000_000
    assert fan[95] <= 3_000_000
    again = simulation.simulated(facts, draws=4_000, seed=3).percentiles()["2017"]
    assert again == fan


def test_it_widens_the_fan_when_drivers_move_together(plan, analyst):
    second = operations.save_driver(
        plan,
        {
            "code": "prices",
            "name": "Prices",
            "kind": "inflation",
            "base": Money.pounds(100_000_000),
            "distribution": "triangular",
            "low": Decimal(-1),
            "high": Decimal(1),
        },
        {2017: {"rate": Decimal(1)}},
        actor=analyst,
        moment=MOMENT,
    )
    values = {"code": "prices", "heading": "Prices", "step": "original", "type": "inflation"}
    operations.add_line(plan, {**values, "driver": second}, {}, actor=analyst, moment=MOMENT)

    def width():
        fan = simulation.simulated(plans.load(plan), draws=4_000, seed=3).percentiles()["2017"]
        return fan[95] - fan[5]

    apart = width()
    Correlation.objects.create(
        first=plan.drivers.get(code="pay"), second=second, coefficient=Decimal("0.9")
    )
    assert width() > apart * 1.2
