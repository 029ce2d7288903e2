"""Pictures in the text of a report: its own files, by name, frozen with the clearance."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from townclerk.kernel.errors import Problem
from townclerk.platform.access.reader import Decision, Reader
from townclerk.platform.documents import Image
from townclerk.platform.files import holders, storage
from townclerk.platform.files.models import Attachment
from townclerk.platform.files.queries import files_of
from townclerk.reports.core import blocks
from townclerk.reports.models import Report
from townclerk.reports.permissions import sees_exempt, writes

DRAWN = ("image/png", "image/jpeg")
"""What a page, a PDF and a Word file all show."""

Files = dict[str, Attachment]
"""The newest file of each name."""


def declare() -> None:
    holders.declare(Report, holders.Holder(_may_read, _may_attach, _url))


def _may_read(reader: Reader, report: Report) -> Decision:
    """Files are for who writes the report; exempt parts may rest on them."""
    if report.exemptions.exists() and not sees_exempt(reader):
        return Decision(False, "Parts of this report are exempt, and so may its files be.")
    return writes(reader)


def _may_attach(reader: Reader, report: Report) -> Decision:
    if report.state not in ("commissioned", "drafting"):
        return Decision(False, f"The report is {report.state} and can no longer be edited.")
    return _may_read(reader, report)


def _url(report: Report) -> str:
    return reverse("reports:show", args=[report.reference])


def files_for(report: Report) -> Files:
    """The files of a report whose text has pictures; none is asked for by the others."""
    if not report.chapters.filter(text__contains="picture(").exists():
        return {}
    return {one.name: one for one in files_of(report)}


def documents(wanted: tuple[blocks.Image, ...], files: Files) -> dict[str, Any]:
    """Each picture as data, known to have moved by the checksum of its content."""
    return {
        str(one): {
            "key": "picture",
            "label": one.name,
            "value": files[one.name].sha256,
            "display": f"{one.name} ({files[one.name].sha256[:6]})",
            "media_type": files[one.name].media_type,
            "url": "",
            "picture": True,
        }
        for one in wanted
        if one.name in files
    }


def drawn(wanted: blocks.Image, document: Any) -> Image:
    content = storage.opened(settings.HOME, document["value"]).read_bytes()
    return Image(
        title=wanted.caption,
        alt=wanted.alt,
        content=content,
        media_type=document["media_type"],
    )


def problems(wanted: blocks.Image, files: Files, where: str) -> list[Problem]:
    found = files.get(wanted.name)
    if found is None:
        hint = "Add it to the files of the report, under this name."
        said = f"The report has no file called {wanted.name}."
        return [Problem(said, field=where, hint=hint, code="picture")]
    if found.media_type not in DRAWN:
        hint = "Add it as a PNG or JPEG picture."
        said = f"{wanted.name} is no picture that every format can show."
        return [Problem(said, field=where, hint=hint, code="picture")]
    return []
