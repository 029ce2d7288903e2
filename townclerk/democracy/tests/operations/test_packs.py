"""The pack of a meeting as a job: open and restricted, with supplements that go on."""

import io
from datetime import date

import pikepdf
import pytest
from django.conf import settings
from django.test import override_settings

from townclerk.democracy import jobs
from townclerk.democracy.models import AgendaPack, Annotation, ExemptPack
from townclerk.democracy.operations import agendas, annotations, meetings, papers
from townclerk.democracy.queries import papers as queries
from townclerk.democracy.tests.builders import a_body, a_meeting, at, by
from townclerk.democracy.tests.core.test_pack import a_pdf
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.files import operations as files
from townclerk.platform.files.queries import may_open
from townclerk.platform.home import Home
from townclerk.platform.jobs.models import Job
from townclerk.platform.jobs.running import JobRun

pytestmark = pytest.mark.django_db
DAY = date(2017, 1, 12)
BEFORE, AFTER = at(date(2017, 1, 3)), at(date(2017, 1, 9))


@pytest.fixture(autouse=True)
def home(tmp_path):
    with override_settings(HOME=Home(tmp_path)):
        yield


@pytest.fixture
def clerk(db):
    return an_actor("democratic-services", clearances=("exempt",))


@pytest.fixture
def meeting(clerk):
    """An open item and one that is exempt in part, of a committee."""
    meeting = a_meeting(clerk, a_body(clerk, "audit", "committee"), on=DAY)
    for title, paragraph in (("Accounts", ""), ("The claim", "5")):
        given = {"meeting": meeting, "title": title, "exempt_paragraph": paragraph}
        agendas.add_item(given, **by(clerk, BEFORE))
    return meeting


def put_on(record, clerk, pages, moment=BEFORE, name="paper.pdf"):
    content = io.BytesIO(a_pdf(pages))
    content.name, content.size = name, len(content.getvalue())
    return files.attach(record, content, actor=clerk, moment=moment, note=f"{pages} pages")


def an_exempt_paper(clerk, item, **values):
    given = {
        "reference": "e1",
        "item": item,
        "title": "Advice",
        "paragraph": "5",
        "public_interest": "Privilege outweighs.",
        **values,
    }
    return papers.create_exempt(given, **by(clerk, BEFORE))


def packed(meeting, clerk, moment=BEFORE):
    job = papers.ask_for_pack(meeting, **by(clerk, moment))
    return jobs.make(taken(job), **job.arguments)


def taken(job):
    """The job as a worker has it."""
    job.state, job.attempts = Job.State.RUNNING, 1
    job.save()
    return JobRun(job)


def test_open_papers_have_the_same_page_in_both_packs_and_supplements_go_on(clerk, meeting):
    first, second = meeting.items.order_by("number")
    put_on(first, clerk, 3)
    put_on(an_exempt_paper(clerk, second), clerk, 2)
    packed(meeting, clerk)
    opened, kept = AgendaPack.objects.get(), ExemptPack.objects.get()
    assert (opened.first_page, opened.last_page) == (1, 4)
    assert (kept.first_page, kept.last_page) == (1, 6)
    assert [held["page"] for held in opened.holds] == [2]
    assert [held["page"] for held in kept.holds] == [2, 5]
    with pytest.raises(jobs.NothingNew):
        packed(meeting, clerk, AFTER)
    meetings.publish_agenda(meeting, on=date(2017, 1, 4), **by(clerk, at(date(2017, 1, 4))))
    put_on(first, clerk, 1, AFTER)
    packed(meeting, clerk, AFTER)
    supplement = AgendaPack.objects.get(number=2)
    assert (supplement.title, supplement.first_page, supplement.last_page) == ("Supplement 1", 7, 8)
    assert supplement.holds[0]["late"] is True
    content = queries.opened(settings.HOME, queries.file_of(supplement).sha256).read_bytes()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 2


def test_who_may_not_read_exempt_papers_opens_no_restricted_pack(clerk, meeting):
    _, second = meeting.items.order_by("number")
    put_on(an_exempt_paper(clerk, second), clerk, 2)
    packed(meeting, clerk)
    kept = queries.file_of(ExemptPack.objects.get())
    assert may_open(Reader.of(clerk.user, DAY), kept)
    for role in ("leader", "head-of-service", "scrutiny-member"):
        assert not may_open(Reader.of(an_actor(role).user, DAY), kept)
    with pytest.raises(Problems, match="paragraph is 5"):
        an_exempt_paper(clerk, second, reference="e2", paragraph="3")


def test_a_job_that_was_killed_after_its_work_does_it_once(clerk, meeting):
    put_on(meeting.items.first(), clerk, 1)
    job = papers.ask_for_pack(meeting, **by(clerk, BEFORE))
    jobs.make(taken(job), **job.arguments)
    job.refresh_from_db()
    again = jobs.make(JobRun(job), **job.arguments)
    assert again.url == f"/democracy/meetings/{meeting.reference}/"
    assert AgendaPack.objects.count() == 1


def test_a_note_is_the_own_of_who_wrote_it_and_leaves_no_trace(clerk, meeting):
    item, other = meeting.items.first(), an_actor("scrutiny-member")
    annotations.note(item, "Ask about line 4", **by(other))
    annotations.note(item, "Mine", **by(clerk))
    annotations.note(item, "", **by(clerk))
    assert [(note.user, note.text) for note in Annotation.objects.all()] == [
        (other.user, "Ask about line 4")
    ]
    assert not hasattr(Annotation, "history")
    with pytest.raises(Problems, match="5,000"):
        annotations.note(item, "x" * 5001, **by(other))
    with pytest.raises(Refused):
        annotations.note(item, "x", actor=type(other)(user=None), moment=BEFORE)
