"""Grants, tax options, reserves and the change fund through their operations."""

from datetime import date

import pytest

from townclerk.finance.imports.tables import BY_NAME
from townclerk.finance.models import (
    ChangeFund,
    ChangeRequest,
    GrantStream,
    Reserve,
    ReserveMovement,
    TaxOption,
)
from townclerk.finance.operations import change_fund, grants, reserves, tax
from townclerk.finance.policies import ASSESSMENT, GRANT, MOVEMENT, TAX_OPTION, NotInThisState
from townclerk.finance.queries import change_fund as funds
from townclerk.finance.queries import grants as grant_queries
from townclerk.finance.queries import plan as plans
from townclerk.finance.queries import reserves as ledger
from townclerk.finance.queries import tax as tax_queries
from townclerk.finance.tests.builders import MOMENT, thousands
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.deadlines import operations as tasks
from townclerk.platform.deadlines.models import Task
from townclerk.platform.organisation.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]


def closing(code, last=2019):
    row = next(row for row in ledger.schedule(last=last) if row.reserve.code == code)
    return {year.year: year.closing for year in row.years}


# Reserves


def test_it_posts_a_reserve_loan_with_a_permanent_net_use(plan):
    facts = plans.load(plan)
    assert facts.row("phasing").amounts == thousands(-7000, 7000, 3000)
    row = next(row for row in ledger.schedule() if row.reserve.code == "transforming")
    assert row.net == Money.thousands(-2000)


def test_it_posts_other_loans_as_rightly(plan, officer):
    values = {
        "code": "second",
        "name": "Second loan",
        "kind": "reserve-loan",
        "amount": Money.thousands(1200),
        "year": 2018,
        "reserve": Reserve.objects.get(code="transforming"),
        "repayment": Money.thousands(1200),
        "repayment_year": 2019,
        "decision": "CAB 12",
    }
    change_fund.post_phasing(plan, values, actor=officer, moment=MOMENT)
    assert plans.load(plan).row("phasing").amounts == thousands(-7000, 5800, 5400)


def test_it_refuses_a_loan_without_a_decision_and_posts_nothing(plan, officer):
    before = ReserveMovement.objects.count()
    values = {
        "code": "x",
        "name": "X",
        "kind": "reserve-loan",
        "amount": Money.thousands(1),
        "year": 2017,
        "reserve": Reserve.objects.get(code="transforming"),
    }
    with pytest.raises(reserves.DecisionNeeded):
        change_fund.post_phasing(plan, values, actor=officer, moment=MOMENT)
    assert ReserveMovement.objects.count() == before
    assert not plan.lines.filter(code="phasing-x").exists()


def post(reserve, amount, actor, **changed):
    values = {
        "reference": f"m-{amount.pence}",
        "year": 2017,
        "kind": "use" if amount.pence < 0 else "contribution",
        "decision": "CAB 1",
        **changed,
    }
    return reserves.post_movement(reserve, amount=amount, actor=actor, moment=MOMENT, **values)


@pytest.mark.parametrize("decision", ["", "   "])
def test_it_refuses_a_movement_without_a_decision(plan, officer, decision):
    general = Reserve.objects.get(code="general-fund")
    with pytest.raises(reserves.DecisionNeeded):
        post(general, Money.thousands(-1), officer, decision=decision)


def test_it_stops_before_a_balance_falls_below_nil(plan, officer):
    general = Reserve.objects.get(code="general-fund")
    with pytest.raises(reserves.WouldGoNegative, match="2017/18"):
        post(general, Money.thousands(-7210), officer)
    post(general, Money.thousands(-7209), officer)
    assert closing("general-fund")[2017] == Money.zero


def test_it_stops_an_earlier_use_that_empties_a_later_year(plan, officer):
    general = Reserve.objects.get(code="general-fund")
    post(general, Money.thousands(-7000), officer, year=2019, reference="late")
    with pytest.raises(reserves.WouldGoNegative, match="2019/20"):
        post(general, Money.thousands(-300), officer, year=2017, reference="early")


def test_it_lists_reserves_not_moved_in_two_years(plan):
    rows = ledger.schedule()
    quiet = ledger.not_moved(rows, on=date(2020, 6, 1))
    assert [reserve.code for reserve in quiet] == ["general-fund"]
    assert not ledger.not_moved(rows, on=date(2017, 6, 1))


