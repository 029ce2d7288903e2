"""Funding of capital schemes beside their cost, and pots of grant: published and made cases."""

import pytest

from townclerk.figures.core.cutting import Sight, cut
from townclerk.finance.core.capital import (
    Call,
    SchemeAmounts,
    Source,
    funding_stack,
    pot_of_grant,
    programme_of,
)
from townclerk.kernel.money import Money

P = Money.pounds
YEARS = (2017, 2018, 2019)


def m(amount: str) -> Money:
    """An amount printed in £m to three places."""
    return Money.thousands(round(float(amount) * 1000))


def thousands(*amounts: int) -> dict[int, Money]:
    return dict(zip(YEARS, map(Money.thousands, amounts), strict=True))


EVENTS = {2023: m("73")}
PAID = m("17.7") + m("2.3") + m("19.7")


def test_the_events_centre_lacks_what_the_town_deal_has_to_pay():
    found = funding_stack(EVENTS, {2023: PAID}).value
    assert found.short == m("33.3")
    assert not found.is_complete
    assert found.faults == ("2023/24: £33.300m of cost has no funding.",)
    whole = funding_stack(EVENTS, {2023: PAID + m("33.3")}).value
    assert whole.is_complete
    assert whole.short == Money.zero


def test_the_town_deal_has_less_left_with_each_scheme():
    deal = m("37.5")
    calls = [Call(scheme="Events centre", year=2023, amount=m("33.3"))]
    assert pot_of_grant({}, {}, calls, awarded=deal).value.left == m("4.2")
    calls.append(Call(scheme="Enterprise hub", year=2024, amount=m("1.5")))
    found = pot_of_grant({}, {}, calls, awarded=deal).value
    assert (found.left, found.over) == (m("2.7"), Money.zero)
    calls.append(Call(scheme="Another", year=2024, amount=m("3.0")))
    found = pot_of_grant({}, {}, calls, awarded=deal).value
    assert found.over == m("0.3")


@pytest.mark.parametrize(
    ("receipts", "commitments", "new_starts"),
    [
        ((2044, 1859, 1695), (1277, 481, 481), (767, 1378, 1214)),
        ((3877, 2864, 2610), (1047, 1126, 0), (2830, 1738, 2610)),
    ],
    ids=["schools", "transport"],
)
def test_new_starts_are_what_the_budget_report_printed(receipts, commitments, new_starts):
    """Cabinet budget report, 12 January 2017, paragraph 8.2, £000."""
    for year, expected in enumerate(new_starts):
        only = (
            {YEARS[year]: Money.thousands(receipts[year])},
            {YEARS[year]: Money.thousands(commitments[year])},
        )
        assert pot_of_grant(*only, []).value.left == Money.thousands(expected)
    whole = pot_of_grant(thousands(*receipts), thousands(*commitments), []).value
    assert whole.left == Money.thousands(sum(new_starts))
    assert whole.early == ()


@pytest.mark.parametrize(
    ("costs", "funding", "faults"),
    [
        ({}, {}, ("No cost is recorded.",)),
        ({2017: P(5)}, {2017: P(5)}, ()),
        ({2017: P(5)}, {2018: P(5)}, (
            "2017/18: £5.00 of cost has no funding.", "2018/19: £5.00 of funding has no cost.",
        )),
        ({2017: P(5)}, {2017: P(6)}, ("2017/18: £1.00 of funding has no cost.",)),
        ({None: P(5)}, {None: P(4)}, (
            "No year yet: £1.00 of cost has no funding.",
            "What is in no year yet has to be given its financial years.",
        )),
        ({None: P(5)}, {None: P(5)}, (
            "What is in no year yet has to be given its financial years.",
        )),
        ({2017: P(0)}, {}, ("No cost is recorded.",)),
        ({}, {2017: P(5)}, ("No cost is recorded.",)),
    ],
    ids=[
        "nothing", "whole", "wrong-year", "too-much", "no-year", "no-year-whole", "nil",
        "only-funding",
    ],
)  # fmt: skip
def test_it_names_each_year_and_by_how_much(costs, funding, faults):
    assert funding_stack(costs, funding).value.faults == faults


