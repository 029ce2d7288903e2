from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.db import connection

from townclerk import figures
from townclerk.democracy.models import Body, Decision
from townclerk.figures import kept, register
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.home import Home
from townclerk.reports import (
    catalogue,
    commands,
    drafting,
    making,
    operations,
    publishing,
    queries,
    signing,
)
from townclerk.reports.catalogue import Sentence, Template
from townclerk.reports.core import chain
from townclerk.reports.core.prose import parse
from townclerk.reports.core.states import CannotMove
from townclerk.reports.models import Build, FrozenFigure, Output, Publication, Report

pytestmark = pytest.mark.django_db
CLEARED_BY = {"finance": "s151-officer", "legal": "monitoring-officer"}
MOMENT = datetime(2026, 11, 2, 9, tzinfo=UTC)
PROSE = (
    'The gap is {{ figure("test.report_gap") }}.',
    'It is {{ direction("test.report_gap", up="above", down="below") }} nought.',
    'It falls on {{ marked("12 January 2017") }}.',
)
RECOMMENDATIONS = ("Note the plan", "Consider it", "Agree early work", "Approve", "Receive")


@pytest.fixture
def book():
    """A figure whose record a test can change."""
    found = SimpleNamespace(value=Money.thousands(64_418), public=True, key="test.report_gap")

    def gap(question):
        return figures.Answer(value=found.value, step=Step(label="Gap", value=found.value))

    figures.figure(
        key=found.key,
        label="Gap",
        unit=figures.Unit.MONEY,
        display="£m 3 dp",
        definition="The test gap.",
        source="the test",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=True,
    )(gap)
    yield found
    register.discard(found.key)


@pytest.fixture
def template(book, monkeypatch):
    said = tuple(Sentence("Context", 1, source, parse(source)) for source in PROSE)
    made = Template("test-report", "Test report", "committee", said)
    monkeypatch.setattr(catalogue, "template", lambda name: made)
    return made


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("TOWNCLERK_HOME", str(tmp_path))
    return Home(tmp_path)


@pytest.fixture
def people(db):
    roles = ("finance-partner", "s151-officer", "monitoring-officer", "democratic-services")
    return {role: an_actor(role) for role in roles}


def by(people, role):
    return {"actor": people[role], "moment": MOMENT}


def a_cover(report):
    filled = {}
    for section in drafting.sections(report):
        if section.kind == "clearance":
            continue
        filled[section.name] = {
            "impacts": {code: "neutral" for code, _ in section.items},
            "choice": section.choices[:1],
            "yes-no": "no",
            "date": "2017-01-12",
        }.get(section.kind, "Filled in")
    return {name: list(v) if isinstance(v, tuple) else v for name, v in filled.items()}


def drafted(people, reference="budget"):
    wanted = operations.Commission(
        reference=reference,
        template="test-report",
        body="cabinet",
        meeting_date=date(2017, 1, 12),
        subject="Budget",
    )
    report = operations.commission(wanted, **by(people, "finance-partner"))
    report = operations.move(report, "drafting", **by(people, "finance-partner"))
    report = operations.fill_cover(report, a_cover(report), **by(people, "finance-partner"))
    operations.recommend(report, RECOMMENDATIONS, **by(people, "finance-partner"))
    return report


def cleared(people, reference="budget"):
    report = drafted(people, reference)
    report = operations.move(report, "consultation", **by(people, "finance-partner"))
    number = report.pk
    operations.clear(report, "finance", f"FD {number}/17", **by(people, "s151-officer"))
    operations.clear(report, "legal", f"LD {number}/17", **by(people, "monitoring-officer"))
    return operations.move(report, "cleared", **by(people, "finance-partner"))


def approved(people, reference="budget"):
    return operations.move(cleared(people, reference), "approved", **by(people, "s151-officer"))


def published(people, home, reference="budget"):
    report = approved(people, reference)
    return publishing.publish(report, home=home, **by(people, "democratic-services"))


def codes(home, head=None):
    return {p.code for p in chain.verify(queries.chain(), signing.public_key(home), head=head)}


def test_it_freezes_words_figures_and_five_recommendations(template, people, home):
    made = published(people, home)
    assert [s["text"] for s in made.content["sentences"]] == [
        "The gap is £64.418m.",
        "It is above nought.",
        "It falls on 12 January 2017.",
    ]
    assert [r["text"] for r in made.content["recommendations"]] == list(RECOMMENDATIONS)
    assert made.figures.get().document["explanation"]["label"] == "Gap"
    assert "£64.418m. It is above" in bytes(made.outputs.get(name="report.txt").body).decode()
    assert Report.objects.get().state == "published"
    assert codes(home, made.checksum) == set()


@pytest.mark.parametrize("given", [[], ["two", "choices"]])
def test_it_refuses_submission_without_exactly_one_equality_choice(template, people, given):
    report = drafted(people)
    report = operations.fill_cover(report, {"equality": given}, **by(people, "finance-partner"))
    with pytest.raises(Problems) as refused:
        operations.move(report, "consultation", **by(people, "finance-partner"))
    assert [problem.field for problem in refused.value.problems] == ["equality"]


