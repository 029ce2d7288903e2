"""An act its page no longer offers is refused in words when it is sent all the same."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.finance.models import (
    BudgetAmendment,
    BudgetRound,
    PlanVersion,
    Reserve,
    RiskAssessment,
    RobustnessStatement,
)
from townclerk.finance.operations import budget_amendments, budget_round
from townclerk.finance.tests.budget_builders import (
    MOMENT,
    P,
    a_round,
    a_unit,
    a_vote,
    a_whole_round,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(client, officer):
    """What the form says above its fields, when it is sent."""
    client.force_login(officer.user)

    def send(act: str, pk: int, where: str = "finance:budget-act", **values: str) -> str:
        answer = client.post(reverse(where, args=[act, pk]), values)
        assert answer.status_code == 422
        found = BeautifulSoup(answer.content, "html.parser").find(class_="govuk-error-summary")
        return found.get_text(" ", strip=True)

    return send


def test_the_day_of_a_step_stays_once_the_budget_is_set(refused, officer):
    step = a_round(officer).steps.get(code="cash-limits")
    BudgetRound.objects.update(state=BudgetRound.State.LOCKED)
    said = refused("plan-step", step.pk, planned_on="3/1/2017")
    assert "Budget 2017/18 is locked and cannot be changed." in said
    planned = step.planned_on
    step.refresh_from_db()
    assert step.planned_on == planned


def test_the_day_a_step_was_done_stays(refused, officer):
    step = a_round(officer).steps.get(code="cash-limits")
    step = budget_round.finish_step(step, date(2016, 9, 5), actor=officer, moment=MOMENT)
    said = refused("finish-step", step.pk, done_on="4/9/2016")
    assert "was done on 5 September 2016. That day stays." in said
    step.refresh_from_db()
    assert step.done_on == date(2016, 9, 5)


def test_the_minute_of_the_regard_is_recorded_once(refused, officer):
    statement = a_round(officer).statement
    signed = RobustnessStatement.State.SIGNED
    RobustnessStatement.objects.update(state=signed, regard_minute="11")
    said = refused("record-regard", statement.pk, minute="12")
    assert "regard is recorded, 11. That minute stays." in said
    assert RobustnessStatement.objects.get().regard_minute == "11"


def test_the_minute_that_noted_a_version_is_recorded_once(refused, plan):
    noted = {"noted": "CAB-7", "noted_on": date(2017, 1, 12), "published_on": date(2017, 1, 4)}
    PlanVersion.objects.filter(pk=plan.pk).update(state=PlanVersion.State.PUBLISHED, **noted)
    said = refused("note-version", plan.pk, "finance:act", noted="CAB-8", noted_on="13/1/2017")
    assert "was noted already, CAB-7. That minute stays." in said
    assert PlanVersion.objects.get(pk=plan.pk).noted == "CAB-7"


@pytest.fixture
def amendment(officer) -> BudgetAmendment:
    """Drawn and balanced in a recommended round."""
    found = a_whole_round(officer)
    BudgetRound.objects.update(state=BudgetRound.State.RECOMMENDED)
    found.refresh_from_db()
    stamp = {"actor": officer, "moment": MOMENT}
    given = {"round": found, "reference": "parks", "title": "Parks", "moved_by": "Group"}
    made = budget_amendments.draw(given, **stamp)
    for code, amount in (("parks", 5), ("care", -5)):
        line = {"amendment": made, "unit": a_unit(code), "what": code, "amount": P(amount)}
        budget_amendments.add_change(line, **stamp)
    return made


def test_an_amendment_waits_while_the_round_is_open_again(refused, officer, amendment, client):
    said = "Amendments and votes come once Cabinet has recommended it"
    BudgetRound.objects.update(state=BudgetRound.State.OPENED)
    assert said in refused("amendment-step", amendment.pk, move="table")
    BudgetRound.objects.update(state=BudgetRound.State.RECOMMENDED)
    stamp = {"actor": officer, "moment": MOMENT}
    amendment.refresh_from_db()
    made = budget_amendments.move_amendment(amendment, "table", **stamp)
    number = a_vote("for")
    BudgetRound.objects.update(state=BudgetRound.State.OPENED)
    assert said in refused("vote-on-amendment", made.pk, vote=str(number))
    made.refresh_from_db()
    assert (made.state, made.vote) == ("tabled", None)
    page = client.get(reverse("finance:amendment", args=["parks"])).content.decode()
    assert "Take up the vote" not in page


def test_a_budget_that_is_set_offers_nothing_on_a_draft_amendment(amendment, client, officer):
    client.force_login(officer.user)
    address = reverse("finance:amendment", args=["parks"])
    assert "Add a line it changes" in client.get(address).content.decode()
    BudgetRound.objects.update(state=BudgetRound.State.LOCKED)
    page = client.get(address).content.decode()
    for act in ("Add a line it changes", "Remove the line", "Take the amendment on"):
        assert act not in page


def test_a_reviewed_assessment_takes_neither_a_risk_nor_a_step(refused, client):
    year = {"year": 2017, "net_budget": P(1), "net_budget_year": 2017}
    general = Reserve.objects.create(
        code="general", name="Balance", kind="general", opening=P(1), opened_on=date(2016, 4, 1)
    )
    reviewed = RiskAssessment.State.REVIEWED
    found = RiskAssessment.objects.create(reserve=general, state=reviewed, **year)
    said = refused("move-assessment", found.pk, "finance:act", move="agree")
    assert "This step is not open to it as it stands now." in said
    risk = {"code": "pay", "name": "Pay", "exposure": "1", "change": "1", "likelihood": "1"}
    assert "so its risks stay as they are" in refused("add-risk", found.pk, "finance:act", **risk)
    page = client.get(reverse("finance:resilience")).content.decode()
    assert "Record what the audit and governance committee said" in page
    assert "Add a risk" not in page
    assert "Take the assessment on" not in page
