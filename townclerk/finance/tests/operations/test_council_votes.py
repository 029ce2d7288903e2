"""The Council votes by name at its meeting; the budget takes its vote from there."""

import importlib
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.urls import reverse

from townclerk.democracy.models import AgendaItem, Body, Member, Minutes, Vote
from townclerk.democracy.operations import agendas
from townclerk.finance.models import BudgetRound
from townclerk.finance.operations import budget_amendments
from townclerk.finance.queries.budget_votes import open_votes, vote_on
from townclerk.finance.tests.budget_builders import (
    COUNCIL,
    P,
    a_council_meeting,
    a_unit,
    a_vote,
    a_whole_round,
    all_agreed,
)
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_user, an_actor

pytestmark = pytest.mark.django_db
LATER = datetime(2017, 3, 3, 9, 0, tzinfo=UTC)
STAMP = {"moment": LATER}


@pytest.fixture
def found(officer) -> BudgetRound:
    made = all_agreed(a_whole_round(officer))
    BudgetRound.objects.filter(pk=made.pk).update(state=BudgetRound.State.RECOMMENDED)
    made.refresh_from_db()
    return made


def page(client, *address) -> str:
    answer = client.get(reverse(*address))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main").get_text(" ", strip=True)


def test_the_budget_is_voted_on_by_name_at_a_meeting_of_the_council(found):
    clerk = an_actor("democratic-services")
    meeting = a_council_meeting()
    item = AgendaItem.objects.create(meeting=meeting, number=7, title="Budget")
    names = [Member.objects.create(code=f"m{n}", label=f"Councillor {n}") for n in range(4)]
    casts = dict(zip(names, ("for", "for", "against", "barred"), strict=True))
    made = agendas.vote(item, motion="The budget", casts=casts, actor=clerk, **STAMP)
    budget_amendments.take_vote_on_budget(found, made.pk, actor=clerk, **STAMP)
    found.refresh_from_db()
    vote = vote_on(found)
    assert (vote.carried, vote.held_on, vote.confirmed_on) == (True, COUNCIL, None)
    assert vote.ways == (("For", 2), ("Against", 1), ("May not vote", 1))
    assert vote.members[-1] == ("Councillor 3", "May not vote")


def test_only_a_vote_by_name_of_the_council_counts_and_each_once(found, officer):
    early = a_vote("for", meeting=a_council_meeting(date(2016, 12, 1)))
    cabinet = a_vote("for", meeting=a_council_meeting(kind=Body.Kind.EXECUTIVE))
    counted = a_vote("for")
    Vote.objects.filter(pk=counted).update(recorded=False)
    for number in (early, cabinet, counted, 0):
        with pytest.raises(Problems, match="Record it by name"):
            budget_amendments.take_vote_on_budget(found, number, actor=officer, **STAMP)
    lost, carried = a_vote("for", "against"), a_vote("for", "for")
    assert [vote.number for vote in open_votes(found)] == [carried, lost]
    budget_amendments.take_vote_on_budget(found, lost, actor=officer, **STAMP)
    found.refresh_from_db()
    assert [vote.number for vote in open_votes(found)] == [carried]
    # A budget that was lost is put again.
    budget_amendments.take_vote_on_budget(found, carried, actor=officer, **STAMP)
    found.refresh_from_db()
    assert vote_on(found).carried
    with pytest.raises(budget_amendments.AlreadyCarried, match="That vote stands"):
        budget_amendments.take_vote_on_budget(found, a_vote("against"), actor=officer, **STAMP)
    found.refresh_from_db()
    assert vote_on(found).carried


def test_votes_are_the_clerks_or_the_s151_officers_to_take_up(found, analyst):
    number = a_vote("for")
    with pytest.raises(Refused, match="democratic services"):
        budget_amendments.take_vote_on_budget(found, number, actor=analyst, **STAMP)
    clerk = an_actor("democratic-services")
    assert budget_amendments.take_vote_on_budget(found, number, actor=clerk, **STAMP).carried


def test_the_round_shows_who_voted_how(found, client):
    client.force_login(a_user("s151-officer"))
    act = reverse("finance:budget-act", args=["vote-on-budget", found.pk])
    assert "No vote by name is open" in client.get(act).content.decode()
    shown = page(client, "finance:budget-round", None, [2017])
    assert "it is taken up here" in shown
    assert "Take up the vote" not in shown
    number = a_vote("for", "for", "against")
    assert "Take up the vote on the budget" in page(client, "finance:budget-round", None, [2017])
    assert client.post(act, {"vote": number}).status_code == 302
    shown = page(client, "finance:budget-round", None, [2017])
    for part in ("Carried on 2 March 2017: for 2, against 1", "cannot be locked", "Councillor 3"):
        assert part in shown


def test_an_amendment_withdrawn_before_it_was_tabled_is_not_in_the_report(found, officer, client):
    values = {"round": found, "moved_by": "Group"}
    for name, moves in (("never", ("withdraw",)), ("once", ("table", "withdraw"))):
        given = {**values, "reference": name, "title": name}
        made = budget_amendments.draw(given, actor=officer, **STAMP)
        if "table" in moves:
            line = {"amendment": made, "unit": a_unit("parks"), "what": "p", "amount": P(0)}
            budget_amendments.add_change(line, actor=officer, **STAMP)
        for move in moves:
            made = budget_amendments.move_amendment(made, move, actor=officer, **STAMP)
    client.force_login(officer.user)
    shown = page(client, "finance:council-report", None, [2017])
    assert "once Group 0.00 0.00 Withdrawn" in shown
    assert "never Group" not in shown


def test_votes_kept_before_are_moved_to_the_register_of_votes(db):
    moved = importlib.import_module("townclerk.finance.migrations.0006_votes_of_the_council")
    Member.objects.create(code="one", label="Councillor One")
    old = {"title": "Budget 2017/18", "held_on": COUNCIL, "minute": "12"}
    cast = {"Councillor One": "for", "Councillor Two": "against", "Councillor Three": "barred"}
    given = {"carried": False, "confirmed_on": date(2017, 4, 20), "cast": cast}
    first = moved.keep(apps, motion="More parks", amendment=True, **old, **given)
    given |= {"carried": True, "cast": {"Councillor Two": "for"}}
    second = moved.keep(apps, motion="Budget 2017/18", amendment=False, **old, **given)
    vote = Vote.objects.get(pk=first)
    sizes = (vote.votes_for, vote.votes_against, vote.carried, vote.amendment)
    assert sizes == (1, 1, False, True)
    assert set(vote.casts.values_list("member__label", "choice")) == set(cast.items())
    assert Vote.objects.get(pk=second).item == vote.item
    assert Member.objects.count() == 3
    minutes = Minutes.objects.get()
    assert (minutes.state, minutes.confirmed_at.on) == ("confirmed", date(2017, 4, 20))
    assert vote.item.minute.text == "Recorded as minute 12."
