"""The forward plan as a whole: what its document says, and that it is made again as it stood."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from townclerk.democracy.documents.forward_plan import forward_plan
from townclerk.democracy.models import Body, PublishedPlan
from townclerk.democracy.operations import bodies, meetings, private_notices, published_plans
from townclerk.democracy.operations import forward_plan as entries
from townclerk.democracy.queries.published_plans import as_it_stands, as_published
from townclerk.democracy.tests.builders import at, by
from townclerk.democracy.tests.operations.test_forward_plan import an_entry, published
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.documents import Details, Table, plain, render_html, render_pdf

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2016, 12, 14), date(2017, 1, 9)
BEFORE = date(2016, 5, 1)
COPIES = {"copies": "The town hall; write to democratic services."}


@pytest.fixture
def cabinet(clerk):
    given = {"code": "cabinet", "name": "Cabinet", "kind": Body.Kind.EXECUTIVE}
    return bodies.create_body(given, **by(clerk, at(BEFORE)))


def sits(clerk, body, label, **values):
    stamp = by(clerk, at(BEFORE))
    code = label.lower().replace(" ", "-")
    member = bodies.create_member({"code": code, "label": label}, **stamp)
    given = {"reference": code, "body": body, "member": member, "start": BEFORE}
    return bodies.appoint(given | values, **stamp)


def meets(clerk, body, on):
    given = {"reference": f"{body.code}-{on}", "body": body, "on": on, "starts": "10:00"}
    return meetings.plan(given, **by(clerk, at(BEFORE)))


def issue(clerk, on, **values):
    return published_plans.publish_plan(COPIES | values, **by(clerk, at(on)))


def document(plan):
    return forward_plan(plan, council="Sefton Council")


def told(made, label):
    """What the details of a document say under a label, in order."""
    rows = [row for one in made.blocks if isinstance(one, Details) for row in one.rows]
    return [plain(spans) for name, spans in rows if name == label]


def tables(made):
    return {one.caption: one.rows for one in made.blocks if isinstance(one, Table)}


def text(made):
    return str(render_html(made))


def test_it_tells_every_particular_the_law_asks_for(clerk, cabinet):
    sits(clerk, cabinet, "The Leader", role="chair")
    sits(clerk, cabinet, "Member b", seat="Resources")
    sits(clerk, cabinet, "Member c", end=date(2016, 9, 1))
    given = {"documents": "The tax base.", "wards": "All wards", "consultees": "Ratepayers"}
    private = {"exempt_paragraph": "3", "private_reason": "It names a bidder."}
    published(an_entry(cabinet, **given, **private), clerk, on=FIRST)
    made = document(as_published(issue(clerk, FIRST)))
    assert told(made, "What is to be decided") == ["Recommend the budget to Council."]
    assert told(made, "Key decision") == ["Yes. It is significant in cost."]
    assert told(made, "Who decides") == ["Cabinet"]
    assert told(made, "When") == ["12 January 2017"]
    assert told(made, "Documents to be considered") == ["The tax base."]
    assert "It names a bidder." in told(made, "Public or private")[0]
    assert told(made, "Notice given") == ["14 December 2016: full notice"]
    said = text(made)
    for each in ("The Leader (Chair)", "Member b (Resources)", COPIES["copies"], "regulation 9"):
        assert each in said
    assert "Member c" not in said, "who has left does not decide"
    assert "Other documents relevant to a decision may be put" in said
    assert "There is no plan before this one" in said


def test_it_names_short_notice_by_route_with_whose_agreement(clerk, cabinet):
    published(an_entry(cabinet, title="Grant"), clerk, on=date(2017, 1, 4), reason="It came late.")
    urgent = an_entry(cabinet, reference="fp-2", title="Roof")
    published(urgent, clerk, on=SECOND, reason="It may fall.", agreed_by="Chair of scrutiny")
    made = document(as_published(issue(clerk, SECOND)))
    assert told(made, "Notice and route") == [
        "4 January 2017: general exception",
        "9 January 2017: special urgency",
    ]
    assert told(made, "Why full notice was not given") == ["It came late.", "It may fall."]
    none, urgent = told(made, "Whose agreement")
    assert "scrutiny committee is told" in none
    assert urgent == "Chair of scrutiny"


def test_it_says_what_changed_since_the_last_plan(clerk, cabinet):
    slips = published(an_entry(cabinet, title="Quay"), clerk)
    ends = published(an_entry(cabinet, reference="fp-2", title="Mill"), clerk)
    published(an_entry(cabinet, reference="fp-3", title="Same"), clerk)
    first = issue(clerk, FIRST)
    later = by(clerk, at(date(2017, 1, 5)))
    entries.defer(slips, to=date(2017, 2, 16), reason="Work goes on.", **later)
    entries.withdraw(ends, reason="It was sold.", **later)
    new = an_entry(cabinet, reference="fp-4", title="Baths", decision_on=date(2017, 3, 9))
    published(new, clerk, on=date(2017, 1, 6))
    found = tables(document(as_published(issue(clerk, SECOND))))
    assert found["Withdrawn"] == (("Mill", "12 January 2017", "It was sold."),)
    assert found["Deferred"] == (
        ("Quay", "12 January 2017", "16 February 2017", "Work goes on.", "1"),
    )
    assert [row[0] for row in found["New in this plan"]] == ["Baths"]
    assert "Withdrawn" not in tables(document(as_published(first)))


def test_the_plan_of_a_day_is_made_again_as_it_stood(clerk, cabinet):
    entry = published(an_entry(cabinet), clerk)
    plan = issue(clerk, FIRST)
    before = render_pdf(document(as_published(plan)))
    entries.defer(entry, to=date(2017, 3, 9), reason="More time.", **by(clerk, at(SECOND)))
    bodies.change(cabinet, {"name": "Executive board"}, **by(clerk, at(SECOND)))
    assert render_pdf(document(as_published(plan))) == before
    assert "Executive board" in text(document(as_it_stands(SECOND)))


def test_it_is_a_tagged_document(clerk, cabinet):
    published(an_entry(cabinet), clerk)
    made = PdfReader(io.BytesIO(render_pdf(document(as_published(issue(clerk, FIRST))))))
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in made.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    words = " ".join(page.extract_text() for page in made.pages)
    assert "Budget for the year" in words


def test_business_in_private_stands_in_it_once_the_public_is_told(clerk, cabinet):
    meeting = meets(clerk, cabinet, date(2017, 2, 16))
    given = {"reference": "n1", "meeting": meeting, "matter": "The builder's price"}
    told_why = {"paragraph": "3", "reason": "It would weaken the tender."}
    notice = private_notices.create(given | told_why, **by(clerk, at(FIRST)))
    assert "builder" not in text(document(as_published(issue(clerk, FIRST))))
    private_notices.publish_first(notice, on=SECOND, **by(clerk, at(SECOND)))
    plan = document(as_published(issue(clerk, SECOND)))
    assert render_pdf(plan).startswith(b"%PDF"), "its headings follow each other by one level"
    said = text(plan)
    assert "The builder&#39;s price" in said
    assert "It would weaken the tender." in said
    assert "First notice" in said
    meetings.cancel(meeting, reason="No business", **by(clerk, at(SECOND)))
    assert "builder" not in text(document(as_it_stands(SECOND)))


def test_clerks_alone_publish_it_and_a_second_on_one_day_has_its_own_name(clerk, cabinet):
    assert cabinet.kind == Body.Kind.EXECUTIVE
    with pytest.raises(Refused):
        issue(an_actor("head-of-service"), FIRST)
    assert [issue(clerk, FIRST).reference for _ in range(2)] == ["2016-12-14", "2016-12-14-2"]
    assert AuditEntry.objects.filter(record_type="democracy.publishedplan").count() == 2
    assert PublishedPlan.objects.count() == 2


def test_it_names_no_member_of_a_body_that_is_not_public(clerk, cabinet):
    sits(clerk, cabinet, "Member b")
    published(an_entry(cabinet), clerk, on=FIRST)
    assert "Member b" in text(document(as_it_stands(FIRST)))
    bodies.change(cabinet, {"public": False}, **by(clerk, at(FIRST)))
    assert "Member b" not in text(document(as_it_stands(FIRST)))
