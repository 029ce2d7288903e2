"""Writing a report together: sections asked and given, comments, exempt parts, what moved."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from townclerk import figures
from townclerk.democracy.models import Body
from townclerk.figures import register
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, a_user, an_actor
from townclerk.platform.deadlines.models import Task
from townclerk.platform.documents import render_html
from townclerk.platform.home import Home
from townclerk.platform.retention.hooks import Removal
from townclerk.reports import (
    catalogue,
    changing,
    commenting,
    composing,
    contributing,
    declaring,
    disposing,
    drafting,
    operations,
    publishing,
    sections,
    writing,
)
from townclerk.reports.catalogue import template_of
from townclerk.reports.core.states import CannotMove
from townclerk.reports.models import Report, Seen
from townclerk.reports.permissions import reader_of

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 2, 9, tzinfo=UTC)
KEY = "test.authored_gap"
SOURCE = {
    "name": "test-report",
    "title": "Test report",
    "form": "committee",
    "chapters": [
        {"title": "Context", "paragraphs": [f'The gap is {{{{ figure("{KEY}") }}}}.']},
        {
            "title": "Outlook",
            "contributor": "hr-officer",
            "paragraphs": ["It stays.", f'{{{{ figure("{KEY}") }}}} is due.'],
        },
    ],
    "exhibits": [
        {
            "chapter": "Context",
            "kind": "table",
            "caption": "The gap",
            "columns": [""],
            "rows": [{"label": "Gap", "key": KEY}],
            "total": {"label": "All", "key": KEY},
        }
    ],
}


@pytest.fixture
def book():
    found = SimpleNamespace(value=Money.thousands(64_418))

    def gap(question):
        return figures.Answer(value=found.value, step=Step(label="Gap", value=found.value))

    figures.figure(
        key=KEY,
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
    register.discard(KEY)


@pytest.fixture
def people(db):
    cleared = ("exempt",)
    return {
        "author": an_actor("finance-partner", clearances=cleared),
        "hr": an_actor("hr-officer"),
        "s151": an_actor("s151-officer"),
        "monitoring": an_actor("monitoring-officer"),
        "clerk": an_actor("democratic-services"),
        "scrutiny": an_actor("scrutiny-member"),
    }


def by(people, who):
    return {"actor": people[who], "moment": MOMENT}


@pytest.fixture
def report(book, people, monkeypatch):
    made = template_of(SOURCE)
    monkeypatch.setattr(catalogue, "template", lambda name: made)
    wanted = operations.Commission(
        reference="gap",
        template="test-report",
        body="cabinet",
        meeting_date=date(2026, 12, 17),
        subject="The gap",
    )
    opened = operations.commission(wanted, **by(people, "author"))
    return operations.move(opened, "drafting", **by(people, "author"))


def filled(report, people, exempt="no"):
    values = {}
    for section in drafting.sections(report):
        if section.kind == "clearance":
            continue
        values[section.name] = {
            "impacts": {code: "neutral" for code, _ in section.items},
            "choice": list(section.choices[:1]),
            "yes-no": "no",
            "date": "2026-12-17",
        }.get(section.kind, "Filled in")
    report = operations.fill_cover(report, values | {"exempt": exempt}, **by(people, "author"))
    operations.recommend(report, ["Note it"], **by(people, "author"))
    return report


def approved(report, people):
    report = operations.move(report, "consultation", **by(people, "author"))
    operations.clear(report, "finance", "FD 7/26", **by(people, "s151"))
    operations.clear(report, "legal", "LD 7/26", **by(people, "monitoring"))
    report = operations.move(report, "cleared", **by(people, "author"))
    return operations.move(report, "approved", **by(people, "s151"))


def write(report, name, text, people, who="author", **named):
    return writing.write_section(report, name, text, **by(people, who), **named)


def test_it_asks_writes_gives_returns_and_accepts_a_section_with_one_task(report, people):
    asked = contributing.ask(
        report, "outlook", role="hr-officer", due=date(2026, 11, 20), **by(people, "author")
    )
    task = Task.objects.get(kind="report-contribution")
    assert (task.owner_role, task.due, task.state) == ("hr-officer", date(2026, 11, 20), "open")
    write(report, "outlook", "Posts change.", people, "hr")
    asked.refresh_from_db()
    assert asked.state == "drafting"
    asked = contributing.give(asked, **by(people, "hr"))
    assert Task.objects.get(pk=task.pk).state == "done"
    with pytest.raises(Refused):
        contributing.accept(asked, **by(people, "hr"))
    asked = contributing.send_back(asked, "Say how many.", **by(people, "author"))
    assert (asked.state, Task.objects.get(pk=task.pk).state) == ("returned", "open")
    with pytest.raises(Problems):
        operations._submit(filled(report, people))
    asked = contributing.give(asked, nothing=True, **by(people, "hr"))
    asked = contributing.accept(asked, **by(people, "author"))
    assert asked.state == "accepted"
    with pytest.raises(CannotMove):
        contributing.accept(asked, **by(people, "author"))


def test_it_asks_every_role_the_template_names_by_the_day_of_the_timetable(report, people):
    (asked,) = contributing.ask_all(report, **by(people, "author"))
    # Fifteen working days before the papers open on 9 December 2026.
    assert (asked.section, asked.role, asked.due) == ("outlook", "hr-officer", date(2026, 11, 18))
    assert contributing.ask_all(report, **by(people, "author")) == []


def test_it_calls_a_section_late_only_while_it_is_owed(report, people):
    asked = contributing.ask(
        report, "outlook", role="hr-officer", due=date(2026, 11, 3), **by(people, "author")
    )
    assert not contributing.late(asked, date(2026, 11, 3))
    assert contributing.late(asked, date(2026, 11, 4))
    assert not contributing.late(contributing.give(asked, **by(people, "hr")), date(2026, 11, 4))


@pytest.mark.parametrize("role", ["budget-holder", "no-such-role"])
def test_it_asks_nobody_who_may_not_write_reports_or_after_the_meeting(report, people, role):
    with pytest.raises(Problems) as refused:
        contributing.ask(report, "outlook", role=role, due=date(2027, 1, 4), **by(people, "author"))
    assert {one.field for one in refused.value.problems} == {"role", "due"}


def test_it_lets_only_who_was_asked_hand_in_and_nobody_edit_after_submission(report, people):
    due = date(2026, 11, 20)
    asked = contributing.ask(report, "outlook", role="hr-officer", due=due, **by(people, "author"))
    with pytest.raises(Refused):
        contributing.give(asked, **by(people, "s151"))
    contributing.withdraw(asked, **by(people, "author"))
    operations.move(filled(report, people), "consultation", **by(people, "author"))
    report.refresh_from_db()
    with pytest.raises(CannotMove):
        write(report, "outlook", "Later.", people)


def test_it_keeps_every_version_and_refuses_a_save_over_somebody_elses(report, people):
    version = report.chapters.get(name="outlook").version
    write(report, "outlook", "Second.", people, expected_version=version)
    with pytest.raises(Exception, match="changed"):
        write(report, "outlook", "Third.", people, "hr", expected_version=version)
    write(report, "cover-reasons", "Because.", people)
    report.refresh_from_db()
    told = sections.versions(report, sections.part(report, "outlook"))
    assert [one.text.splitlines()[0] for one in told] == ["It stays.", "Second."]
    assert sections.part(report, "cover-reasons").text == "Because."


def test_it_shows_the_text_of_the_report_before(report, people, tmp_path):
    last = approved(filled(report, people), people)
    publishing.publish(last, home=Home(tmp_path), **by(people, "clerk"))
    wanted = operations.Commission(
        reference="gap-2",
        template="test-report",
        body="cabinet",
        meeting_date=date(2027, 1, 14),
        subject="The gap again",
    )
    following = operations.commission(wanted, **by(people, "author"))
    before = sections.last_period(following, "context")
    assert (before.reference, before.printed) == ("gap", "The gap is £64.418m.")
    assert sections.last_period(report, "context") is None


def test_a_comment_that_must_be_answered_stops_clearance_until_it_is(report, people):
    report = operations.move(filled(report, people), "consultation", **by(people, "author"))
    said = commenting.say(
        report, "How so?", section="outlook", must_be_answered=True, **by(people, "scrutiny")
    )
    commenting.say(report, "Nice.", **by(people, "scrutiny"))
    with pytest.raises(Problems, match="on Outlook must be answered") as refused:
        operations.clear(report, "finance", "FD 1/26", **by(people, "s151"))
    assert "How so?" not in str(refused.value)
    # Who writes the report cannot wave it away, and who said it may.
    with pytest.raises(CannotMove, match="must be answered first"):
        commenting.resolve(said, **by(people, "author"))
    commenting.answer(said, "For the year.", **by(people, "author"))
    commenting.blocking(report)
    assert operations.clear(report, "finance", "FD 1/26", **by(people, "s151"))


def test_it_takes_a_comment_from_open_to_answered_to_resolved(report, people):
    said = commenting.say(report, "Why?", section="outlook", **by(people, "scrutiny"))
    with pytest.raises(Problems):
        commenting.say(report, " ", **by(people, "scrutiny"))
    with pytest.raises(Refused):
        commenting.say(report, "No.", actor=an_actor("resident"), moment=MOMENT)
    said = commenting.answer(said, "For the year.", **by(people, "author"))
    assert said.state == "answered"
    with pytest.raises(Refused):
        commenting.resolve(said, actor=an_actor("scrutiny-member"), moment=MOMENT)
    said = commenting.resolve(said, **by(people, "scrutiny"))
    assert said.state == "resolved"
    with pytest.raises(CannotMove):
        commenting.answer(said, "More.", **by(people, "author"))


SECRET = "The buyer offers less than we asked."


def with_secret(report, people):
    text = f'It stays.\n\n{{{{ exempt("3") }}}} {SECRET}\n\nIt goes on.'
    write(report, "outlook", text, people)
    return filled(Report.objects.get(pk=report.pk), people, exempt="yes")


def test_it_splits_public_and_restricted_versions_from_one_source(report, people, tmp_path):
    report = with_secret(report, people)
    with pytest.raises(Problems) as refused:
        operations.move(report, "consultation", **by(people, "author"))
    assert [one.code for one in refused.value.problems] == ["public-interest"]
    reasons = {"3": "The sale would suffer."}
    writing.give_exemption(report, reasons, **by(people, "author"))
    made = publishing.publish(approved(report, people), home=Home(tmp_path), **by(people, "clerk"))
    files = {one.name: (one.restricted, bytes(one.body)) for one in made.outputs.all()}
    assert not files["report.html"][0]
    assert files["exempt.html"][0]
    public, whole = files["report.html"][1].decode(), files["exempt.html"][1].decode()
    assert SECRET not in public
    assert SECRET not in str(made.content)
    assert SECRET in whole
    assert "Paragraph 2.2 is withheld: exempt under paragraph 3 of Part 1" in public
    assert "1 passage is withheld from this version" in public
    assert "The sale would suffer." in public
    # The numbers of what is open are the same in both.
    for version in (public, whole):
        assert '<span class="tc-number">2.3</span> It goes on.' in version
    assert [one["count"] for one in made.content["withheld"]] == [1]


def test_it_tells_nothing_of_a_withheld_section_but_its_number(report, people):
    writing.add_chapter(report, "Sale of the depot", exempt="3", **by(people, "author"))
    table = '{{ register("bodies", columns="name") }}'
    write(report, "sale-of-the-depot", f"{SECRET}\n\n{table}", people)
    writing.add_chapter(report, "After", **by(people, "author"))
    text = f'As {{{{ see("sale-of-the-depot") }}}} says.\n\n{table}'
    write(report, "after", text, people)
    whole = drafting.of_report(Report.objects.get(pk=report.pk))
    pages = {}
    for draft in (whole, drafting.public_of(whole)):
        documents = composing.answered(report, draft, reader=OPERATOR)
        made = composing.document_of(draft, documents, loose=True)
        pages[draft.withholds] = str(render_html(made))
    assert "Sale of the depot" in pages[False]
    assert "depot" not in pages[True]
    assert SECRET not in pages[True]
    assert "As section 3 says." in pages[True]
    assert "Paragraph 3.1 and 1 table are withheld" in pages[True]
    for page in pages.values():
        assert "Table 3: Bodies" in page


def test_it_keeps_exempt_parts_from_who_holds_no_clearance(report, people):
    report = with_secret(report, people)
    for who in ("hr", "clerk"):
        with pytest.raises(Refused):
            write(report, "outlook", "Opened.", people, who)
        with pytest.raises(Refused):
            commenting.say(report, "What?", section="outlook", **by(people, who))
    draft = drafting.of_report(report)
    seen = str(composing.preview(report, draft, reader=a_reader("finance-partner")))
    assert SECRET not in seen
    cleared = a_reader("finance-partner", clearances=("exempt",))
    assert SECRET in str(composing.preview(report, draft, reader=cleared))
    commenting.say(report, "Hidden.", section="outlook", **by(people, "author"))
    assert not commenting.seen_by(report, a_reader("finance-partner")).exists()
    assert commenting.seen_by(report, cleared).count() == 1


def test_it_refuses_an_annex_under_no_paragraph_of_the_schedule(report, people):
    with pytest.raises(Problems):
        writing.add_chapter(report, "Annex", exempt="8", **by(people, "author"))
    with pytest.raises(Refused):
        writing.add_chapter(report, "Annex", exempt="3", **by(people, "clerk"))
    writing.add_chapter(report, "Annex", exempt="3", **by(people, "author"))
    assert sections.part(report, "annex").number == "3"
    with pytest.raises(Problems):
        writing.add_chapter(report, "Annex!", **by(people, "author"))


def test_it_notes_every_place_of_a_figure_that_moved_once(report, book, people):
    book.value = Money.thousands(64_428)
    (entry,) = changing.note_now(report, moment=MOMENT)
    assert (entry.before, entry.after) == ("£64.418m", "£64.428m")
    assert entry.places == [
        "Context, paragraph 1.1",
        "Outlook, paragraph 2.2",
        "Table “The gap”, Gap",
        "Table “The gap”, All",
    ]
    assert changing.note_now(report, moment=MOMENT) == ()


def test_it_marks_what_moved_for_each_reader_until_they_have_seen_it(report, book, people):
    draft = drafting.of_report(report)

    def told(who):
        reader = reader_of(people[who], MOMENT)
        shown, now = composing.as_written(report, draft, reader=reader)
        return [(one.before, one.after) for one in changing.unseen(report, shown, now, reader)]

    changing.see(report, **by(people, "s151"))
    book.value = Money.thousands(1)
    assert told("s151") == [("£64.418m", "£0.001m")]
    changing.see(report, **by(people, "s151"))
    assert told("s151") == []
    assert Seen.objects.filter(report=report).count() == 2


def test_it_is_not_cleared_by_its_author_whatever_else_they_are(report, people):
    both = an_actor("finance-partner", "s151-officer")
    Report.objects.update(author=both.user)
    report = Report.objects.get(pk=report.pk)
    report = operations.move(filled(report, people), "consultation", **by(people, "author"))
    with pytest.raises(Refused, match="somebody else"):
        operations.clear(report, "finance", "FD 8/26", actor=both, moment=MOMENT)
    assert operations.clear(report, "finance", "FD 8/26", **by(people, "s151"))


def test_it_prints_a_table_of_records_both_author_and_public_may_read(report, people):
    for code, name in (("a", "Alpha committee"), ("b", "Beta committee")):
        Body.objects.create(code=code, name=name, kind="scrutiny", size=5)
    query = '{{ register("bodies", columns="name,size", total="size", caption="Bodies") }}'
    write(report, "outlook", query, people)
    draft = drafting.of_report(report)
    page = composing.preview(report, draft, reader=a_reader("finance-partner"))
    (table,) = [b for b in page.blocks if getattr(b, "caption", "") == "Bodies"]
    assert [row[0] for row in table.rows] == ["Alpha committee", "Beta committee"]
    assert table.total == ("Total", "10")
    write(report, "outlook", query.replace("bodies", "employees"), people)
    with pytest.raises(Problems):
        operations._submit(filled(Report.objects.get(pk=report.pk), people))


def test_it_holds_cleared_records_as_it_holds_cleared_figures(report, people, tmp_path):
    body = Body.objects.create(code="a", name="Alpha committee", kind="scrutiny", size=5)
    write(report, "outlook", '{{ register("bodies", columns="name,size") }}', people)
    done = approved(filled(Report.objects.get(pk=report.pk), people), people)
    Body.objects.filter(pk=body.pk).update(size=6)
    with pytest.raises(Problems) as refused:
        publishing.publish(done, home=Home(tmp_path), **by(people, "clerk"))
    assert {one.code for one in refused.value.problems} == {"moved"}


def test_it_forgets_cleared_records_of_a_draft_when_records_are_disposed_of(report, people):
    body = Body.objects.create(code="a", name="Alpha committee", kind="scrutiny", size=5)
    write(report, "outlook", '{{ register("bodies", columns="name,size") }}', people)
    report = filled(Report.objects.get(pk=report.pk), people)
    report = operations.move(report, "consultation", **by(people, "author"))
    operations.clear(report, "finance", "FD 9/26", **by(people, "s151"))
    removal = Removal(record=body, number=1)
    disposing.drop_builds(removal)
    assert removal.counts["cleared tables"] == 2
    kept = report.clearances.get().values
    assert not any(key.startswith("table ") for key in kept)
    assert any(KEY in key for key in kept)


ADDED = (
    ("people", "HR", "hr-officer"),
    ("member", "PH", "cabinet-member"),
    ("service", "HS", "head-of-service"),
)


def test_it_is_cleared_by_whoever_the_councils_own_form_adds(report, people, client):
    own = catalogue.source("committee").replace("title: Committee", "from: 2026-04-01\ntitle: Own")
    for kind, letters, role in ADDED:
        line = f"  - {{kind: {kind}, title: {kind}, role: {role}, letters: {letters}}}\n"
        own = own.replace("clearances:\n", f"clearances:\n{line}")
    declaring.declare(own, **by(people, "clerk"))
    wanted = {"template": "test-report", "body": "cabinet", "subject": "The gap", "reference": "g2"}
    made = operations.Commission(**wanted, meeting_date=date(2026, 12, 17))
    begun = operations.commission(made, **by(people, "author"))
    begun = operations.move(begun, "drafting", **by(people, "author"))
    begun = operations.move(filled(begun, people), "consultation", **by(people, "author"))
    client.force_login(a_user("head-of-service", unit="parks"))
    answers = [client.get(f"/reports/{one.reference}/").status_code for one in (begun, report)]
    assert answers == [200, 403], "the report to be cleared, and one whose form asks nobody of it"
    operations.clear(begun, "finance", "FD 5/26", **by(people, "s151"))
    operations.clear(begun, "legal", "LD 5/26", **by(people, "monitoring"))
    for kind, letters, role in ADDED:
        with pytest.raises(CannotMove, match=kind):
            operations.move(begun, "cleared", **by(people, "author"))
        with pytest.raises(Refused):
            operations.clear(begun, kind, f"{letters} 5/26", **by(people, "clerk"))
        whom = {"actor": an_actor(role), "moment": MOMENT}
        operations.clear(begun, kind, f"{letters} 5/26", **whom)
    assert operations.move(begun, "cleared", **by(people, "author")).state == "cleared"
