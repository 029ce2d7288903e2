"""Published reports as papers of a meeting: the public PDF of a report by its reference."""

from django.urls import reverse

from townclerk.democracy.public import PublishedReport, find_reports_with
from townclerk.reports.models import Publication

PDF = "report.pdf"


def published(reference: str) -> PublishedReport | None:
    """The last publication of a report, as everybody may read it; none before it is published."""
    found = Publication.objects.filter(report__reference=reference).select_related("report")
    last = found.order_by("-number").first()
    if last is None:
        return None
    output = last.outputs.filter(name=PDF, restricted=False).first()
    if output is None:
        return None
    return PublishedReport(
        title=f"Report {reference}: {last.report.subject}",
        content=bytes(output.body),
        on=last.issued_on,
        address=reverse("reports:file", args=[reference, PDF]),
    )


find_reports_with(published)