def test_it_refuses_submission_of_a_blank_cover_naming_every_section(template, people):
    report = drafted(people)
    Report.objects.update(cover={})
    report.refresh_from_db()
    with pytest.raises(Problems) as refused:
        operations.move(report, "consultation", **by(people, "finance-partner"))
    fields = {problem.field.split(".")[0] for problem in refused.value.problems}
    asked = [s for s in drafting.sections(report) if s.mandatory and s.kind != "clearance"]
    assert fields == {s.name for s in asked}


def test_it_refuses_clearance_approval_and_publication_by_other_roles(template, people, home):
    report = operations.move(drafted(people), "consultation", **by(people, "finance-partner"))
    with pytest.raises(Refused):
        operations.clear(report, "finance", "FD 1/17", **by(people, "monitoring-officer"))
    with pytest.raises(Refused):
        operations.clear(report, "legal", "LD 1/17", **by(people, "s151-officer"))
    with pytest.raises(CannotMove):
        operations.move(report, "cleared", **by(people, "finance-partner"))
    operations.clear(report, "finance", "FD 1/17", **by(people, "s151-officer"))
    operations.clear(report, "legal", "LD 1/17", **by(people, "monitoring-officer"))
    report = operations.move(report, "cleared", **by(people, "finance-partner"))
    with pytest.raises(Refused):
        operations.move(report, "approved", **by(people, "finance-partner"))
    report = operations.move(report, "approved", **by(people, "s151-officer"))
    for role in ("finance-partner", "s151-officer", "monitoring-officer"):
        with pytest.raises(Refused):
            publishing.publish(report, home=home, **by(people, role))
    assert not Publication.objects.exists()


@pytest.mark.parametrize("role", ["budget-holder", "resident", "system-administrator"])
def test_it_refuses_writing_by_roles_without_a_part_in_reports(template, role):
    wanted = operations.Commission(
        reference="x",
        template="test-report",
        body="cabinet",
        meeting_date=date(2017, 1, 12),
        subject="X",
    )
    with pytest.raises(Refused):
        operations.commission(wanted, actor=an_actor(role), moment=MOMENT)


def test_it_blocks_publication_when_a_source_moves_until_cleared_again(
    template, book, people, home
):
    report = approved(people)
    book.value = Money.thousands(60_000)
    with pytest.raises(Problems) as refused:
        publishing.publish(report, home=home, **by(people, "democratic-services"))
    message = refused.value.problems[0].message
    assert "cleared on 2 November 2026 as £64.418m, source now £60.000m" in message
    operations.clear(report, "finance", "FD 2/17", **by(people, "s151-officer"))
    operations.clear(report, "legal", "LD 2/17", **by(people, "monitoring-officer"))
    made = publishing.publish(report, home=home, **by(people, "democratic-services"))
    assert made.content["sentences"][0]["text"] == "The gap is £60.000m."


def test_it_prints_the_cleared_value_when_held_and_blocks_a_further_move(
    template, book, people, home
):
    report = approved(people)
    book.value = Money.thousands(60_000)
    for clearance in report.clearances.all():
        role = CLEARED_BY[clearance.kind]
        operations.hold(clearance, "Agreed before the meeting", **by(people, role))
    book.value = Money.thousands(59_000)
    with pytest.raises(Problems):
        publishing.publish(report, home=home, **by(people, "democratic-services"))
    book.value = Money.thousands(60_000)
    made = publishing.publish(report, home=home, **by(people, "democratic-services"))
    assert made.content["sentences"][0]["text"] == "The gap is £64.418m."


def test_it_drops_clearances_on_the_way_back_to_drafting(template, people):
    report = operations.move(cleared(people), "drafting", **by(people, "finance-partner"))
    assert not report.clearances.exists()


def test_it_refuses_edits_after_submission(template, people):
    report = cleared(people)
    with pytest.raises(CannotMove):
        operations.fill_cover(report, {"purpose": "x"}, **by(people, "finance-partner"))
    with pytest.raises(CannotMove):
        operations.recommend(report, ["x"], **by(people, "finance-partner"))


def test_it_refuses_to_publish_exempt_reports(template, people, home):
    report = approved(people)
    Report.objects.update(cover={**report.cover, "exempt": "yes"})
    report.refresh_from_db()
    with pytest.raises(Problems) as refused:
        publishing.publish(report, home=home, **by(people, "democratic-services"))
    assert [problem.code for problem in refused.value.problems] == ["exempt"]


def _figure(made):
    row = FrozenFigure.objects.get(publication=made)
    FrozenFigure.objects.update(document={**row.document, "value": "1.00"})


def _content(made):
    Publication.objects.filter(pk=made.pk).update(content={**made.content, "subject": "Other"})


def _manifest(made):
    changed = made.manifest.replace("2026", "2025")
    Publication.objects.filter(pk=made.pk).update(manifest=changed)


