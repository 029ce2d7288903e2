"""A clerk or a member of one body acts for that body, and for nothing beside it."""

from datetime import date

import pytest

from townclerk.democracy.models import (
    Body,
    CommitteeAction,
    Decision,
    Meeting,
    Member,
    Membership,
    Motion,
    Review,
    Topic,
)
from townclerk.democracy.operations import (
    actions,
    agendas,
    bodies,
    call_ins,
    decisions,
    forward_plan,
    interests,
    meetings,
    notices,
    papers,
    petitions,
    private_notices,
    questions,
    reviews,
    scrutiny,
)
from townclerk.democracy.permissions import actions_read
from townclerk.democracy.registers_scrutiny import PROGRAMMES
from townclerk.democracy.tests.builders import (
    START,
    a_body,
    a_council,
    a_decision,
    a_meeting,
    a_member,
    a_published,
    at,
    by,
)
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.registers import operations as registers
from townclerk.platform.search import queries as search

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
AFTER = at(date(2026, 3, 6))


@pytest.fixture
def audit(clerk):
    return a_body(clerk, "audit", Body.Kind.COMMITTEE)


@pytest.fixture
def planning(clerk):
    return a_body(clerk, "planning", Body.Kind.COMMITTEE)


@pytest.fixture
def own_clerk():
    return an_actor("democratic-services", held_for=("body", "audit"))


def entered(clerk, body, **values):
    given = {
        "reference": f"entry-{body.code}",
        "title": "A contract",
        "text": "Award it",
        "body": body,
        "lead_role": "Head of roads",
        "decision_on": date(2026, 6, 1),
        **values,
    }
    return forward_plan.create(given, **by(clerk))


ACTS = {
    "plan a meeting": lambda who, body: meetings.plan(
        {"reference": "new", "body": body, "on": date(2026, 4, 9), "starts": "10:00"}, **by(who)
    ),
    "give notice of a meeting": lambda who, body: meetings.notify(meeting(body), **by(who)),
    "compose an agenda": lambda who, body: agendas.compose(meeting(body), **by(who)),
    "add an item": lambda who, body: agendas.add_item(
        {"meeting": meeting(body), "title": "An item"}, **by(who)
    ),
    "record who came": lambda who, body: agendas.create_attendance(
        {"meeting": meeting(body), "member": seated(body), "kind": "present"}, **by(who, AFTER)
    ),
    "begin minutes": lambda who, body: agendas.draft_minutes(held(body), **by(who, AFTER)),
    "appoint": lambda who, body: bodies.appoint(
        {"reference": "x", "body": body, "member": seated(body, "m2"), "start": DAY}, **by(who)
    ),
    "enter a decision": lambda who, body: a_decision(who, body, reference="another"),
    "record it made": lambda who, body: decisions.make(proposed(body), on=DAY, **by(who, AFTER)),
    "foretell": lambda who, body: entered(who, body, reference="another"),
    "raise an action": lambda who, body: actions.raise_action(
        {
            "reference": "act",
            "title": "Write",
            "owner_role": "head-of-service",
            "due": date(2026, 5, 1),
            "report_to": body,
        },
        **by(who),
    ),
    "receive a question": lambda who, body: questions.receive(
        {
            "reference": "q",
            "meeting": meeting(body),
            "text": "Why?",
            "to_role": "Leader",
            "received_on": date(2026, 3, 1),
        },
        **by(who),
    ),
    "give notice of privacy": lambda who, body: private_notices.create(
        {
            "reference": "pn",
            "meeting": meeting(body),
            "matter": "Advice",
            "paragraph": "5",
            "reason": "Advice",
        },
        **by(who),
    ),
    "make a pack": lambda who, body: papers.ask_for_pack(with_item(body), **by(who)),
    "issue a notice": lambda who, body: notices.issue(held(body), **by(who, AFTER)),
    "change the body": lambda who, body: bodies.change(body, {"terms": "More"}, **by(who)),
}


def meeting(body):
    return Meeting.objects.filter(body=body).first() or a_meeting(an_office(), body, on=DAY)


def with_item(body):
    found = meeting(body)
    agendas.add_item({"meeting": found, "title": "An item"}, **by(an_office()))
    return found


