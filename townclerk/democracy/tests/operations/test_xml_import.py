"""A file of meetings lands whole by the operations of a clerk, or not at all."""

from pathlib import Path

import pytest

from townclerk.democracy.models import AgendaItem, Decision, Meeting
from townclerk.democracy.operations import importing
from townclerk.democracy.tests.builders import a_body, by
from townclerk.democracy.tests.core.test_committee_xml import GOOD
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[4] / "data/democracy/meetings.xml"
OPEN = GOOD.replace(b' exempt="3"', b"").replace(
    b"<reasons>It falls down.</reasons>",
    b"<reasons>It falls down.</reasons><alternatives>None</alternatives>"
    b"<interests>None</interests>",
)


def bring(clerk, content, **more):
    return importing.bring(content, name="meetings.xml", **by(clerk), **more)


def test_meetings_items_and_decisions_land_in_the_state_the_file_gives(clerk):
    a_body(clerk)
    assert bring(clerk, OPEN, keep=False).meetings == 1
    assert not Meeting.objects.exists()
    found = bring(clerk, OPEN)
    assert (found.meetings, found.items, found.decisions, found.same) == (1, 2, 1, 0)
    meeting, decision = Meeting.objects.get(), Decision.objects.get()
    assert (meeting.state, str(meeting.agenda_on)) == ("held", "2024-05-24")
    assert (decision.state, decision.meeting, decision.key_decision) == ("published", meeting, True)
    assert "line" in meeting.history.last().history_change_reason
    assert bring(clerk, OPEN).same == 4, "the same file again changes nothing"
    other = OPEN.replace(b"Sale of the pier</item>", b"Sale of the harbour</item>")
    with pytest.raises(Problems, match="Item 2 of Cabinet"):
        bring(clerk, other)


def test_with_one_thing_wrong_nothing_lands_and_all_is_told(clerk):
    a_body(clerk)
    more = b"""<committee code="nowhere"><meeting reference="n" date="2024-06-05"/></committee>
    <committee code="cabinet"><meeting reference="h" date="2024-08-26"/></committee></committees>"""
    with pytest.raises(Problems) as refused:
        bring(clerk, GOOD.replace(b"</committees>", more))
    told = "\n".join(str(one) for one in refused.value.problems)
    assert "no notice of that was given" in told, "the exempt item had no notice"
    assert "record must give the alternatives" in told
    assert "no body nowhere" in told
    assert "bank holiday" in told
    assert all(one.row and one.file == "meetings.xml" for one in refused.value.problems)
    assert not Meeting.objects.exists()
    assert not AgendaItem.objects.exists()


def test_the_sample_that_comes_with_the_documents_lands(clerk):
    a_body(clerk)
    found = bring(clerk, SAMPLE.read_bytes())
    assert (found.meetings, found.items, found.decisions) == (2, 2, 1)


def test_only_clerks_bring_a_file():
    with pytest.raises(Refused):
        bring(an_actor("leader"), OPEN)
