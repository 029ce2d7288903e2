"""Raising, changing, validating, approving and handing over option sheets."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from townclerk.change import permissions, policies_options
from townclerk.change.core import options as core
from townclerk.change.core.options_completeness import Gate, require
from townclerk.change.models import OptionPackage, OptionSheet
from townclerk.change.queries import options as queries
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL

MONEY = frozenset(
    ("package", "unit", "gross", "low", "high", "reinvestment", "exit_cost", "included_in")
) | {
    *("outside_reason", "classification", "kind", "nature", "recurrence", "cash"),
}
"""What finance validates: it is changed only on a sheet that went back to its author."""
CONSULTS = (OptionSheet.Approval.CONSULT, OptionSheet.Approval.ALL)
DECIDES = ("recommend", "approve", "amend")
GOING = (
    OptionSheet.State.RECOMMENDED,
    OptionSheet.State.APPROVED,
    OptionSheet.State.AMENDED,
    OptionSheet.State.HANDED_OVER,
)
"""States of an option that has gone on, which keeps those it excludes from following."""
DID = {"raised_by": "raised", "validated_by": "validated", "author": "wrote"}


class SheetIsFixed(TownclerkError):
    """The sheet's state does not let this be changed. The message says what to do."""


class Excluded(TownclerkError):
    """Another option that this one cannot go with has gone on already."""


class NotConsulted(TownclerkError):
    """A sheet that asks to consult is recommended after the consultation."""


class CannotPublish(TownclerkError):
    """What stands in the way of publishing a sheet."""