def held(body):
    found = meeting(body)
    waiting = {"reference": f"at-{body.code}", "meeting": found, "key_decision": False}
    a_decision(an_office(), body, **waiting)
    return meetings.hold(found, **by(an_office(), AFTER))


def proposed(body):
    return a_decision(an_office(), body, reference=f"of-{body.code}")


def seated(body, code="m1"):
    return Member.objects.filter(code=code).first() or a_member(an_office(), code)


def an_office():
    return an_actor("democratic-services")


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_a_clerk_of_one_body_acts_for_it_and_for_no_other(act, own_clerk, audit, planning):
    act(own_clerk, audit)
    with pytest.raises(Refused):
        act(own_clerk, planning)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
@pytest.mark.parametrize("held_for", [("unit", "audit"), ("project", "audit")])
def test_a_role_held_for_something_else_of_that_code_does_not_count(act, held_for, audit):
    with pytest.raises(Refused):
        act(an_actor("democratic-services", held_for=held_for), audit)


def test_what_belongs_to_the_council_takes_a_clerk_of_the_council(own_clerk, audit):
    whole = (
        lambda: bodies.create_group({"code": "red", "name": "Red"}, **by(own_clerk)),
        lambda: a_member(own_clerk, "m9"),
        lambda: a_body(own_clerk, "third"),
    )
    for act in whole:
        with pytest.raises(Refused):
            act()


def test_nobody_hands_a_record_to_a_body_that_is_not_theirs(clerk, own_clerk, audit, planning):
    own, other = a_meeting(clerk, audit, on=DAY), a_meeting(clerk, planning, on=date(2026, 3, 12))
    for found, body in ((own, planning), (other, audit)):
        with pytest.raises(Refused):
            meetings.change(found, {"body": body}, **by(own_clerk))
    meetings.change(own, {"starts": "11:00"}, **by(own_clerk))


def test_a_draft_of_the_forward_plan_is_handed_to_no_other_body(clerk, own_clerk, audit, planning):
    own, other = entered(clerk, audit), entered(clerk, planning)
    for found, body in ((own, planning), (other, audit)):
        with pytest.raises(Refused):
            forward_plan.change(found, {"body": body}, **by(own_clerk))
    assert forward_plan.change(own, {"wards": "Quay"}, **by(own_clerk)).body == audit


def test_no_action_is_made_a_part_of_what_another_body_asked(clerk, own_clerk, audit, planning):
    def raised(reference, body, **values):
        given = {"reference": reference, "title": reference, "owner_role": "head-of-service"}
        given |= {"due": date(2026, 5, 1), "report_to": body, **values}
        return actions.raise_action(given, **by(own_clerk if values else clerk))

    own, other = raised("own", audit), raised("other", planning)
    assert raised("part", audit, part_of=own).part_of == own
    with pytest.raises(Refused):
        raised("more", audit, part_of=other)
    with pytest.raises(Refused):
        actions.change(own, {"part_of": other}, **by(own_clerk))


def test_a_refusal_leaves_nothing_behind(clerk, own_clerk, audit, planning):
    a_council(clerk, {"red": 3})
    before = AuditEntry.objects.count()
    with pytest.raises(Refused):
        a_meeting(own_clerk, planning, on=DAY)
    assert AuditEntry.objects.count() == before
    assert not Meeting.objects.exists()
    assert Membership.objects.count() == 3


def test_a_petition_of_the_body_is_followed_by_its_clerk(own_clerk, audit, planning):
    reader = Reader.of(own_clerk.user, DAY)

    def received(body):
        given = {
            "reference": f"p-{body.code}",
            "title": "Mend the lamps",
            "body": body,
            "signatures": 12,
            "received_on": DAY,
            "due": date(2026, 4, 5),
        }
        return petitions.receive(given, **by(own_clerk))

    waits = received(audit)
    assert [*CommitteeAction.objects.filter(actions_read(reader))] == [waits.action]
    answered = petitions.answer(waits, reason="They are mended", **by(own_clerk))
    assert petitions.close(answered, **by(own_clerk)).state == "closed"
    with pytest.raises(Refused):
        received(planning)


