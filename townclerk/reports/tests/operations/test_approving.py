"""A report of a directorate or a portfolio is approved by its head and its holder, by the form."""

from datetime import UTC, date, datetime

import pytest

from townclerk.kernel.errors import Problems
from townclerk.platform.access.models import Holding, User
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.deadlines.owed import owed
from townclerk.platform.mail.models import Letter
from townclerk.platform.organisation.models import Kind, Unit, UnitName
from townclerk.reports import (
    catalogue,
    contributing,
    covering,
    declaring,
    drafting,
    operations,
    writing,
)
from townclerk.reports.catalogue import template_of
from townclerk.reports.core.states import CannotMove
from townclerk.reports.models import Report
from townclerk.reports.permissions import asked, reader_of, reads

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 2, 9, tzinfo=UTC)
SOURCE = {
    "name": "test-report",
    "title": "Test report",
    "form": "committee",
    "chapters": [{"title": "Context", "paragraphs": ["The parks are open."]}],
}


def by(actor):
    return {"actor": actor, "moment": MOMENT}


@pytest.fixture
def units(db):
    made = {}
    for code, kind, parent in (
        ("place", Kind.DIRECTORATE, None),
        ("parks", Kind.SERVICE, "place"),
        ("people", Kind.DIRECTORATE, None),
        ("greener", Kind.PORTFOLIO, None),
    ):
        made[code] = Unit.objects.create(code=code)
        UnitName.objects.create(
            unit=made[code],
            kind=kind,
            name=code.capitalize(),
            parent=made.get(parent),
            start=date(2020, 1, 1),
        )
    return made


@pytest.fixture
def people(units):
    return {
        "author": an_actor("finance-partner"),
        "s151": an_actor("s151-officer"),
        "monitoring": an_actor("monitoring-officer"),
        "director": an_actor("head-of-service", unit="place"),
        "other": an_actor("head-of-service", unit="people"),
        "holder": an_actor("cabinet-member", unit="greener"),
    }


@pytest.fixture
def report(units, people, monkeypatch):
    made = template_of(SOURCE)
    monkeypatch.setattr(catalogue, "template", lambda name: made)
    return a_report(people, unit=units["parks"], portfolio=units["greener"])


def a_report(people, reference="parks", **places):
    wanted = operations.Commission(
        reference=reference,
        template="test-report",
        body="cabinet",
        meeting_date=date(2026, 12, 17),
        subject="The parks",
        **places,
    )
    opened = operations.commission(wanted, **by(people["author"]))
    report = operations.move(opened, "drafting", **by(people["author"]))
    values = {}
    for section in drafting.sections(report):
        if section.kind != "clearance":
            values[section.name] = {
                "impacts": {code: "neutral" for code, _ in section.items},
                "choice": list(section.choices[:1]),
                "yes-no": "no",
                "date": "2026-12-17",
            }.get(section.kind, "Filled in")
    report = operations.fill_cover(report, values, **by(people["author"]))
    operations.recommend(report, ["Note it"], **by(people["author"]))
    return operations.move(report, "consultation", **by(people["author"]))


def cleared(report, people):
    number = Report.objects.count()
    operations.clear(report, "finance", f"FD {number}/26", **by(people["s151"]))
    operations.clear(report, "legal", f"LD {number}/26", **by(people["monitoring"]))
    return operations.move(report, "cleared", **by(people["author"]))


def approve(report, people, who, kind):
    return operations.clear(report, kind, "", **by(people[who]))


def titles(actor):
    return [one.title for one in owed(reader_of(actor, MOMENT), MOMENT.date())]


def said(report):
    draft = drafting.of_report(report)
    rows = [
        row
        for block in covering.cover_blocks(draft, {}, loose=True)
        for row in getattr(block, "rows", ())
    ]
    return {label: spans[0].text for label, spans in rows if not isinstance(spans, str)}