@transaction.atomic
def create(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> OptionSheet:
    """A new sheet as an idea. One that is restated from a publication carries its day, which
    takes somebody who may publish."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, unit=_unit(values.get("unit")))
    if values.get("published_on") is not None:
        permissions.check(actor, Verb.APPROVE, moment=moment)
    sheet = OptionSheet(**values, raised_by=actor.user)
    made = records.create(sheet, actor=actor, moment=moment, reason=reason)
    _check_parts(made)
    return made


@transaction.atomic
def change(
    sheet: OptionSheet,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> OptionSheet:
    """Change headings. The money stays as it was validated; an approved sheet stays whole."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, unit=_unit(sheet.unit))
    check_headings_open(sheet)
    moved = {name: value for name, value in values.items() if getattr(sheet, name) != value}
    fixed = sorted(MONEY & set(moved))
    if fixed and sheet.state not in OptionSheet.OPEN:
        names = ", ".join(name.replace("_", " ") for name in fixed)
        raise SheetIsFixed(
            f"{sheet} is {sheet.get_state_display().lower()}, so its {names} stay as they were "
            "validated. Return it to its author first."
        )
    changed = records.change(
        sheet,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    _check_parts(changed)
    return changed


def check_headings_open(sheet: OptionSheet) -> None:
    if sheet.state not in policies_options.BEFORE_APPROVAL:
        raise SheetIsFixed(
            f"{sheet} is {sheet.get_state_display().lower()}, so it stays as it is. "
            "Raise another option for what is to change."
        )


def check_money_open(sheet: OptionSheet) -> None:
    """Years, staffing and claims are part of what is validated."""
    if sheet.state not in OptionSheet.OPEN:
        raise SheetIsFixed(
            f"{sheet} is {sheet.get_state_display().lower()}, so its amounts, staffing and claims "
            "stay as they were validated. Return it to its author first."
        )


@transaction.atomic
def move(
    sheet: OptionSheet,
    name: str,
    *,
    actor: Actor,
    moment: datetime,
    reason: str = "",
    amendment: str = "",
) -> OptionSheet:
    """Take a step of the table: role, gate, and somebody other than who acted before."""
    sheet = OptionSheet.objects.select_related("package", "unit").get(pk=sheet.pk)
    step = check_step(sheet, name, actor=actor, moment=moment)
    if step.asks and not reason.strip():
        raise Problems([Problem(f"Say {step.asks}.", field="reason")])
    if name == "recommend" and sheet.approval_sought in CONSULTS and sheet.state != "consulted":
        raise NotConsulted(f"{sheet} asks to consult. Record the consultation, then recommend it.")
    if step.gate is not None:
        require(queries.facts_of(sheet), step.gate)
    if name in DECIDES:
        _check_excluded(sheet)
    values = {"state": step.target} | _stamped(name, actor, moment, reason, amendment)
    return records.change(sheet, values, actor=actor, moment=moment, reason=reason, verb=name)


def _check_excluded(sheet: OptionSheet) -> None:
    """Of two options that exclude each other one goes on, not both."""
    rivals = OptionSheet.objects.filter(Q(excluded_by__option=sheet) | Q(exclusions__other=sheet))
    going = rivals.filter(state__in=GOING).first()
    if going is not None:
        raise Excluded(
            f"{sheet} cannot go with {going}, which is {going.get_state_display().lower()}. "
            "Withdraw one of the two, or take out the record that says so."
        )


def check_step(
    sheet: OptionSheet, name: str, *, actor: Actor, moment: datetime
) -> policies_options.Move:
    """The step, when the state is open to it and the actor is one who may take it."""
    step = policies_options.step(policies_options.OPTION, name, sheet.state, sheet)
    if step.roles:
        permissions.check_role(actor, *step.roles, moment=moment, record=sheet)
    else:
        permissions.check(actor, Verb.CONTRIBUTE, moment=moment, unit=_unit(sheet.unit))
    earlier = [(getattr(sheet, field), DID[field]) for field in step.other_than]
    permissions.check_other(actor, *earlier)
    return step


def check_publish(sheet: OptionSheet, *, actor: Actor, moment: datetime) -> None:
    roles = (permissions.S151, *permissions.APPROVERS)
    permissions.check_role(actor, *roles, moment=moment, record=sheet)


def _stamped(
    name: str, actor: Actor, moment: datetime, reason: str, amendment: str
) -> dict[str, Any]:
    """What a step leaves on the sheet beside its state."""
    day, said = _today(moment), reason.strip()
    stamps: dict[str, dict[str, Any]] = {
        "validate": {"validated_by": actor.user, "validated_on": day},
        "approve-for-consultation": {"consultation_decision": said},
        "record-consultation": {"consultation_outcome": said},
        "approve": {"decision": said, "approved_by": actor.user, "approved_on": day},
        "amend": {
            "decision": said,
            "amendment": amendment.strip() or said,
            "approved_by": actor.user,
            "approved_on": day,
        },
        "return": {"validated_by": None, "validated_on": None, "consultation_decision": ""},
        "hand-over": {"handed_to": said},
    }
    return stamps.get(name, {})


@transaction.atomic
def publish(
    sheet: OptionSheet, *, on: date, document: str, actor: Actor, moment: datetime
) -> OptionSheet:
    """Publish a sheet with a report. It is complete by then, and its money is validated."""
    check_publish(sheet, actor=actor, moment=moment)
    if sheet.published_on is not None:
        raise CannotPublish(f"{sheet} is published already, in {sheet.published_in}.")
    if not document.strip():
        raise CannotPublish("Name the report it is published with.")
    if sheet.state in (*OptionSheet.OPEN, OptionSheet.State.WITHDRAWN):
        raise CannotPublish(
            f"{sheet} is {sheet.get_state_display().lower()}. "
            "A sheet is published once finance has validated its money."
        )
    require(queries.facts_of(sheet), Gate.TABLE)
    values = {"published_on": on, "published_in": document.strip()}
    return records.change(sheet, values, actor=actor, moment=moment, verb="publish")


@transaction.atomic
def create_package(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> OptionPackage:
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, unit=_unit(values.get("unit")))
    if values.get("published_on") is not None:
        permissions.check(actor, Verb.APPROVE, moment=moment)
    made = OptionPackage(**values)
    return records.create(made, actor=actor, moment=moment, reason=reason)


def _check_parts(sheet: OptionSheet) -> None:
    """The parts inside an option come to no more than it does."""
    whole = sheet.included_in_id or sheet.pk
    family = OptionSheet.objects.filter(pk=whole) | OptionSheet.objects.filter(included_in=whole)
    rows = family.select_related("package", "included_in")
    if len(rows) > 1:
        core.check_parts([queries.core_option(row, {}) for row in rows])


def _unit(unit: Any) -> str | None:
    return None if unit is None else str(unit.code)


def _today(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()
