"""What reports take away when a record is disposed of."""

from django.db import models

from townclerk.platform.retention.hooks import Removal, remover
from townclerk.reports.models import Build, Clearance, Report

RECORDS = ("table ", "option sheets ")
"""How the questions of records begin among what was cleared: tables of them, option sheets."""


@remover
def drop_builds(removal: Removal) -> None:
    """Builds of drafts may quote the record in tables and explanations; they are made again.

    So may the tables of records that were cleared with a draft; it is cleared again without them.
    What was published stays as it was published: it is out of the council's hands.
    """
    drafts = Build.objects.exclude(report__state=Report.State.PUBLISHED)
    removal.count("built drafts", drafts.count())
    drafts.delete()
    unpublished = Report.objects.exclude(state=Report.State.PUBLISHED).values("pk")
    for kept in (Clearance.objects, Clearance.history):
        _forget(kept.filter(report__in=unpublished), removal)


def _forget(kept: "models.QuerySet[Clearance]", removal: Removal) -> None:
    for one in kept:
        values = {name: kept for name, kept in one.values.items() if not name.startswith(RECORDS)}
        if len(values) < len(one.values):
            removal.count("cleared tables", len(one.values) - len(values))
            one.values = values
            one.save(update_fields=["values"])
