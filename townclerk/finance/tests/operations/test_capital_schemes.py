"""Capital schemes from idea to close: funded before they are approved, no pot promised twice."""

import pytest
from django.urls import reverse

from townclerk import figures
from townclerk.democracy.models import Body
from townclerk.figures.permission import OPERATOR
from townclerk.finance.models import (
    CapitalGrantYear,
    CapitalScheme,
    FinancialStrategy,
    SchemeCost,
    SchemeFunding,
)
from townclerk.finance.models.capital import SchemeIsFixed
from townclerk.finance.operations import capital
from townclerk.finance.operations.capital import FundingIncomplete, StrategyIsApproved
from townclerk.finance.policies import NotInThisState
from townclerk.finance.queries.capital_programme import pots, programme, schemes, strategies
from townclerk.finance.tests.budget_builders import a_unit
from townclerk.finance.tests.capital_builders import (
    MOMENT,
    P,
    a_decision,
    a_pot,
    a_programme,
    a_scheme,
    approved,
    cost,
    millions,
    pay,
)
from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.registers import by_name
from townclerk.platform.registers.importing import load_rows

pytestmark = pytest.mark.django_db


def moved(scheme, move, actor, **more) -> CapitalScheme:
    return capital.move_scheme(scheme, move, actor=actor, moment=MOMENT, **more)


def asked(key, scope="council", period=None):
    return figures.ask(f"finance.capital.{key}", reader=OPERATOR, scope=scope, period=period)


def test_the_events_centre_is_approved_only_with_the_town_deal(officer):
    """The published case: 73 = 17.7 + 2.3 + 19.7 and the rest from a pot of 37.5, in £m."""
    deal = a_pot(awarded=millions(37.5))
    events = a_scheme(officer, "events-centre")
    cost(events, 2023, millions(73), officer)
    for funder, amount in (("Combined authority", 17.7), ("Pre-development", 2.3)):
        pay(events, funder, 2023, millions(amount), officer, kind="grant")
    own = pay(events, "The council", 2023, millions(19.7), officer, kind="undecided")
    events = capital.change_scheme(
        events, {"decision": a_decision("CL-1")}, actor=officer, moment=MOMENT
    )
    events = moved(events, "make-case", officer)
    with pytest.raises(FundingIncomplete, match=r"2023/24: £33.300m of cost has no funding"):
        moved(events, "approve", officer)
    events.refresh_from_db()
    assert events.stage == "business-case"
    town = {"kind": "grant", "grant": deal}
    pay(events, "Town deal", 2023, millions(33.3), officer, **town)
    with pytest.raises(FundingIncomplete, match=r"£19.700m is the council’s own money"):
        moved(events, "approve", officer)
    capital.change_part(own, {"kind": "borrowing"}, actor=officer, moment=MOMENT)
    events = moved(events, "approve", officer)
    assert (events.stage, str(events.approved_on)) == ("approved", "2017-01-26")
    assert pots()[deal.pk].value.left == millions(4.2)
    hub = a_scheme(officer, "enterprise-hub")
    pay(hub, "Town deal", 2023, millions(1.5), officer, **town)
    assert pots()[deal.pk].value.left == millions(2.7)
    with pytest.raises(Problems, match=r"£2.700m left, and this calls on £3.000m: £300"):
        pay(hub, "Town deal, more", 2024, millions(3), officer, **town)
    assert SchemeFunding.objects.filter(scheme=hub).count() == 1
    assert asked("pot_left", "town-deal").value == millions(2.7)


def test_a_change_of_a_call_is_held_to_the_pot_and_a_withdrawn_scheme_lets_go(officer):
    deal = a_pot(awarded=P(100))
    hub, hall = a_scheme(officer, "hub"), a_scheme(officer, "hall")
    mine = pay(hub, "Deal", 2017, P(60), officer, kind="grant", grant=deal)
    pay(hall, "Deal", 2017, P(40), officer, kind="grant", grant=deal)
    stamp = {"actor": officer, "moment": MOMENT}
    with pytest.raises(Problems, match=r"has £60.00 left, and this calls on £61.00: £1.00 more"):
        capital.change_part(mine, {"amount": P(61)}, **stamp)
    assert SchemeFunding.objects.get(pk=mine.pk).amount == P(60)
    moved(hall, "withdraw", officer)
    mine.refresh_from_db()
    assert capital.change_part(mine, {"amount": P(100)}, **stamp).amount == P(100)
    assert pots()[deal.pk].value.left == Money.zero


