"""The number check of a report: what its author may read, acceptance, clearance, and files."""

import json
from datetime import UTC, date, datetime

import docx
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from townclerk import figures
from townclerk.figures import register
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, a_user, an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.reports import checking, checking_operations, commands, operations
from townclerk.reports.core.states import CannotMove
from townclerk.reports.models import AcceptedFinding, Chapter, Report

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 2, 9, tzinfo=UTC)
RIGHT = '{{ literal("£64.418m", source="the March report") }}'
WRONG = '{{ literal("£60.2m", source="the March report") }}'


@pytest.fixture
def gap():
    """A figure of financial planning that is not public."""

    def answer(question):
        value = Money.thousands(64_418)
        return figures.Answer(value=value, step=Step(label="Harbour gap", value=value))

    key = "test.harbour_gap"
    figures.figure(
        key=key,
        label="Harbour budget gap",
        unit=figures.Unit.MONEY,
        display="£m 3 dp",
        definition="The gap of the harbour.",
        source="the test",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
    )(answer)
    yield key
    register.discard(key)


def a_report(author, *texts, reference="harbour"):
    by = {"actor": author, "moment": MOMENT}
    made = records.create(
        Report(
            reference=reference,
            template="budget-report",
            body="Cabinet",
            meeting_date=date(2026, 12, 3),
            subject="The harbour",
            state=Report.State.DRAFTING,
            author=author.user,
        ),
        **by,
    )
    for place, text in enumerate(texts, start=1):
        chapter = Chapter(
            report=made, place=place, name=f"part-{place}", title=f"Part {place}", text=text
        )
        records.create(chapter, **by)
    return made


def told(found, *kinds):
    return [(one.kind, one.section) for one in found if one.kind in kinds]


def test_it_compares_only_with_figures_its_author_may_read(gap):
    finance, clerk = an_actor("finance-partner"), an_actor("democratic-services")
    report = a_report(finance, f"The harbour budget gap is {WRONG}.")
    assert told(checking.open_findings(report), "against-figure") == [("against-figure", "Part 1")]
    report.author = clerk.user
    report.save()
    assert told(checking.open_findings(report), "against-figure") == []
    assert told(checking.findings_of(report, a_reader("finance-partner")), "against-figure")
    assert not told(checking.findings_of(report, a_reader("democratic-services")), "against-figure")


def test_it_offers_to_bind_what_equals_a_figure_and_lets_it_pass(gap):
    report = a_report(an_actor("finance-partner"), f"The harbour budget gap is {RIGHT}.")
    found = [one for one in checking.findings_of(report, OPERATOR) if one.kind == "bind"]
    assert [(one.bind, one.open) for one in found] == [(f'figure("{gap}")', False)]
    assert found[0].values[0].shown == "£64.418m"


@pytest.fixture
def piers():
    """Figures of one area, as many as a test asks for."""
    keys = []

    def made(count):
        for number in range(count):
            key = f"test.pier_{number}"
            value = Money.thousands(5_000 + number)
            answer = figures.Answer(value=value, step=Step(label="Pier", value=value))
            figures.figure(
                key=key,
                label=f"Pier {NAMES[number]} income",
                unit=figures.Unit.MONEY,
                display="£m 3 dp",
                definition="The income of a pier.",
                source="the test",
                owner_role="s151-officer",
                area=Area.FINANCIAL_PLANNING,
            )(lambda question, answer=answer: answer)
            keys.append(key)

    yield made
    for key in keys:
        register.discard(key)


NAMES = ("north", "south", "east", "west", "lower", "upper", "stone", "iron", "timber", "glass")


def test_it_asks_as_many_queries_however_many_figures_and_findings_there_are(piers):
    author = an_actor("finance-partner")
    piers(len(NAMES))
    asked = {}
    for count in (2, len(NAMES)):
        said = " ".join(f"The pier {name} income is £{count + 1}.5m." for name in NAMES[:count])
        report = a_report(author, said, reference=f"piers-{count}")
        with CaptureQueriesContext(connection) as seen:
            found = checking.findings_of(report, OPERATOR)
        asked[count] = len(seen)
        assert len(told(found, "against-figure")) == len(told(found, "unbound")) == count
    assert asked[2] == asked[len(NAMES)]


def test_figures_closed_to_the_author_cost_no_more_queries_than_open_ones(piers):
    piers(len(NAMES))
    asked = []
    for role in ("finance-partner", "revenues-officer"):
        said = " ".join(f"The pier {name} income is £{len(NAMES)}.5m." for name in NAMES)
        report = a_report(an_actor(role), said, reference=f"piers-{role}")
        with CaptureQueriesContext(connection) as seen:
            found = checking.open_findings(report)
        asked.append((len(seen), len(told(found, "against-figure"))))
    (queries, open_ones), (closed_queries, closed_ones) = asked
    assert (open_ones, closed_ones) == (len(NAMES), 0)
    assert closed_queries <= queries


def test_a_refusal_keeps_the_value_of_a_figure_to_itself(gap):
    report = a_report(an_actor("finance-partner"), f"The harbour budget gap is {WRONG}.")
    with pytest.raises(Problems) as refused:
        checking.blocking(report)
    said = " ".join(one.message for one in refused.value.problems)
    assert "£60.2m" in said
    assert "64.418" not in said


