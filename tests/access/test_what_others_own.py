"""What one person keeps, or hangs on a closed record, is not there for anybody else."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.conftest import ANONYMOUS, UNIT, WHO, People
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Reach, Verb
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.models import User
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import feeds
from townclerk.platform.exchange.models import ImportBatch, Upload
from townclerk.platform.exchange.templates import template
from townclerk.platform.files import operations as files
from townclerk.platform.files.holders import holder_of, type_of
from townclerk.platform.jobs.models import Job
from townclerk.platform.mail.models import Letter
from townclerk.platform.registers.declaration import by_name, rows_of
from townclerk.platform.registers.models import BulkAct, SavedView

OWNER = "risk-officer"
SHEET = {"template": "risks", "filename": "risks.csv", "sha256": "0" * 64, "size": 1}
OTHERS = (ANONYMOUS, OWNER, "member", "internal-auditor", "leader", "system-administrator")
"""Somebody unknown, a colleague of the owner, and who reads or runs the most."""
NOT_THERE = (302, 403, 404)
"""To sign in, refused, or not there."""


@pytest.fixture
def owner(people: People) -> User:
    """Holds a role for a unit, as somebody else here does too."""
    return a_user(OWNER, unit=UNIT, username="keeps-things")


@pytest.fixture
def kept(owner: User) -> dict[str, str]:
    """Addresses of what one person keeps."""
    now = clock.now()
    upload = Upload.objects.create(**SHEET, stored="nowhere", user=owner, moment=now)
    job = Job.objects.create(kind="check-import", key="upload 0", user=owner, asked_at=now)
    act = BulkAct.objects.create(register="risks", user=owner, moment=now, what="Set the owner")
    letter = Letter.objects.create(
        kind="reminder", user=owner, subject="Yours", text="Yours", queued_at=now, not_before=now
    )
    return {
        "a file on its way in": f"/imports/risks/{upload.pk}/",
        "a job": f"/jobs/{job.pk}/",
        "what was done to many": f"/r/risks/many/{act.pk}/",
        "a letter": f"/mail/{letter.pk}/",
    }


def runs_the_installation(people: People, who: str) -> bool:
    """Sees every job and every letter, to keep them going."""
    return people.reader(who).reach(Area.ADMINISTRATION, Verb.READ) is Reach.ALL


def signed_in(people: People, user: User) -> Any:
    client = people.client(ANONYMOUS)
    client.force_login(user)
    return client


def asked(client: Any, address: str) -> Any:
    """The answer, read to its end: a file that is sent stays open until then."""
    answer = client.get(address)
    answer.getvalue()
    return answer


def test_its_owner_opens_it(people, owner, kept):
    client = signed_in(people, owner)
    for what, address in kept.items():
        assert client.get(address).status_code == 200, what


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_opens_what_another_keeps(people, kept, who):
    client = people.client(who)
    for what, address in kept.items():
        if what in ("a job", "a letter") and runs_the_installation(people, who):
            continue
        assert client.get(address).status_code in NOT_THERE, (who, what)
        for act in ("", "save/", "discard/", "again/"):
            assert client.post(address + act).status_code in (*NOT_THERE, 405), (who, what, act)


def test_nobody_deletes_the_view_of_another(people, owner):
    now = clock.now()
    view = SavedView.objects.create(register="risks", user=owner, name="Mine", moment=now)
    shared = SavedView.objects.create(
        register="risks", user=owner, name="Ours", role=OWNER, moment=now
    )
    for who in (ANONYMOUS, OWNER, "system-administrator"):
        for one in (view, shared):
            people.client(who).post(f"/r/risks/views/{one.pk}/delete/")
    assert SavedView.objects.filter(pk__in=(view.pk, shared.pk)).count() == 2


def test_a_file_that_was_imported_opens_to_who_reads_all_that_it_may_hold(people, owner):
    stored = default_storage.save("tried/risks.csv", ContentFile(b"code\n"))
    try:
        batch = ImportBatch.objects.create(**SHEET, stored=stored, user=owner, moment=clock.now())
        address = f"/imports/risks/batches/{batch.pk}/original/"
        answer = signed_in(people, owner).get(address)
        assert (answer.status_code, answer.getvalue()) == (200, b"code\n")
        opens = set()
        for who in WHO:
            status = asked(people.client(who), address).status_code
            listed = people.client(who).get("/imports/risks/").content.decode()
            assert (address in listed) is (status == 200), who
            if status == 200:
                opens.add(who)
                assert template("risks").shows_others(people.reader(who)), who
                assert people.reader(who).may(Verb.READ, Area.ASSURANCE), who
    finally:
        default_storage.delete(stored)
    assert "internal-auditor" in opens
    assert not opens & {OWNER, "head-of-service", "budget-holder", ANONYMOUS}


@pytest.mark.parametrize("name", ["risks", "decisions"])
def test_a_file_opens_to_who_reads_behind_its_record_and_changes_for_who_changes_that(people, name):
    everything = an_actor(*roles())
    record = rows_of(by_name(name).model).first()
    given = SimpleUploadedFile("note.txt", f"What was said of {name}".encode())
    made = files.attach(record, given, actor=everything, moment=clock.now())
    holder = holder_of(record)
    told = {True: 0, False: 0}
    for who in WHO:
        client, reader = people.client(who), people.reader(who)
        reads = bool(holder.may_read(reader, record))
        writes = reads and bool(holder.may_attach(reader, record))
        told[reads] += 1
        answer = asked(client, f"/files/{made.pk}/")
        assert (answer.status_code == 200) is reads, who
        assert answer.status_code in (200, 404), who
        for address in (
            f"/files/{made.pk}/take-off/",
            f"/files/add/{type_of(record)}/{record.pk}/",
        ):
            status = client.get(address).status_code
            assert (status == 200) is writes, (who, address)
            if not writes:
                assert client.post(address, {"reason": "Tried"}).status_code in NOT_THERE
        # Nor by the door that opens the papers of a published agenda.
        assert client.get(f"/democracy/papers/{made.pk}/").status_code == 404, who
    made.refresh_from_db()
    assert made.detached_at is None
    assert told[True]
    assert told[False]


def test_a_secret_calendar_shows_what_its_owner_reads_and_nothing_once_the_account_is_closed(
    people, owner
):
    secret = feeds.open_feed(actor=Actor(user=owner), moment=clock.now())
    client = people.client(ANONYMOUS)
    addresses = [f"/tasks/calendar/{secret}.ics", f"/democracy/feeds/own/{secret}.ics"]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    assert client.get(f"/tasks/calendar/{secret[:-1]}.ics").status_code == 404
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert [client.get(address).status_code for address in addresses] == [404, 404]
