"""Savings in delivery: reported by their owner, confirmed by finance, decided on when short."""

from datetime import date

import pytest

from townclerk.change.models import OptionSheet, OptionYear, Saving, SavingYear
from townclerk.change.operations import delivery
from townclerk.change.queries import delivery as queries
from townclerk.change.tests.builders_options import a_sheet
from townclerk.change.tests.builders_programme import by
from townclerk.figures import NotAnswerable, NotForReader, ask
from townclerk.figures.permission import OPERATOR
from townclerk.finance.operations.plan import add_line, create_version
from townclerk.finance.queries.plan import load
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.deadlines.models import Task


@pytest.fixture
def owner(db):
    return an_actor("programme-office")


@pytest.fixture
def partner(db):
    return an_actor("finance-partner")


@pytest.fixture
def teams(owner):
    """Locality teams: 1.3, 9.0 and 1.7 over three years."""
    given = {"code": "teams", "title": "Locality teams", "decision": "Council, 2 March 2017"}
    saving = delivery.create_saving(given, **by(owner))
    for year, thousands in ((2017, 1_300), (2018, 9_000), (2019, 1_700)):
        values = {"saving": saving, "year": year, "target": Money.thousands(thousands)}
        delivery.set_target(values, **by(owner))
    return saving


def year_of(saving, year):
    return SavingYear.objects.get(saving=saving, year=year)


def report(owner, saving, year, months):
    for month in year_of(saving, year).months.filter(number__lte=months):
        values = {"delivered": month.target, "evidence": "Posts deleted"}
        delivery.change_month(month, values, **by(owner))


def test_a_short_year_asks_whether_it_rolls_and_widens_the_gap_when_written_off(
    owner, partner, teams
):
    plan = create_version(number=2, title="Plan", first_year=2017, **by(partner))
    gap = {"code": "gap", "heading": "Gap", "step": "original", "type": "other"}
    add_line(plan, gap, {2018: Money.thousands(4_673)}, **by(partner))
    report(owner, teams, 2018, 8)
    at_risk = Money.thousands(3_000)
    delivery.set_at_risk(year_of(teams, 2018), at_risk=at_risk, why="Late start", **by(owner))
    found = delivery.position_of(year_of(teams, 2018))
    assert (found.delivered, found.at_risk) == (Money.thousands(6_000), at_risk)
    assert found.pressure == at_risk
    task = Task.objects.get(purpose="rest")
    assert "roll into 2019/20" in task.note
    with pytest.raises(Refused):
        delivery.decide_rest(year_of(teams, 2018), decision="write-off", reason="Gone", **by(owner))
    delivery.decide_rest(year_of(teams, 2018), decision="write-off", reason="Gone", **by(partner))
    row = load(plan).row("remaining_gap")
    assert row.amounts[1] == Money.thousands(7_673)
    task.refresh_from_db()
    assert task.state == Task.State.DONE


def test_what_rolls_on_grows_the_next_target_by_month(owner, partner, teams):
    report(owner, teams, 2018, 8)
    at_risk = Money.thousands(3_000)
    delivery.set_at_risk(year_of(teams, 2018), at_risk=at_risk, why="Late", **by(owner))
    delivery.decide_rest(year_of(teams, 2018), decision="roll", reason="Later", **by(partner))
    following = year_of(teams, 2019)
    assert (following.target, following.rolled_in) == (Money.thousands(4_700), at_risk)
    assert sum((m.target for m in following.months.all()), Money.zero) == Money.thousands(4_700)
    with pytest.raises(delivery.NothingLeft, match="decided already"):
        delivery.decide_rest(year_of(teams, 2018), decision="roll", reason="No", **by(partner))


def test_finance_confirms_apart_from_who_reported(owner, partner, teams):
    month = year_of(teams, 2017).months.first()
    amount = month.target
    with pytest.raises(Problems, match="nothing was reported"):
        delivery.change_month(month, {"confirmed": amount, "ledger": "J1"}, **by(partner))
    month = delivery.change_month(month, {"delivered": amount}, **by(owner))
    with pytest.raises(Refused):
        delivery.change_month(month, {"confirmed": amount, "ledger": "J1"}, **by(owner))
    with pytest.raises(Exception, match="reduction of the budget"):
        delivery.change_month(month, {"confirmed": amount}, **by(partner))
    month = delivery.change_month(month, {"confirmed": amount, "ledger": "J1"}, **by(partner))
    assert month.confirmed_by == partner.user
    less = delivery.change_month(month, {"delivered": Money.pounds(1)}, **by(owner))
    assert less.confirmed is None


def test_finance_does_not_confirm_what_it_reported_itself(partner, teams):
    month = year_of(teams, 2017).months.first()
    month = delivery.change_month(month, {"delivered": month.target}, **by(partner))
    with pytest.raises(Refused, match="You reported it"):
        delivery.change_month(month, {"confirmed": month.target, "ledger": "J"}, **by(partner))


