"""Writes of members' interests: the register, dispensations, and what meetings are told."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.models import Declaration, Dispensation, MemberInterest
from townclerk.democracy.queries import interests as queries
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.periods import years_from
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.parameters import source

KEEPERS = (*permissions.CLERKS, *permissions.JUDGES)
NOTIFICATION = "democracy/interest-notification"
LONGEST = "democracy/dispensation-longest"


@transaction.atomic
def notify(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> MemberInterest:
    """Enter what a member notified; a declaration that waited for it is then registered."""
    permissions.check(actor, *KEEPERS, moment=moment)
    made = records.create(MemberInterest(**values), actor=actor, moment=moment, reason=reason)
    waiting = Declaration.objects.filter(
        member=made.member, text=made.text, registered=None, notify_by__isnull=False
    )
    for declaration in waiting:
        records.change(declaration, {"registered": made}, actor=actor, moment=moment)
    return made


def change(
    interest: MemberInterest,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> MemberInterest:
    permissions.check(actor, *KEEPERS, moment=moment)
    return records.change(
        interest,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def grant(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Dispensation:
    """Enter a dispensation as it was granted: to whom, for what, why, by whom and until when."""
    permissions.check(actor, *KEEPERS, moment=moment)
    draft = Dispensation(**values)
    _require_short(draft)
    return records.create(draft, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_dispensation(
    dispensation: Dispensation,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Dispensation:
    """End it sooner or put its words right; what it allowed at a meeting stays with that."""
    permissions.check(actor, *KEEPERS, moment=moment)
    if "end" in values:
        draft = Dispensation.objects.get(pk=dispensation.pk)
        draft.end = values["end"]
        _require_short(draft)
    return records.change(
        dispensation,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


def _require_short(draft: Dispensation) -> None:
    """No longer than the law lets one hold."""
    if draft.start is None or draft.end is None:
        return
    law = source().parameter(LONGEST).at(draft.start)
    years = int(law.value)
    last = years_from(draft.start, years)
    if draft.end > last:
        message = f"It may hold {years} years at the most ({law.provision})."
        hint = f"End it by {date_display(last)}."
        raise Problems([Problem(message, field="end", hint=hint)])


@transaction.atomic
def declare(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Declaration:
    """Record what a member declared, held against the register, with the dispensation that covers
    it. A pecuniary interest that is not registered comes with the last day to notify it."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=Declaration(**values))
    draft = Declaration(**values)
    found = draft.registered
    if found is None:
        found = queries.registered(draft.member, draft.text, draft.meeting.on)
    _require_own(draft, found)
    draft.registered = found
    if draft.dispensation is None:
        draft.dispensation = queries.dispensation_for(draft)
    if found is None and draft.kind == Declaration.Kind.PECUNIARY:
        days = int(source().parameter(NOTIFICATION).at(draft.meeting.on).value)
        draft.notify_by = draft.meeting.on + timedelta(days=days - 1)
    return records.create(draft, actor=actor, moment=moment, reason=reason)


def _require_own(draft: Declaration, found: MemberInterest | None) -> None:
    problems = []
    if found is not None and found.member_id != draft.member_id:
        problems.append(Problem(f"That interest is {found.member}'s.", field="registered"))
    if found is not None and found.pecuniary and draft.kind != Declaration.Kind.PECUNIARY:
        problems.append(
            Problem(
                "The register has it as a disclosable pecuniary interest.",
                field="kind",
                hint="Declare it as that.",
            )
        )
    given = draft.dispensation
    if given is not None and given not in queries.dispensations_of(draft.member, draft.meeting.on):
        said = f"{given} does not hold for {draft.member} on that day."
        problems.append(Problem(said, field="dispensation"))
    if draft.item is not None and draft.item.meeting_id != draft.meeting_id:
        problems.append(Problem("The item is of another meeting.", field="item"))
    if problems:
        raise Problems(problems)