def test_it_obliges_what_is_used_to_come_back_inside_the_plan(officer):
    general = reserves.create_reserve(
        {
            "code": "general",
            "name": "General balance",
            "kind": "general",
            "opening": Money.thousands(16414),
            "opened_on": date(2023, 4, 1),
        },
        actor=officer,
        moment=MOMENT,
    )
    post(general, Money.thousands(4800), officer, year=2023, reference="surplus")
    assert closing("general", 2023)[2023] == Money.thousands(21214)
    assert Money.thousands(23000) - closing("general", 2023)[2023] == Money.thousands(1786)
    use = reserves.use_general_balance(
        general,
        reference="draw",
        year=2024,
        amount=Money.thousands(2000),
        decision="CAB 2",
        last_plan_year=2026,
        actor=officer,
        moment=MOMENT,
    )
    assert (use.obligation.amount, use.obligation.due_year) == (Money.thousands(2000), 2026)
    short = post(general, Money.thousands(1999), officer, year=2026, reference="short")
    with pytest.raises(reserves.ReplenishmentTooLate):
        reserves.meet_obligation(use.obligation, short, actor=officer, moment=MOMENT)
    back = post(general, Money.thousands(2000), officer, year=2026, reference="back")
    met = reserves.meet_obligation(use.obligation, back, actor=officer, moment=MOMENT)
    assert met.state == "met"
    with pytest.raises(reserves.DutyIsMet, match="put back already"):
        reserves.meet_obligation(met, back, actor=officer, moment=MOMENT)
    with pytest.raises(reserves.ReplenishmentTooLate):
        reserves.use_general_balance(
            general,
            reference="late",
            year=2024,
            amount=Money.thousands(1),
            decision="CAB 2",
            last_plan_year=2026,
            due_year=2027,
            actor=officer,
            moment=MOMENT,
        )


def test_what_is_put_back_meets_no_more_than_it_is_and_nothing_before_its_use(officer):
    stamp = {"actor": officer, "moment": MOMENT}
    given = {"code": "general", "name": "Balance", "kind": "general", "opened_on": date(2016, 4, 1)}
    general = reserves.create_reserve({**given, "opening": Money.thousands(9000)}, **stamp)
    said = {"amount": Money.thousands(2000), "decision": "CAB 2", "last_plan_year": 2019}
    first, second = (
        reserves.use_general_balance(general, reference=name, year=2017, **said, **stamp)
        for name in ("first", "second")
    )
    early = post(general, Money.thousands(2000), officer, year=2016, reference="early")
    back = post(general, Money.thousands(3000), officer, year=2018, reference="back")
    gone = post(general, Money.thousands(2000), officer, year=2018, reference="gone")
    gone = reserves.move_movement(gone, "release", **stamp)
    reserves.meet_obligation(first.obligation, back, **stamp)
    for movement in (early, back, gone):
        with pytest.raises(reserves.ReplenishmentTooLate, match="does not put back"):
            reserves.meet_obligation(second.obligation, movement, **stamp)
    more = post(general, Money.thousands(2000), officer, year=2019, reference="more")
    assert reserves.meet_obligation(second.obligation, more, **stamp).state == "met"


def test_it_reviews_a_reserve_with_an_outcome(plan, officer, analyst):
    general = Reserve.objects.get(code="general-fund")
    when = {"reviewed_on": date(2017, 11, 1), "next_review": date(2018, 11, 1)}
    with pytest.raises(Refused):
        reserves.review_reserve(general, outcome="keep", actor=analyst, moment=MOMENT, **when)
    with pytest.raises(reserves.OutcomeNeeded):
        reserves.review_reserve(general, outcome="", actor=officer, moment=MOMENT, **when)
    kept = reserves.review_reserve(general, outcome="keep", actor=officer, moment=MOMENT, **when)
    assert (kept.outcome, kept.review_on) == ("keep", date(2018, 11, 1))


