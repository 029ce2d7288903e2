"""The civic office: days that fit their date, and a charity whose money is its own."""

from datetime import date

import pytest

from townclerk.democracy.models import CharityAccount, CharityEntry, Engagement, Honour
from townclerk.democracy.operations import civic
from townclerk.democracy.operations.civic import CannotBook
from townclerk.democracy.tests.builders import a_body, a_published, at, by
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money

pytestmark = pytest.mark.django_db
NOW = at(date(2024, 8, 1))
QUIZ = {"reference": "quiz", "title": "Charity quiz", "kind": "charity", "on": date(2021, 12, 16)}


@pytest.fixture
def account():
    return CharityAccount.objects.create(code="mayor", name="Mayor's charity")


def entered(clerk, account, number=1, **values):
    given = {
        "reference": f"e{number}",
        "account": account,
        "on": date(2024, 7, 14),
        "kind": "raffle",
        "title": "Sweepstake",
        "amount": Money(24000),
    }
    return civic.enter(given | values, **by(clerk, NOW))


def test_a_day_of_the_week_that_does_not_fit_is_named(clerk):
    with pytest.raises(Problems) as refused:
        civic.invite(QUIZ | {"weekday": "Friday"}, **by(clerk, NOW))
    assert refused.value.problems[0].message == "16 December 2021 is a Thursday, not a Friday."
    made = civic.invite(QUIZ | {"weekday": "Thursday"}, **by(clerk, NOW))
    with pytest.raises(Problems):
        civic.change(made, {"on": date(2021, 12, 17)}, **by(clerk, NOW))


def test_an_engagement_runs_from_invitation_to_review(clerk):
    made = civic.invite(QUIZ | {"starts": "19:00"}, **by(clerk, NOW))
    with pytest.raises(CannotBook):
        civic.brief(civic.accept(made, **by(clerk, NOW)), **by(clerk, NOW))
    made = civic.brief(Engagement.objects.get(), reason="Hand over prizes.", **by(clerk, NOW))
    made = civic.hold(made, **by(clerk, NOW))
    assert civic.review(made, reason="A full hall.", **by(clerk, NOW)).state == "reviewed"


def test_one_office_is_not_in_two_places(clerk):
    civic.accept(civic.invite(QUIZ | {"starts": "19:00"}, **by(clerk, NOW)), **by(clerk, NOW))
    again = civic.invite(QUIZ | {"reference": "b", "starts": "19:00"}, **by(clerk, NOW))
    with pytest.raises(CannotBook):
        civic.accept(again, **by(clerk, NOW))
    again = civic.change(again, {"deputy": "Deputy Mayor"}, **by(clerk, NOW))
    assert civic.accept(again, **by(clerk, NOW)).state == "accepted"


def test_the_charity_is_reconciled_to_the_penny_and_then_closed_to_that_day(clerk, account):
    entered(clerk, account)
    entered(clerk, account, 2, kind="cost", amount=Money(3050))
    july = date(2024, 7, 31)
    with pytest.raises(Problems) as refused:
        civic.reconcile(account, to=july, statement=Money(24000), **by(clerk, NOW))
    assert "£209.50" in refused.value.problems[0].message
    account = civic.reconcile(account, to=july, statement=Money(20950), **by(clerk, NOW))
    assert CharityEntry.objects.filter(reconciled_on=None).count() == 0
    with pytest.raises(Problems):
        entered(clerk, account, 3)


def test_an_honour_needs_the_decision_of_council(clerk):
    honour = Honour.objects.create(
        reference="h", kind="freedom", recipient="A regiment", circumstances="A century."
    )
    with pytest.raises(CannotBook):
        civic.agree_honour(honour, **by(clerk, NOW))
    body = a_body(clerk, "council", "council")
    honour.decision = a_published(clerk, body, date(2024, 7, 4), date(2024, 7, 5))
    honour = civic.agree_honour(honour, **by(clerk, NOW))
    assert civic.confer(honour, **by(clerk, NOW)).conferred_on == date(2024, 8, 1)