def test_calls_within_commitments_are_held_to_them(officer):
    grant = a_pot("schools")
    CapitalGrantYear.objects.create(grant=grant, year=2017, receipts=P(100), commitments=P(30))
    roof = a_scheme(officer)
    given = {"kind": "grant", "grant": grant, "within_commitments": True}
    pay(roof, "Schools grant", 2017, P(30), officer, **given)
    with pytest.raises(Problems, match=r"commitments of Schools come to £30.00, £5.00 less"):
        pay(roof, "More", 2017, P(5), officer, **given)
    assert pots()[grant.pk].value.left == P(70)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "borrowing", "grant": True}, "grant"),
        ({"kind": "grant", "within_commitments": True}, "within_commitments"),
    ],
)
def test_it_refuses_funding_that_contradicts_itself(officer, given, field):
    if given.get("grant"):
        given = given | {"grant": a_pot(awarded=P(100))}
    with pytest.raises(Problems) as refused:
        pay(a_scheme(officer), "X", 2017, P(1), officer, **given)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_funding_changed_into_a_contradiction_is_refused_at_its_field(officer):
    deal = a_pot(awarded=P(100))
    paid = pay(a_scheme(officer), "Deal", 2017, P(60), officer, kind="grant", grant=deal)
    with pytest.raises(Problems) as refused:
        capital.change_part(paid, {"kind": "borrowing"}, actor=officer, moment=MOMENT)
    assert [problem.field for problem in refused.value.problems] == ["grant"]
    assert SchemeFunding.objects.get().kind == "grant"


@pytest.mark.parametrize(
    ("register", "row", "said"),
    [
        ("scheme-costs", {"year": "2018/19", "amount": "-1"}, "A cost is not less than nothing."),
        ("scheme-costs", {"amount": "1"}, "This scheme has a cost without a year already."),
        ("scheme-funding", {"funder": "Loans", "kind": "Borrowing", "amount": "-1"},
         "Funding is not less than nothing."),
        ("scheme-funding", {"funder": "Deal", "kind": "Borrowing", "amount": "1"},
         "This funder pays an amount without a year already."),
    ],
)  # fmt: skip
def test_what_a_form_refuses_of_an_amount_is_said_in_words(officer, client, register, row, said):
    roof = a_scheme(officer)
    cost(roof, None, P(5), officer)
    pay(roof, "Deal", None, P(5), officer)
    client.force_login(officer.user)
    answer = client.post(reverse("registers:new", args=[register]), {"scheme": "roof", **row})
    assert said in answer.content.decode()
    assert "Constraint" not in answer.content.decode()


def test_cost_and_funding_stay_as_approved_until_the_scheme_is_varied(officer):
    roof = a_scheme(officer)
    spent = cost(roof, 2017, P(300), officer)
    paid = pay(roof, "Loans", 2017, P(300), officer)
    roof = approved(roof, officer)
    stamp = {"actor": officer, "moment": MOMENT}
    for part in (spent, paid):
        part.refresh_from_db()
        with pytest.raises(SchemeIsFixed, match="Open it for variation"):
            capital.change_part(part, {"amount": P(1)}, **stamp)
    with pytest.raises(SchemeIsFixed):
        cost(roof, 2018, P(1), officer)
    with pytest.raises(SchemeIsFixed):
        capital.change_scheme(roof, {"decision": "CL-2"}, **stamp)
    roof = moved(roof, "begin", officer)
    with pytest.raises(Problems, match="needs a reason"):
        moved(roof, "vary", officer)
    roof = moved(roof, "vary", officer, reason="The tender came in higher")
    assert (roof.stage, roof.decision, roof.approved_on) == ("variation", "", None)
    capital.change_part(SchemeCost.objects.get(), {"amount": P(350)}, **stamp)
    a_decision("CL-2")
    roof = capital.change_scheme(roof, {"decision": "CL-2"}, **stamp)
    with pytest.raises(FundingIncomplete, match=r"£50.00 of cost has no funding"):
        moved(roof, "approve", officer)
    capital.change_part(SchemeFunding.objects.get(), {"amount": P(350)}, **stamp)
    roof = moved(moved(roof, "approve", officer), "begin", officer)
    roof = moved(moved(roof, "complete", officer), "close", officer)
    assert (roof.stage, roof.decision) == ("closed", "CL-2")
    with pytest.raises(NotInThisState):
        moved(roof, "vary", officer, reason="Late")
    with pytest.raises(SchemeIsFixed, match="is closed") as refused:
        cost(roof, 2019, P(1), officer)
    assert "variation" not in str(refused.value)
    assert AuditEntry.objects.filter(verb="vary", reason="The tender came in higher").exists()


