"""A pack as an independent library reads it."""

import io

import pikepdf
import pytest

from townclerk.democracy.core.pack_pages import Numbers, page_numbers
from townclerk.democracy.documents.pack import Contents, Line, Paper, make_pack
from townclerk.kernel.errors import Problems


def a_pdf(pages, rotate=0):
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842)).Rotate = rotate
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def contents(*papers, **values):
    given = {
        "title": "Cabinet",
        "subtitle": "12 January 2017",
        "details": (("Place", "Town Hall"),),
        "items": (Line(number=1, title="Apologies"), Line(number=2, title="Budget")),
        "papers": papers,
    }
    return Contents(**given | values)


def test_every_page_has_its_number_and_the_contents_lead_to_the_papers():
    first = Paper(item=2, title="Report", content=a_pdf(3))
    late = Paper(item=2, title="Annex", content=a_pdf(2), late=True)
    elsewhere = Paper(item=2, title="Model", note="A file of its own")
    made = make_pack(contents(first, late, elsewhere))
    assert (made.first_page, made.last_page, made.starts) == (1, 6, (2, 5))
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert len(pdf.pages) == 6
        with pdf.open_outline() as outline:
            assert [one.title for one in outline.root] == ["Agenda", "2. Budget"]
            assert [one.title for one in outline.root[1].children] == ["Report", "Annex"]
        places = {pdf.pages.index(pikepdf.Page(a.Dest[0])) for a in pdf.pages[0].Annots}
        assert places == {1, 4}
        assert all("/Font" in page.Resources for page in pdf.pages), "the numbers are laid over"
        assert str(pdf.Root.Lang) == "en-GB"


def test_a_supplement_goes_on_from_the_last_page():
    made = make_pack(contents(Paper(item=1, title="Late", content=a_pdf(1)), first_page=13))
    assert (made.first_page, made.last_page, made.starts) == (13, 14, (14,))
    assert page_numbers(1, 2, []) == Numbers((), 2)


def test_every_paper_that_cannot_be_read_is_told_at_once():
    broken = [Paper(item=n, title=f"Paper {n}", content=b"%PDF-1.7 no") for n in (1, 2)]
    with pytest.raises(Problems) as refused:
        make_pack(contents(*broken))
    assert [problem.field for problem in refused.value.problems] == ["item-1", "item-2"]
