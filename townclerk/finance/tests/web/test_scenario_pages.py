"""The scenario drawer, drivers and the simulation as a finance partner meets them."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.finance.models import Correlation, Driver, Scenario, SimulationRun
from townclerk.finance.operations import drivers, simulation
from townclerk.finance.operations import plan as operations
from townclerk.finance.queries import plan as plans
from townclerk.finance.queries.simulation import fan_of_run
from townclerk.finance.tests.builders import MOMENT
from townclerk.finance.web.simulation import LARGE
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.jobs.models import Job
from townclerk.platform.jobs.running import JobRun, perform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]


@pytest.fixture
def partner(client):
    client.force_login(a_user("finance-partner"))
    return client


@pytest.fixture
def pay(plan, analyst):
    """Pay of £100m that grows by 2% a year and is uncertain by a point either way."""
    values = {
        "code": "pay",
        "name": "Pay",
        "kind": "inflation",
        "base": Money.pounds(100_000_000),
        "distribution": "triangular",
        "low": Decimal(-1),
        "high": Decimal(1),
    }
    rates = {year: {"rate": Decimal(2)} for year in plan.year_numbers}
    driver = operations.save_driver(plan, values, rates, actor=analyst, moment=MOMENT)
    line = {"code": "pay", "heading": "Pay awards", "step": "original", "type": "wage-policy"}
    operations.add_line(plan, {**line, "driver": driver}, {}, actor=analyst, moment=MOMENT)
    return driver


def address(name, plan, *more):
    return reverse(f"finance:{name}", args=[plan.number, *more])


def page(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def row(found, caption, label):
    """The cells of the first row with this label in the table of this caption."""
    table = next(t for t in found.find_all("table") if caption in t.caption.get_text())
    heading = table.find("th", string=label, scope="row")
    return [cell.get_text(strip=True) for cell in heading.parent.find_all("td")]


def test_it_shows_each_years_gap_move_with_a_driver(partner, plan, pay):
    found = page(partner.get(address("scenarios", plan), {"d-pay": "1", "year": "2018"}))
    assert row(found, "The gap by year", "Change") == ["0.000", "1.020", "0.020", "1.040"]
    words = "+£1.020m in 2018/19; +£0.020m in 2019/20: Pay 1 point higher in 2018/19"
    assert words in found.find("figcaption").get_text()
    assert found.find("figure").find("svg")["aria-label"].startswith("+£1.020m in 2018/19")


def test_it_moves_every_year_when_none_is_named_and_reads_a_true_minus(partner, plan, pay):
    found = page(partner.get(address("scenarios", plan), {"d-pay": "−1"}))
    assert row(found, "The gap by year", "Change")[0] == "−1.000"


def test_it_says_which_lever_is_no_number(partner, plan, pay):
    found = page(partner.get(address("scenarios", plan), {"d-pay": "one"}), 422)
    assert found.select_one(".govuk-error-summary a")["href"] == "#d-pay"
    assert found.select_one("#d-pay")["value"] == "one"


def test_it_shows_what_one_point_of_a_driver_does(partner, plan, pay):
    found = page(partner.get(address("scenarios", plan)))
    assert row(found, "One point more", "Pay")[0] == "1.000"


def test_it_keeps_compares_opens_and_discards_a_scenario(partner, plan, pay):
    sent = {"d-pay": "1", "year": "", "name": "Worst case", "case": "worst"}
    partner.post(address("keep-scenario", plan), sent)
    found = page(partner.get(address("scenarios", plan)))
    before = row(found, "Side by side", "The plan")
    after = row(found, "Side by side", "Worst case")
    assert Decimal(after[0]) - Decimal(before[0]) == 1
    link = found.find("a", string="Open Worst case in the drawer")["href"]
    assert row(page(partner.get(link)), "The gap by year", "Change")[0] == "1.000"
    partner.post(address("discard-scenario", plan, "worst-case"))
    assert not Scenario.objects.exists()


def test_it_keeps_nothing_without_a_name_and_loses_nothing_typed(partner, plan, pay):
    answer = partner.post(address("keep-scenario", plan), {"d-pay": "1", "name": " "})
    assert answer["Location"].endswith("?d-pay=1")
    assert not Scenario.objects.exists()


def test_it_keeps_no_scenario_on_a_published_version(client, plan, pay, officer):
    for step in ("send-for-review", "put-to-cabinet", "publish"):
        plan = operations.move_version(plan, step, actor=officer, moment=MOMENT)
    client.force_login(officer.user)
    found = page(client.get(address("scenarios", plan), {"d-pay": "1"}))
    assert "tried but not kept" in found.get_text()
    client.post(address("keep-scenario", plan), {"d-pay": "1", "name": "Late"})
    assert not Scenario.objects.exists()


def test_it_says_what_a_driver_is_when_there_is_none(partner, plan):
    assert "no drivers yet" in page(partner.get(address("scenarios", plan))).get_text()


@pytest.mark.parametrize("name", ["scenarios", "simulation"])
def test_it_opens_to_readers_of_the_whole_plan_only(client, plan, name):
    assert client.get(address(name, plan)).status_code == 302


def driver_form(plan, **changed):
    line = plan.lines.get(code="original-national-living-wage")
    given = {
        "code_typed": "prices",
        "name": "Prices",
        "kind": "inflation",
        "base": "10,000,000",
        "lines": [line.pk],
        "distribution": "uniform",
        "low": "-1",
        "high": "2",
        **{f"rate_{year}": "3" for year in plan.year_numbers},
    }
    return given | changed


def test_it_adds_a_driver_with_the_lines_that_follow_it(partner, plan):
    before = plans.load(plan).row("original_gap").amounts
    url = reverse("finance:act", args=["add-driver", plan.pk])
    answer = partner.post(url, driver_form(plan))
    assert answer["Location"] == address("scenarios", plan)
    after = plans.load(plan).row("original_gap").amounts
    assert after[0] - before[0] == Money.pounds(300_000)
    driver = Driver.objects.get(code="prices")
    change = reverse("finance:act", args=["change-driver", driver.pk])
    held = page(partner.get(change))
    assert held.select_one("#id_base")["value"] == "10,000,000.00"
    assert held.select_one("#id_low")["value"] == "-1"
    assert "National Living Wage (original gap)" in held.get_text()
    partner.post(change, driver_form(plan, lines=[]))
    assert plans.load(plan).row("original_gap").amounts == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"base": ""}, "base"),
        ({"low": "3"}, "low"),
        ({"distribution": "triangular", "low": "1", "high": "2"}, "low"),
        ({"distribution": "normal"}, "deviation"),
    ],
)
def test_it_refuses_a_driver_that_cannot_be_worked_out(partner, plan, changed, field):
    url = reverse("finance:act", args=["add-driver", plan.pk])
    answer = partner.post(url, driver_form(plan, **changed))
    links = [link["href"] for link in page(answer, 422).select(".govuk-error-summary a")]
    assert links == [f"#id_{field}"]
    assert not Driver.objects.exists()


def test_it_links_two_drivers_once_whichever_is_named_first(plan, pay, analyst):
    values = {"code": "prices", "name": "Prices", "kind": "profile", "base": Money.pounds(1)}
    second = operations.save_driver(plan, values, {}, actor=analyst, moment=MOMENT)
    stamp = {"actor": analyst, "moment": MOMENT}
    drivers.correlate(pay, second, Decimal("0.5"), **stamp)
    drivers.correlate(second, pay, Decimal("0.7"), **stamp)
    assert Correlation.objects.get().coefficient == Decimal("0.7")
    copied = operations.start_next_version(plan, title="Two", **stamp)
    assert Correlation.objects.get(first__plan=copied).coefficient == Decimal("0.7")
    drivers.correlate(pay, second, Decimal(0), **stamp)
    assert not Correlation.objects.filter(first__plan=plan).exists()


def run_once(partner, plan, **typed):
    return partner.post(address("simulation", plan), {"draws": "2,000", "seed": "7", **typed})


def test_it_draws_a_fan_with_its_percentiles_and_keeps_the_seed(partner, plan, pay):
    answer = run_once(partner, plan)
    found = page(partner.get(answer["Location"]))
    middle = row(found, "Percentiles of the gap", "50%")
    low = row(found, "Percentiles of the gap", "5%")
    assert Decimal(low[0]) < Decimal(middle[0])
    assert "2,000 draws with seed 7" in found.get_text()
    assert "triangular from −1.00 to 1.00 points" in found.get_text()
    assert run_once(partner, plan)["Location"] == answer["Location"]
    assert SimulationRun.objects.count() == 1


def test_it_explains_a_run_from_the_run_alone_and_says_when_the_plan_moved_on(
    partner, plan, pay, analyst
):
    run = simulation.run(plan, draws=2_000, seed=7, actor=analyst, moment=MOMENT)
    explained = fan_of_run(run)
    assert explained.value["total"][50] == run.found["total"]["50"]
    operations.save_driver(
        plan, {"code": "pay", "high": Decimal(2)}, {}, actor=analyst, moment=MOMENT
    )
    assert fan_of_run(run).step == explained.step
    answer = partner.get(reverse("finance:simulation-run", args=[run.pk]))
    assert "has changed since this run" in answer.content.decode()
    again = simulation.run(plan, draws=2_000, seed=7, actor=analyst, moment=MOMENT)
    assert again.pk != run.pk


def test_it_makes_a_large_run_behind_the_page(partner, plan, pay):
    answer = run_once(partner, plan, draws=str(LARGE))
    assert answer.status_code == 302
    assert not SimulationRun.objects.exists()
    job = Job.objects.get(kind="simulate-gap")
    for _ in range(2):
        # A worker killed after the run was kept finds it, and makes no second one.
        job.state, job.attempts = Job.State.RUNNING, job.attempts + 1
        job.save()
        perform(JobRun(job))
        job.refresh_from_db()
    made = SimulationRun.objects.get()
    assert job.result["url"] == reverse("finance:simulation-run", args=[made.pk])


def test_it_tells_every_wrong_cell_of_the_form(partner, plan, pay):
    found = page(run_once(partner, plan, draws="5", seed="x"), 422)
    links = [link["href"] for link in found.select(".govuk-error-summary a")]
    assert links == ["#draws", "#seed"]


def test_it_runs_nothing_when_no_driver_varies(plan, analyst):
    with pytest.raises(simulation.NothingVaries):
        simulation.run(plan, draws=1_000, seed=1, actor=analyst, moment=MOMENT)


def test_it_refuses_a_run_to_those_without_the_role(plan, pay):
    reader = an_actor("scrutiny-member")
    with pytest.raises(Refused):
        simulation.run(plan, draws=1_000, seed=1, actor=reader, moment=MOMENT)


@pytest.mark.parametrize(("draws", "seed"), [(999, 1), (1_000_001, 1), (1_000, -1)])
def test_it_refuses_draws_out_of_bounds(plan, pay, analyst, draws, seed):
    with pytest.raises(Problems):
        simulation.run(plan, draws=draws, seed=seed, actor=analyst, moment=MOMENT)


def test_it_starts_the_next_version_and_takes_a_line_out_of_it(partner, plan):
    partner.post(reverse("finance:act", args=["start-version", plan.pk]), {"name": "Two"})
    following = plan.followers.get()
    assert following.lines.count() == plan.lines.count()
    line = following.lines.get(code="original-national-living-wage")
    url = reverse("finance:act", args=["remove-line", line.pk])
    assert partner.post(url, {"reason": ""}).status_code == 422
    partner.post(url, {"reason": "Entered twice"})
    assert following.lines.count() == plan.lines.count() - 1