def test_what_is_typed_blocks_and_is_accepted_only_with_a_reason():
    author = an_actor("finance-partner")
    by = {"actor": author, "moment": MOMENT}
    report = a_report(author, "The harbour has 14 cranes.", "The harbour has 12 cranes.")
    found = checking.open_findings(report)
    assert told(found, "unbound", "repeated") == [
        ("unbound", "Part 1"),
        ("repeated", "Part 2"),
        ("unbound", "Part 2"),
    ]
    one = found[0]
    with pytest.raises(Problems):
        checking_operations.accept(report, one.key, "  ", **by)
    with pytest.raises(checking_operations.NoSuchFinding):
        checking_operations.accept(report, "0" * 16, "Because", **by)
    member = an_actor("member")
    with pytest.raises(Refused):
        checking_operations.accept(report, one.key, "Because", actor=member, moment=MOMENT)
    kept = checking_operations.accept(report, one.key, "Counted on the quay", **by)
    assert (kept.accepted_by, kept.accepted_at, kept.words) == (author.user, MOMENT, one.words)
    assert AuditEntry.objects.filter(verb="create", reason="Counted on the quay").exists()
    assert one.key not in {each.key for each in checking.open_findings(report)}
    with pytest.raises(checking_operations.NoSuchFinding):
        checking_operations.accept(report, one.key, "Again", **by)
    checking_operations.reopen(kept, **by)
    assert one.key in {each.key for each in checking.open_findings(report)}


def test_other_words_need_a_new_reason_and_a_published_report_stays():
    author = an_actor("finance-partner")
    by = {"actor": author, "moment": MOMENT}
    report = a_report(author, "The harbour has 14 cranes.")
    key = checking.open_findings(report)[0].key
    kept = checking_operations.accept(report, key, "Counted", **by)
    chapter = report.chapters.get()
    records.change(chapter, {"text": "The harbour has 15 cranes."}, **by)
    found = checking.findings_of(report, OPERATOR)
    assert [one.open for one in found] == [True]
    assert checking.accepted_but_gone(report, found) == [kept]
    Report.objects.filter(pk=report.pk).update(state=Report.State.PUBLISHED)
    with pytest.raises(CannotMove):
        checking_operations.accept(Report.objects.get(), found[0].key, "Counted", **by)


def test_open_findings_keep_a_report_from_being_cleared_until_each_is_settled():
    report = a_report(an_actor("finance-partner"), "The harbour has 14 cranes.", "It has 12 boats.")
    by = {"actor": an_actor("finance-partner"), "moment": MOMENT}
    Report.objects.update(state=Report.State.CONSULTATION)
    report.refresh_from_db()
    roles = (("finance", "FD 1/26", "s151-officer"), ("legal", "LD 1/26", "monitoring-officer"))
    for kind, reference, role in roles:
        operations.clear(report, kind, reference, actor=an_actor(role), moment=MOMENT)
    found = checking.open_findings(report)
    assert len(found) == 2
    for one in found:
        with pytest.raises(Problems) as refused:
            operations.move(report, "cleared", **by)
        assert one.words in str([each.message for each in refused.value.problems])
        checking_operations.accept(report, one.key, "Counted on the quay", **by)
    assert operations.move(report, "cleared", **by).state == "cleared"


def test_the_page_lists_by_section_and_takes_a_reason(client):
    author = an_actor("finance-partner")
    report = a_report(author, "All is well.", "The harbour has 14 cranes.")
    address = reverse("reports:check", args=[report.reference])
    assert client.get(address).status_code == 302
    client.force_login(author.user)
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert [one.get_text() for one in page.find_all("h2") if "Part" in one.get_text()] == ["Part 2"]
    form = page.find("form", action=lambda value: value and "/accept/" in value)
    client.post(form["action"], {"reason": "Counted on the quay"})
    assert AcceptedFinding.objects.get().reason == "Counted on the quay"
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert "Counted on the quay" in page.get_text()
    again = page.find("form", action=lambda value: value and "/reopen/" in value)
    client.post(again["action"])
    assert not AcceptedFinding.objects.exists()
    client.force_login(a_user("member"))
    assert client.post(form["action"], {"reason": "No"}).status_code == 403
    assert not AcceptedFinding.objects.exists()


def test_a_file_from_outside_is_checked_at_the_terminal(tmp_path):
    text = "Money\n\nContacts rose from 315 to 428, an increase of 131.\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    document = docx.Document()
    document.add_heading("Money")
    document.add_paragraph("Contacts rose from 315 to 428, an increase of 131.")
    document.save(str(tmp_path / "b.docx"))
    page = "<h1>Money</h1><p>Contacts rose from 315 to 428, an increase of 113.</p>"
    (tmp_path / "c.html").write_text(page, "utf-8")
    run = CliRunner()
    for name in ("a.txt", "b.docx"):
        answer = run.invoke(commands.report, ["check", str(tmp_path / name), "--json"])
        assert answer.exit_code == 1
        found = json.loads(answer.stdout)
        assert [(one["kind"], one["section"]) for one in found] == [("change", "Money")]
        assert found[0]["values"][1]["shown"] == "113"
    sound = run.invoke(commands.report, ["check", str(tmp_path / "c.html")])
    assert (sound.exit_code, "nothing to put right" in sound.stdout) == (0, True)
    (tmp_path / "d.docx").write_text("no document", "utf-8")
    assert run.invoke(commands.report, ["check", str(tmp_path / "d.docx")]).exit_code == 1