@pytest.mark.parametrize("move", sorted(MOVEMENT))
@pytest.mark.parametrize("state", ReserveMovement.State.values)
def test_it_moves_a_movement_only_as_declared(plan, officer, state, move):
    movement = ReserveMovement.objects.get(reference="general-2016-17")
    movement.state = state
    movement.save()
    if state in MOVEMENT[move].sources:
        found = reserves.move_movement(movement, move, actor=officer, moment=MOMENT)
        assert found.state == MOVEMENT[move].target
    else:
        with pytest.raises(NotInThisState):
            reserves.move_movement(movement, move, actor=officer, moment=MOMENT)


def test_it_takes_an_assessment_through_its_states(plan, officer):
    values = {
        "year": 2017,
        "reserve": Reserve.objects.get(code="general-fund"),
        "net_budget": Money.thousands(212650),
        "net_budget_year": 2017,
    }
    risk = {
        "code": "pay",
        "name": "Pay above budget",
        "exposure": Money.pounds(180_000_000),
        "change": 1,
        "likelihood": 50,
    }
    found = reserves.save_assessment(values, (risk,), actor=officer, moment=MOMENT)
    for move in ("score", "agree", "review"):
        found = reserves.move_assessment(found, move, actor=officer, moment=MOMENT)
    assert found.state == "reviewed-mid-year"
    with pytest.raises(NotInThisState):
        reserves.move_assessment(found, "agree", actor=officer, moment=MOMENT)
    assert set(ASSESSMENT) == {"score", "agree", "review"}


# Grants


def test_it_posts_the_variance_of_a_settlement_to_the_plan(plan, officer):
    stream = GrantStream.objects.get(code="asc-support")
    line = plan.lines.get(code="revision-adult-social-care-support-grant")
    line.grant = stream
    line.save()
    grants.record_amount(
        stream, year=2017, stage="final", amount=Money.thousands(1500), actor=officer, moment=MOMENT
    )
    (row,) = grant_queries.settlement()
    assert row.needs_action
    task = Task.objects.get(kind="grant-variance")
    assert (task.owner_role, task.state) == ("finance-partner", "open")
    assert "final amount is £1,500,000.00; the plan assumes £1,532,000.00" in task.note
    assert "£32000.00 less" in row.sentence
    moved = grants.post_variance(stream, plan, year=2017, actor=officer, moment=MOMENT)
    assert moved == Money.thousands(-32)
    assert plans.load(plan).results[line.code].amounts == thousands(-1500, 1500, 0)
    again = grants.post_variance(stream, plan, year=2017, actor=officer, moment=MOMENT)
    assert again == Money.zero
    assert not grant_queries.settlement()[0].needs_action
    assert Task.objects.get(kind="grant-variance").state == "done"


def test_it_owes_one_task_a_stream_a_year_and_asks_again_when_the_amount_moves(officer):
    stream = GrantStream.objects.get(code="asc-support")

    def firm(stage, thousand):
        grants.record_amount(
            stream,
            year=2017,
            stage=stage,
            amount=Money.thousands(thousand),
            actor=officer,
            moment=MOMENT,
        )
        return Task.objects.filter(kind="grant-variance").first()

    assert firm("provisional", 1532) is None
    first = firm("final", 1500)
    done = tasks.complete(first, actor=officer, moment=MOMENT)
    assert firm("final", 1500).state == "done"
    again = firm("final", 1400)
    assert (again.pk, again.state) == (done.pk, "open")
    assert "£1,400,000.00" in again.note
    assert firm("final", 1532).state == "done"


def test_it_owes_the_task_when_the_settlement_comes_in_a_sheet(officer):
    row = {
        "code": "asc-support",
        "name": "Adult social care support grant",
        "type": "one-off",
        "money_unit": "£000",
        "year": "2017/18",
        "stage": "final",
        "amount": "1500",
    }
    BY_NAME["grants"].load([row], actor=officer, moment=MOMENT)
    assert "£1,500,000.00" in Task.objects.get(kind="grant-variance").note


def test_it_lets_only_the_s151_officer_confirm_what_is_assumed(plan, officer, analyst):
    amount = GrantStream.objects.get(code="asc-support").amounts.get()
    with pytest.raises(Refused):
        grants.assume(amount, actor=analyst, moment=MOMENT)
    assert grants.assume(amount, actor=officer, moment=MOMENT).assumed