def test_a_member_of_one_committee_keeps_its_topics_and_reviews(clerk, audit, planning):
    member = an_actor("scrutiny-member", held_for=("body", "audit"))

    def suggested(body):
        given = {
            "reference": f"w-{body.code}",
            "body": body,
            "year": "2025/26",
            "start": START,
            "end": date(2026, 5, 20),
        }
        programme = a_programme(clerk, given)
        topic = {"reference": f"t-{body.code}", "programme": programme, "title": "Roads"}
        return scrutiny.suggest(topic, **by(member))

    def scoped(body):
        given = {"reference": f"r-{body.code}", "title": "Roads", "body": body, "scope": "All"}
        return reviews.scope(given, **by(member))

    assert isinstance(suggested(audit), Topic)
    assert isinstance(scoped(audit), Review)
    for act in (suggested, scoped):
        with pytest.raises(Refused):
            act(planning)


def a_programme(clerk, given):
    return registers.create(PROGRAMMES, given, **by(clerk))


def test_scrutiny_of_any_committee_looks_at_what_cabinet_decides(clerk, audit):
    cabinet = a_body(clerk)
    member = an_actor("scrutiny-member", held_for=("body", "audit"))
    entry = forward_plan.publish(
        entered(clerk, cabinet, decision_on=date(2026, 6, 1)), on=DAY, **by(clerk)
    )
    assert forward_plan.mark(entry, of_interest=True, **by(member)).of_interest
    decision = a_published(clerk, cabinet)
    called = call_ins.call_in(
        decision, signatories=12, why="Not consulted", on=date(2026, 3, 9), **by(member)
    )
    assert called.decision == decision


def test_the_pages_offer_the_acts_on_the_own_body_alone(clerk, client, audit, planning):
    user = a_user("democratic-services", held_for=("body", "audit"))
    client.force_login(user)
    own, other = a_meeting(clerk, audit, on=DAY), a_meeting(clerk, planning, on=date(2026, 3, 12))
    for found, offered in ((own, True), (other, False)):
        meetings.notify(found, **by(clerk))
        page = client.get(f"/democracy/meetings/{found.reference}/").content.decode()
        assert ("Compose the agenda" in page) is offered
        shown = client.get(f"/r/meetings/{found.pk}/").content.decode()
        assert (f"/r/meetings/{found.pk}/edit/" in shown) is offered
        address = f"/democracy/meetings/{found.reference}/compose/"
        assert client.post(address).status_code in ((302,) if offered else (403,))


def test_the_pages_open_what_is_not_published_of_the_own_body(clerk, client, audit, planning):
    client.force_login(a_user("democratic-services", held_for=("body", "audit")))
    own, other = a_meeting(clerk, audit, on=DAY), a_meeting(clerk, planning, on=date(2026, 3, 12))
    answers = [
        client.get(f"/democracy/meetings/{one.reference}/").status_code for one in (own, other)
    ]
    assert answers == [200, 404]
    decision, kept = (a_decision(clerk, body, reference=body.code) for body in (audit, planning))
    answers = [
        client.get(f"/democracy/decisions/{one.reference}/").status_code for one in (decision, kept)
    ]
    assert answers == [200, 404]
    entries = [entered(clerk, body) for body in (audit, planning)]
    answers = [
        client.get(f"/democracy/forward-plan/{one.reference}/").status_code for one in entries
    ]
    assert answers == [200, 404]
    listed = client.get("/democracy/decisions/").content.decode()
    assert "/decisions/audit/" in listed
    assert "/decisions/planning/" not in listed


def test_bodies_topics_and_reviews_open_what_is_not_published_of_the_own_body(
    clerk, client, audit, planning
):
    client.force_login(a_user("democratic-services", held_for=("body", "audit")))
    addresses = []
    for body in (audit, planning):
        bodies.change(body, {"public": False}, **by(clerk))
        given = {"reference": f"w-{body.code}", "body": body, "year": "2025/26"}
        programme = a_programme(clerk, given | {"start": START, "end": date(2026, 5, 20)})
        topic = {"reference": f"t-{body.code}", "programme": programme, "title": f"Of {body.code}"}
        scrutiny.suggest(topic, **by(clerk))
        review = {"reference": f"r-{body.code}", "title": "Roads", "body": body, "scope": "All"}
        found = reviews.scope(review, **by(clerk))
        letters = {"reference": f"e-{body.code}", "review": found, "kind": "document", "on": DAY}
        reviews.add_evidence(letters | {"title": "Letters"}, **by(clerk))
        own = (f"bodies/{body.code}/", f"scrutiny/t-{body.code}/", f"reviews/r-{body.code}/")
        addresses.append(own)
    for places, opens in zip(addresses, (True, False), strict=True):
        for place in places:
            answer = client.get(f"/democracy/{place}")
            assert answer.status_code == (200 if opens else 404), place
    page = client.get("/democracy/reviews/r-audit/").content.decode()
    assert "Letters" in page
    assert "The record with its history" in page
    listed = client.get("/democracy/scrutiny/").content.decode()
    assert ("Of audit" in listed, "Of planning" in listed) == (True, False)
    listed = client.get("/democracy/bodies/").content.decode()
    assert ("/bodies/audit/" in listed, "/bodies/planning/" in listed) == (True, False)