def test_it_is_approved_by_its_director_and_its_portfolio_holder_before_it_moves_on(report, people):
    assert titles(people["director"]) == []
    report = cleared(report, people)
    assert titles(people["director"]) == ["Approve as executive director: The parks"]
    assert titles(people["other"]) == []
    with pytest.raises(CannotMove, match="executive director, portfolio holder"):
        operations.move(report, "approved", **by(people["s151"]))
    kept = approve(report, people, "director", "director")
    assert (kept.reference, kept.cleared_by) == (
        "Approved on 2 November 2026",
        people["director"].user,
    )
    assert titles(people["director"]) == []
    with pytest.raises(CannotMove, match="portfolio holder"):
        operations.move(report, "approved", **by(people["s151"]))
    approve(report, people, "holder", "portfolio")
    done = operations.move(report, "approved", **by(people["s151"]))
    assert said(done)["Executive director"] == "Approved on 2 November 2026"
    assert said(done)["Portfolio holder"] == "Approved on 2 November 2026"


def test_only_the_head_of_its_own_unit_approves_and_reads_it(report, people, units):
    report = cleared(report, people)
    for who in ("other", "author", "s151"):
        with pytest.raises(Refused):
            approve(report, people, who, "director")
    with pytest.raises(Refused):
        operations.move(report, "approved", **by(people["director"]))
    read = {who: reads(report, reader_of(people[who], MOMENT)) for who in ("director", "other")}
    assert read == {"director": True, "other": False}


def test_the_author_never_approves_their_own_although_they_hold_the_role(report, people):
    report = cleared(report, people)
    Report.objects.filter(pk=report.pk).update(author=people["director"].user)
    report = Report.objects.get(pk=report.pk)
    assert titles(people["director"]) == []
    with pytest.raises(Refused, match="approve it"):
        approve(report, people, "director", "director")
    assert approve(
        report, people | {"above": an_actor("head-of-service", unit="place")}, "above", "director"
    )


def test_it_waits_for_the_clearances(report, people):
    with pytest.raises(CannotMove, match="once it is cleared"):
        approve(report, people, "director", "director")


def test_it_falls_when_the_text_is_to_change_again(report, people):
    report = cleared(report, people)
    approve(report, people, "director", "director")
    report = operations.move(report, "drafting", **by(people["author"]))
    assert not report.clearances.exists()
    writing.write_section(report, "context", "The parks are shut.", **by(people["author"]))
    report = cleared(operations.move(report, "consultation", **by(people["author"])), people)
    with pytest.raises(CannotMove, match="executive director"):
        operations.move(report, "approved", **by(people["s151"]))


def test_a_report_of_the_whole_council_asks_neither(report, people):
    whole = cleared(a_report(people, "whole"), people)
    assert [one.kind for one in operations.consultees(whole)] == ["finance", "legal"]
    assert "Executive director" not in said(whole)
    assert not reads(whole, reader_of(people["director"], MOMENT))
    assert operations.move(whole, "approved", **by(people["s151"])).state == "approved"


def test_it_says_of_what_it_is_only_while_it_is_written(report, people, units):
    with pytest.raises(CannotMove):
        operations.belong(report, unit=None, portfolio=None, **by(people["author"]))
    report = operations.move(report, "drafting", **by(people["author"]))
    moved = operations.belong(report, unit=units["people"], portfolio=None, **by(people["author"]))
    assert (moved.unit, moved.portfolio) == (units["people"], None)
    with pytest.raises(Refused):
        operations.belong(moved, unit=None, portfolio=None, **by(people["holder"]))


def test_a_form_says_for_what_somebody_approves(people):
    own = catalogue.source("committee").replace("title: Committee", "from: 2026-04-01\ntitle: Own")
    wrong = own.replace("approves: unit}", "approves: ward}").replace("letters: LD", "lettres: LD")
    twice = wrong.replace("kind: portfolio,", "kind: finance,")
    with pytest.raises(Problems) as refused:
        declaring.declare(twice, **by(an_actor("democratic-services")))
    told = [one.message for one in refused.value.problems]
    assert told == [
        "It needs kind, title, role and letters.",
        "Nobody approves for ward.",
        "Two clearances are called finance.",
    ]


