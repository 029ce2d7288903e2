"""Making a report into its files, whole: what is kept is what publication freezes."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.figures import Status
from townclerk.figures.permission import OPERATOR
from townclerk.platform import records
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor
from townclerk.platform.documents import plain, render_docx, render_html, render_pdf
from townclerk.reports import building, composing, covering, drafting
from townclerk.reports.building import Documents
from townclerk.reports.drafting import Draft
from townclerk.reports.models import Build, BuiltFile, Report

Progress = Callable[[int, int, str], None]
STEPS = 5


def documents_for(report: Report, draft: Draft) -> Documents:
    """What finance cleared, once it has; today's figures until then."""
    cleared = report.clearances.filter(kind="finance").first()
    if cleared is not None and set(composing.questions_of(draft)) <= set(cleared.values):
        found: Documents = cleared.values
        return found
    return todays(report, draft)


def todays(report: Report, draft: Draft) -> Documents:
    """Every figure and table of the report as it is now.

    Raises: Problems or TownclerkError when one has no value.
    """
    readers = composing.readers_of(report, draft)
    return composing.gather(draft, reader=OPERATOR, tables=readers)


def current(report: Report) -> Build | None:
    """The last build, when the report and its figures are still as they were built."""
    last = report.builds.first()
    if last is None:
        return None
    draft = drafting.of_report(report)
    checksum = composing.checksum(draft, documents_for(report, draft))
    return last if last.checksum == checksum else None


def make(
    report: Report,
    *,
    actor: Actor,
    moment: datetime,
    site: str = "",
    progress: Progress = lambda done, of, doing: None,
    kept: Callable[[Build], None] = lambda made: None,
) -> Build:
    """Build the report: everything is drawn first, then kept in one transaction with `kept`.

    A report with exempt parts is built twice from the one source: as the public gets it, and whole.

    Raises: Problems when a number is unbound or a table does not add up. Nothing is kept then.
    """
    progress(0, STEPS, "Asking the figures")
    with records.one_look():
        whole = drafting.of_report(report)
        draft = drafting.public_of(whole)
        documents = documents_for(report, whole)
    progress(1, STEPS, "Setting the page")
    files = _files(draft, documents, site, "report", progress)
    content = content_of(report, draft, documents)
    files["report.txt"] = building.as_text(content).encode()
    closed = {}
    if whole.withheld:
        closed = _files(whole, documents, site, "exempt", progress)
    progress(4, STEPS, "Keeping the files")
    with transaction.atomic():
        made = Build.objects.create(
            report=report,
            checksum=composing.checksum(whole, documents),
            content=content,
            figures=_rows(whole, draft, documents),
            site=site,
            made_at=moment,
            made_by=actor.user,
        )
        BuiltFile.objects.bulk_create(
            BuiltFile(build=made, name=name, body=body, restricted=name in closed)
            for name, body in (files | closed).items()
        )
        log.record(actor=actor, verb="build", target=made, moment=moment)
        kept(made)
    return made


def _files(
    draft: Draft, documents: Documents, site: str, name: str, progress: Progress
) -> dict[str, bytes]:
    document = composing.document_of(draft, documents)
    files = {f"{name}.html": str(render_html(document)).encode()}
    progress(2, STEPS, "Setting the PDF")
    files[f"{name}.pdf"] = render_pdf(document, site=site)
    progress(3, STEPS, "Writing the Word file")
    files[f"{name}.docx"] = render_docx(document, site=site)
    return files


def _rows(whole: Draft, public: Draft, documents: Documents) -> list[dict[str, Any]]:
    """The figures of the report; those that stand only in what is withheld are marked so."""
    printed = set(composing.refs_of(public))
    return [
        {**_row(documents[str(ref)]), **({} if ref in printed else {"restricted": True})}
        for ref in composing.refs_of(whole)
    ]


def content_of(report: Report, draft: Draft, documents: Documents) -> dict[str, Any]:
    """The words of a report with their numbers, as data."""
    return {
        "reference": report.reference,
        "subject": report.subject,
        "body": report.body,
        "meeting_date": report.meeting_date.isoformat(),
        "period": report.period,
        "cover": report.cover,
        "recommendations": [
            {"number": number, "text": plain(covering.spans_of(text, documents, draft))}
            for number, text in enumerate(draft.recommendations, start=1)
        ],
        "clearances": [
            {
                "kind": one.kind,
                "reference": one.reference,
                "cleared_at": one.cleared_at.isoformat(),
                "held": one.held_reason,
            }
            for one in report.clearances.order_by("kind")
        ],
        "sentences": [asdict(said) for said in building.say(draft, documents, draft.places)],
        "places": draft.places,
        "withheld": [asdict(one) for one in draft.withheld],
    }


def _row(document: dict[str, Any]) -> dict[str, Any]:
    """A figure as it is kept; what a published report prints is published with it."""
    return {
        "key": document["key"],
        "scope": document["scope"],
        "period": document["period"] or "",
        "document": {**document, "status": Status.PUBLISHED.value},
    }
