"""What kind of file some content is. The name says nothing: only the content is believed."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import puremagic

from townclerk.kernel.errors import TownclerkError

HEAD = 8192
ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
OFFICE = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"


class NotAccepted(TownclerkError):
    """The file is not of a kind that is kept, or not what its name says."""


@dataclass(frozen=True)
class FileKind:
    media_type: str
    label: str
    endings: tuple[str, ...]


PDF = FileKind("application/pdf", "PDF", (".pdf",))
TEXT = FileKind("text/plain", "text", (".txt", ".csv", ".md", ".log", ".tsv"))
KINDS = (
    PDF,
    FileKind("image/png", "PNG picture", (".png",)),
    FileKind("image/jpeg", "JPEG picture", (".jpg", ".jpeg", ".jfif")),
    FileKind("image/gif", "GIF picture", (".gif",)),
    FileKind("image/tiff", "TIFF picture", (".tif", ".tiff")),
    FileKind("message/rfc822", "e-mail", (".eml",)),
    FileKind(f"{OFFICE}.wordprocessingml.document", "Word document", (".docx",)),
    FileKind(f"{OFFICE}.spreadsheetml.sheet", "Excel workbook", (".xlsx",)),
    FileKind(f"{OFFICE}.presentationml.presentation", "PowerPoint presentation", (".pptx",)),
    FileKind(f"{ODF}.text", "OpenDocument text", (".odt",)),
    FileKind(f"{ODF}.spreadsheet", "OpenDocument spreadsheet", (".ods",)),
    FileKind(f"{ODF}.presentation", "OpenDocument presentation", (".odp",)),
    TEXT,
)
BY_TYPE = {kind.media_type: kind for kind in KINDS}
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
_OFFICE_PARTS = {
    "word/document.xml": BY_ENDING[".docx"],
    "xl/workbook.xml": BY_ENDING[".xlsx"],
    "ppt/presentation.xml": BY_ENDING[".pptx"],
}


def recognise(name: str, content: bytes) -> FileKind:
    """The kind of a file, which must be one that is kept and the one its name ends in.

    Units: none; the content is the whole file, since a container is known by what lies in it.

    Raises: NotAccepted with what to do instead.

    Example:
        >>> recognise("minutes.pdf", b"%PDF-1.7 ...").label
        'PDF'
    """
    found = _kind(content)
    ending = PurePath(name).suffix.lower()
    if found is TEXT and BY_ENDING.get(ending) is BY_TYPE["message/rfc822"]:
        # Letters begin with any header; only their name tells them from other text.
        found = BY_TYPE["message/rfc822"]
    if found is BY_TYPE["message/rfc822"] and ending in TEXT.endings:
        found = TEXT
    if ending not in found.endings:
        wanted = " or ".join(found.endings)
        raise NotAccepted(
            f"{name} is a {found.label} by its content, and its name ends in "
            f"{ending or 'nothing'}. Name it {wanted} if that is right, and add it again."
        )
    return found


def _kind(content: bytes) -> FileKind:
    if not content:
        raise NotAccepted("The file is empty. Choose the file again.")
    if content.startswith(ZIP):
        return _container(content)
    if content.startswith(OLE):
        raise NotAccepted(
            "Files of old Office versions may carry programs and are not kept. "
            "Save it as DOCX, XLSX, PPTX or PDF and add that."
        )
    if _is_markup(content):
        raise NotAccepted(
            "Web pages, SVG pictures and other markup can run programs in a browser and are not "
            "kept. Save it as PDF or PNG and add that."
        )
    return _by_magic(content)


def _is_markup(content: bytes) -> bool:
    """Whatever a browser might take for a page: text that opens with a tag, in any encoding."""
    start = content[:HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\f\x0b")
    return start[:1] == b"<"


def _by_magic(content: bytes) -> FileKind:
    try:
        matches = puremagic.magic_string(content[:HEAD])
    except puremagic.PureError:
        matches = []
    for match in matches:
        if match.mime_type in BY_TYPE:
            return BY_TYPE[match.mime_type]
    if _is_text(content):
        return TEXT
    what = matches[0].name if matches else "nothing known"
    kept = ", ".join(ending for kind in KINDS for ending in kind.endings[:1])
    raise NotAccepted(f"The content is {what}, which is not kept. These are: {kept}.")


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        # Older spreadsheets write Windows-1252; control codes are in neither.
        return not any(byte < 32 and byte not in b"\t\r\n\f" for byte in content)
    return True


def _container(content: bytes) -> FileKind:
    """Office and OpenDocument files are ZIP files: known by the parts in them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
            declared = parts.open("mimetype").read(200) if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise NotAccepted("The file is damaged. Save it again and add that.") from error
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        raise NotAccepted("The file carries macros. Save it without them and add that.")
    for part, kind in _OFFICE_PARTS.items():
        if part in names:
            return kind
    found = BY_TYPE.get(declared.decode("ascii", "replace").strip())
    if found is None:
        raise NotAccepted("Folders of files (ZIP) are not kept. Add the files one by one.")
    return found
