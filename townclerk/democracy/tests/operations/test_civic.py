"""The civic office: days that fit their date, and a charity whose money is its own."""

from datetime import date

import pytest

from townclerk.democracy.models import (
    CharityAccount,
    CharityEntry,
    CivicLesson,
    Engagement,
    Gift,
    Honour,
)
from townclerk.democracy.operations import civic
from townclerk.democracy.operations.civic import CannotBook
from townclerk.democracy.queries.civic import raised
from townclerk.democracy.tests.builders import a_body, a_published, at, by
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.exchange import template
from townclerk.platform.registers.steps import NotInThisState

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
    given = {"starts": "19:00", "host": "The friends", "protocol": "Chain; arrive last."}
    made = civic.invite(QUIZ | given, **by(clerk, NOW))
    with pytest.raises(CannotBook):
        civic.brief(civic.accept(made, **by(clerk, NOW)), **by(clerk, NOW))
    made = civic.brief(Engagement.objects.get(), reason="Hand over prizes.", **by(clerk, NOW))
    made = civic.hold(made, **by(clerk, NOW))
    made = civic.review(made, reason="A full hall.", **by(clerk, NOW))
    assert (made.state, made.protocol, made.review, made.attends) == (
        "reviewed",
        "Chain; arrive last.",
        "A full hall.",
        "Mayor",
    )


def test_one_office_is_not_in_two_places(clerk):
    civic.accept(civic.invite(QUIZ | {"starts": "19:00"}, **by(clerk, NOW)), **by(clerk, NOW))
    again = civic.invite(QUIZ | {"reference": "b", "starts": "19:00"}, **by(clerk, NOW))
    with pytest.raises(CannotBook):
        civic.accept(again, **by(clerk, NOW))
    again = civic.change(again, {"deputy": "Deputy Mayor"}, **by(clerk, NOW))
    again = civic.accept(again, **by(clerk, NOW))
    assert again.state == "accepted"
    assert civic.decline(again, reason="Ill", **by(clerk, NOW)).state == "declined"


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


def test_an_event_says_what_it_raised_for_the_charity(clerk, account):
    quiz = civic.invite(QUIZ, **by(clerk, NOW))
    assert raised(quiz) is None
    of_it = {"engagement": quiz, "on": QUIZ["on"]}
    entered(clerk, account, 1, kind="tickets", tickets=32, amount=Money(16000), **of_it)
    entered(clerk, account, 2, **of_it)
    entered(clerk, account, 3, kind="cost", amount=Money(4550), **of_it)
    entered(clerk, account, 4, kind="grant", amount=Money(10000), **of_it)
    found = raised(quiz)
    assert (found.income, found.kept, found.tickets) == (Money(40000), Money(35450), 32)
    parade = civic.invite(QUIZ | {"reference": "p", "kind": "ceremonial"}, **by(clerk, NOW))
    with pytest.raises(Problems, match="no charity event"):
        entered(clerk, account, 5, engagement=parade)


def load(name, clerk, row):
    return template(name).load([row], actor=clerk, moment=NOW, batch="b").added


def test_a_lesson_stays_until_the_plan_says_it(clerk):
    civic.invite(QUIZ | {"reference": "march"}, **by(clerk, NOW))
    assert load("ceremonial-plans", clerk, {"code": "remembrance", "title": "Remembrance"})
    row = {"reference": "l1", "title": "Close the road sooner", "engagement": "march"}
    assert load("civic-lessons", clerk, row | {"plan": "remembrance", "due": "2024-10-01"})
    lesson = CivicLesson.objects.get(plan__code="remembrance", state="open")
    lesson = civic.apply_lesson(lesson, reason="Step 4", **by(clerk, NOW))
    assert (lesson.state, lesson.applied_on) == ("applied", NOW.date())
    with pytest.raises(NotInThisState):
        civic.apply_lesson(lesson, **by(clerk, NOW))


def test_a_gift_is_declared_with_where_it_went(clerk):
    row = {"reference": "g1", "title": "Vase", "received_on": "2024-06-01", "giver": "A twin town"}
    with pytest.raises(Problems):
        load("civic-gifts", clerk, row | {"giver": ""})
    kept = {"value": "45.00", "kept": "The Mayor's parlour", "declared_on": "2024-06-10"}
    assert load("civic-gifts", clerk, row | kept)
    gift = Gift.objects.get()
    assert (gift.value, gift.kept, gift.to_office) == (
        Money(4500),
        "The Mayor's parlour",
        "Mayor",
    )


def test_an_honour_needs_the_decision_of_council(clerk):
    with pytest.raises(Problems, match="circumstances"):
        load("honours", clerk, {"reference": "x", "kind": "Honorary freedom", "recipient": "A"})
    honour = Honour.objects.create(
        reference="h", kind="freedom", recipient="A regiment", circumstances="A century."
    )
    with pytest.raises(CannotBook):
        civic.agree_honour(honour, **by(clerk, NOW))
    body = a_body(clerk, "council", "council")
    honour.decision = a_published(clerk, body, date(2024, 7, 4), date(2024, 7, 5))
    honour = civic.agree_honour(honour, **by(clerk, NOW))
    assert civic.confer(honour, **by(clerk, NOW)).conferred_on == date(2024, 8, 1)
