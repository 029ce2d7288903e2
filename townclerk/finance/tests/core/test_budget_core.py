"""The timetable counted back, the balance of a budget, amendments, and what households see."""

from datetime import date
from decimal import Decimal

import pytest

from townclerk.finance.core import budget_balance, resolution_cases
from townclerk.finance.core.budget_timetable import (
    Chosen,
    NoSuchDay,
    SetTooLate,
    conflicts,
    day_before_year,
    last_day_to_set,
    timetable,
)
from townclerk.finance.core.spend_shares import of_each_hundred
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import parameters

YEAR, LAW = FinancialYear(2017), parameters.source()
CABINET, COUNCIL = date(2017, 1, 12), date(2017, 3, 2)
P = Money.pounds


def days(cabinet=CABINET, council=COUNCIL):
    found = timetable(YEAR, cabinet=cabinet, council=council, source=LAW).value
    return {step.code: step.day for step in found}


def chosen(on=(), **meetings):
    found = timetable(YEAR, cabinet=CABINET, council=COUNCIL, source=LAW).value
    return [
        Chosen(
            code=step.code,
            title=step.title,
            last_day=step.day,
            on=dict(on).get(step.code, step.day),
        )
        for step in found
    ]


def test_it_counts_back_from_the_meetings_over_christmas():
    found = days()
    # 5 clear working days before Thursday 12 January: 11, 10, 9, 6, 5 January stand between.
    assert found["cabinet-papers"] == date(2017, 1, 4)
    assert found["council-papers"] == date(2017, 2, 22)
    assert found["key-decision-notice"] == date(2016, 12, 14)
    assert found["last-day"] == date(2017, 3, 10)
    assert found["precepts"] == date(2017, 2, 28)
    assert found["tax-base"] == found["rates-return"] == date(2017, 1, 31)
    # 15 January 2017 was a Sunday.
    assert found["fund-estimate"] == date(2017, 1, 16)
    assert found["notice"] == date(2017, 3, 23)
    assert found["bills"] == date(2017, 3, 18)


def test_steps_come_in_order_and_none_waits_for_a_later_one():
    found = days()
    assert found["cash-limits"] < found["submissions"] < found["challenge"] < CABINET
    assert conflicts(chosen(), year=YEAR, source=LAW) == ()


@pytest.mark.parametrize("council", [date(2017, 3, 11), date(2017, 4, 3), date(2016, 3, 1)])
def test_it_refuses_a_budget_council_out_of_time(council):
    with pytest.raises(SetTooLate, match="Choose"):
        days(council=council)


def test_the_last_day_itself_is_in_time():
    assert days(council=date(2017, 3, 10))["council"] == last_day_to_set(YEAR, LAW)


def test_papers_less_than_five_clear_working_days_before_cabinet_are_a_conflict():
    on_time = conflicts(chosen({"cabinet-papers": date(2017, 1, 4)}), year=YEAR, source=LAW)
    late = conflicts(chosen({"cabinet-papers": date(2017, 1, 5)}), year=YEAR, source=LAW)
    assert on_time == ()
    assert len(late) == 1
    assert "the last day is 4 January 2017" in late[0]


@pytest.mark.parametrize(("day", "fits"), [(14, True), (15, False), (23, False)])
def test_cabinet_meets_five_clear_working_days_before_the_papers_it_recommends_in(day, fits):
    # The papers of the Council are published on Wednesday 22 February.
    steps = [
        Chosen(code="cabinet", title="Cabinet", last_day=date(2017, 3, 1), on=date(2017, 2, day)),
        Chosen(code="council-papers", title="Papers", last_day=COUNCIL, on=date(2017, 2, 22)),
    ]
    found = conflicts(steps, year=YEAR, source=LAW)
    assert (found == ()) is fits
    assert fits or "Meet by 14 February 2017" in found[0]


