"""Scrutiny, reviews, training and the civic office on pages, as the clerk and the public."""

from datetime import date

import pytest

from townclerk.democracy.documents.work_programme import work_programme
from townclerk.democracy.models import CharityAccount, Topic, TrainingRequirement
from townclerk.democracy.operations import civic, meetings, member_development, scrutiny
from townclerk.democracy.queries.member_development import pool_of
from townclerk.democracy.queries.scrutiny import loads
from townclerk.democracy.tests.builders import a_meeting, at, by
from townclerk.democracy.tests.operations.test_member_development import (  # noqa: F401 (fixtures)
    HEARING,
    licensing,
    required,
    sub_committee,
    trained,
)
from townclerk.democracy.tests.operations.test_reviews import (  # noqa: F401 (fixtures)
    before_council,
    review,
)
from townclerk.democracy.tests.operations.test_scrutiny import (  # noqa: F401 (fixtures)
    corporate,
    dropped_for_overlap,
    june,
    programme,
    september,
    subject,
)
from townclerk.platform.access.testing import a_user
from townclerk.platform.documents import Heading, Table

pytestmark = pytest.mark.django_db


def read(client, address):
    return client.get(address).content.decode()


def test_an_overlap_is_shown_with_its_way_out_and_the_drop_is_minuted(
    client,
    clerk,
    programme,  # noqa: F811
    june,  # noqa: F811
    september,  # noqa: F811
):
    _, topic = dropped_for_overlap(programme, clerk, june, september)
    address = f"/democracy/scrutiny/{topic.reference}/"
    assert client.get(address).status_code == 404
    client.force_login(clerk.user)
    page = read(client, address)
    assert "Contact-centre activity" in page
    assert all(f"{address}{act}/" in page for act in ("defer", "drop", "go-ahead"))
    listed = read(client, "/democracy/scrutiny/")
    assert "Room for 1" in listed
    assert "&lt;" not in listed
    refused = client.post(f"{address}accept/")
    assert refused.status_code == 422
    done = client.post(f"{address}drop/", {"at": june.pk, "reason": "It is said on 10 September."})
    assert done.status_code == 302
    assert Topic.objects.get(pk=topic.pk).minuted is not None
    assert "in the minutes of" in read(client, address)


def test_the_page_of_a_topic_names_nothing_that_is_closed_to_its_reader(
    client,
    clerk,
    programme,  # noqa: F811
    june,  # noqa: F811
    september,  # noqa: F811
):
    kept, topic = dropped_for_overlap(programme, clerk, june, september)
    topic = scrutiny.go_ahead(topic, reason="It asks for more.", **by(clerk, at(june.on)))
    topic = scrutiny.accept(topic, **by(clerk, at(june.on)))
    address, record = f"/democracy/scrutiny/{topic.reference}/", f"/r/scrutiny-topics/{topic.pk}/"
    Topic.objects.filter(pk=kept.pk).update(state="suggested", meeting=None)
    for place in (address, record, "/r/scrutiny-topics/export/json/"):
        assert kept.title not in read(client, place), "what it overlaps is only suggested"
    assert client.get(record).status_code == 200
    Topic.objects.filter(pk=topic.pk).update(meeting=september, state="scheduled")
    assert str(september) not in read(client, address), "the meeting is planned, not notified"
    client.force_login(clerk.user)
    page = read(client, address)
    assert kept.title in page
    assert str(september) in page
    client.logout()
    meetings.notify(september, on=june.on, **by(clerk, at(june.on)))
    assert str(september) in read(client, address)


def test_everybody_sees_what_a_report_still_waits_for(client, clerk, review):  # noqa: F811
    before_council(review, clerk)
    assert "Awaiting Council, 18 November 2021" in read(client, "/democracy/reviews/")
    page = read(client, "/democracy/reviews/housing/")
    assert "Agreed 7 October 2021" in page
    assert "/agree-council/" not in page
    client.force_login(clerk.user)
    sent = {"response": "reject", "response_reason": ""}
    answered = client.post("/democracy/recommendations/housing-1/respond/", sent)
    assert answered.status_code == 422
    sent["response_reason"] = "There is no money for it."
    assert client.post("/democracy/recommendations/housing-1/respond/", sent).status_code == 302
    closed = "/democracy/reviews/housing/agree-council/"
    assert client.post(closed, {"on": "18/11/2021"}).status_code == 302
    assert "Agreed 18 November 2021" in read(client, "/democracy/reviews/housing/")


@pytest.fixture
def hearing(clerk, sub_committee, required, time_machine):  # noqa: F811
    """A hearing soon, for which one member of the pool lacks the training."""
    trained(clerk, required)
    made = a_meeting(clerk, sub_committee, HEARING)
    time_machine.move_to(date(2024, 6, 12))
    return made


