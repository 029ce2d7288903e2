"""Writes of the constitution: sections, amendments on the way, the scheme of delegation."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.models import (
    Body,
    ConstitutionAmendment,
    ConstitutionSection,
    Delegation,
    Meeting,
)
from townclerk.democracy.operations.meetings import today
from townclerk.democracy.policies_meetings import AMENDMENT
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.steps import step

REVIEWERS = (*permissions.CLERKS, *permissions.JUDGES)


class CannotAmend(TownclerkError):
    """The step does not fit the section or amendment as it stands. The message says what to do."""


@transaction.atomic
def create_section(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ConstitutionSection:
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    return records.create(ConstitutionSection(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_section(
    section: ConstitutionSection,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> ConstitutionSection:
    """Record the yearly review, or put a title right; the text changes by an amendment."""
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    fixed = sorted(
        name
        for name in {"text", "in_force"} & set(values)
        if values[name] != getattr(section, name)
    )
    if fixed:
        raise CannotAmend(
            f"{section}: the text in force changes by an amendment that Council agreed. "
            "Propose one."
        )
    return records.change(
        section,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def propose(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ConstitutionAmendment:
    permissions.check(actor, *REVIEWERS, moment=moment)
    draft = ConstitutionAmendment(**values)
    if draft.text.strip() == draft.section.text.strip():
        problem = Problem("That is what the section says already.", field="text")
        raise Problems([problem])
    return records.create(draft, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_amendment(
    amendment: ConstitutionAmendment,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> ConstitutionAmendment:
    """Change what is proposed; other words need the monitoring officer's approval again."""
    permissions.check(actor, *REVIEWERS, moment=moment)
    if amendment.state != ConstitutionAmendment.State.PROPOSED:
        now = amendment.get_state_display().lower()
        raise CannotAmend(f"{amendment} is {now}: it stays as it was agreed.")
    given = dict(values)
    if given.get("text", amendment.text) != amendment.text:
        given["text_approved"] = False
    return records.change(
        amendment,
        given,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def approve_text(
    amendment: ConstitutionAmendment, *, actor: Actor, moment: datetime, reason: str = ""
) -> ConstitutionAmendment:
    return _step(
        amendment,
        "approve-text",
        {"text_approved": True},
        actor=actor,
        moment=moment,
        reason=reason,
    )


@transaction.atomic
def committee_agreed(
    amendment: ConstitutionAmendment,
    *,
    at: Meeting,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> ConstitutionAmendment:
    """The responsible committee recommends it to Council; its words are approved by then."""
    _require_held(at)
    if at.body.kind == Body.Kind.COUNCIL:
        raise CannotAmend("A committee looks at an amendment before Council. Choose its meeting.")
    if not amendment.text_approved:
        raise CannotAmend("The monitoring officer approves the words before a committee agrees.")
    return _step(
        amendment, "committee", {"committee_at": at}, actor=actor, moment=moment, reason=reason
    )


@transaction.atomic
def council_agreed(
    amendment: ConstitutionAmendment,
    *,
    at: Meeting,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> ConstitutionAmendment:
    _require_held(at)
    before = amendment.committee_at
    if at.body.kind != Body.Kind.COUNCIL or (before is not None and at.on < before.on):
        raise CannotAmend("Council agrees an amendment after its committee. Choose its meeting.")
    return _step(
        amendment, "council", {"council_at": at}, actor=actor, moment=moment, reason=reason
    )


@transaction.atomic
def bring_into_force(
    amendment: ConstitutionAmendment,
    *,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> ConstitutionAmendment:
    """Put the words into the section, as its next edition; what it said before is kept beside."""
    day = on or today(moment)
    agreed = amendment.council_at
    if agreed is not None and day < agreed.on:
        raise CannotAmend(f"{agreed} agreed it, so it is not in force before that day.")
    section = ConstitutionSection.objects.select_for_update().get(pk=amendment.section_id)
    edition = section.edition + 1
    values = {"in_force": day, "replaced": section.text, "edition": edition}
    done = _step(amendment, "in-force", values, actor=actor, moment=moment, reason=reason)
    # What Council agreed is the council's own, whatever stood there before.
    text = {"text": amendment.text, "edition": edition, "in_force": day, "example": False}
    why = f"Amendment {amendment.reference}"
    records.change(section, text, actor=actor, moment=moment, reason=why, verb="amend")
    return done


@transaction.atomic
def reject(
    amendment: ConstitutionAmendment, *, actor: Actor, moment: datetime, reason: str = ""
) -> ConstitutionAmendment:
    if not reason.strip():
        raise CannotAmend("Say why it is rejected.")
    return _step(amendment, "reject", {}, actor=actor, moment=moment, reason=reason)


def _require_held(at: Meeting) -> None:
    if at.state != Meeting.State.HELD:
        raise CannotAmend(f"{at} has not been held, so it has agreed nothing.")


def _step(
    amendment: ConstitutionAmendment,
    name: str,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> ConstitutionAmendment:
    move = step(AMENDMENT, name, amendment.state, amendment)
    permissions.check(actor, *move.roles, moment=moment)
    given = {"state": move.target or amendment.state, **values}
    return records.change(amendment, given, actor=actor, moment=moment, reason=reason, verb=name)


@transaction.atomic
def delegate(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Delegation:
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    return records.create(Delegation(**values), actor=actor, moment=moment, reason=reason)