def test_it_warns_of_a_cost_left_behind(plan, officer):
    GrantStream.objects.filter(code="asc-support").update(yearly_cost=Money.thousands(1532))
    facts = plans.load(plan)
    ((stream, year, cost),) = grant_queries.left_behind(facts)
    assert (stream.code, year, cost) == ("asc-support", 2018, Money.thousands(1532))
    widened = grant_queries.if_it_stops(stream, facts, from_year=2017)
    assert tuple(widened.values()) == thousands(1532, -1532, 0)


@pytest.mark.parametrize("move", sorted(GRANT))
def test_it_moves_a_stream_only_as_declared(plan, officer, move):
    stream = GrantStream.objects.get(code="asc-support")
    stream.amounts.all().delete()
    for state in ("rumoured", "indicative", "provisional", "final", "received", "ended"):
        GrantStream.objects.filter(pk=stream.pk).update(state=state)
        stream.refresh_from_db()
        if state not in GRANT[move].sources:
            with pytest.raises(NotInThisState):
                grants.move_stream(stream, move, actor=officer, moment=MOMENT)
        elif GRANT[move].target in ("ended", "clawed-back"):
            moved = grants.move_stream(stream, move, actor=officer, moment=MOMENT)
            assert moved.state == GRANT[move].target
        else:
            with pytest.raises(grants.NoAmountAtStage):
                grants.move_stream(stream, move, actor=officer, moment=MOMENT)


# Tax


def worked(plan, code="front-loaded"):
    facts = plans.load(plan)
    return next(w for w in tax_queries.options_of(facts) if w.record.code == code).result


def test_it_withholds_balanced_until_the_carry_is_recorded(plan, officer):
    assert not worked(plan).is_balanced
    assert "early surplus" in worked(plan).verdict
    option = TaxOption.objects.get(code="front-loaded")
    carry = {"decision": "CNL 3", "actor": officer, "moment": MOMENT}
    reserve = Reserve.objects.get(code="general-fund")
    tax.record_carry(
        option, reserve, from_year=2017, to_year=2019, amount=Money.thousands(1123), **carry
    )
    assert not worked(plan).is_balanced
    tax.record_carry(
        option, reserve, from_year=2018, to_year=2019, amount=Money.thousands(1230), **carry
    )
    assert worked(plan).is_balanced
    assert closing("general-fund") == dict(
        zip((2016, 2017, 2018, 2019), thousands(7209, 8332, 9562, 7209), strict=True)
    )


def test_it_warns_of_caps(plan, officer):
    assert not worked(plan).warnings
    tax.save_option(
        plan,
        {"code": "high", "name": "High"},
        {2017: {"core": 3, "precept": 3}, 2018: {"precept": 4}},
        actor=officer,
        moment=MOMENT,
    )
    said = " ".join(worked(plan, "high").warnings)
    assert "2017/18" in said
    assert "over the period" in said


@pytest.mark.parametrize("move", sorted(TAX_OPTION))
@pytest.mark.parametrize("state", TaxOption.State.values)
def test_it_moves_a_tax_option_only_as_declared(plan, officer, state, move):
    option = TaxOption.objects.get(code="even")
    option.state = state
    option.save()
    if state in TAX_OPTION[move].sources:
        found = tax.move_option(option, move, decision="CNL 3", actor=officer, moment=MOMENT)
        assert found.state == TAX_OPTION[move].target
    else:
        with pytest.raises(NotInThisState):
            tax.move_option(option, move, decision="CNL 3", actor=officer, moment=MOMENT)


def test_it_needs_the_councils_decision_to_resolve(plan, officer):
    TaxOption.objects.filter(code="even").update(state="recommended")
    with pytest.raises(tax.ResolutionNeeded):
        tax.move_option(TaxOption.objects.get(code="even"), "resolve", actor=officer, moment=MOMENT)


# The change fund


@pytest.fixture
def sponsor(db):
    Unit.objects.create(code="change")
    return an_actor("project-sponsor", unit="change")


