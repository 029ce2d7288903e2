import io
import zipfile

import docx
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from townclerk.platform.files.core.kinds import KINDS, NotAccepted, recognise

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def word():
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def workbook():
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    made.add_worksheet()
    made.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "label"),
    [
        ("a.pdf", PDF, "PDF"),
        ("A.PDF", PDF, "PDF"),
        ("a.png", PNG, "PNG picture"),
        ("a.jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(50), "JPEG picture"),
        ("a.docx", word(), "Word document"),
        ("a.xlsx", workbook(), "Excel workbook"),
        (
            "a.ods",
            zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            "OpenDocument spreadsheet",
        ),
        ("a.csv", b"a,b\n1,2\n", "text"),
        ("a.txt", "café £5".encode("cp1252"), "text"),
        ("a.txt", "“£5” — naïve".encode(), "text"),
        ("a.txt", b"From: a@example.org\nSubject: x\n\nhello", "text"),
        ("a.eml", b"From: a@example.org\nSubject: x\n\nhello", "e-mail"),
        ("a.eml", b"Received: by example.org\nFrom: a@example.org\n\nhello", "e-mail"),
    ],
)
def test_it_knows_a_file_by_its_content(name, content, label):
    assert recognise(name, content).label == label


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("plan.pdf", PNG, "plan.pdf is a PNG picture by its content, and its name ends in .pdf"),
        ("plan.docx", PDF, "Name it .pdf"),
        ("plan.xlsx", word(), "is a Word document"),
        ("plan", PDF, "ends in nothing"),
        ("plan.pdf", b"just words", "is a text"),
        ("plan.txt", b"", "empty"),
        ("plan.txt", b"MZ\x90\x00" + bytes(100), "not kept"),
        ("plan.txt", bytes(100), "not kept"),
        ("plan.zip", zipped(**{"a.txt": "hi"}), "one by one"),
        ("plan.docx", b"PK\x03\x04 broken", "damaged"),
        ("plan.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "Save it as DOCX"),
        ("plan.docx", zipped(word__document="", word__vbaProject=""), "one by one"),
    ],
)
def test_it_refuses_what_it_does_not_keep_and_says_what_to_do(name, content, says):
    with pytest.raises(NotAccepted, match=says):
        recognise(name, content)


def test_it_refuses_macros():
    made = zipped(**{"word__document.xml": "", "word__vbaProject.bin": ""})
    with pytest.raises(NotAccepted, match="macros"):
        recognise("plan.docx", made)


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.png", "a.txt", "a.xml", "a.pdf"])
@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>',
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\xef\xbb\xbf \n <html>",
        "<script>alert(1)</script>".encode("utf-16"),
        "<svg/>".encode("utf-16-be"),
        b"<!-- hidden --><body onload=x>",
    ],
)
def test_it_refuses_markup_under_any_name_and_encoding(name, content):
    with pytest.raises(NotAccepted, match="markup"):
        recognise(name, content)


@given(st.binary(max_size=300), st.sampled_from([e for k in KINDS for e in k.endings]))
def test_it_answers_or_refuses_whatever_comes(content, ending):
    try:
        found = recognise(f"a{ending}", content)
    except NotAccepted:
        return
    assert ending in found.endings
    assert not content.lstrip().startswith(b"<")