def test_before_1_march_every_precept_must_be_there():
    early = [Chosen(code="council", title="Budget Council", last_day=COUNCIL, on=date(2017, 2, 23))]
    found = conflicts(early, year=YEAR, source=LAW, precepts_missing=["Fire"])
    assert "meet on 1 March 2017 or later" in found[0]
    assert conflicts(early, year=YEAR, source=LAW) == ()


def test_words_that_name_no_day_are_refused():
    with pytest.raises(NoSuchDay):
        day_before_year("some time in March", YEAR)


@pytest.mark.parametrize(
    ("own", "left", "balanced"),
    [("10000000", "0", True), ("10000050", "50", True), ("10000051", "51", False),
     ("9999900", "-100", False)],
)  # fmt: skip
def test_a_budget_balances_within_half_a_penny_of_band_d(own, left, balanced):
    found = budget_balance.balance(P(own), P(1000), Decimal(10_000)).value
    assert (found.left, found.is_balanced) == (P(left), balanced)


def costed(*effects, band_d="0", base=10_000):
    changes = [budget_balance.Change(name=f"line {n}", effect=P(e)) for n, e in enumerate(effects)]
    return budget_balance.cost(changes, band_d_change=P(band_d), base=base).value


def test_an_addition_without_funding_is_unbalanced():
    found = costed(200_000)
    assert not found.is_balanced
    assert "£200,000.00 has no funding" in found.verdict


def test_a_move_between_services_leaves_the_tax_alone():
    assert costed(200_000, -200_000).is_balanced
    assert not costed(200_000, -199_999).is_balanced


def test_an_amendment_paid_for_by_band_d_counts_its_yield():
    assert costed(200_000, band_d="20.00").is_balanced
    assert not costed(200_000, band_d="19.00").is_balanced
    assert "is found than is used" in costed(-5_000).verdict
    assert not costed().is_balanced


def test_households_see_the_rise_of_each_band_by_the_year_and_the_week():
    case = {
        "own_band_d": Decimal("1000.00"),
        "major_precepts": {"fire": Decimal("72.86")},
        "areas": [{"code": "ford", "base": Decimal(800), "precept": Decimal("20400.00")}],
        "previous": {
            "own_band_d": Decimal("962.00"),
            "major_precepts": {"fire": Decimal("71.44")},
            "areas": {"ford": Decimal("24.00")},
        },
    }
    found = resolution_cases.run(case, LAW).result
    general, ford = found["household"]["general"]["D"], found["household"]["ford"]["D"]
    assert (general["now"], general["rise"]) == (P("1072.86"), P("39.42"))
    assert general["weekly"] == P("20.63")
    assert ford["rise"] == P("40.92")
    assert found["changes"]["ford"]["percent"] == Decimal("6.3")
    assert found["changes"]["own"]["percent"] == Decimal("4.0")


def test_special_expenses_are_special_items_too():
    case = {
        "requirement": {
            "additions": {"services": 10_020_400}, "deductions": {}, "special": 20_400 + 5_000,
        },
        "base": 10_000,
        "areas": [
            {"code": "ford", "base": 800, "precept": 20_400},
            {"code": "bay", "base": 500, "special_expenses": 5_000},
        ],
    }  # fmt: skip
    outcome = resolution_cases.run(case, LAW)
    assert not [one for one in outcome.warnings if "Special items" in one]
    assert outcome.result["areas"]["bay"]["elements"]["special_expenses"] == P(10)


@pytest.mark.parametrize(
    ("nets", "shares"),
    [
        (("60.8", "38", "21.2"), ("50.67", "31.67", "17.66")),
        (("2", "-1"), ("200.00", "-100.00")),
        (("1", "1", "1"), ("33.34", "33.33", "33.33")),
        (("1", "-1"), ()),
    ],
)
def test_what_services_cost_is_shared_into_a_hundred_pounds_exactly(nets, shares):
    found = of_each_hundred({str(at): P(net) for at, net in enumerate(nets)})
    assert tuple(str(part) for part in found.values()) == shares
    assert Money.total(found.values()) == (P(100) if shares else P(0))