def test_the_clerk_is_warned_and_draws_a_hearing_without_the_untrained(
    client,
    clerk,
    sub_committee,  # noqa: F811
    hearing,
):
    assert client.get("/democracy/training/").status_code == 302
    client.force_login(clerk.user)
    assert "Leave out at Licensing-sub: Member m3" in read(client, "/tasks/")
    page = read(client, f"/democracy/training/?meeting={hearing.reference}")
    assert "May sit: Member m1, Member m2." in page
    address = f"/democracy/training/draw/{hearing.reference}/"
    assert "Member m3" not in read(client, address)
    fit = [seat.member_id for seat in pool_of(sub_committee, HEARING)]
    assert client.post(address, {"members": fit}).status_code == 422
    assert client.post(address, {"members": fit[:2]}).status_code == 302
    assert hearing.sittings.count() == 2


def test_a_clerk_of_one_body_is_warned_of_its_meetings_and_draws_them(
    client,
    sub_committee,  # noqa: F811
    required,  # noqa: F811
    hearing,
):
    page = f"/democracy/training/?meeting={hearing.reference}"
    for code, opens in ((sub_committee.code, True), ("elsewhere", False)):
        client.force_login(a_user("democratic-services", held_for=("body", code)))
        assert ("Member m3" in read(client, "/tasks/")) is opens
        assert client.get(page).status_code == 200
        assert ("May sit: Member m1, Member m2." in read(client, page)) is opens
        assert ("Member m3 may not sit." in read(client, page)) is opens
        assert (f"/democracy/training/draw/{hearing.reference}/" in read(client, page)) is opens
        assert required.title not in read(client, page).replace(f"“{required}”", "")
    client.force_login(a_user("head-of-service", unit="libraries"))
    assert client.get(page).status_code == 403


def test_a_session_is_recorded_with_who_came(client, clerk, required):  # noqa: F811
    called = member_development.call(required, due=HEARING, **by(clerk, at(date(2024, 5, 20))))
    session = required.sessions.create(reference="s", title="Licensing", on=HEARING)
    client.force_login(clerk.user)
    came = [row.member_id for row in called[:1]]
    done = client.post("/democracy/training/sessions/s/", {"present": came})
    assert done.status_code == 302
    session.refresh_from_db()
    assert (session.state, session.attended) == ("held", 1)
    assert TrainingRequirement.objects.get().members.filter(state="barred").count() == 2


def test_the_civic_page_names_the_day_and_keeps_the_charity_apart(client, clerk):
    account = CharityAccount.objects.create(code="mayor", name="Mayor's charity")
    values = {"reference": "q", "title": "Quiz", "kind": "charity", "on": date(2021, 12, 16)}
    note = {"weekday": "Friday", "date_note": "As printed."}
    civic.invite(values | note, **by(clerk))
    client.force_login(clerk.user)
    page = read(client, "/democracy/civic/")
    assert "16 December 2021 is a Thursday, not a Friday." in page
    sent = {"to": "1/8/2024", "statement": "0.00"}
    assert client.post("/democracy/civic/charity/mayor/reconcile/", sent).status_code == 302
    account.refresh_from_db()
    assert account.reconciled_to == date(2024, 8, 1)


def test_a_step_nobody_offers_is_not_found(client, review):  # noqa: F811
    client.force_login(a_user("democratic-services"))
    assert client.get("/democracy/reviews/housing/burn/").status_code == 404


def test_a_work_programme_is_a_report_for_its_committee(
    client,
    clerk,
    programme,  # noqa: F811
    june,  # noqa: F811
    september,  # noqa: F811
):
    due, twice = dropped_for_overlap(programme, clerk, june, september)
    given = {"reference": "parks", "programme": programme, "title": "Parks"}
    parks = scrutiny.accept(
        scrutiny.suggest(given, **by(clerk, at(june.on))), **by(clerk, at(june.on))
    )
    scrutiny.drop(twice, at=june, reason="Said in September.", **by(clerk, at(june.on)))
    topics = list(Topic.objects.order_by("reference"))
    made = work_programme(programme, loads(programme), topics, on=june.on)
    said = [one.text if isinstance(one, Heading) else one for one in made.blocks]
    assert [one for one in said if isinstance(one, str)] == [
        "10 September 2024",
        "On no meeting yet",
        "Dropped",
    ]
    rows = [one.rows[0] for one in said if isinstance(one, Table)]
    assert [(row[0], row[-1]) for row in rows] == [
        (due.title, ""),
        (parks.title, ""),
        (twice.title, "Said in September."),
    ]
    assert "Room for 1 more." in str(said)
    unseen = work_programme(programme, loads(programme), [], on=june.on)
    assert "Room for 1 more." in str(unseen.blocks), "a topic that is not shown takes its room"
    address = f"/democracy/scrutiny/programmes/{programme.reference}.pdf"
    assert address in read(client, "/democracy/scrutiny/")
    assert client.get(address).content.startswith(b"%PDF")
    assert client.get("/democracy/scrutiny/programmes/none.pdf").status_code == 404
