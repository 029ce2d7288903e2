"""The ledger of reserves: who proposes, who decides up to what, and transfers in one act."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.finance.home import reserves_to_review
from townclerk.finance.imports.tables import BY_NAME
from townclerk.finance.models import Reserve, ReserveMovement
from townclerk.finance.operations import budget_setting, reserves
from townclerk.finance.policies import MOVEMENT
from townclerk.finance.queries import reserves as ledger
from townclerk.finance.tests.budget_builders import P, a_round, a_unit
from townclerk.finance.tests.builders import MOMENT, thousands
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import a_user, an_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(officer):
    """Two reserves: one of the parks, moved by the s151 officer alone up to £50,000."""
    common = {"kind": "earmarked", "opened_on": date(2016, 4, 1)}
    own = {"unit": a_unit("parks"), "officer_limit": Money.thousands(50)}
    return tuple(
        reserves.create_reserve(
            {
                "code": code,
                "name": code.title(),
                "opening": Money.thousands(size),
                **common,
                **more,
            },
            actor=officer,
            moment=MOMENT,
        )
        for code, size, more in (("trees", 400, own), ("ponds", 100, {}))
    )


def post(reserve, thousand, actor, **said):
    values = {"reference": f"m{thousand}", "year": 2017, "kind": "use", "decision": "D 1", **said}
    amount = Money.thousands(thousand)
    return reserves.post_movement(reserve, amount=amount, actor=actor, moment=MOMENT, **values)


def test_above_the_limit_members_decide_and_finance_cannot_make_it_otherwise(held, officer):
    trees, ponds = held
    with pytest.raises(reserves.AboveTheLimit, match=r"alone up to £50,000\.00"):
        post(trees, -60, officer, decided_by="officer")
    with pytest.raises(reserves.AboveTheLimit):
        post(trees, 51, officer, kind="contribution")
    within = post(trees, -50, officer, decided_by="officer")
    above = post(trees, -60, officer, decided_by="cabinet", decision="CAB 4")
    assert post(ponds, -90, officer, reference="free").state == "planned"
    for movement in (within, above):
        made = reserves.move_movement(movement, "make", actor=officer, moment=MOMENT)
        assert made.state == MOVEMENT["make"].target
    Reserve.objects.filter(code="ponds").update(officer_limit=Money.thousands(80))
    late = ReserveMovement.objects.get(reference="free")
    with pytest.raises(reserves.AboveTheLimit):
        reserves.move_movement(late, "make", actor=officer, moment=MOMENT)
    reserves.move_movement(late, "release", actor=officer, moment=MOMENT)


def test_a_sheet_is_held_to_the_limit_and_brings_who_decided(held, officer):
    row = {"reserve": "trees", "year": "2017/18", "kind": "use", "money_unit": "£000"}
    sheet = BY_NAME["reserve-movements"]
    short = {**row, "reference": "a", "amount": "-70", "decision": "D 2"}
    with pytest.raises(Problems, match="alone up to"):
        sheet.load([short], actor=officer, moment=MOMENT)
    sheet.load([{**short, "decided_by": "council"}], actor=officer, moment=MOMENT)
    assert ReserveMovement.objects.get().decided_by == "council"


def test_an_owner_proposes_what_moves_in_the_own_reserve_and_approves_nothing(held, officer):
    trees, ponds = held
    owner = an_actor("head-of-service", unit="parks")
    mine = post(trees, -10, owner)
    with pytest.raises(Refused):
        post(ponds, -10, owner, reference="other")
    with pytest.raises(Refused):
        reserves.move_movement(mine, "make", actor=owner, moment=MOMENT)


def test_a_transfer_moves_both_reserves_or_neither(held, officer):
    trees, ponds = held
    common = {"year": 2017, "decision": "CAB 4", "actor": officer, "moment": MOMENT}
    with pytest.raises(reserves.SameReserve):
        reserves.transfer(trees, trees, reference="t", amount=Money.thousands(1), **common)
    with pytest.raises(reserves.WouldGoNegative):
        reserves.transfer(ponds, trees, reference="t", amount=Money.thousands(101), **common)
    with pytest.raises(reserves.AboveTheLimit):
        reserves.transfer(ponds, trees, reference="t", amount=Money.thousands(60), **common)
    assert not ReserveMovement.objects.exists()
    out, into = reserves.transfer(trees, ponds, reference="t", amount=Money.thousands(30), **common)
    assert (out.amount, into.amount) == thousands(-30, 30)
    assert {out.kind, into.kind} == {"transfer"}
    closing = {row.reserve.code: row.closing for row in ledger.schedule()}
    assert closing == {"trees": Money.thousands(370), "ponds": Money.thousands(130)}


@pytest.mark.parametrize(("move", "left"), [("release", (400, 100)), ("make", (370, 130))])
@pytest.mark.parametrize("side", [0, 1])
def test_both_sides_of_a_transfer_take_each_step_together(held, officer, move, left, side):
    stamp = {"actor": officer, "moment": MOMENT}
    sides = reserves.transfer(
        *held, reference="t", year=2017, amount=Money.thousands(30), decision="CAB 4", **stamp
    )
    alone = post(held[0], -30, officer, reference="u-out", kind="transfer")
    moved = reserves.move_movement(sides[side], move, **stamp)
    assert moved.pk == sides[side].pk
    states = dict(ReserveMovement.objects.values_list("reference", "state"))
    assert states == {"t-out": moved.state, "t-in": moved.state, "u-out": "planned"}
    reserves.move_movement(alone, "release", **stamp)
    assert {row.reserve.code: row.closing for row in ledger.schedule()} == {
        "trees": Money.thousands(left[0]),
        "ponds": Money.thousands(left[1]),
    }


def test_neither_side_of_a_transfer_is_made_above_the_limit_of_the_other(held, officer):
    stamp = {"actor": officer, "moment": MOMENT}
    said = {"reference": "t", "year": 2017, "amount": Money.thousands(30), "decision": "CAB 4"}
    out, _ = reserves.transfer(held[1], held[0], **said, **stamp)
    Reserve.objects.filter(code="trees").update(officer_limit=Money.thousands(20))
    with pytest.raises(reserves.AboveTheLimit):
        reserves.move_movement(out, "make", **stamp)
    assert set(ReserveMovement.objects.values_list("state", flat=True)) == {"planned"}


def test_what_a_later_use_rests_on_is_not_released(held, officer):
    stamp = {"actor": officer, "moment": MOMENT}
    given = post(held[1], 50, officer, kind="contribution")
    used = post(held[1], -120, officer, year=2018)
    with pytest.raises(reserves.WouldGoNegative, match="2018/19"):
        reserves.move_movement(given, "release", **stamp)
    reserves.move_movement(used, "release", **stamp)
    assert reserves.move_movement(given, "release", **stamp).state == "released"


def test_all_movements_stand_in_one_register_and_in_the_schedule_by_year(client, held, officer):
    trees, ponds = held
    post(trees, -10, officer)
    post(ponds, 5, officer, kind="contribution", year=2018)
    client.force_login(officer.user)
    page = client.get(reverse("registers:list", args=["reserve-movements"])).content.decode()
    for said in ("Trees", "Ponds", "D 1", "Planned", "2018/19"):
        assert said in page
    form = client.get(reverse("registers:new", args=["reserve-movements"])).content.decode()
    assert "Above the limit of the reserve" in form
    detail = client.get(f"/r/reserves/{trees.pk}/")
    assert "50,000.00" in detail.content.decode()


@pytest.mark.usefixtures("printed_plan")
def test_the_page_shows_opening_in_out_and_closing_and_moves_money(client, officer):
    client.force_login(officer.user)
    general, into = Reserve.objects.get(kind="general"), Reserve.objects.get(code="transforming")
    sent = {"reserve": general.pk, "into": into.pk, "reference": "t", "year": "2016/17"}
    at = reverse("finance:act", args=["transfer-reserve"])
    answer = client.post(at, {**sent, "amount": "209,000", "decision": "CAB 4"}, follow=True)
    page = BeautifulSoup(answer.content, "html.parser")
    assert "£209,000.00 is planned to move from" in page.get_text()
    head = page.find("th", string=f"{general.name}, 2016/17")
    cells = [cell.get_text(strip=True) for cell in head.parent.find_all("td")]
    assert cells == ["8.178", "0.000", "−1.178", "7.000"]


@pytest.mark.usefixtures("printed_plan")
def test_the_signed_statement_keeps_the_balances_as_planned_on_that_day(officer):
    statement = a_round(officer).statement
    said = {"reference": "FD", "estimates": "E", "reserves": "R", "minimum_balance": P(1)}
    stamp = {"actor": officer, "moment": MOMENT}
    statement = budget_setting.write_statement(statement, said, **stamp)
    general = Reserve.objects.get(kind="general")
    post(general, -1000, officer)
    signed = budget_setting.sign_statement(statement, **stamp)
    post(general, -2000, officer)
    kept = {row["year"]: row["closing"] for row in signed.planned}
    assert (kept["2016/17"], kept["2017/18"]) == (720_900_000, 620_900_000)


def test_a_review_is_owed_a_month_before_its_day_and_no_longer_once_it_is_done(held, officer):
    trees, _ = held
    Reserve.objects.filter(pk=trees.pk).update(review_on=date(2017, 11, 20))
    reader = Reader.of(officer.user, date(2017, 11, 1))
    assert list(reserves_to_review(reader, date(2017, 10, 1))) == []
    (owed,) = reserves_to_review(reader, date(2017, 11, 1))
    assert (owed.title, owed.due) == ("Review Trees", date(2017, 11, 20))
    partner = Reader.of(a_user("finance-partner"), date(2017, 11, 1))
    assert list(reserves_to_review(partner, date(2017, 11, 1))) == []
    when = {"reviewed_on": date(2017, 11, 1), "next_review": date(2018, 11, 1)}
    trees.refresh_from_db()
    reserves.review_reserve(trees, outcome="keep", actor=officer, moment=MOMENT, **when)
    assert list(reserves_to_review(reader, date(2017, 11, 1))) == []
