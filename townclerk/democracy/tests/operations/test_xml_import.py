"""A file of meetings lands whole by the operations of a clerk, or not at all."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from townclerk.democracy.models import AgendaItem, Decision, Meeting
from townclerk.democracy.operations.importing import MEETINGS_XML, NAME, with_reason
from townclerk.democracy.tests.builders import a_body, by
from townclerk.democracy.tests.core.test_committee_xml import GOOD
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.exchange import operations as exchange
from townclerk.platform.exchange.commands import import_
from townclerk.platform.exchange.models import ImportBatch
from townclerk.platform.exchange.operations import File, LoadedBefore

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[4] / "data/democracy/meetings.xml"
OPEN = GOOD.replace(b' exempt="3"', b"").replace(
    b"<reasons>It falls down.</reasons>",
    b"<reasons>It falls down.</reasons><alternatives>None</alternatives>"
    b"<interests>None</interests>",
)


def bring(clerk, content, late_reason="", **more):
    template = with_reason(late_reason)
    return exchange.load(template, File("meetings.xml", content), **by(clerk), **more)


def test_meetings_items_and_decisions_land_in_the_state_the_file_gives(clerk):
    a_body(clerk)
    found = exchange.check(MEETINGS_XML, File("meetings.xml", OPEN), **by(clerk))
    assert (found.added, found.same, found.loaded_before) == (4, 0, None)
    assert not Meeting.objects.exists()
    batch = bring(clerk, OPEN)
    assert (batch.added, batch.same, batch.user) == (4, 0, clerk.user)
    assert exchange.original(batch) == OPEN
    meeting, decision = Meeting.objects.get(), Decision.objects.get()
    assert (meeting.state, str(meeting.agenda_on)) == ("held", "2024-05-24")
    assert (decision.state, decision.meeting, decision.key_decision) == ("published", meeting, True)
    assert meeting.history.last().history_change_reason == f"{batch.reference}, row 5"
    assert AgendaItem.objects.first().history.get().history_change_reason.startswith("import-")
    with pytest.raises(LoadedBefore, match=batch.reference):
        bring(clerk, OPEN)
    assert bring(clerk, OPEN, again=True).same == 4, "the same file again changes nothing"
    other = OPEN.replace(b"Sale of the pier</item>", b"Sale of the harbour</item>")
    with pytest.raises(Problems, match="Item 2 of Cabinet"):
        bring(clerk, other)


def test_with_one_thing_wrong_nothing_lands_and_all_is_told(clerk):
    a_body(clerk)
    more = b"""<committee code="nowhere"><meeting reference="n" date="2024-06-05"/></committee>
    <committee code="cabinet"><meeting reference="h" date="2024-08-26"/></committee></committees>"""
    with pytest.raises(Problems) as refused:
        bring(clerk, GOOD.replace(b"</committees>", more))
    told = {problem.row: str(problem) for problem in refused.value.problems}
    assert "bank holiday" in told[15]
    assert "no body nowhere" in told[14]
    whole = "\n".join(str(one) for one in refused.value.problems)
    assert "no notice of that was given" in whole, "the exempt item had no notice"
    assert "record must give the alternatives" in whole
    assert all(one.file == "meetings.xml" for one in refused.value.problems)
    assert not Meeting.objects.exists()
    assert not AgendaItem.objects.exists()
    assert not ImportBatch.objects.exists()


def test_an_agenda_that_was_late_keeps_the_reason_of_the_file_or_of_who_brings_it(clerk):
    a_body(clerk)
    late = OPEN.replace(b'agenda-published="2024-05-24"', b'agenda-published="2024-06-04"')
    with pytest.raises(Problems, match="Give the reason why it is late") as refused:
        bring(clerk, late)
    assert refused.value.problems[0].row == 5
    bring(clerk, late, late_reason="The old system does not say.")
    assert Meeting.objects.get().late_reason == "The old system does not say."
    told = late.replace(b'status="held"', b'status="held" late-reason="Figures came late."')
    told = told.replace(b"c-2024-06-05", b"c-2").replace(b"d-1", b"d-2")
    told = told.replace(b"2024-06-0", b"2024-07-0").replace(
        b'date="2024-07-05"', b'date="2024-07-10"'
    )
    bring(clerk, told, late_reason="Another")
    assert Meeting.objects.get(reference="c-2").late_reason == "Figures came late."


def test_the_sample_that_comes_with_the_documents_lands(clerk):
    a_body(clerk)
    run = CliRunner().invoke(import_, ["load", NAME, str(SAMPLE), "--as", clerk.user.username])
    assert run.exit_code == 0, run.output
    assert "5 added" in run.output
    assert ImportBatch.objects.get().template == NAME


def test_only_clerks_bring_a_file():
    with pytest.raises(Refused):
        bring(an_actor("leader"), OPEN)


def test_the_page_checks_a_file_then_loads_it_and_knows_it_again(clerk, client):
    a_body(clerk)
    client.force_login(clerk.user)

    def post(act, **more):
        file = SimpleUploadedFile("meetings.xml", OPEN)
        return client.post("/democracy/import/", {"file": file, "act": act, **more})

    assert "4 meetings, items and decisions are new" in post("check").content.decode()
    assert not Meeting.objects.exists()
    assert post("load").status_code == 302
    again = post("load")
    assert again.status_code == 422
    assert "Load it again only if you mean to" in again.content.decode()
    assert post("load", again="on").status_code == 302
    page = client.get("/imports/meetings-xml/").content.decode()
    assert "Bring XML up to 10 MB" in page
    assert "blank workbook" not in page
    assert client.get("/imports/meetings-xml/blank.xlsx").status_code == 404