def request(amount, **changed):
    return {
        "fund": ChangeFund.objects.get(),
        "reference": f"r-{amount}",
        "title": "New system",
        "purpose": "save",
        "alignment": "Delivers the reform programme",
        "evidence": "Business case BC-1",
        "yearly_return": Money.thousands(500),
        "amount": Money.thousands(amount),
        "needed_from": date(2017, 4, 1),
        "unit": Unit.objects.get(code="change"),
        **changed,
    }


def test_it_refuses_more_than_the_fund_holds(plan, sponsor):
    with pytest.raises(change_fund.MoreThanTheFundHolds, match=r"8500000\.00 left"):
        change_fund.bid(request(8600), actor=sponsor, moment=MOMENT)
    assert not ChangeRequest.objects.exists()
    assert change_fund.bid(request(8500), actor=sponsor, moment=MOMENT).state == "bid"


def test_it_counts_only_sources_that_are_there(plan, officer, sponsor):
    fund = ChangeFund.objects.get()
    fund.sources.filter(code="receipts").update(available_from=date(2018, 4, 1))
    with pytest.raises(change_fund.MoreThanTheFundHolds, match=r"4900000\.00 left"):
        change_fund.bid(request(5000), actor=sponsor, moment=MOMENT)


def test_it_needs_a_return(plan, sponsor):
    with pytest.raises(change_fund.NoReturn):
        change_fund.bid(request(10, yearly_return=None), actor=sponsor, moment=MOMENT)


def test_it_takes_a_request_from_bid_to_closed(plan, officer, sponsor):
    chief = an_actor("chief-executive")
    own = change_fund.bid(request(5), actor=officer, moment=MOMENT)
    with pytest.raises(change_fund.OwnRequest):
        change_fund.evaluate(own, evaluation="Mine", actor=officer, moment=MOMENT)
    found = change_fund.bid(request(2000), actor=sponsor, moment=MOMENT)
    assert funds.payback_years(found) == 4
    with pytest.raises(NotInThisState):
        change_fund.award(found, awarded_on=date(2017, 5, 1), actor=officer, moment=MOMENT)
    found = change_fund.evaluate(found, evaluation="Sound", actor=officer, moment=MOMENT)
    assert found.state == "bid"
    found = change_fund.evaluate(found, evaluation="Agreed", actor=chief, moment=MOMENT)
    assert found.state == "evaluated"
    found = change_fund.award(found, awarded_on=date(2017, 5, 1), actor=officer, moment=MOMENT)
    (statement,) = funds.statements()
    assert (statement.worked.headroom, statement.unspent) == (Money.thousands(6500), (found,))
    with pytest.raises(change_fund.DrawnTooMuch):
        change_fund.draw(found, amount=Money.thousands(2001), actor=sponsor, moment=MOMENT)
    found = change_fund.draw(found, amount=Money.thousands(1500), actor=sponsor, moment=MOMENT)
    found = change_fund.review(found, benefit_found="As bid", actor=officer, moment=MOMENT)
    found = change_fund.close(found, actor=officer, moment=MOMENT)
    assert found.state == "closed"
    assert funds.statements()[0].worked.headroom == Money.thousands(7000)


def test_it_says_why_it_refuses(plan, officer, sponsor):
    found = change_fund.bid(request(100), actor=sponsor, moment=MOMENT)
    with pytest.raises(change_fund.ReasonNeeded):
        change_fund.refuse(found, why=" ", actor=officer, moment=MOMENT)
    found = change_fund.refuse(found, why="No plan for benefits", actor=officer, moment=MOMENT)
    assert (found.state, found.refusal) == ("refused", "No plan for benefits")


def test_it_leaves_large_awards_to_cabinet(plan, officer, sponsor):
    ChangeFund.objects.update(cabinet_limit=Money.thousands(250))
    found = change_fund.bid(request(300), actor=sponsor, moment=MOMENT)
    for actor in (officer, an_actor("chief-executive")):
        found = change_fund.evaluate(found, evaluation="Yes", actor=actor, moment=MOMENT)
    day = date(2017, 5, 1)
    with pytest.raises(change_fund.CabinetDecisionNeeded):
        change_fund.award(found, awarded_on=day, actor=officer, moment=MOMENT)
    found = change_fund.award(found, awarded_on=day, decision="CAB 9", actor=officer, moment=MOMENT)
    assert found.state == "awarded"
