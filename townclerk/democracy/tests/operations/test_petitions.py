"""Petitions: owed what their signatures reach, answered, heard and closed with their action."""

from datetime import date

import pytest

from townclerk.democracy.models import CommitteeAction, Petition, PetitionThreshold
from townclerk.democracy.operations import actions, meetings, petitions
from townclerk.democracy.queries import agendas as queries
from townclerk.democracy.tests.builders import a_body, a_meeting, at, by
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.exchange import template
from townclerk.platform.registers.steps import NotInThisState

pytestmark = pytest.mark.django_db
CAME, MET = date(2024, 5, 20), date(2024, 6, 4)
NOW = at(MET)


@pytest.fixture
def children(clerk):
    return a_body(clerk, "children", "scrutiny", decides=False)


@pytest.fixture
def thresholds(clerk):
    """The scheme of a council, and the one it replaced at the start of the year."""
    rows = [
        {"code": "answer", "signatures": "1", "owed": "A written response", "days": "10"},
        {
            "code": "committee",
            "signatures": "250",
            "owed": "Consideration by the committee",
            "days": "30",
        },
        {"code": "debate", "signatures": "1500", "owed": "A debate by Council", "days": "60"},
    ]
    rows = [row | {"start": "2024-01-01"} for row in rows]
    old = {"code": "old", "signatures": "5000", "owed": "A debate by Council", "days": "90"}
    rows.append(old | {"start": "2020-01-01", "end": "2024-01-01"})
    template("petition-thresholds").load(rows, actor=clerk, moment=NOW, batch="b")


def a_petition(clerk, body, signatures, **values):
    given = {
        "reference": f"p{signatures}",
        "title": "Keep the crossing",
        "body": body,
        "signatures": signatures,
        "received_on": CAME,
    }
    return petitions.receive(given | values, **by(clerk, NOW))


def test_a_petition_is_owed_what_its_signatures_reach(clerk, children, thresholds):
    council = a_body(clerk, "council", "council")
    told = []
    for signatures in (3, 249, 250, 1500):
        found = a_petition(clerk, children, signatures)
        told.append((found.owed, found.due, found.action.report_to, found.action.signatures))
    assert told == [
        ("response", date(2024, 5, 30), None, 3),
        ("response", date(2024, 5, 30), None, 249),
        ("committee", date(2024, 6, 19), children, 250),
        ("debate", date(2024, 7, 19), council, 1500),
    ]
    assert set(CommitteeAction.objects.values_list("origin", flat=True)) == {"petition"}
    blank = a_petition(clerk, children, 9, owner_role="")
    assert blank.action.owner_role == "democratic-services"
    with pytest.raises(Refused):
        a_petition(an_actor("head-of-service"), children, 9)


def test_thresholds_are_the_councils_own_by_date(clerk, children, thresholds):
    before = date(2023, 12, 31)
    with pytest.raises(Problems, match="No threshold") as refused:
        a_petition(clerk, children, 1500, received_on=before)
    assert refused.value.problems[0].field == "due"
    with pytest.raises(Problems, match="no Council"):
        a_petition(clerk, children, 5000, received_on=before)
    given = a_petition(clerk, children, None, due=MET, owed="committee")
    assert (given.action.due, given.action.report_to) == (MET, children)
    assert Petition.objects.count() == CommitteeAction.objects.count() == 1
    PetitionThreshold.objects.filter(code="committee").update(signatures=100)
    assert a_petition(clerk, children, 100).owed == "committee"


def test_a_petition_is_answered_and_debated_before_it_is_closed(clerk, children, thresholds):
    council = a_body(clerk, "council", "council")
    found = a_petition(clerk, children, 2000)
    july = a_meeting(clerk, council, date(2024, 7, 25))
    assert [one.reference for one in queries.to_report_back(july)] == ["petition-p2000"]
    with pytest.raises(NotInThisState):
        petitions.close(found, **by(clerk, NOW))
    with pytest.raises(Problems, match="Write the response"):
        petitions.answer(found, **by(clerk, NOW))
    found = petitions.answer(found, reason="The crossing stays.", **by(clerk, NOW))
    found.action.refresh_from_db()
    assert (found.state, found.action.state, found.answered_on) == ("answered", "under-way", MET)
    with pytest.raises(Problems, match="Council has not heard of it"):
        petitions.close(found, **by(clerk, NOW))
    found.refresh_from_db()
    debated = at(july.on)
    meetings.hold(july, **by(clerk, debated))
    july.refresh_from_db()
    actions.heard(found.action, at=july, **by(clerk, debated))
    found = petitions.close(Petition.objects.get(), **by(clerk, debated))
    found.action.refresh_from_db()
    assert (found.state, found.action.state, found.action.evidence) == (
        "closed",
        "closed",
        "The crossing stays.",
    )


def test_a_petition_that_is_refused_says_why_and_waits_for_nobody(clerk, children, thresholds):
    found = a_petition(clerk, children, 300)
    with pytest.raises(Problems, match="why it is not taken"):
        petitions.refuse(found, **by(clerk, NOW))
    found = petitions.refuse(found, reason="It is about a planning case.", **by(clerk, NOW))
    action = CommitteeAction.objects.get()
    assert (found.state, action.state, action.evidence) == (
        "refused",
        "closed",
        "It is about a planning case.",
    )