def test_it_is_not_complete_while_the_council_has_not_said_from_where_it_pays():
    found = funding_stack({2017: P(5)}, {2017: P(5)}, undecided=P(2)).value
    assert found.faults == ("£2.00 is the council’s own money, and from where is not settled.",)


def test_the_explanation_adds_up_to_what_is_short():
    found = funding_stack({2017: P(5), 2018: P(2)}, {2017: P(1)})
    assert found.step.value == P(6)
    assert [part.value for part in found.step.parts] == [P(4), P(2)]
    assert found.step.parts[0].how == "£5.00 − £1.00 = £4.00"


def test_calls_within_the_commitments_are_not_taken_twice():
    within = [Call(scheme="Road", year=2017, amount=P(40), within=True)]
    found = pot_of_grant({2017: P(100)}, {2017: P(40)}, within).value
    assert (found.left, found.over) == (P(60), Money.zero)


def test_what_the_commitments_do_not_hold_is_taken_from_the_pot():
    """Commitments that were lowered since: what is counted in them is promised all the same."""
    calls = [
        Call(scheme="Road", year=2017, amount=P(30), within=True),
        Call(scheme="Bridge", year=2017, amount=P(75)),
    ]
    found = pot_of_grant({2017: P(100)}, {2017: P(20)}, calls)
    assert (found.value.left, found.value.over) == (P(-5), P(5))
    assert found.value.uncommitted == P(10)
    assert tuple(found.value.faults("Highways")) == (
        "£5.00 more of Highways is promised than it brings. Call on less, or find more.",
        (
            "Schemes count £30.00 in the commitments of Highways, which come to £20.00. Correct "
            "the one or the other."
        ),
    )
    assert Money.total(part.value for part in found.step.parts) == P(-5)
    held = pot_of_grant({2017: P(100)}, {2017: P(30)}, calls[:1]).value
    assert (held.left, tuple(held.faults("Highways"))) == (P(70), ())


def test_who_calls_on_a_pot_opens_only_to_who_reads_the_records_of_schemes():
    calls = [Call(scheme="An idea", year=2017, amount=P(30))]
    found = pot_of_grant({2017: P(100)}, {}, calls).step
    (called,) = [part for part in found.parts if part.parts]
    assert (called.value, called.access) == (P(-30), "records")
    outside = Sight(lambda access: access != "records", records=False, names=False)
    assert "An idea" not in str(cut(found, outside, held_by="s151-officer"))
    assert "An idea" in str(found)


def test_it_names_the_year_whose_calls_come_before_the_grant():
    calls = [Call(scheme="Road", year=2017, amount=P(30)), Call(scheme="B", year=2019, amount=P(5))]
    found = pot_of_grant({2017: P(10), 2018: P(40)}, {}, calls).value
    assert found.left == P(15)
    assert found.early == ((2017, P(20)),)


def test_the_programme_adds_schemes_by_year_and_source():
    roof = SchemeAmounts(
        code="roof",
        name="Roof",
        costs={2017: P(5), 2018: P(3)},
        funding={(Source.BORROWING, 2017): P(5), (Source.RECEIPTS, 2018): P(3)},
    )
    road = SchemeAmounts(
        code="road", name="Road", costs={2018: P(4)}, funding={(Source.BORROWING, 2018): P(1)}
    )
    found = programme_of([roof, road])
    assert found.value.years == (2017, 2018)
    assert dict(found.value.cost) == {2017: P(5), 2018: P(7)}
    assert (found.value.total, found.value.borrowing) == (P(12), P(6))
    assert found.value.funded(2018) == P(4)
    assert found.value.unfunded == P(3)
    assert [part.value for part in found.step.parts] == [P(8), P(4)]
    assert found.step.how == "2 schemes added up"
    assert programme_of([roof]).step.how == "1 scheme added up"


def test_a_programme_short_in_one_year_and_over_in_another_is_not_funded():
    late = SchemeAmounts(
        code="late", name="Late", costs={2017: P(5)}, funding={(Source.BORROWING, 2018): P(5)}
    )
    found = programme_of([late]).value
    assert (found.unfunded, found.is_funded) == (Money.zero, False)
    assert (found.short(2017), found.short(2018)) == (P(5), P(-5))
