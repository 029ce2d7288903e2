"""A document as a file: its kind, its name, and links that lead to this installation."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from townclerk.platform.documents import BoundNumber, Document, Paragraph, files


@pytest.fixture
def drawn():
    request = RequestFactory().get("/", HTTP_HOST="testserver")
    link = Paragraph((BoundNumber("5", "/figures/a/"),))
    document = Document(title="Plan", subtitle="One", status="Draft", checksum="0", blocks=(link,))
    return lambda kind, **more: files.as_file(request, document, kind, "plan-1", **more)


def test_it_is_named_and_drawn_by_its_kind(drawn):
    pdf, word = drawn("pdf"), drawn("docx")
    assert pdf.content.startswith(b"%PDF")
    assert (word.content[:2], word["Content-Type"]) == (b"PK", files.DOCX)
    assert pdf["Content-Disposition"] == 'attachment; filename="plan-1.pdf"'
    assert drawn("pdf", inline=True)["Content-Disposition"] == 'inline; filename="plan-1.pdf"'


def test_its_links_lead_to_this_installation(drawn):
    assert b"http://testserver/figures/a/" in drawn("pdf").content


def test_there_is_no_file_of_another_kind(drawn):
    with pytest.raises(Http404):
        drawn("odt")
