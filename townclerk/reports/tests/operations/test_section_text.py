"""Lists, pictures and exhibits in the text of a section, and chapters that change places."""

import base64
import re
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.documents import render_docx, render_html, render_pdf
from townclerk.platform.files.operations import attach, detach
from townclerk.platform.files.queries import panel
from townclerk.reports import catalogue, composing, drafting, operations, queries, writing
from townclerk.reports.catalogue import template_of

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 2, 9, tzinfo=UTC)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
TEXT = """We ask members to:
- note the plan,
  with its risks
- agree {{ literal("3", source="the plan") }} things

1. First this.
2. Then that.

{{ picture("harbour.png", alt="The harbour at low tide", caption="The harbour") }}

{{ exhibit("What there is") }}"""
SOURCE = {
    "name": "listed",
    "title": "Listed",
    "form": "committee",
    "chapters": [
        {"title": "One", "paragraphs": ["Text."]},
        {"title": "Two", "paragraphs": ["More. See {{ see('one') }}."]},
        {"title": "Three", "paragraphs": ["Last."]},
    ],
    "exhibits": [
        {"chapter": "Three", "kind": "table", "caption": "What there is", "columns": [], "rows": []}
    ],
}


@pytest.fixture
def writer(db):
    return {"actor": an_actor("finance-partner"), "moment": MOMENT}


@pytest.fixture
def report(writer, monkeypatch, tmp_path, settings):
    settings.HOME = type(settings.HOME)(tmp_path)
    made = template_of(SOURCE)
    monkeypatch.setattr(catalogue, "template", lambda name: made)
    wanted = operations.Commission(
        reference="list",
        template="listed",
        body="cabinet",
        meeting_date=date(2026, 12, 17),
        subject="Lists",
    )
    opened = operations.commission(wanted, **writer)
    return operations.move(opened, "drafting", **writer)


def codes(report):
    return {one.code for one in drafting.problems(drafting.of_report(report))}


def drawn(report):
    return composing.preview(report, drafting.of_report(report), reader=OPERATOR)


def test_lists_and_pictures_stand_in_every_format_as_what_they_are(report, writer):
    attach(report, SimpleUploadedFile("harbour.png", PNG), **writer)
    writing.write_section(report, "one", TEXT, **writer)
    assert not codes(report) & {"unbound", "picture", "exhibit", "alt", "binding"}
    document = drawn(report)
    page = re.sub(r"\s+", " ", render_html(document))
    assert (
        '<ul class="govuk-list govuk-list--bullet"><li>note the plan, with its risks</li>' in page
    )
    assert '<ol class="govuk-list govuk-list--number" start="1"><li>First this.</li>' in page
    assert 'alt="The harbour at low tide"><figcaption' in page
    assert page.index("What there is") < page.index("Three</h2>")
    assert page.count("<caption") - page.count("Effect on each core") < 3
    pdf = render_pdf(document)
    assert b"/Alt" in pdf
    assert b"/StructTreeRoot" in pdf
    with ZipFile(BytesIO(render_docx(document))) as word:
        body = word.read("word/document.xml").decode()
    assert body.count('w:pStyle w:val="ListBullet"') == 2
    assert 'descr="The harbour at low tide"' in body


def test_a_picture_needs_words_a_file_and_a_kind_that_prints(report, writer):
    writing.write_section(report, "one", '{{ picture("harbour.png") }}', **writer)
    assert {"alt", "picture"} <= codes(report)
    assert "cannot be shown yet" in render_html(drawn(report))
    attach(report, SimpleUploadedFile("notes.txt", b"words"), **writer)
    writing.write_section(report, "one", '{{ picture("notes.txt", alt="Notes") }}', **writer)
    assert "picture" in codes(report)
    writing.write_section(report, "one", '{{ exhibit("Nothing") }}', **writer)
    assert "exhibit" in codes(report)
    assert panel(a_reader("resident"), report) is None


def test_a_picture_is_frozen_with_the_clearance_and_a_new_one_shows(report, writer):
    first = attach(report, SimpleUploadedFile("harbour.png", PNG), **writer)
    writing.write_section(report, "one", '{{ picture("harbour.png", alt="Tide") }}', **writer)
    type(report).objects.update(state="consultation")
    report.refresh_from_db()
    given = operations.clear(
        report, "finance", "FD 1/26", actor=an_actor("s151-officer"), moment=MOMENT
    )
    assert queries.moved([given]) == []
    type(report).objects.update(state="drafting")
    report.refresh_from_db()
    detach(first, **writer)
    attach(report, SimpleUploadedFile("harbour.png", PNG + b"\0"), **writer)
    (moved,) = queries.moved([given])
    assert moved.question == "picture harbour.png"


def test_chapters_change_places_and_what_refers_to_them_follows(report, writer):
    writing.move_chapter(report, "one", up=False, **writer)
    assert [one.name for one in drafting.chapters_of(report)] == ["two", "one", "three"]
    assert "See section 2." in re.sub("<[^>]+>", "", render_html(drawn(report)))
    with pytest.raises(Problems, match="is the first chapter already"):
        writing.move_chapter(report, "two", up=True, **writer)
    with pytest.raises(Problems, match="is the last"):
        writing.move_chapter(report, "three", up=False, **writer)