def test_it_is_delivered_only_when_the_ledger_shows_all_of_it(owner, partner, teams):
    report(owner, teams, 2017, 12)
    teams.refresh_from_db()
    assert teams.state == Saving.State.IN_DELIVERY
    with pytest.raises(delivery.NotVerified, match=r"2017/18: £1,300,000\.00"):
        delivery.move_saving(teams, "verify", **by(partner))
    one = delivery.create_saving({"code": "o", "title": "One", "decision": "C"}, **by(owner))
    delivery.set_target({"saving": one, "year": 2017, "target": Money.pounds(12)}, **by(owner))
    report(owner, one, 2017, 12)
    for month in year_of(one, 2017).months.all():
        delivery.change_month(month, {"confirmed": month.delivered, "ledger": "J"}, **by(partner))
    one.refresh_from_db()
    assert delivery.move_saving(one, "verify", **by(partner)).state == Saving.State.DELIVERED


def test_an_approved_option_is_tracked_once_with_what_its_sheet_says(owner, partner):
    sheet = a_sheet("lamps", gross=Money.thousands(30), recurrence="one-off", cash="avoided")
    OptionYear.objects.create(option=sheet, year=2017, amount=Money.thousands(20))
    OptionYear.objects.create(option=sheet, year=2018, amount=Money.thousands(10))
    with pytest.raises(delivery.NotApproved, match="Lamps is idea"):
        delivery.track(sheet, **by(owner))
    OptionSheet.objects.update(state="handed-over", decision="Council, 2 March 2017")
    sheet.refresh_from_db()
    assert queries.untracked() == [sheet]
    saving = delivery.track(sheet, **by(partner))
    assert (saving.title, saving.decision) == ("Lamps", "Council, 2 March 2017")
    assert (saving.cashable, saving.recurrence) == (False, "one-off")
    assert [str(year.target) for year in saving.years.all()] == ["20000.00", "10000.00"]
    assert saving.years.first().months.count() == 12
    assert queries.untracked() == []
    with pytest.raises(delivery.TrackedAlready):
        delivery.track(sheet, **by(owner))


def test_finance_alone_writes_a_whole_saving_off_with_the_reason(owner, partner, teams):
    with pytest.raises(Refused):
        delivery.move_saving(teams, "write-off", reason="Never came", **by(owner))
    with pytest.raises(Problems, match="why it is written off"):
        delivery.move_saving(teams, "write-off", **by(partner))
    teams = delivery.move_saving(teams, "write-off", reason="Never came", **by(partner))
    assert teams.state == Saving.State.WRITTEN_OFF
    with pytest.raises(delivery.SavingIsClosed):
        delivery.set_at_risk(year_of(teams, 2018), at_risk=Money.zero, why="", **by(owner))


def test_without_a_draft_of_the_plan_nothing_is_written_off(owner, partner, teams):
    month = year_of(teams, 2017).months.first()
    delivery.change_month(month, {"forecast": Money.zero}, **by(owner))
    with pytest.raises(Exception, match="No version of the plan is a draft"):
        delivery.decide_rest(
            year_of(teams, 2017), decision="write-off", reason="Gone", **by(partner)
        )
    assert year_of(teams, 2017).rest_decision == ""


def test_its_figures_add_what_is_short_and_say_why(owner, teams):
    report(owner, teams, 2018, 8)
    at_risk = Money.thousands(3_000)
    delivery.set_at_risk(year_of(teams, 2018), at_risk=at_risk, why="Late start", **by(owner))
    found = ask("change.delivery.pressure", period="2018/19", reader=OPERATOR)
    (part,) = found.explanation.parts
    assert (found.value, part.notes) == (at_risk, ("Late start",))
    assert "£6.000m delivered + £0.000m on track + £3.000m at risk" in part.how
    assert ask("change.delivery.target", "teams", reader=OPERATOR).display == "£12.000m"
    with pytest.raises(NotAnswerable, match="kept by year"):
        ask("change.delivery.target", as_at=date(2018, 6, 1), reader=OPERATOR)
    with pytest.raises(NotForReader):
        ask("change.delivery.pressure", reader=a_reader("resident"))


@pytest.mark.parametrize("end", ["write-off", "replace"])
def test_finance_is_no_longer_asked_about_a_saving_that_ended(owner, partner, teams, end):
    delivery.set_at_risk(year_of(teams, 2018), at_risk=Money.thousands(9), why="Late", **by(owner))
    assert Task.objects.get(purpose="rest").state == Task.State.OPEN
    if end == "replace":
        given = {"code": "desks", "title": "Desks", "decision": "Council"}
        other = delivery.create_saving(given, **by(owner))
        delivery.replace(teams, by=other, reason="It does as well", **by(partner))
    else:
        delivery.move_saving(teams, end, reason="Never came", **by(partner))
    assert Task.objects.get(purpose="rest").state == Task.State.DONE