def test_what_is_varied_is_approved_by_a_decision_of_its_own(officer):
    a_programme(officer)
    stamp = {"actor": officer, "moment": MOMENT}
    roof = moved(CapitalScheme.objects.get(code="roof"), "vary", officer, reason="The tender")
    roof = capital.change_scheme(roof, {"decision": "CL-1"}, **stamp)
    with pytest.raises(Problems, match="CL-1 approved Roof before it was varied"):
        moved(roof, "approve", officer)
    roof = capital.change_scheme(roof, {"decision": a_decision("CL-2")}, **stamp)
    assert moved(roof, "approve", officer).decision == "CL-2"


def test_no_scheme_is_approved_or_begun_on_a_pot_that_has_shrunk(officer):
    grant = a_pot("highways")
    year = grant.by_year.create(year=2017, receipts=P(100), commitments=P(0))
    road = a_scheme(officer, "road")
    spent = cost(road, 2017, P(100), officer)
    call = pay(road, "Grant", 2017, P(100), officer, kind="grant", grant=grant)
    road = moved(road, "make-case", officer)
    stamp = {"actor": officer, "moment": MOMENT}
    road = capital.change_scheme(road, {"decision": a_decision("CL-1")}, **stamp)
    grant.by_year.filter(pk=year.pk).update(receipts=P(80))
    with pytest.raises(FundingIncomplete, match=r"£20\.00 more of Highways is promised than it"):
        moved(road, "approve", officer)
    # Less may be called on, step by step, while the pot is still short; more may not.
    call = capital.change_part(call, {"amount": P(90)}, **stamp)
    with pytest.raises(Problems, match=r"has £80\.00 left, and this calls on £95\.00"):
        capital.change_part(call, {"amount": P(95)}, **stamp)
    call.refresh_from_db()
    capital.change_part(call, {"amount": P(80)}, **stamp)
    capital.change_part(spent, {"amount": P(80)}, **stamp)
    road = moved(road, "approve", officer)
    grant.by_year.filter(pk=year.pk).update(receipts=P(79))
    with pytest.raises(FundingIncomplete, match=r"£1\.00 more of Highways"):
        moved(road, "begin", officer)


@pytest.mark.parametrize(
    ("reference", "made", "said"),
    [
        ("", None, "No decision is named"),
        ("CL-404", None, "CL-404 is no decision taken"),
        ("CL-5", {"state": "planned", "decided_on": None}, "CL-5 is no decision taken"),
        ("CL-6", {"decided_on": None}, "CL-6 has no day in the register of decisions"),
        ("SC-1", {"kind": Body.Kind.SCRUTINY}, "was not decided by Cabinet or the Council"),
    ],
)
def test_it_is_approved_by_a_decision_of_cabinet_or_council(officer, reference, made, said):
    roof = a_scheme(officer)
    cost(roof, 2017, P(1), officer)
    pay(roof, "Loans", 2017, P(1), officer)
    if made is not None:
        a_decision(reference, **made)
    roof = capital.change_scheme(roof, {"decision": reference}, actor=officer, moment=MOMENT)
    roof = moved(roof, "make-case", officer)
    with pytest.raises(Problems, match=said):
        moved(roof, "approve", officer)


def test_a_service_keeps_its_own_schemes_and_only_the_s151_officer_approves(officer):
    parks = an_actor("budget-holder", unit="parks")
    mine = a_scheme(parks, "swings", unit=a_unit("parks"))
    cost(mine, 2017, P(5), parks)
    with pytest.raises(Refused):
        a_scheme(parks, "beds", unit=a_unit("care"))
    beds = a_scheme(officer, "beds", unit=a_unit("care"))
    with pytest.raises(Refused):
        cost(beds, 2017, P(5), parks)
    # Nor is it told what a pot has left.
    with pytest.raises(Refused):
        pay(beds, "Deal", 2017, P(5), parks, kind="grant", grant=a_pot(awarded=P(1)))
    mine = moved(mine, "make-case", parks)
    for actor in (parks, an_actor("finance-partner")):
        with pytest.raises(Refused):
            moved(mine, "approve", actor)
    with pytest.raises(Refused):
        a_scheme(an_actor("scrutiny-member"), "idea")