def test_the_page_offers_it_to_the_director_and_asks_for_no_reference(report, people, client):
    report = cleared(report, people)
    client.force_login(people["other"].user)
    assert client.get("/reports/parks/").status_code == 403
    client.force_login(people["director"].user)
    page = client.get("/reports/parks/").content.decode()
    assert "Approve as executive director" in page
    assert "Approve as portfolio holder" not in page
    assert "Asked of whoever holds the role for Greener" in page
    assert 'name="reference"' not in page
    assert "Approve the report" not in page
    assert "Back to drafting" not in page
    client.post("/reports/parks/act/clear-director/")
    assert "Approved on" in client.get("/reports/parks/").content.decode()
    for who, words in (("s151", "Approve the report"), ("author", "Back to drafting")):
        client.force_login(people[who].user)
        page = client.get("/reports/parks/").content.decode()
        said = [one for one in ("Approve the report", "Back to drafting") if one in page]
        assert said == [words]


def test_the_pages_say_of_what_a_report_is(report, people, client, units):
    client.force_login(people["author"].user)
    wanted = {
        "template": "budget-report",
        "subject": "Paths",
        "reference": "paths",
        "body": "cabinet",
        "meeting_date": "2026-12-17",
        "unit": "parks",
    }
    assert client.post("/reports/new/", wanted).status_code == 302
    made = Report.objects.get(reference="paths")
    assert (made.unit, made.portfolio) == (units["parks"], None)
    client.post("/reports/paths/cover/", {"unit": "", "portfolio": "greener", "save": "yes"})
    made.refresh_from_db()
    assert (made.unit, made.portfolio) == (None, units["greener"])
    assert client.post("/reports/paths/cover/", {"unit": "nowhere"}).status_code == 422
    assert User.objects.filter(pk=made.author_id).exists()


HELD_FOR = {
    "the council": (None, True),
    "its unit": (("unit", "parks"), True),
    "the unit above": (("unit", "place"), True),
    "its portfolio": (("portfolio", "greener"), True),
    "its body": (("body", "cabinet"), True),
    "another unit": (("unit", "people"), False),
    "another body": (("body", "council"), False),
    "a project": (("project", "parks"), False),
}


@pytest.mark.parametrize(("held_for", "counts"), HELD_FOR.values(), ids=HELD_FOR.keys())
def test_it_is_cleared_by_a_deputy_for_it_and_by_no_deputy_for_another(
    report, held_for, counts, client
):
    deputy = an_actor("s151-officer", held_for=held_for)
    assert ("Clear for finance: The parks" in titles(deputy)) is counts
    if not counts:
        with pytest.raises(Refused):
            operations.clear(report, "finance", "FD 1/26", **by(deputy))
        assert not report.clearances.exists()
        return
    operations.clear(report, "finance", "FD 1/26", **by(deputy))
    assert report.clearances.get().cleared_by == deputy.user


def test_a_section_of_it_is_asked_of_the_head_of_its_own_unit_and_of_no_other(report, people):
    report = operations.move(report, "drafting", **by(people["author"]))
    made = contributing.ask(
        report, "context", role="head-of-service", due=date(2026, 11, 20), **by(people["author"])
    )
    assert [letter.user for letter in Letter.objects.all()] == [people["director"].user]
    assert titles(people["director"]) == ["Write “Context” for The parks"]
    may = {who: asked(made, reader_of(people[who], MOMENT)) for who in ("director", "other")}
    assert may == {"director": True, "other": False}
    with pytest.raises(Refused):
        writing.write_section(report, "context", "All is well.", **by(people["other"]))


def test_a_role_that_ended_yesterday_in_england_clears_nothing_after_midnight(report, people):
    midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    Holding.objects.filter(user=people["s151"].user).update(end=date(2026, 7, 2))
    with pytest.raises(Refused):
        operations.clear(report, "finance", "FD 1/26", actor=people["s151"], moment=midnight)