TAMPER = {
    "file": (lambda made: Output.objects.update(body=b"other"), "output"),
    "figure": (_figure, "figure"),
    "words": (_content, "content"),
    "manifest": (_manifest, "manifest"),
    "signature": (lambda made: Publication.objects.update(signature="zz"), "signature"),
    "number": (lambda made: Publication.objects.update(number=9), "chain"),
}


@pytest.mark.parametrize(("tamper", "code"), TAMPER.values(), ids=TAMPER.keys())
def test_it_finds_each_stored_thing_tampered_with(template, people, home, tamper, code):
    made = published(people, home)
    assert CliRunner().invoke(commands.report, ["verify"]).exit_code == 0
    tamper(made)
    assert code in codes(home)
    assert CliRunner().invoke(commands.report, ["verify"]).exit_code != 0


def test_it_chains_publications_and_misses_none_kept_elsewhere(template, people, home):
    first, second = published(people, home, "one"), published(people, home, "two")
    assert first.checksum in second.manifest
    assert codes(home, second.checksum) == set()
    Output.objects.filter(publication=second).delete()
    FrozenFigure.objects.filter(publication=second).delete()
    second.delete()
    assert codes(home) == set()
    assert codes(home, second.checksum) == {"head"}


def test_it_shows_drift_sentence_by_sentence_and_keeps_what_was_published(
    template, book, people, home
):
    made = published(people, home)
    assert queries.rerun(made) == []
    book.value = Money.thousands(56_657)
    drifted = queries.rerun(made)
    assert [(d.then, d.now) for d in drifted] == [("The gap is £64.418m.", "The gap is £56.657m.")]
    shown = CliRunner().invoke(commands.report, ["rerun", "budget"])
    assert "1 of 3 sentences" in shown.output
    assert codes(home, made.checksum) == set()


def test_it_reads_the_whole_chain_in_three_queries(
    template, people, home, django_assert_num_queries
):
    published(people, home, "one")
    published(people, home, "two")
    with django_assert_num_queries(3, connection=connection):
        queries.chain()


def test_it_keeps_the_signing_key_private_and_the_same(home):
    first = signing.public_pem(home)
    assert signing.public_pem(home) == first
    assert (home.keys / signing.NAME).stat().st_mode & 0o077 == 0


def test_it_loads_every_template_binds_all_its_numbers_and_the_budget_report_is_there():
    catalogue.template.cache_clear()
    assert "budget-report" in catalogue.names()
    for name in catalogue.names():
        template = catalogue.template(name)
        assert template.figures
        assert catalogue.form_sections(template.form)


def test_it_publishes_exactly_the_files_and_figures_that_were_built(template, people, home):
    report = approved(people)
    built = making.make(report, **by(people, "democratic-services"))
    made = publishing.publish(report, home=home, **by(people, "democratic-services"))
    files = {one.name: bytes(one.body) for one in made.outputs.all()}
    assert files == {one.name: bytes(one.body) for one in built.files.all()}
    assert sorted(files) == ["report.docx", "report.html", "report.pdf", "report.txt"]
    assert [one.document for one in made.figures.all()] == [f["document"] for f in built.figures]
    assert Build.objects.count() == 1
    assert b"Final" in files["report.html"]


def test_it_builds_again_when_the_words_have_changed_since_the_build(template, people, home):
    report = approved(people)
    making.make(report, **by(people, "democratic-services"))
    Report.objects.update(subject="Another subject", cover={**report.cover, "purpose": "Other"})
    report.refresh_from_db()
    assert making.current(report) is None
    made = publishing.publish(report, home=home, **by(people, "democratic-services"))
    assert b"Another subject" in bytes(made.outputs.get(name="report.html").body)


def test_it_keeps_nothing_of_a_build_that_does_not_come_to_its_end(
    template, people, home, monkeypatch
):
    report = approved(people)

    def broken(document, site=""):
        raise RuntimeError("no ink")

    monkeypatch.setattr(making, "render_docx", broken)
    with pytest.raises(RuntimeError):
        publishing.publish(report, home=home, **by(people, "democratic-services"))
    assert not Build.objects.exists()
    assert not Publication.objects.exists()
    assert Report.objects.get().state == "approved"


def test_it_tells_a_figures_page_where_the_figure_is_printed(template, people, home):
    published(people, home)
    place = figures.printed_in("test.report_gap", "council", None, OPERATOR)[0]
    assert (place.url, place.value) == ("/reports/budget/", "£64.418m")
    anonymous = a_reader()
    assert kept.opened(place.document, reader=anonymous).display == "£64.418m"


def test_it_makes_five_decision_lines_of_five_recommendations(template, people, home):
    body = Body.objects.create(code="cabinet", name="Cabinet", start=date(2016, 5, 1))
    published(people, home)
    lines = Decision.objects.filter(report="budget").order_by("recommendation")
    assert [one.text for one in lines] == list(RECOMMENDATIONS)
    assert {(one.body, one.state) for one in lines} == {(body, Decision.State.PROPOSED)}
