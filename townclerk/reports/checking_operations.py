"""Accepting a finding of the number check with a reason, and taking that back."""

from datetime import datetime

from django.db import transaction

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.reports import checking, permissions
from townclerk.reports.core.states import CannotMove
from townclerk.reports.models import AcceptedFinding, Report


class NoSuchFinding(TownclerkError):
    """The finding is not there any more: the words or the values have changed."""


def accept(
    report: Report, key: str, reason: str, *, actor: Actor, moment: datetime
) -> AcceptedFinding:
    """Let a finding stand, with the reason, kept with who and when."""
    reader = permissions.require_writer(actor, moment)
    _require_unpublished(report)
    if not reason.strip():
        raise Problems(
            [
                Problem(
                    "The finding has no reason to be accepted.",
                    field="reason",
                    hint="Say why it may stand, so that the next reader knows.",
                )
            ]
        )
    with transaction.atomic():
        found = next((one for one in checking.findings_of(report, reader) if one.key == key), None)
        if found is None:
            raise NoSuchFinding("This finding is no longer there. Look at the check again.")
        if found.accepted is not None:
            raise NoSuchFinding(f"This finding has been accepted: {found.accepted.reason}")
        return records.create(
            AcceptedFinding(
                report=report,
                key=key,
                kind=found.kind,
                place=found.where[:300],
                words=found.words,
                why=found.why,
                reason=reason.strip(),
                accepted_by=actor.user,
                accepted_at=moment,
            ),
            actor=actor,
            moment=moment,
            reason=reason,
        )


def reopen(accepted: AcceptedFinding, *, actor: Actor, moment: datetime) -> None:
    """Take an acceptance back: the finding is open again."""
    permissions.require_writer(actor, moment)
    _require_unpublished(accepted.report)
    records.remove(accepted, actor=actor, moment=moment, reason="The finding is open again")


def _require_unpublished(report: Report) -> None:
    if report.state == Report.State.PUBLISHED:
        raise CannotMove("The report is published: what was accepted then stays as it was.")
