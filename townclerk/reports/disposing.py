"""What reports take away when a record is disposed of."""

from townclerk.platform.retention.hooks import Removal, remover
from townclerk.reports.models import Build, Report


@remover
def drop_builds(removal: Removal) -> None:
    """Builds of drafts may quote the record in tables and explanations; they are made again.

    What was published stays as it was published: it is out of the council's hands.
    """
    drafts = Build.objects.exclude(report__state=Report.State.PUBLISHED)
    removal.count("built drafts", drafts.count())
    drafts.delete()
