"""Where figures are printed: in which published reports, with what value."""

from typing import TYPE_CHECKING

from townclerk.figures import Printed, printed_in_provider
from townclerk.reports.models import FrozenFigure

if TYPE_CHECKING:
    from townclerk.figures.permission import Operator
    from townclerk.kernel.reporting_period import ReportingPeriod
    from townclerk.platform.access.reader import Reader


def in_reports(
    key: str, scope: str, period: "ReportingPeriod | None", reader: "Reader | Operator"
) -> list[Printed]:
    """Publications are open to everybody; what stands only in withheld parts is not told."""
    found = FrozenFigure.objects.filter(
        key=key, scope=scope, period=period.label if period else "", restricted=False
    ).select_related("publication__report")
    return [
        Printed(
            title=one.publication.report.subject,
            url=f"/reports/{one.publication.report.reference}/",
            printed_on=one.publication.issued_on,
            value=one.document["display"],
            place=f"publication {one.publication.number}",
            reference=one.publication.report.reference,
            document=one.document,
        )
        for one in found
    ]


def declare() -> None:
    printed_in_provider(in_reports)
