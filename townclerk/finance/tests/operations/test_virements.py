"""Virements from proposal to posting, by the rules of their day; the locked base stays."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from townclerk import figures
from townclerk.democracy.models import Body, Decision
from townclerk.figures.facts import batches
from townclerk.figures.permission import OPERATOR
from townclerk.finance.models import BudgetRound, Virement, VirementRule
from townclerk.finance.operations import virements
from townclerk.finance.operations.budget_lines import BudgetLine, bring, expected
from townclerk.finance.policies import NotInThisState
from townclerk.finance.queries.virements import current_lines, left_in
from townclerk.finance.tests.budget_builders import CABINET, COUNCIL, P, a_unit
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.deadlines.models import Task
from townclerk.platform.organisation.models import UnitName
from townclerk.platform.registers import by_name
from townclerk.platform.registers.importing import load_rows

pytestmark = pytest.mark.django_db
JUNE = date(2017, 6, 1)
NOW = datetime(2017, 6, 1, 9, 0, tzinfo=UTC)
RULES = (
    ("within-service", 50, "budget-holder"),
    ("within-service", None, "head-of-service"),
    ("between-services", 100, "s151-officer"),
    ("between-services", None, "cabinet"),
    ("between-directorates", None, "council"),
)
BASE = (
    ("care", "Pay", 1_000),
    ("care", "Running costs", 200),
    ("care", "Fees and charges", -100),
    ("homes", "Pay", 500),
    ("parks", "Pay", 300),
)


@pytest.fixture
def year(officer, tmp_path, monkeypatch) -> BudgetRound:
    """A locked year of three services: care and homes are of one directorate."""
    monkeypatch.setattr(batches, "root", lambda: tmp_path)
    people, start = a_unit("people"), date(2010, 4, 1)
    for code, kind, above in (
        ("people", "directorate", None),
        ("care", "service", people),
        ("homes", "service", people),
        ("parks", "service", None),
    ):
        UnitName.objects.create(unit=a_unit(code), kind=kind, name=code, parent=above, start=start)
    lines = [
        BudgetLine(year=2017, unit=unit, account_group=group, amount=P(amount))
        for unit, group, amount in BASE
    ]
    bring(lines, file="budget 2017/18 as locked", actor=officer, moment=NOW)
    VirementRule.objects.bulk_create(
        VirementRule(
            code=f"{between}-{approver}",
            between=between,
            up_to=None if up_to is None else P(up_to),
            approver=approver,
            start=date(2017, 4, 1),
        )
        for between, up_to, approver in RULES
    )
    days = {"cabinet_on": CABINET, "council_on": COUNCIL, "state": BudgetRound.State.LOCKED}
    return BudgetRound.objects.create(code="2017-18", year=2017, **days)


def proposed(year, officer, source, target, amount, reference="v1", **more) -> Virement:
    given = {"reference": reference, "round": year, "on": JUNE, "why": "Agency staff"}
    for side, (code, group) in (("from", source), ("to", target)):
        given |= {f"{side}_unit": a_unit(code), f"{side}_group": group}
    return virements.propose({**given, "amount": P(amount), **more}, actor=officer, moment=NOW)


def moved(virement, move, actor, **more) -> Virement:
    return virements.move_virement(virement, move, actor=actor, moment=NOW, **more)


def decided(reference, kind) -> str:
    body = Body.objects.create(code=reference, name=reference, kind=kind)
    Decision.objects.create(
        reference=reference, title="Virement", body=body, state="made", decided_on=JUNE
    )
    return reference


CARE, RUNNING, FEES = ("care", "Pay"), ("care", "Running costs"), ("care", "Fees and charges")
HOMES, PARKS = ("homes", "Pay"), ("parks", "Pay")


def test_each_virement_goes_to_whoever_the_rule_names(year, officer):
    holder = an_actor("budget-holder", unit="care")
    stranger = an_actor("budget-holder", unit="parks")
    head = an_actor("head-of-service", unit="care")
    small = proposed(year, holder, CARE, RUNNING, 50)
    assert (small.approver, small.rule.code) == ("budget-holder", "within-service-budget-holder")
    asked = Task.objects.get(state=Task.State.OPEN)
    assert (asked.owner_role, asked.unit.code) == ("budget-holder", "care")
    with pytest.raises(Refused):
        moved(small, "approve", stranger)
    small = moved(small, "approve", holder)
    assert not Task.objects.filter(state=Task.State.OPEN).exists()
    with pytest.raises(Refused):
        moved(small, "post", holder)
    small = moved(small, "post", officer)
    assert (small.state, small.posted_on) == ("posted", JUNE)
    with pytest.raises(NotInThisState):
        moved(small, "refuse", officer, reason="Late")
    larger = proposed(year, head, CARE, RUNNING, 51, "v2")
    with pytest.raises(Refused, match="executive director"):
        moved(larger, "approve", holder)
    with pytest.raises(Refused, match="somebody else"):
        moved(larger, "approve", head)
    with pytest.raises(Problems, match="Say why"):
        moved(larger, "refuse", officer)
    larger = moved(larger, "refuse", officer, reason="Recruit instead")
    assert (larger.state, larger.decided_on) == ("refused", JUNE)
    assert larger.answer == "Recruit instead"
    assert AuditEntry.objects.filter(verb="refuse", reason="Recruit instead").exists()


def test_what_members_decide_needs_their_decision(year, officer):
    made = proposed(year, officer, CARE, HOMES, 101)
    assert (made.between, made.approver) == ("between-services", "cabinet")
    with pytest.raises(Refused, match="s151 officer records"):
        moved(made, "approve", an_actor("finance-partner"), decision="c1")
    with pytest.raises(Problems, match="no such decision"):
        moved(made, "approve", officer, decision="c1")
    wrong, right = decided("c1", Body.Kind.COUNCIL), decided("e1", Body.Kind.EXECUTIVE)
    with pytest.raises(Problems, match="not decided by Cabinet"):
        moved(made, "approve", officer, decision=wrong)
    assert moved(made, "approve", officer, decision=right).decision == "e1"
    made = proposed(year, officer, PARKS, CARE, 1, "v2")
    assert made.approver == "council"
    assert moved(made, "approve", officer, decision=wrong).state == "approved"


def test_rules_hold_from_their_day(year, officer):
    VirementRule.objects.filter(code="between-services-s151-officer").update(end=JUNE)
    assert proposed(year, officer, CARE, HOMES, 100).approver == "cabinet"
    before = proposed(year, officer, CARE, HOMES, 100, "v2", on=date(2017, 5, 31))
    assert before.approver == "s151-officer"
    VirementRule.objects.filter(between="between-directorates").update(start=date(2017, 6, 2))
    with pytest.raises(Problems, match=r"No rule in force covers £5\.00 between directorates"):
        proposed(year, officer, CARE, PARKS, 5, "v3")


def test_it_takes_no_more_than_the_line_still_has(year, officer):
    proposed(year, officer, RUNNING, CARE, 150)
    assert left_in(year, *RUNNING) == P(50)
    with pytest.raises(Problems, match=r"still has £50\.00"):
        proposed(year, officer, RUNNING, CARE, 51, "v2")
    # More income pays for more pay.
    assert proposed(year, officer, FEES, CARE, 500, "v3").state == "proposed"
    with pytest.raises(Problems) as wrong:
        proposed(year, officer, ("parks", "Vans"), ("parks", "Vans"), -1, "v4", on=CABINET)
    said = str(wrong.value)
    for part in ("another year", "more than nothing", "same line", "no line “Vans”", "No rule"):
        assert part in said, part
    BudgetRound.objects.update(state=BudgetRound.State.APPROVED)
    with pytest.raises(Problems, match="not locked"):
        proposed(BudgetRound.objects.get(), officer, CARE, HOMES, 1, "v5")


def asked(key, scope="council", **more) -> Money:
    name = f"finance.virements.{key}"
    return figures.ask(name, scope=scope, period="2017/18", reader=OPERATOR, **more).value


def test_the_current_budget_is_the_base_with_what_was_posted(year, officer):
    partner = an_actor("finance-partner")
    one = proposed(year, partner, CARE, HOMES, 100)
    assert (asked("current", "care"), asked("net", "care")) == (P(1_100), P(0))
    moved(moved(one, "approve", officer), "post", officer)
    assert (asked("current", "care"), asked("current", "homes")) == (P(1_000), P(600))
    assert (asked("net", "care"), asked("net", "homes"), asked("net")) == (P(-100), P(100), P(0))
    assert asked("current") == P(1_900)
    base = {(line.unit, line.group): line.base for line in current_lines(year)}
    assert base == {(unit, group): P(amount) for unit, group, amount in BASE}
    assert figures.ask(
        "finance.budget.net", scope="care", period="2017/18", reader=OPERATOR
    ).value == P(1_100)
    other = [BudgetLine(year=2017, unit="care", account_group="Pay", amount=P(1))]
    for way in (expected, lambda lines, **by: bring(lines, file="later", **by)):
        with pytest.raises(Problems, match="stays as the Council set it"):
            way(other, actor=officer, moment=NOW)


def test_virements_come_in_as_a_sheet_and_each_is_sent_to_whom_the_rule_names(year, officer):
    sheet = [
        {
            "reference": f"v{number}", "round": "2017-18", "on": "2017-06-01", "from_unit": "care",
            "from_group": "Pay", "to_unit": "homes", "to_group": "Pay", "amount": str(amount),
            "why": "Agency",
        }
        for number, amount in enumerate((100, 101))
    ]  # fmt: skip
    load_rows(by_name("virements"), sheet, actor=officer, moment=NOW)
    held = Virement.objects.values_list("reference", "approver")
    assert set(held) == {("v0", "s151-officer"), ("v1", "cabinet")}


def test_the_page_shows_base_virements_and_current_budget(year, officer, client):
    one = proposed(year, an_actor("finance-partner"), CARE, HOMES, 100)
    address = reverse("finance:virements", args=[2017])

    def shown(user) -> str:
        client.force_login(user)
        main = BeautifulSoup(client.get(address).content, "html.parser").find("main")
        return main.get_text(" ", strip=True)

    s151 = a_user("s151-officer")
    assert "care 1,100.00 0.00 1,100.00" in shown(s151)
    act = reverse("finance:budget-act", args=["virement-step", one.pk])
    assert client.post(act, {"move": "approve"}).status_code == 302
    client.post(act, {"move": "post"})
    page = shown(s151)
    for part in ("care 1,100.00 −100.00 1,000.00", "All services 1,900.00 0.00 1,900.00",
                 "Agreed", "Between services of one directorate 100.00"):  # fmt: skip
        assert part in page, part
    holder = shown(a_user("budget-holder", unit="homes"))
    assert "homes 500.00 100.00 600.00" in holder
    assert "All services" not in holder
    assert "parks" not in holder
    assert client.get(reverse("finance:budget-round", args=[2017])).status_code == 403
    propose = reverse("finance:budget-act", args=["propose-virement", year.pk])
    given = {"reference": "v9", "on": "1/6/2017", "source": "homes|Pay", "target": "parks|Pay"}
    answer = client.post(propose, given | {"amount": "5", "why": "Mowing"}, follow=True)
    assert "Virement v9 is proposed. It is for the Council to agree." in answer.content.decode()
    client.force_login(a_user("scrutiny-member"))
    assert client.post(propose, given).status_code == 403
    client.force_login(a_user("member"))
    assert client.get(address).status_code == 403


def test_the_form_names_lines_of_all_services_and_what_they_have_to_nobody(year, client):
    client.force_login(a_user("budget-holder", unit="homes"))
    act = reverse("finance:budget-act", args=["propose-virement", year.pk])
    form = BeautifulSoup(client.get(act).content, "html.parser").find("main").get_text()
    assert "parks, Pay" in form
    assert "300.00" not in form


def test_the_page_asks_no_more_for_more_virements(year, officer, client):
    client.force_login(a_user("s151-officer"))
    counts = []
    for more in (1, 6):
        for number in range(more):
            proposed(year, officer, CARE, HOMES, 1, f"v-{more}-{number}")
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("finance:virements", args=[2017])).content.decode()
        counts.append(len(seen))
    assert page.count("Decide or post the virement") >= 7
    assert counts[0] == counts[1] < 40
