"""Writing statutory returns: prepared by one, checked by another, signed, sent and receipted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.figures import Ask
from townclerk.figures.asking import those_open
from townclerk.kernel.errors import Problem, Problems
from townclerk.performance import policies, tasks
from townclerk.performance.core.returns import check_by
from townclerk.performance.models import ReturnKind, StatutoryReturn, Submission
from townclerk.performance.operations.permission import check
from townclerk.performance.operations.steps import (
    day_of,
    said,
    settle,
    take,
    tell,
    unit_code,
)
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.duties import other_than, reader_of
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor

State = StatutoryReturn.State


@transaction.atomic
def create(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> StatutoryReturn:
    """Put a return into the calendar: its owner owes it, and somebody to check it before."""
    found = StatutoryReturn(**values)
    found.unit = found.unit or found.kind.unit
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit_code(found))
    made = records.create(found, actor=actor, moment=moment, reason=reason)
    _tell(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def change(
    found: StatutoryReturn,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> StatutoryReturn:
    """Change a return before it is sent; what was sent is corrected by sending it again."""
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit_code(found))
    if found.state not in StatutoryReturn.UNSENT:
        raise Problems(
            [Problem(f"{found} was sent. Take the step “Correct and resubmit” to change it.")]
        )
    moved = {name for name, value in values.items() if getattr(found, name) != value}
    if found.state == State.VALIDATED and moved:
        # What was checked is no longer what would be sent.
        values = {**values, "state": State.PREPARING, "validated_on": None}
    made = records.change(
        found,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    _tell(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def prepare(
    found: StatutoryReturn, *, actor: Actor, moment: datetime, reason: str = ""
) -> StatutoryReturn:
    other_than(found, ("validator",), actor, "prepare it")
    return _step(found, "prepare", {"preparer": actor.user}, actor, moment, reason)


@transaction.atomic
def take_check(
    found: StatutoryReturn, *, actor: Actor, moment: datetime, reason: str = ""
) -> StatutoryReturn:
    """Somebody else than its preparer takes on the check."""
    other_than(found, ("preparer",), actor, "check it")
    made = _step(found, "take-check", {"validator": actor.user}, actor, moment, reason)
    _settled(made, "check", "Somebody took on the check", actor, moment)
    return made


@transaction.atomic
def validate(
    found: StatutoryReturn, *, actor: Actor, moment: datetime, reason: str = ""
) -> StatutoryReturn:
    """Whoever took on the check says that the return is right, having seen its evidence."""
    other_than(found, ("preparer",), actor, "check it")
    if found.validator_id is not None and actor.user and found.validator_id != actor.user.pk:
        raise Refused(f"{found.validator} took on the check, so they validate it.")
    if not found.evidence.strip():
        raise Problems([Problem("There is no evidence file. Say where it is.", field="evidence")])
    values = {"validator": actor.user, "validated_on": day_of(moment)}
    made = _step(found, "validate", values, actor, moment, reason)
    _settled(made, "check", "It is validated", actor, moment)
    return made


@transaction.atomic
def send_back(
    found: StatutoryReturn, *, actor: Actor, moment: datetime, reason: str = ""
) -> StatutoryReturn:
    why = said(reason, "Say what is wrong with it.")
    return _step(found, "send-back", {"validated_on": None}, actor, moment, why)


@transaction.atomic
def submit(
    found: StatutoryReturn, *, actor: Actor, moment: datetime, reason: str = ""
) -> StatutoryReturn:
    """A director, who neither prepared nor checked it, signs. What is sent is kept as it is."""
    other_than(found, ("preparer", "validator"), actor, "sign it")
    earlier = found.submissions.order_by("-number").first()
    why = said(reason, "Say why it is sent again.") if earlier else reason.strip()
    target = State.RESUBMITTED if earlier else State.SUBMITTED
    day = day_of(moment)
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    made: StatutoryReturn = take(
        policies.RETURN,
        "submit",
        found,
        {"submitted_on": day},
        target=target,
        subject=policies.FIGURES,
        reason=why,
        **stamp,
    )
    _settled(made, "send", "It was sent", actor, moment)
    sent = Submission(
        made_of=made,
        number=earlier.number + 1 if earlier else 1,
        submitted_on=day,
        signed_by=actor.user,
        reason=why,
        evidence=made.evidence,
        values=_values(made, actor, moment),
        source=made.source,
    )
    records.create(sent, reason=why, **stamp)
    return made


def _values(found: StatutoryReturn, actor: Actor, moment: datetime) -> list[dict[str, str]]:
    """The figures it holds, of its period, as the one who signs sees them."""
    keys = [line.strip() for line in found.kind.measures.splitlines() if line.strip()]
    reader = reader_of(actor, day_of(moment))
    figures = those_open([Ask(key=key, period=found.period) for key in keys], reader=reader)
    there = {figure.key: figure for figure in figures}
    missing = [key for key in keys if key not in there]
    if missing:
        raise Problems(
            [Problem(f"{key} has no value for {found.period}. Have it stated.") for key in missing]
        )
    return [
        {
            "key": key,
            "label": there[key].label,
            "value": str(there[key].value),
            "shown": there[key].display,
            "status": there[key].status.value,
        }
        for key in keys
    ]


@transaction.atomic
def accept(
    found: StatutoryReturn, *, actor: Actor, moment: datetime, reason: str = ""
) -> StatutoryReturn:
    """The receipt of the body, by its reference."""
    receipt = said(reason, "Enter the receipt's reference.")
    made = _step(found, "accept", {}, actor, moment, receipt)
    sent = made.submissions.order_by("-number").first()
    if sent is None:
        raise Problems([Problem(f"No version of {found} was sent, so there is no receipt.")])
    values = {"receipt": receipt[:120], "received_on": day_of(moment)}
    records.change(sent, values, actor=actor, moment=moment, verb="receive")
    return made


@transaction.atomic
def correct(
    found: StatutoryReturn, *, actor: Actor, moment: datetime, reason: str = ""
) -> StatutoryReturn:
    """Begin a new version: prepared, checked and signed as the first was."""
    why = said(reason, "Say what is wrong with what was sent.")
    values = {"preparer": actor.user, "validator": None, "validated_on": None}
    made = _step(found, "correct", values, actor, moment, why)
    _tell(made, actor=actor, moment=moment)
    return made


def _step(
    found: StatutoryReturn,
    name: str,
    values: Mapping[str, Any],
    actor: Actor,
    moment: datetime,
    reason: str,
) -> StatutoryReturn:
    made: StatutoryReturn = take(
        policies.RETURN, name, found, values, actor=actor, moment=moment, reason=reason
    )
    return made


def _purpose(found: StatutoryReturn, what: str) -> str:
    """Each version that is sent is owed by itself."""
    sent = found.submissions.count()
    return f"{what}-{sent + 1}" if sent else what


def _settled(found: StatutoryReturn, what: str, why: str, actor: Actor, moment: datetime) -> None:
    settle(found, _purpose(found, what), why, actor=actor, moment=moment)


def _tell(found: StatutoryReturn, *, actor: Actor, moment: datetime) -> None:
    kind: ReturnKind = found.kind
    more: dict[str, Any] = {
        "role": kind.owner_role,
        "unit": found.unit,
        "address": "/performance/returns/",
        "actor": actor,
        "moment": moment,
    }
    note = f"To {kind.body}. {kind.penalty}".strip()
    title = f"Send {found}"[:200]
    tell(found, _purpose(found, "send"), tasks.RETURN, title, due=found.due, note=note, **more)
    if found.validator_id is None:
        title = f"Name somebody to check {found}"[:200]
        day = check_by(found.due, kind.validator_days)
        tell(found, _purpose(found, "check"), tasks.RETURN_CHECK, title, due=day, **more)
