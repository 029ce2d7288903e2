"""One document, three forms, the same content in each."""

import io
from decimal import Decimal

import docx
import pytest
from docx.oxml.ns import qn

from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.platform.charts import Bar, waterfall
from townclerk.platform.documents import (
    BoundNumber,
    Document,
    Heading,
    NumberedList,
    Paragraph,
    Table,
    Text,
    check_footing,
    render_docx,
    render_html,
    render_pdf,
)

SITE = "https://council.example"
HOSTILE = '#read("/etc/passwd") <script>alert(1)</script>'


def a_table(total="−3.5"):
    return Table(
        caption="Changes",
        units="£m",
        header=("Line", "2017/18"),
        rows=(("Grant", "4.5"), ("Pay", "(8.0)")),
        total=("All changes", total),
        numeric=(1,),
        links=(("", "/figures/grant/"), ("", ""), ("", "/figures/all/")),
    )


def a_document(*more):
    picture = waterfall(
        [Bar("Gap", Decimal(64), total=True), Bar("Changes", Decimal(-8))], title="Gap", unit="£m"
    )
    return Document(
        title="Budget report",
        subtitle="Financial year 2017/18",
        status="Draft",
        checksum="abc123",
        blocks=(
            Heading("Context"),
            Paragraph((Text("The gap is "), BoundNumber("£64.418m", "/figures/gap/"), Text("."))),
            NumberedList(((Text("Note the gap"),), (Text(HOSTILE),))),
            a_table(),
            picture,
            *more,
        ),
    )


def test_it_marks_up_a_page_without_styles_and_escapes_what_people_typed():
    page = render_html(a_document())
    assert '<a class="govuk-link" href="/figures/gap/">£64.418m</a>' in page
    assert "<script" not in page
    assert "style=" not in page
    assert '<th scope="row" class="govuk-table__header">Grant</th>' in page
    assert '<tfoot><tr class="govuk-table__row">' in page
    assert '<td class="govuk-table__cell govuk-table__cell--numeric"><a class="govuk-link" ' in page
    assert 'href="/figures/all/">−3.5</a>' in page
    # On a phone it is moved along in its own box, so that its words stay large enough to read.
    assert '<div class="tc-scroll" tabindex="0" role="group" aria-label="Gap"><svg ' in page
    assert page.count('role="img"') == 1


def test_it_sets_a_tagged_pdf_that_is_the_same_each_time():
    made = render_pdf(a_document(), site=SITE)
    assert made.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in made
    assert b"pdfuaid" in made
    assert all(f"{SITE}/figures/{name}/".encode() in made for name in ("gap", "grant", "all"))
    assert made == render_pdf(a_document(), site=SITE)


def test_it_writes_a_word_file_with_real_headings_tables_and_descriptions():
    file = docx.Document(io.BytesIO(render_docx(a_document(), site=SITE)))
    headings = [one.text for one in file.paragraphs if one.style.name == "Heading 1"]
    assert headings == ["Context"]
    table = file.tables[0]
    assert [cell.text for cell in table.rows[3].cells] == ["All changes", "−3.5"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    described = file.element.body.findall(".//" + qn("wp:docPr"))
    assert described[0].get("descr").startswith("Gap, in £m. Gap: 64.000")
    links = [one.target_ref for one in file.part.rels.values() if one.is_external]
    assert links == [f"{SITE}/figures/{name}/" for name in ("gap", "grant", "all")]
    assert HOSTILE in "\n".join(one.text for one in file.paragraphs)


def test_it_says_what_rows_share_once_over_them_in_each_form():
    rows = (("June", "1", "Audit"), ("June", "2", "Risk"), ("July", "1", "Tax"))
    table = Table(
        caption="Items", header=("Meeting", "No", "Title"), rows=rows, numeric=(1,), grouped=True
    )
    made = Document(title="T", status="Draft", checksum="abc", blocks=(table,))
    page = render_html(made)
    assert page.count("June") == page.count("July") == 1
    assert "Meeting" not in page
    assert '<th scope="rowgroup" colspan="2" class="govuk-table__header">June</th>' in page
    assert '<th scope="row" class="govuk-table__header">2</th>' in page
    (word,) = docx.Document(io.BytesIO(render_docx(made))).tables
    assert [[cell.text for cell in row.cells] for row in word.rows] == [
        ["No", "Title"],
        ["June", "June"],  # one cell, over both columns
        ["1", "Audit"],
        ["2", "Risk"],
        ["July", "July"],
        ["1", "Tax"],
    ]
    assert len({id(cell._tc) for cell in word.rows[1].cells}) == 1
    assert render_pdf(made).startswith(b"%PDF")


@pytest.mark.parametrize("render", [render_html, render_pdf, render_docx])
def test_it_refuses_a_table_that_does_not_foot(render):
    with pytest.raises(Problems, match=r"adds up to −3\.5, but its total says 3"):
        render(a_document(a_table(total="3")))


def test_it_foots_a_table_with_brackets_and_minus_signs():
    check_footing(a_document())


def test_it_refuses_a_row_that_is_not_as_long_as_the_header():
    with pytest.raises(TownclerkError, match="has 1 cells, and the header has 2"):
        Table(caption="c", header=("a", "b"), rows=(("x",),))