def test_sheets_bring_schemes_with_cost_and_funding_or_nothing(officer):
    stamp = {"actor": officer, "moment": MOMENT}
    scheme = {"code": "roof", "name": "Roof", "objective": "Dry rooms"}
    load_rows(by_name("capital-schemes"), [scheme], **stamp)
    costs = [
        {"scheme": "roof", "year": "2017/18", "amount": "300"},
        {"scheme": "roof", "year": "", "amount": "50"},
    ]
    load_rows(by_name("scheme-costs"), costs, **stamp)
    load_rows(by_name("scheme-costs"), [costs[1] | {"amount": "60"}], **stamp)
    a_pot(awarded=P(100))
    paid = {"scheme": "roof", "funder": "Deal", "year": "2017/18", "kind": "Grant"}
    rows = [
        paid | {"grant": "town-deal", "amount": "80"},
        paid | {"funder": "Deal again", "grant": "town-deal", "amount": "30"},
    ]
    with pytest.raises(Problems, match=r"row 3, column amount: .*£10.00 more"):
        load_rows(by_name("scheme-funding"), rows, **stamp)
    assert not SchemeFunding.objects.exists()
    load_rows(by_name("scheme-funding"), rows[:1], **stamp)
    found = schemes()[0]
    assert dict(found.amounts.costs) == {2017: P(300), None: P(60)}
    assert found.stack.value.short == P(280)


def test_the_programme_holds_what_is_approved_and_its_figures_open(officer):
    a_programme(officer)
    idea = a_scheme(officer, "idea")
    cost(idea, 2017, P(999), officer)
    held = programme(schemes(CapitalScheme.PROGRAMME)).value
    assert (held.total, held.borrowing, held.unfunded) == (P(1200), P(300), Money.zero)
    assert asked("cost").value == P(1200)
    assert asked("cost", period="2017/18").value == P(1000)
    assert asked("cost", "roof", "2018/19").value == P(200)
    assert asked("funding", "borrowing").value == P(300)
    assert asked("funding", period="2018/19").value == P(200)
    assert asked("unfunded").value == Money.zero
    opened = asked("cost").explanation
    assert [part.value for part in opened.parts] == [P(700), P(500)]
    assert asked("pot_left", "highways").value == P(100)
    with pytest.raises(TownclerkError):
        asked("cost", "idea")


def test_one_award_has_no_receipts_of_a_year_and_what_is_committed_of_it_has(officer):
    deal = a_pot(awarded=P(100))
    CapitalGrantYear.objects.create(grant=deal, year=2017, receipts=P(0), commitments=P(30))

    def of(key, period=None):
        name = f"finance.capital_grants.{key}"
        return figures.ask(name, reader=OPERATOR, scope="town-deal", period=period).value

    assert (of("receipts"), of("commitments"), of("balance")) == (P(100), P(30), P(70))
    assert of("commitments", "2017/18") == P(30)
    for key in ("receipts", "balance"):
        with pytest.raises(TownclerkError, match="known as one award and not by year"):
            of(key, "2017/18")


def test_a_scheme_being_varied_makes_the_figure_provisional(officer):
    a_programme(officer)
    assert asked("cost").status == figures.Status.PUBLISHED
    moved(CapitalScheme.objects.get(code="roof"), "vary", officer, reason="Slates")
    assert asked("cost").status == figures.Status.PROVISIONAL


def strategy(actor, **values) -> FinancialStrategy:
    given = {"code": "treasury", "name": "Treasury strategy", "kind": "treasury", "year": 2017}
    return capital.draft_strategy({**given, **values}, actor=actor, moment=MOMENT)


def test_a_strategy_is_approved_by_its_body_and_then_stays(officer):
    partner = an_actor("finance-partner")
    stamp = {"actor": officer, "moment": MOMENT}
    made = strategy(partner, decision=a_decision("CAB-1", Body.Kind.EXECUTIVE))
    with pytest.raises(Refused):
        capital.move_strategy(made, "approve", actor=partner, moment=MOMENT)
    with pytest.raises(Problems, match="was not decided by the Council"):
        capital.move_strategy(made, "approve", **stamp)
    made = capital.change_strategy(
        made, {"decision": a_decision("CL-1")}, actor=partner, moment=MOMENT
    )
    made = capital.move_strategy(made, "approve", **stamp)
    assert (made.state, str(made.approved_on)) == ("approved", "2017-01-26")
    with pytest.raises(StrategyIsApproved):
        capital.change_strategy(made, {"name": "Another"}, **stamp)


def test_the_strategies_a_year_expects_are_named_where_they_are_missing(officer):
    strategy(officer)
    strategy(officer, code="fees", kind="fees", name="Fees policy")
    strategy(officer, code="old", year=2016)
    found = {one.kind: [held.code for held in one.found] for one in strategies(2017)}
    assert found == {
        "treasury": ["treasury"], "revenue-provision": [], "investment": [], "fees": ["fees"]
    }  # fmt: skip
    assert "capital" in {one.kind for one in strategies(2018)}
    unsure = {one.kind for one in strategies(2018) if one.unconfirmed}
    assert unsure == {"capital", "investment"}
