"""What a member of one committee reads: what is public, and the exempt papers of that committee."""

from datetime import date

import pytest

from townclerk.democracy.models import Body
from townclerk.democracy.operations import agendas, decisions, meetings, papers
from townclerk.democracy.tests.builders import a_body, a_meeting, a_published, at, by
from townclerk.platform.access.models import Holding, Role
from townclerk.platform.access.testing import LONG_AGO, a_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)


@pytest.fixture
def opposition(clerk):
    """A scrutiny member for the audit committee alone, cleared for exempt papers."""
    user = a_user(clearances=("exempt",))
    role = Role.objects.get(code="scrutiny-member")
    scope = {"scope_kind": Holding.Scope.BODY, "scope_code": "audit"}
    Holding.objects.create(user=user, role=role, start=LONG_AGO, **scope)
    return user


def exempt(clerk, code, title):
    """A meeting of a committee with an exempt paper and an exempt minute."""
    body = a_body(clerk, code, Body.Kind.COMMITTEE)
    meeting = a_meeting(clerk, body, on=DAY)
    given = {"meeting": meeting, "title": f"Matter of {code}", "exempt_paragraph": "5"}
    item = agendas.add_item(given, **by(clerk))
    told = {"paragraph": "5", "public_interest": "Advice in a dispute", "item": item}
    paper = papers.create_exempt({"reference": f"p-{code}", "title": title, **told}, **by(clerk))
    item.meeting = meetings.hold(meeting, **by(clerk, at(date(2026, 3, 6))))
    stamp = by(clerk, at(date(2026, 3, 6)))
    agendas.minute(item, outcome="resolved", text="Agreed.", private=f"Secret {code}", **stamp)
    return paper


def test_own_exempt_papers_open_and_legal_advice_of_another_committee_does_not(
    clerk, client, opposition
):
    own = exempt(clerk, "audit", "Fees of the auditor")
    other = exempt(clerk, "planning", "Advice of counsel")
    decision = a_published(clerk, other.item.meeting.body)
    part = {"paragraph": "5", "text": "Counsel says", "public_interest": "Advice"}
    decisions.keep_exempt_part(decision, **part, **by(clerk))
    client.force_login(opposition)
    assert client.get(f"/r/exempt-papers/{own.pk}/").status_code == 200
    assert client.get(f"/r/exempt-papers/{other.pk}/").status_code in (403, 404)
    listed = client.get("/r/exempt-papers/").content.decode()
    assert "Fees of the auditor" in listed
    assert "Advice of counsel" not in listed
    pages = {
        paper: client.get(f"/democracy/meetings/{paper.item.meeting.reference}/").content.decode()
        for paper in (own, other)
    }
    assert "Fees of the auditor" in pages[own]
    assert "Matter of planning" in pages[other], "the open part of the agenda"
    assert "Advice of counsel" not in pages[other]
    minutes = client.get("/r/exempt-minutes/").content.decode()
    assert "Matter of audit" in minutes
    assert "Matter of planning" not in minutes
    assert "Highways" not in client.get("/r/exempt-decisions/").content.decode()