def test_a_member_of_one_committee_is_told_of_no_topic_another_only_thinks_of(
    clerk, client, audit, planning
):
    topics = {}
    for body in (planning, audit):
        given = {"reference": f"w-{body.code}", "body": body, "year": "2025/26"}
        programme = a_programme(clerk, given | {"start": START, "end": date(2026, 5, 20)})
        topic = {"reference": f"t-{body.code}", "programme": programme}
        topics[body] = scrutiny.suggest(
            topic | {"title": f"Quay wall repairs, {body.code}"}, **by(clerk)
        )
    own, other = topics[audit], topics[planning]
    assert other.title in own.overlaps
    user = a_user("scrutiny-member", held_for=("body", "audit"))
    client.force_login(user)
    page = client.get(f"/democracy/scrutiny/{own.reference}/").content.decode()
    refused = client.post(f"/democracy/scrutiny/{own.reference}/accept/").content.decode()
    assert "covers the same ground as another piece of work" in refused
    assert other.title not in page + refused
    client.force_login(clerk.user)
    assert other.title in client.get(f"/democracy/scrutiny/{own.reference}/").content.decode()


def test_the_index_pages_lead_a_clerk_of_one_body_to_what_they_keep(clerk, client, audit, planning):
    client.force_login(a_user("democratic-services", held_for=("body", "audit")))
    for body, code in ((audit, "sell"), (planning, "let")):
        found = with_item(body)
        given = {"reference": code, "item": found.items.get(), "text": f"To {code} it"}
        Motion.objects.create(**given, state=Motion.State.CARRIED)
    waiting = client.get("/democracy/actions/").content.decode()
    assert ("To sell it" in waiting, "To let it" in waiting) == (True, False)
    for address, leads in (
        ("/democracy/forward-plan/", "/r/forward-plan/new/"),
        ("/democracy/", "/r/meetings/new/"),
        ("/democracy/reviews/", "/r/scrutiny-reviews/new/"),
        ("/democracy/scrutiny/", "/r/scrutiny-topics/new/"),
    ):
        assert f'href="{leads}"' in client.get(address).content.decode(), address
        assert client.get(leads).status_code == 200


def test_search_finds_the_records_of_the_own_body_alone(clerk, client, audit, planning):
    user = a_user("democratic-services", held_for=("body", "audit"))
    for body in (audit, planning):
        a_decision(clerk, body, reference=body.code, title=f"Secret of {body.code}")
    client.force_login(user)
    found = client.get("/api/search", {"q": "secret"}).json()
    assert [row["title"] for row in found["results"]] == ["Secret of audit"]
    assert search.suggest("secret of", Reader.of(user, DAY)) == ["Secret of audit"]


def test_an_interest_is_declared_at_meetings_of_the_own_body(own_clerk, clerk, audit, planning):
    member = a_member(clerk, "m1")

    def declared(body):
        found = a_meeting(clerk, body, on=DAY if body == audit else date(2026, 3, 12))
        given = {"meeting": found, "member": member, "kind": "other", "text": "A friend"}
        return interests.declare(given, **by(own_clerk))

    assert declared(audit).member == member
    with pytest.raises(Refused):
        declared(planning)


def test_an_entry_of_no_body_is_the_councils(own_clerk, clerk, audit):
    with pytest.raises(Refused):
        forward_plan.create(
            {
                "reference": "officer",
                "title": "A contract",
                "text": "Award it",
                "maker": Decision.Maker.OFFICER,
                "maker_role": "Head of roads",
                "lead_role": "Head of roads",
                "decision_on": date(2026, 6, 1),
            },
            **by(own_clerk),
        )
