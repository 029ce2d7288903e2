"""The pictures of the schedules say what they find, from the same values as their tables."""

import pytest

from townclerk.finance.core.reserves import roll_forward
from townclerk.finance.models import Reserve, RiskAssessment
from townclerk.finance.queries import plan as plans
from townclerk.finance.queries import reserves, tax
from townclerk.finance.web import pictures
from townclerk.kernel.money import Money


def path(*movements, opening=8178, **levels):
    moved = [(2016 + place, Money.thousands(amount)) for place, amount in enumerate(movements)]
    years = roll_forward(Money.thousands(opening), moved, range(2016, 2016 + len(movements)))
    return pictures.balances_path_of("General balance", years, levels)


def test_it_draws_a_balance_from_its_opening_to_its_last_closing():
    picture = path(-969, 0, 500)
    assert picture.title == ("General balance falls from £8.178m to £7.709m by the end of 2018/19")
    assert [row[0] for row in picture.table.rows] == [
        f"31 March {year}" for year in (2016, 2017, 2018, 2019)
    ]
    assert [row[1] for row in picture.table.rows] == ["8.178", "7.209", "7.209", "7.709"]


def test_it_says_when_the_balance_falls_below_its_floor():
    picture = path(-969, -500, Floor=Money.thousands(7000), Target=None)
    assert picture.title == "General balance is below its floor at the end of 2017/18"
    assert picture.table.header == ("", "General balance", "Floor")


def test_it_says_when_the_target_is_not_reached():
    picture = path(4800, opening=16414, Floor=None, Target=Money.thousands(23000))
    assert picture.title == "General balance is below its target at the end of 2016/17"
    assert picture.table.rows[-1][1:] == ("21.214", "23.000")


@pytest.mark.django_db
@pytest.mark.usefixtures("printed_plan")
class TestLoaded:
    def test_it_takes_a_floor_in_percent_of_the_net_budget(self, plan):
        assessment = RiskAssessment.objects.get()
        assessment.floor, assessment.floor_percent = None, 3
        assert reserves.levels(assessment)["Floor"] == Money.pounds("6379500")
        assert reserves.levels(None) == {}
        assert Reserve.objects.filter(kind="general").count() == 1

    def test_it_says_which_options_close_the_gap_of_every_year(self, plan):
        facts = plans.load(plan)
        options = tax.options_of(facts)
        picture = pictures.tax_options_of(options, facts.labels)
        assert picture.title == "The gap of every year is closed by 3.99% only"
        assert picture.table.rows[0][:3] == ("2017/18", "4.468", "4.468")
        none = [worked for worked in options if not worked.result.is_balanced]
        title = pictures.tax_options_of(none, facts.labels).title
        assert title == "No option closes the gap of every year"
        every = [worked for worked in options if worked.result.is_balanced]
        assert pictures.tax_options_of(every, facts.labels).title.startswith("Every option")
